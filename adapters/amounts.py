"""A length of time in words: `1 month 3 days` is “1 tháng 3 ngày”."""

from collections.abc import Mapping

from adapters.catalogue import tr
from rules.offset_text import PRINTED, parse_amount
from rules.problems import N_

_WORDS: Mapping[str, str] = {
    "year": N_("{count} year(s)"),
    "month": N_("{count} month(s)"),
    "week": N_("{count} week(s)"),
    "day": N_("{count} day(s)"),
    "working day": N_("{count} working day(s)"),
}


def amount_text(amount: str, lang: str) -> str:
    """`amount`, which is in the offset language, in `lang`. Raises OffsetSyntaxError."""
    offset = parse_amount(amount)
    counts = [(getattr(offset, name), unit) for name, unit in PRINTED]
    parts = [tr(_WORDS[unit], lang, count=count) for count, unit in counts if count]
    return " ".join(parts) or tr(_WORDS["day"], lang, count=0)
