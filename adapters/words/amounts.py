"""A length of time in words: `1 month 3 days` is “1 tháng 3 ngày”."""

from collections.abc import Mapping
from functools import reduce

from adapters.words.catalogue import Said, say
from rules.language.offset_text import PRINTED, parse_amount
from rules.problems import N_

_WORDS: Mapping[str, str] = {
    "year": N_("{count} year(s)"),
    "month": N_("{count} month(s)"),
    "week": N_("{count} week(s)"),
    "day": N_("{count} day(s)"),
    "working day": N_("{count} working day(s)"),
}


_AND = N_("{more} {rest}")


def amount_text(amount: str, lang: str) -> str:
    """`amount`, which is in the offset language, in `lang`. Raises OffsetSyntaxError."""
    return say(amount_said(amount), lang)


def amount_said(amount: str) -> Said:
    """`amount`, which is in the offset language, before it has a language. Raises OffsetSyntaxError."""
    offset = parse_amount(amount)
    counts = [(getattr(offset, name), unit) for name, unit in PRINTED]
    parts = [Said(_WORDS[unit], {"count": count}) for count, unit in counts if count]
    return reduce(_joined, parts) if parts else Said(_WORDS["day"], {"count": 0})


def _joined(more: Said, rest: Said) -> Said:
    return Said(_AND, {"more": more, "rest": rest})
