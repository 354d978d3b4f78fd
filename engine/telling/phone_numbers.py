"""Phone numbers that no text message reaches: those of landlines, which a register may hold all the same."""

import re

_SEPARATORS = re.compile(r"[\s().\-]+")
_LANDLINE = re.compile(r"(?:\+84|0084|84|0)(?:2\d{9}|80\d{5})", re.ASCII)  # a province's; the offices' own network


def landline(number: str) -> bool:
    """True of a landline of Viet Nam, as a person writes it: 0213 3876 123, +84 24 3825 1234, 080.48123."""
    return bool(_LANDLINE.fullmatch(_SEPARATORS.sub("", number)))
