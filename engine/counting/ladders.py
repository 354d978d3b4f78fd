"""The days of a ladder's rungs, in both directions: of one due date, and of which due dates a rung is reached on a day.

A rung is counted from its own day with the plan's calendar: working days as terms are, other days as they come. It is
reached once; one that is told again is reached anew every so many days from there on. What lies outside the calendar is
never reached.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from engine.calendars.calendar import Calendar, OutOfRange
from rules.ladders.rungs import Rung
from rules.offsets import Direction, Offset

_OFF = 45
"""More days than a calendar ever has off among as many working days as a rung lies from its day, beside weekends."""


def first_day(rung: Rung, base: date, calendar: Calendar) -> date | None:
    """The day on which a rung of the day `base` is reached first; None: never."""
    sign = -1 if rung.offset.direction is Direction.BEFORE else 1
    return _moved(base, rung.offset, sign, calendar)


def next_day(rung: Rung, base: date, calendar: Calendar, after: date) -> date | None:
    """The first day later than `after` on which a rung of the day `base` is reached, or reached again; None: none."""
    first = first_day(rung, base, calendar)
    if first is None or first > after or not rung.every:
        return first if first and first > after else None
    return _moved(_again(rung.every, first, after, calendar), rung.every, 1, calendar)


def last_day(rung: Rung, base: date, calendar: Calendar, since: date, today: date) -> date | None:
    """The last of the days after `since`, up to `today`, on which a rung of the day `base` is reached; None: none."""
    first = first_day(rung, base, calendar)
    if first is None or first > today:
        return None
    found = _again(rung.every, first, today, calendar) if rung.every else first
    return found if found > since else None


@lru_cache(maxsize=1024)
def bases(rung: Rung, calendar: Calendar, since: date, today: date) -> frozenset[date]:
    """The days of which a rung is reached after `since`, up to `today`, for the first time."""
    return frozenset(_bases(rung, calendar, since, today))


def _bases(rung: Rung, calendar: Calendar, since: date, today: date) -> Iterator[date]:
    far = timedelta(days=2 * max(rung.offset.days, rung.offset.working_days) + _OFF)
    day, end = max(since - far, calendar.first), min(today + far, calendar.last)
    while day <= end:
        first = first_day(rung, day, calendar)
        if first and since < first <= today:
            yield day
        day += timedelta(days=1)


def _again(every: Offset, first: date, today: date, calendar: Calendar) -> date:
    """The last day up to `today` of those that come round from `first` on."""
    if every.working_days:
        rounds = calendar.working_between(first, today) // every.working_days
        return calendar.add_working(first, rounds * every.working_days)
    return first + timedelta(days=(today - first).days // every.days * every.days)


def _moved(day: date, by: Offset, sign: int, calendar: Calendar) -> date | None:
    try:
        found = calendar.add_working(day, sign * by.working_days) + timedelta(days=sign * by.days)
        calendar.check(found)
    except OutOfRange:
        return None
    return found
