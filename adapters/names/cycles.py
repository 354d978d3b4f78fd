"""The rounds of what recurs, in words: `2025-Q3` is quý III/2025."""

import re
from collections.abc import Mapping

from rules.problems import N_

_NAME = re.compile(r"(?P<year>\d{4})-(?:(?P<part>[QH][1-4])|W(?P<week>\d\d)|(?P<month>0[1-9]|1[0-2]))", re.ASCII)
_PARTS: Mapping[str, str] = {
    "Q1": N_("Q1/{year}"),
    "Q2": N_("Q2/{year}"),
    "Q3": N_("Q3/{year}"),
    "Q4": N_("Q4/{year}"),
    "H1": N_("first half of {year}"),
    "H2": N_("second half of {year}"),
}
_WEEK, _MONTH = N_("week {week} of {year}"), N_("{month}/{year}")


def cycle_words(name: str) -> tuple[str, Mapping[str, str]] | None:
    """The template and the fields that say which round has this name; None: none has, or a year, which says itself."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    fields = {key: value for key, value in found.groupdict().items() if value}
    template = _PARTS.get(fields.get("part", ""), _WEEK if "week" in fields else _MONTH if "month" in fields else "")
    return (template, fields) if template else None
