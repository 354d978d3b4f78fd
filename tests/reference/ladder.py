"""The reference of ladders: on which days a rung is reached, by walking from its own day one day after the other."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from rules.ladders.rungs import Rung
from rules.offsets import Offset

DAY = timedelta(days=1)
Worked = Callable[[date], bool]


def walked(base: date, by: Offset, step: timedelta, worked: Worked) -> date:
    """So many days on, or working days: the n-th that is worked, `base` itself not counted."""
    day, left = base, by.working_days or by.days
    while left:
        day += step
        left -= 1 if not by.working_days or worked(day) else 0
    return day


def reached(rung: Rung, base: date, until: date, worked: Worked) -> Iterator[date]:
    """The days up to `until` on which the rung of `base` is reached."""
    day = walked(base, rung.offset, DAY if rung.late else -DAY, worked)
    while day <= until:
        yield day
        if not rung.every:
            return
        day = walked(day, rung.every, DAY, worked)


def last_reached(rungs: Iterable[Rung], base: date, since: date, today: date, worked: Worked) -> date | None:
    """The last day after `since`, up to `today`, on which one of the rungs of `base` is reached; None: on none."""
    there = (day for rung in rungs for day in reached(rung, base, today, worked) if day > since)
    return max(there, default=None)
