"""Vietnamese order: Đ stands after D, Ă and Â after A, and words that differ in tones alone beside each other."""

from unicodedata import normalize

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""In the order of dictionaries: huyền, hỏi, ngã, sắc, nặng; none goes before all."""

_PLACES = {letter: f"{place:02}" for place, letter in enumerate(LETTERS, 1)}


def sort_key(text: str) -> str:
    """A key of ASCII by which texts sort alike wherever they are sorted: by their letters, then by their tones."""
    letters, tones = list[str](), list[str]()
    for whole in normalize("NFC", text.casefold()):
        parts = normalize("NFD", whole)
        tone = next((mark for mark in parts if mark in TONES), "")
        letter = normalize("NFC", parts.replace(tone, "")) if tone else whole
        letters.append(_place(letter))
        tones.append(str(TONES.find(tone) + 1) if tone else "0")
    return f"{''.join(letters)} {''.join(tones)}"


def _place(letter: str) -> str:
    """Signs and spaces first, then numbers, then letters, then what is none of these."""
    if letter in _PLACES:
        return f"4{_PLACES[letter]}"
    if letter.isdigit():
        return f"3{letter if letter.isascii() else '0'}"
    if letter.isspace():
        return "1"
    return "2" if not letter.isalpha() else f"5{ord(letter):06x}"
