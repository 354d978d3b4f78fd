"""Spans of days in the offset language: `2025`, `2025-Q3`, `2025-H1`, `2025-07..2025-09`, `2025-07-31`."""

import re
from calendar import monthrange
from datetime import date

from rules.language.tokens import NOT_HERE, Tokens
from rules.problems import N_, shown

SPAN = re.compile(r"([0-9]{4})(?:-(?:q([1-4])|h([12])|([0-9]{2})(?:-([0-9]{2}))?))?", re.IGNORECASE)

WIDTHS = (12, 6, 3, 1)
"""Years, half-years, quarters and months, in months: the order in which a printed form is looked for."""

WANTED_SPAN = N_(
    "Expected: a year, half-year, quarter, month or day (2025, 2025-H1, 2025-Q3, 2025-07, 2025-07-31), "
    "or two joined by `..`."
)
NO_SUCH_SPAN = N_("There is no {read} in the calendar.")
REAL_SPAN = N_("Correct the date.")
ENDS_FIRST = N_("The period {read} ends before it starts.")
SWAP = N_("Put the earlier end first.")


def read_span(tokens: Tokens) -> tuple[date, date]:
    """The first and the last day of what is left of `words`, or of them until a comma or a bracket."""
    column = tokens.column
    text = ""
    while tokens.next not in ("", ",", ")"):
        text += tokens.any() or ""
    first, dots, last = text.partition("..")
    start, end = (_days(tokens, part, column) for part in (first, last if dots else first))
    if end[1] < start[0]:
        raise tokens.error(ENDS_FIRST, SWAP, column, {"read": text})
    return start[0], end[1]


def format_span(start: date, end: date) -> str:
    """The widest form that is exactly `start` to `end`."""
    for months in WIDTHS:
        if _begins(start, months) and _closes(end, months):
            first, last = _name(start, months), _name(end, months)
            break
    else:
        first, last = str(start), str(end)
    return first if first == last else f"{first}..{last}"


def _days(tokens: Tokens, text: str, column: int) -> tuple[date, date]:
    """The first and the last day that `text` names."""
    found = SPAN.fullmatch(text)
    if not found:
        raise tokens.error(NOT_HERE, WANTED_SPAN, column, {"read": shown(text)}) if text else tokens.fail(WANTED_SPAN)
    try:
        return _bounds(*(int(part) if part else 0 for part in found.groups()))
    except ValueError:
        raise tokens.error(NO_SUCH_SPAN, REAL_SPAN, column, {"read": text}) from None


def _bounds(year: int, quarter: int, half: int, month: int, day: int) -> tuple[date, date]:
    """First and last day of what the parts name; a part not given is 0. ValueError if there is no such day."""
    if day:
        return date(year, month, day), date(year, month, day)
    months = 3 if quarter else 6 if half else 1 if month else 12
    last = month or (quarter or half or 1) * months
    return date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1])


def _begins(day: date, months: int) -> bool:
    """True if a span of `months` months can begin on the day."""
    return day.day == 1 and (day.month - 1) % months == 0


def _closes(day: date, months: int) -> bool:
    """True if a span of `months` months can end on the day."""
    return day.day == monthrange(day.year, day.month)[1] and day.month % months == 0


def _name(day: date, months: int) -> str:
    """The span of `months` months that the day is in: `2025-Q3`."""
    number = (day.month - 1) // months + 1
    part = {12: "", 6: f"-H{number}", 3: f"-Q{number}", 1: f"-{number:02}"}[months]
    return f"{day.year:04}{part}"
