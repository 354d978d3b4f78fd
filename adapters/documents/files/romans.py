"""Roman numerals, as sections are numbered with them."""

import re

ROMANS = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def to_roman(count: int) -> str:
    """The Roman numeral of `count`, 1 to 3,999."""
    text = ""
    for value, letters in ROMANS:
        while count >= value:
            text += letters
            count -= value
    return text


def from_roman(text: str) -> int | None:
    """The value of a Roman numeral in capitals up to XXXIX, as sections have them; None if it is none."""
    if not re.fullmatch(r"X{0,3}(IX|IV|V?I{0,3})", text) or not text:
        return None
    return next(count for count in range(1, 40) if to_roman(count) == text)
