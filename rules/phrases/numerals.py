"""Numbers written in words, figures or both: `mười lăm`, `07`, `05 (năm)`, `III`."""

import re

DIGITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
"""Ones as they are said, alone and after a ten."""

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
ORDER = {"nhất": 1, "đầu": 1, "đầu tiên": 1, "cuối": 4, "cuối cùng": 4, **ROMAN, **DIGITS}

WORD = "|".join((*DIGITS, "mười", "mươi", "trăm", "linh", "lẻ"))
WORDS = rf"(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)(?:\s+(?:{WORD})){{0,5}}"
FIGURES = r"\d{1,4}"


def spoken(words: str) -> int | None:
    """`một trăm hai mươi lăm` -> 125; None if the words make no number under 1000."""
    hundreds, tens, ones = 0, None, None
    for word in words.split():
        if word == "trăm" and ones is not None and not hundreds:
            hundreds, ones = ones, None
        elif word in ("linh", "lẻ") and hundreds and tens is None and ones is None:
            tens = 0
        elif word in ("mười", "mươi") and tens is None:
            tens = ones if word == "mươi" and ones else 1 if word == "mười" and ones is None else None
            ones = None
            if tens is None:
                return None
        elif word in DIGITS and ones is None:
            ones = DIGITS[word]
        else:
            return None
    return 100 * hundreds + 10 * (tens or 0) + (ones or 0)


def number(text: str) -> int | None:
    """The number that figures or words say; None if they are no number."""
    text = text.strip(" ()")
    return int(text) if re.fullmatch(FIGURES, text) else spoken(text)


def quarter(text: str) -> int | None:
    """`iii`, `3`, `ba`, `đầu` -> which quarter of the year."""
    found = int(text) if text.isdigit() else ORDER.get(text)
    return found if found in range(1, 5) else None
