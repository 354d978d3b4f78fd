"""From an event and an offset to a day: the arithmetic of periods, under a convention and a calendar.

What each field of the answer promises, for every setting, is told in docs/counting.md. `arrays` does the same for whole
arrays; `engine.counting.steps` says in sentences what is done here.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from engine.calendars.calendar import Calendar
from engine.calendars.days import HalfDays
from engine.counting.conventions import AfterReading, BeforeReading, Convention, MonthReading, Roll
from rules.offsets import Direction, Offset

DAY = timedelta(days=1)
WORKING_DAYS_A_MONTH = 30
"""The working days of one month under the setting `months: working_days_30`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """The length of a period under a convention: months and days of the calendar, then working days."""

    months: int
    """Months of the calendar; a year is 12."""
    days: int
    """Days of the calendar; a week is 7."""
    working: int
    """Working days."""
    short: bool = False
    """True if days off are left out of a short period; `days` is then 0."""
    clear: bool = False
    """True if neither end counts."""

    @property
    def zero(self) -> bool:
        """True if there is nothing to count."""
        return not (self.months or self.days or self.working)

    def at_least(self, days: int) -> bool:
        """True if the period has `days` days or more."""
        return bool(self.months) or self.days + self.working >= days


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A count and what it went through. All days are days of the calendar."""

    event: date
    """The day counted from."""
    direction: Direction
    """The side of the event on which the period lies."""
    length: Length
    """The length counted, as the convention reads the offset."""
    months_end: date
    """The day after adding months: years and months together, one rounding, down."""
    days_end: date
    """The day after the weeks and days that follow."""
    nominal: date
    """The day after the working days, before rolling."""
    due: date
    """The last day on which the thing may be done."""
    safe: date
    """The day on or before it that satisfies the other readings of the law too."""
    provisional: bool
    """True if a day between the first and the last of these lies in a year that nobody has announced."""


def count(event: date, offset: Offset, calendar: Calendar, convention: Convention) -> Count:
    """Count `offset` from `event`. Raises OutOfRange where the event or the answer is outside the calendar."""
    reading = convention.half_days
    counted = _count(event, offset, calendar.under(reading), convention)
    if not calendar.half_days:
        return counted
    other = _count(event, offset, calendar.under(reading.other), convention)
    return _hedged(counted, other.safe, calendar, convention)


def _hedged(count: Count, other: date, calendar: Calendar, convention: Convention) -> Count:
    """`count`, safe also where half days are read as in a count for which `other` is safe."""
    safe = min(count.safe, other)
    if not (count.direction is Direction.AFTER and convention.after_means is AfterReading.FIRST_DAY_AFTER):
        safe = _safe(count.event, safe, count.direction is Direction.AFTER, calendar.under(HalfDays.OFF))
    first, last = min(count.event, safe, count.due), max(count.event, count.nominal, count.due)
    return replace(count, safe=safe, provisional=calendar.provisional(first, last))


def _count(event: date, offset: Offset, calendar: Calendar, convention: Convention) -> Count:
    after = offset.direction is Direction.AFTER
    length = length_of(offset, convention)
    months_end, days_end = _through_the_calendar(event, length, after, calendar)
    nominal = _through_working_days(days_end, length, after, calendar, convention)
    if after and convention.after_means is AfterReading.FIRST_DAY_AFTER:
        nominal = calendar.add_working(nominal, 1) if length.working else nominal + DAY
        due = safe = nominal
    else:
        due = _rolled(event, nominal, length, after, calendar, convention)
        safe = _safe(event, min(nominal, due), after, calendar)
    calendar.check(nominal, counted_from=event)
    first, last = min(event, safe, due), max(event, nominal, due)
    return Count(
        event=event,
        direction=offset.direction,
        length=length,
        months_end=months_end,
        days_end=days_end,
        nominal=nominal,
        due=due,
        safe=safe,
        provisional=calendar.provisional(first, last),
    )


def length_of(offset: Offset, convention: Convention) -> Length:
    """The length of `offset` under `convention`."""
    months, days, working = offset.years * 12 + offset.months, offset.weeks * 7 + offset.days, offset.working_days
    if convention.months is MonthReading.WORKING_DAYS_30:
        months, working = offset.years * 12, working + offset.months * WORKING_DAYS_A_MONTH
    in_days = bool(offset.days) and not (months or offset.weeks or working)
    clear = in_days and convention.clear_days and offset.direction is Direction.BEFORE
    if in_days and days <= (convention.short_periods or 0):
        return Length(months=0, days=0, working=days, short=True, clear=clear)
    return Length(months=months, days=days, working=working, clear=clear)


def add_months(day: date, months: int, rounding: Literal["down", "up"] = "down") -> date:
    """The same day of the month `months` later (earlier, if negative).

    Where that month has no such day: its last day (down), or the first of the next month (up). Nothing else is ever
    rounded. Raises ValueError beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if not 1 <= year <= 9999:
        raise ValueError(f"{day} and {months} months is beyond the years 1 to 9999")
    last = last_of_month(year, month)
    if day.day <= last.day:
        return last.replace(day=day.day)
    return last if rounding == "down" else last + DAY


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def roll(day: date, how: Roll, calendar: Calendar) -> date:
    """The day to which a last day on `day` moves under `how`. Raises OutOfRange."""
    match how:
        case Roll.NEXT:
            return calendar.next_working(day)
        case Roll.PREVIOUS:
            return calendar.previous_working(day)
        case Roll.NONE:
            return day


def safe_day(day: date, calendar: Calendar, not_before: date) -> date:
    """The last working day on or before `day`; `day` itself where that would be earlier than `not_before`."""
    working = calendar.previous_working(day)
    return working if working >= not_before else day


def _through_the_calendar(event: date, length: Length, after: bool, calendar: Calendar) -> tuple[date, date]:
    sign = 1 if after else -1
    calendar.check(event)
    try:
        months_end = add_months(event, sign * length.months)
        days_end = months_end + DAY * (sign * length.days)
    except (ValueError, OverflowError):
        raise calendar.left_from(event) from None
    calendar.check(days_end, counted_from=event)
    return months_end, days_end


def _through_working_days(start: date, length: Length, after: bool, calendar: Calendar, convention: Convention) -> date:
    """From the end of the calendar part to the nominal day. Nothing at all before the event: strictly before it."""
    step = DAY if after else -DAY
    if length.zero and not after and convention.before_date is BeforeReading.DAY_BEFORE:
        return start + step
    if convention.count_event_day and not length.zero:
        start -= step
    end = calendar.add_working(start, length.working if after else -length.working)
    if not length.clear:
        return end
    return calendar.add_working(end, -1) if length.short else end - DAY


def _safe(event: date, limit: date, after: bool, calendar: Calendar) -> date:
    """After an event not before it; before one on no reading later than the day before."""
    return safe_day(limit, calendar, event) if after else calendar.previous_working(min(limit, event - DAY))


def _rolled(
    event: date, nominal: date, length: Length, after: bool, calendar: Calendar, convention: Convention
) -> date:
    """The last day: rolled, but never past the event; and late (early) enough for the least number of working days."""
    due = roll(nominal, convention.roll_after if after else convention.roll_before, calendar)
    if (due < event) if after else (due >= event and due > nominal):
        due = nominal
    least = convention.min_working_days
    if least is None or not length.at_least(least):
        return due
    return max(due, calendar.add_working(event, least)) if after else min(due, calendar.add_working(event, -least))
