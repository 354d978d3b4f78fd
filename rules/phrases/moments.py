"""Dates and spans of days as phrases name them, with or without their year."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

LEAP_YEAR = 2000
"""The year that stands in for one not known, so that 29/2 is a day that may exist."""

YEARS = range(1945, 2200)
"""Numbers of four digits that can be a year."""


class OutOfYearsError(ValueError):
    """A date that there is, in a year that no plan can mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a month; `year` None: the phrase does not say. `last`: whatever the month's last day is.

    `lunar`: counted in the lunar calendar, which is marked and not converted.
    """

    day: int
    month: int
    year: int | None = None
    last: bool = False
    lunar: bool = False
    time: str | None = None
    weekday: int | None = None  # 1 = Monday, as the phrase says it beside the date

    @property
    def date(self) -> date | None:
        """The real day, None while its year is not known or it is a lunar one."""
        if self.year is None or self.lunar:
            return None
        return date(self.year, self.month, monthrange(self.year, self.month)[1] if self.last else self.day)

    def of_year(self, year: int) -> "Day":
        """The same day with its year, if the phrase gave none. ValueError: 29/2 of a common year."""
        if self.year is not None:
            return self
        checked(self.day, self.month, year)
        return replace(self, year=year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whole months, from the first day of one to the last day of another, or some days of one month."""

    first: int  # month
    last: int
    first_year: int | None = None
    last_year: int | None = None
    days: tuple[int, int] | None = None  # within one month; the second 31: to its end
    apart: bool = False  # another step than what stands before it: no part of one span with it
    stretch: bool = False  # named by where it starts and where it ends: `tháng 7 - 9`

    @property
    def start(self) -> date | None:
        """The first day, None while the year is not known."""
        return None if self.first_year is None else date(self.first_year, self.first, self.days[0] if self.days else 1)

    @property
    def end(self) -> date | None:
        """The last day, None while the year is not known."""
        if self.last_year is None:
            return None
        end = monthrange(self.last_year, self.last)[1]
        return date(self.last_year, self.last, min(self.days[1], end) if self.days else end)

    def of_year(self, year: int) -> "Span":
        """The same months with their year, if the phrase gave none."""
        return self if self.first_year is not None else replace(self, first_year=year, last_year=year)


Moment = Day | Span


def checked(day: int, month: int, year: int | None) -> None:
    """Raise ValueError if there is no such day."""
    date(LEAP_YEAR if year is None else year, month, day)
    if year is not None and year not in YEARS:
        raise OutOfYearsError(year)


def day_of(day: int, month: int, year: int | None) -> Day:
    """The day with this date. ValueError if there is no such day, or none that a plan can mean."""
    checked(day, month, year)
    return Day(day=day, month=month, year=year)


def months_of(first: int, last: int, first_year: int | None, last_year: int | None) -> Span:
    """The span of these months. ValueError if there is no such month or year, or they end before they start."""
    for month, year in ((first, first_year), (last, last_year)):
        checked(1, month, year)
    if (first_year or 0, first) > (last_year or 0, last):
        raise ValueError(last)
    return Span(first=first, last=last, first_year=first_year, last_year=last_year)


def joined(one: Span, other: Span) -> Span | None:
    """The span of both if the second begins where the first ends, else None."""
    partial = one.days or other.days or one.stretch or other.stretch
    if other.apart or partial or None in (one.last_year, other.first_year):
        return None
    if _number(other.first_year, other.first) != _number(one.last_year, one.last) + 1:
        return None
    return replace(one, last=other.last, last_year=other.last_year)


def _number(year: int | None, month: int) -> int:
    """Months counted through the years, to compare and to add."""
    return (year or 0) * 12 + month
