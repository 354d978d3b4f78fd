"""Counts of whole arrays at once: `engine.counting.periods` in numpy, the same to the day (a property holds it).

Days are numbered from 1970-01-01, as datetime64[D] does. A count of working days is two look-ups in the calendar's
tables, and the indices into these tables are the range check.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.calendars.calendar import Calendar
from engine.calendars.days import HalfDays
from engine.counting.conventions import AfterReading, BeforeReading, Convention, MonthReading, Roll
from engine.counting.periods import WORKING_DAYS_A_MONTH
from rules.offsets import Direction

Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

UNITS = ("day", "working day", "week", "month", "year")
"""The units of amounts."""

BEYOND = 100_000
"""An amount of any unit that no calendar has."""


class Counts(NamedTuple):
    """The answers, in the order asked: days as datetime64[D], each as in `engine.counting.periods.Count`."""

    nominal: Days
    due: Days
    safe: Days
    provisional: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """A calendar's sums as arrays. Indices count days from its first."""

    first: int  # days from 1970-01-01 to the calendar's first day
    upto: NDArray[np.int32]  # at index i: how many of the first i days are worked
    working: Days  # the working days, earliest first
    provisional_upto: NDArray[np.int32]  # at index i: how many of the first i days lie in provisional years


@lru_cache(maxsize=64)
def tables_of(calendar: Calendar) -> Tables:
    """The sums of a calendar."""
    days = np.arange(np.datetime64(calendar.first), np.datetime64(calendar.last) + 1)
    upto = np.array(calendar.upto, np.int32)
    provisional = ~np.isin(days.astype("datetime64[Y]").astype(np.int64) + 1970, sorted(calendar.firm_years))
    return Tables(
        first=int(days[0].astype(np.int64)),
        upto=upto,
        working=days[np.diff(upto) > 0],
        provisional_upto=np.concatenate([np.zeros(1, np.int32), np.cumsum(provisional, dtype=np.int32)]),
    )


def count_many(
    events: Days, amounts: Numbers, unit: str, direction: Direction, calendar: Calendar, convention: Convention
) -> Counts:
    """Count `amounts[i]` of `unit` from `events[i]`, all in one direction; both arrays are of one length.

    `events` are datetime64[D], `amounts` whole and not negative, `unit` one of `UNITS`. Raises OutOfRange if an event
    or an answer is outside the calendar, naming the first such event, and ValueError for a unit or an amount that is
    none.
    """
    if unit not in UNITS:
        raise ValueError(f"there is no unit {unit!r}; there are {UNITS}")
    if events.size == 0:
        return Counts(events, events, events, np.zeros(0, np.bool_))
    if amounts.min() < 0:
        raise ValueError("an amount is negative; the direction says on which side to count")
    reading = convention.half_days
    counting = _Counting(calendar.under(reading), convention, direction is Direction.AFTER, _numbers(events))
    counting.check(counting.events)
    if amounts.max() >= BEYOND:
        raise counting.left(amounts >= BEYOND)
    counted = counting.counts(amounts, unit)
    if not calendar.half_days:
        return counted
    other = replace(counting, calendar=calendar.under(reading.other)).counts(amounts, unit)
    return counting.hedged(counted, other.safe)


def earliest(several: Sequence[Counts]) -> Counts:
    """Of several limits, asked about the same things in the same order, the one that comes first; of equal ones the
    first. It is safe by when all are.
    """
    which = np.argmin(np.stack([one.due for one in several]), axis=0)[np.newaxis]
    nominal, due, provisional = (
        np.take_along_axis(np.stack(columns), which, axis=0)[0]
        for columns in zip(*((one.nominal, one.due, one.provisional) for one in several), strict=True)
    )
    return Counts(nominal, due, np.minimum.reduce([one.safe for one in several]), provisional)


def _numbers(days: Days) -> Numbers:
    return days.astype("datetime64[D]", copy=False).view(np.int64)


def _days(numbers: Numbers) -> Days:
    return numbers.view("datetime64[D]")


def _add_months(days: Numbers, months: Numbers) -> Numbers:
    """The same day of the month, `months` later; the month's last where it has no such day."""
    starts = _days(days).astype("datetime64[M]")
    ends = starts + months
    first = _numbers(ends.astype("datetime64[D]"))
    longest = _numbers((ends + 1).astype("datetime64[D]")) - first - 1
    into: Numbers = np.minimum(days - _numbers(starts.astype("datetime64[D]")), longest)
    return first + into


@dataclass(frozen=True, slots=True, eq=False)
class _Counting:
    """One call of `count_many`: day numbers in and out, every helper over all events at once."""

    calendar: Calendar
    convention: Convention
    after: bool
    events: Numbers

    def counts(self, amounts: Numbers, unit: str) -> Counts:
        convention, sign = self.convention, 1 if self.after else -1
        days_end, working = self._parts(sign * amounts, amounts, unit)
        start = days_end - sign * (amounts > 0) if convention.count_event_day else days_end
        if not self.after and convention.before_date is BeforeReading.DAY_BEFORE:
            start = start - (amounts == 0)
        nominal = start if working is None else self.worked(start, working)
        if self.after and convention.after_means is AfterReading.FIRST_DAY_AFTER:
            return self._same(self._first_after(nominal, working))
        if unit == "working day" and amounts.min() > 0 and not convention.count_event_day:
            return self._same(nominal)  # a working day: nothing moves it, and no reading is stricter
        if unit == "day" and convention.clear_days and not self.after:
            nominal = self._clear(nominal, amounts, working)
        self.check(nominal)
        due = self._due(nominal, self._length(amounts, unit))
        return self._answered(nominal, due, self.whole(np.minimum(nominal, due)))

    def hedged(self, counts: Counts, other: Days) -> Counts:
        """`counts`, safe also where half days are read as in those for which `other` are safe."""
        nominal, due, safe = (_numbers(days) for days in (counts.nominal, counts.due, counts.safe))
        safe = np.minimum(safe, _numbers(other))
        if not (self.after and self.convention.after_means is AfterReading.FIRST_DAY_AFTER):
            safe = replace(self, calendar=self.calendar.under(HalfDays.OFF)).whole(safe)
        return self._answered(nominal, due, safe)

    def check(self, days: Numbers) -> None:
        """Raise OutOfRange unless the calendar has all `days`."""
        tables = tables_of(self.calendar)
        last = tables.first + len(tables.upto) - 2
        if days.min() < tables.first or days.max() > last:
            raise self.left((days < tables.first) | (days > last))

    def left(self, bad: Flags) -> ValueError:
        """The error of the first event of which `bad` is true."""
        event = _days(self.events)[np.flatnonzero(bad)[0]].item()
        if not isinstance(event, date):
            return ValueError("an event is not a date of the years 1 to 9999")
        try:
            self.calendar.check(event)
        except ValueError as error:
            return error
        return self.calendar.left_from(event)

    def worked(self, start: Numbers, working: Numbers) -> Numbers:
        """The `working`-th working day on this side of `start`; `start` itself where that is 0."""
        self.check(start)
        tables = tables_of(self.calendar)
        at = start - tables.first
        place = tables.upto[at + 1] + working - 1 if self.after else tables.upto[at] - working
        counted = None if working.min() > 0 else working > 0
        if counted is not None:
            place = np.where(counted, place, 0)
        if place.min() < 0 or place.max() >= len(tables.working):
            raise self.left((place < 0) | (place >= len(tables.working)))
        days = _numbers(tables.working)[place]
        return days if counted is None else np.where(counted, days, start)

    def _parts(self, steps: Numbers, amounts: Numbers, unit: str) -> tuple[Numbers, Numbers | None]:
        """The end of the calendar part, and the working days that follow, if any do. `steps` are signed amounts."""
        convention, events = self.convention, self.events
        working: Numbers | None = None
        match unit:
            case "working day":
                return events, amounts
            case "month" if convention.months is MonthReading.WORKING_DAYS_30:
                return events, amounts * WORKING_DAYS_A_MONTH
            case "day" if convention.short_periods:
                short = amounts <= convention.short_periods
                days_end = np.where(short, events, events + steps)
                working = np.where(short, amounts, 0)
            case "month" | "year":
                days_end = _add_months(events, steps * (12 if unit == "year" else 1))
            case _:
                days_end = events + steps * (7 if unit == "week" else 1)
        self.check(days_end)
        return days_end, working

    def _length(self, amounts: Numbers, unit: str) -> Numbers:
        """The length of a period in days, as far as a least number of working days asks; a month is long enough."""
        if unit == "month" and self.convention.months is MonthReading.WORKING_DAYS_30:
            return amounts * WORKING_DAYS_A_MONTH
        return amounts * {"week": 7, "month": BEYOND, "year": BEYOND}.get(unit, 1)

    def _due(self, nominal: Numbers, length: Numbers) -> Numbers:
        convention = self.convention
        due = self._rolled(nominal, convention.roll_after if self.after else convention.roll_before)
        past = due < self.events if self.after else (due >= self.events) & (due > nominal)
        due = np.where(past, nominal, due)
        if convention.min_working_days is None:
            return due
        least = np.where(length >= convention.min_working_days, convention.min_working_days, 0)
        reached = self.worked(self.events, least)
        return np.maximum(due, reached) if self.after else np.minimum(due, reached)

    def _rolled(self, days: Numbers, how: Roll) -> Numbers:
        if how is Roll.NONE:
            return days
        tables = tables_of(self.calendar)
        at = days - tables.first
        place = tables.upto[at] if how is Roll.NEXT else tables.upto[at + 1] - 1
        if place.min() < 0 or place.max() >= len(tables.working):
            raise self.left((place < 0) | (place >= len(tables.working)))
        return _numbers(tables.working)[place]

    def _clear(self, nominal: Numbers, amounts: Numbers, working: Numbers | None) -> Numbers:
        """One day earlier, in a short period one working day, so that neither end counts."""
        earlier = nominal - (amounts > 0)
        if working is None:
            return earlier
        return np.where(working > 0, self.worked(nominal, np.minimum(working, 1)), earlier)

    def _first_after(self, nominal: Numbers, working: Numbers | None) -> Numbers:
        self.check(nominal)
        one_on = nominal + 1
        if working is not None:
            one_on = np.where(working > 0, self.worked(nominal, np.minimum(working, 1)), one_on)
        self.check(one_on)
        return one_on

    def whole(self, limit: Numbers) -> Numbers:
        """The last working day until `limit`, on the right side of the event."""
        if not self.after:
            return self._rolled(np.minimum(limit, self.events - 1), Roll.PREVIOUS)
        safe = self._rolled(limit, Roll.PREVIOUS)
        return np.where(safe >= self.events, safe, limit)

    def _same(self, days: Numbers) -> Counts:
        return self._answered(days, days, days)

    def _answered(self, nominal: Numbers, due: Numbers, safe: Numbers) -> Counts:
        if due is nominal is safe:
            first, last = (self.events, nominal) if self.after else (nominal, self.events)
        else:
            first = np.minimum(self.events, np.minimum(safe, due))
            last = np.maximum(self.events, np.maximum(nominal, due))
        return Counts(_days(nominal), _days(due), _days(safe), self._provisional(first, last))

    def _provisional(self, first: Numbers, last: Numbers) -> Flags:
        upto, start = tables_of(self.calendar).provisional_upto, tables_of(self.calendar).first
        if upto[last.max() - start + 1] == upto[first.min() - start]:
            return np.zeros(len(first), np.bool_)
        return upto[last - start + 1] > upto[first - start]
