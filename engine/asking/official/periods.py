"""Periods that are reported on, each with the one before it."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

MONTHS_OF_A_QUARTER = 3
_MONTHS = 12


class Period(NamedTuple):
    """The days from the first to the last, both included."""

    first: date
    last: date

    def before(self) -> "Period":
        """The period before it: of whole months as many months, of any other as many days."""
        last = self.first - timedelta(days=1)
        if self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]:
            months = (self.last.year - self.first.year) * _MONTHS + self.last.month - self.first.month + 1
            return Period(_months_earlier(self.first, months), last)
        return Period(last - (self.last - self.first), last)


def quarter(year: int, number: int) -> Period:
    """A quarter, 1 to 4. Raises ValueError for a year that there is not."""
    last = number * MONTHS_OF_A_QUARTER
    first = date(year, last - MONTHS_OF_A_QUARTER + 1, 1)
    return Period(first, date(year, last, monthrange(year, last)[1]))


def whole_year(year: int) -> Period:
    """A year. Raises ValueError for one that there is not."""
    return Period(date(year, 1, 1), date(year, _MONTHS, 31))


def _months_earlier(first: date, months: int) -> date:
    index = first.year * _MONTHS + first.month - 1 - months
    return date(index // _MONTHS, index % _MONTHS + 1, 1)
