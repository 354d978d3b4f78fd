"""Keys by which words are looked up and compared: in lower case, with tone marks in one place, or without any."""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook, dot below


def _tone_pairs() -> dict[str, str]:
    """`òa` -> `oà` and the like: the mark goes to the second vowel, whatever follows."""
    pairs = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in TONES:
            moved = unicodedata.normalize("NFC", f"{first}{second}{tone}")
            pairs[unicodedata.normalize("NFC", f"{first}{tone}{second}")] = moved
    return pairs


TONE_PAIRS = _tone_pairs()
MISPLACED = re.compile("|".join(TONE_PAIRS))


def key_of(text: str) -> str:
    """`text` (NFC) in lower case, with tone marks in one place; as long as `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ and a few others grow
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return MISPLACED.sub(lambda found: TONE_PAIRS[found.group()], lowered)


def folded(text: str) -> str:
    """`text` in lower case without any diacritics: what is left when two spellings are compared loosely."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
