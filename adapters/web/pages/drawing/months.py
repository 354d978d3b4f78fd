"""Months of a calendar, day by day: which days are counted, which are skipped, which Saturdays are worked."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from adapters.words.catalogue import Templated
from engine.calendars.calendar import Calendar, CalendarError
from engine.calendars.days import DayKind
from engine.counting.steps import FIRST_WORKING, LAST_WORKING, LEAST, MONTH_OF_WORK, SHORT

CELL, GAP, HEAD = 30, 26, 44
_WEEK, _MOST, _ENDS = 7, 4, 2
_BY_WORKING_DAYS = (FIRST_WORKING, LAST_WORKING, MONTH_OF_WORK, SHORT, LEAST)


class Cell(NamedTuple):
    """A day in its place."""

    day: date
    x: int
    y: int
    working: bool
    kind: DayKind | None  # None: the calendar does not have it
    counted: bool
    start: bool
    due: bool
    reason: str  # the document behind a day that is not what its weekday says

    @property
    def worked_weekend(self) -> bool:
        """True of a Saturday that is worked."""
        return self.working and self.day.weekday() > 4


@dataclass(frozen=True, slots=True)
class Month:
    """One month, with the place where it is drawn."""

    first: date
    x: int
    cells: Sequence[Cell]

    @property
    def weeks(self) -> int:
        """How many rows it takes."""
        return max(cell.y for cell in self.cells) // CELL + 1


@dataclass(frozen=True, slots=True)
class Strip:
    """Some months side by side."""

    months: Sequence[Month]
    left_out: int  # so many in the middle are not drawn
    every_day: bool  # days off are counted too

    @property
    def width(self) -> int:
        """In pixels."""
        return len(self.months) * (_WEEK * CELL + GAP) - GAP + 2

    @property
    def height(self) -> int:
        """In pixels."""
        return HEAD + max(month.weeks for month in self.months) * CELL + 2


def strip(calendar: Calendar, start: date, due: date, steps: Iterable[Templated]) -> Strip:
    """The months from the day from which is counted to the last day; of many the first and the last ones."""
    every_day = not any(step.template in _BY_WORKING_DAYS for step in steps)
    first, last = sorted((start, due))
    firsts = list(_firsts(first, last))
    shown = firsts if len(firsts) <= _MOST else firsts[:_ENDS] + firsts[-_ENDS:]
    months = [
        Month(one, at * (_WEEK * CELL + GAP) + 1, _cells(calendar, one, start, due, every_day=every_day))
        for at, one in enumerate(shown)
    ]
    return Strip(months, len(firsts) - len(shown), every_day)


def month(calendar: Calendar, first: date) -> Month:
    """One month by itself, of which nothing is counted."""
    return Month(first, 0, _cells(calendar, first, date.max, date.max, every_day=False))


def _firsts(first: date, last: date) -> Iterator[date]:
    at = first.replace(day=1)
    while at <= last:
        yield at
        at = (at + timedelta(days=32)).replace(day=1)


def _cells(calendar: Calendar, first: date, start: date, due: date, *, every_day: bool) -> list[Cell]:
    days = (first.replace(day=number) for number in _numbers(first))
    return [_cell(calendar, first, day, start, due, every_day=every_day) for day in days]


def _numbers(first: date) -> range:
    return range(1, monthrange(first.year, first.month)[1] + 1)


def _cell(calendar: Calendar, first: date, day: date, start: date, due: date, *, every_day: bool) -> Cell:
    place = first.weekday() + day.day - 1
    try:
        working, reason = calendar.is_working(day), calendar.explain_day(day)
    except CalendarError:
        return Cell(day, place % _WEEK * CELL, place // _WEEK * CELL, day.weekday() < 5, None, False, False, False, "")
    between = start < day <= due or due <= day < start
    row = next(iter(calendar.rows_between(day, day)), None)
    said = f"{row.reason} ({row.source})" if row else ""
    return Cell(
        day,
        place % _WEEK * CELL,
        place // _WEEK * CELL,
        working,
        reason.kind,
        between and (working or every_day),
        day == start,
        day == due,
        said,
    )
