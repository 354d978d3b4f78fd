"""Half of the reference: from a day to a due date, by walking over the days one by one.

It shares nothing with the engine but the values of `rules`. Articles are of the Bộ luật Dân sự 2015. Left out, and held
against another walk (`tests/property/test_counting.py`): settings of conventions, half days, hours, unannounced years.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count, groupby
from typing import NamedTuple

from rules.offsets import Cycle, Offset, Recurring

DAY = timedelta(days=1)
NOTHING: frozenset[str] = frozenset()
MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}


class Dates(NamedTuple):
    """A due date, or what there is in its place; `grounds` are the ids of the events that moved or hid it."""

    due: date | None = None
    set_by: date | None = None
    provisional: bool = False  # it follows from what is only planned
    in_doubt: bool = False
    halted: bool = False  # time stands still: then there are no days
    grounds: frozenset[str] = NOTHING


class Stop(NamedTuple):
    """A suspension: the days after `start`, up to and with `end`, do not count. No `end`: nobody knows when."""

    start: date
    end: date | None
    grounds: frozenset[str]


def joined(stops: Iterable[Stop]) -> list[Stop]:
    """Suspensions that overlap, or follow each other, are one."""
    found: list[Stop] = []
    for stop in sorted(stops, key=lambda stop: stop.start):
        before = found.pop() if found and (found[-1].end is None or stop.start <= found[-1].end) else stop
        end = max(before.end, stop.end) if before.end and stop.end else None
        found.append(Stop(start=before.start, end=end, grounds=before.grounds | stop.grounds))
    return found


def months_later(day: date, months: int) -> date:
    """The same day of a later (earlier) month; where there is none, the month's last day (148.3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Round(NamedTuple):
    """One round of a recurring duty: its name, its first day, the day that the rule names. Else the one and only."""

    name: str
    start: date
    day: date


def round_of(spec: Recurring, day: date) -> Round:
    """The round in which `day` lies."""
    if spec.every is Cycle.WEEK:
        start = day - day.weekday() * DAY
        return Round(f"{start:%G-W%V}", start, start + (spec.day - 1) * DAY)
    months = MONTHS[spec.every]
    start = months_later(day.replace(day=1), -((day.month - 1) % months))
    number, month = start.month // months + 1, months_later(start, (spec.month - (spec.month > 0)) % months)
    last = monthrange(month.year, month.month)[1]
    name = {1: f"{start:%Y-%m}", 3: f"{start:%Y}-Q{number}", 6: f"{start:%Y}-H{number}", 12: f"{start:%Y}"}[months]
    return Round(name, start, month.replace(day=last if spec.day == -1 else min(spec.day, last)))


def rounds(spec: Recurring, since: date) -> Iterator[Round]:
    """The rounds from that of `since` on, without end; not those whose day had passed before `since`."""
    for one, _ in groupby(round_of(spec, since + n * DAY) for n in count()):
        if one.day > since or (one.day == since and not spec.strictly_before):
            yield one


class Term(NamedTuple):
    """A length of time after `start`: months, then days, then working days."""

    start: date
    months: int = 0
    days: int = 0
    working: int = 0
    in_months: bool = False  # what is left of it is told in months too
    rolled: bool = True  # its last day moves off a day off


class Count(NamedTuple):
    """The way days are counted for one task: by a calendar of the days that are not what their weekday says."""

    calendar: Mapping[date, bool]
    stops: Sequence[Stop]

    def works(self, day: date) -> bool:
        """True for a working day."""
        return self.calendar.get(day, day.weekday() < 5)

    def workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it, if negative): day 1 is the first one after it."""
        while n:
            day += DAY if n > 0 else -DAY
            n -= self.works(day) * (1 if n > 0 else -1)
        return day

    def after(self, event: date, offset: Offset) -> Dates:
        """A period after a happening, the day of which is not counted (147.3)."""
        return self.run(length(event, offset))

    def before(self, event: date, offset: Offset) -> Dates:
        """Counted back, and not moved off a day off. Bound to its event: a suspension hides it while it lasts."""
        back = length(event, offset)
        days = back.days if back.months or back.days or back.working else 1  # no amount at all: the day before
        due = self.workdays(months_later(event, -back.months) - days * DAY, -back.working)
        here = [stop for stop in joined(self.stops) if stop.start < due]
        halted = not all(stop.end for stop in here)
        return Dates(due=None if halted else due, halted=halted, grounds=resting_on(here))

    def given(self, day: date, since: date) -> Dates:
        """A last day that is given. A suspension keeps the days that were left until it, or since its time began."""
        start = min(since, day)
        return self.run(Term(start=start, days=(day - start).days, rolled=False))

    def by_hand(self, day: date, said_on: date) -> Dates:
        """A last day that an officer gave. A suspension that begins later moves it; one that he knew of hides it."""
        found = self._replace(stops=[stop for stop in self.stops if stop.start > said_on]).given(day, date.min)
        still = [stop for stop in self.stops if stop.end is None and found.due and stop.start < found.due]
        return Dates(halted=True, grounds=found.grounds | resting_on(still)) if still else found

    def standing(self) -> Dates:
        """Work without a last day."""
        still = [stop for stop in joined(self.stops) if stop.end is None]
        return Dates(halted=bool(still), grounds=resting_on(still or self.stops))

    def run(self, term: Term) -> Dates:
        """`term` through the suspensions: each takes what is left when it begins, and gives it back when it ends."""
        grounds = NOTHING
        for stop in joined(self.stops):
            if (stop.end and stop.end <= term.start) or stop.start >= self.ends(term)[2]:
                continue
            grounds |= stop.grounds
            if stop.end is None:
                return Dates(halted=True, grounds=grounds)
            term = self.left(term, max(stop.start, term.start))._replace(start=stop.end)
        return Dates(due=self.ends(term)[2], grounds=grounds)

    def ends(self, term: Term) -> tuple[date, date, date]:
        """The day on which months and days are over, the last day, and that day moved off a day off (148.5)."""
        through = months_later(term.start, term.months) + term.days * DAY
        last = self.workdays(through, term.working)
        moved = last if self.works(last) or not term.rolled else self.workdays(last, 1)
        return through if term.working else last, last, moved

    def left(self, term: Term, at: date) -> Term:
        """The rest of `term` after the day `at`. Of months: the most whole ones that fit, then days."""
        through, last, moved = self.ends(term)
        if at < through:
            months = 0
            while term.in_months and months_later(at, months + 1) <= through:
                months += 1
            return term._replace(months=months, days=(through - months_later(at, months)).days)
        until = last if at < last else moved  # or only the day to which the last is moved is ahead
        working = sum(self.works(at + n * DAY) for n in range(1, (until - at).days + 1))
        return term._replace(months=0, days=0, working=working)


def length(event: date, offset: Offset) -> Term:
    """That long after an event. Years and months are added together, with one rounding; a week is 7 days."""
    months, days = 12 * offset.years + offset.months, 7 * offset.weeks + offset.days
    return Term(start=event, months=months, days=days, working=offset.working_days, in_months=months > 0)


def resting_on(stops: Iterable[Stop]) -> frozenset[str]:
    """The grounds of them all."""
    return NOTHING.union(*(stop.grounds for stop in stops))
