"""Days as officers write them: 2025-09-30, or 30/9/2025; the day stands before the month."""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_OURS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


class NotADay(ValueError):  # noqa: N818 - named by what it is
    """The text is not written as a day is."""


def written_day(text: str) -> date:
    """The day that `text` names. Raises NotADay; any other ValueError where there is no such day."""
    written = text.strip()
    iso, ours = _ISO.fullmatch(written), _OURS.fullmatch(written)
    if iso:
        year, month, number = map(int, iso.groups())
    elif ours:
        number, month, year = map(int, ours.groups())
    else:
        raise NotADay(text)
    return date(year, month, number)
