"""The arithmetic of suspended time. What is kept is the term and what of it has been used, never a target date.

A suspension begins on a day that still counts and ends on a day that does not: no time runs on the days (start, end].
So one that ends on the day it began changes nothing, two that follow each other are one, and overlapping ones are their
union. A term under way when it begins is used up to and with that day; what is left, in its own unit, counts from the
day after the end (docs/decisions/0054-suspension.md).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.calendars.calendar import Calendar
from engine.counting.conventions import AfterReading, Convention
from engine.counting.periods import DAY, Count, Length, add_months, roll
from rules.language.offset_text import format_amount
from rules.offsets import Direction, Offset

Rolling = Callable[[date, date], date]
"""The last day of a term that ends on a day (the first) and began after another (the second): rolled, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A suspension as one task is under it: no time runs on the days after `start` up to and with `end`."""

    start: date
    """The last day that counts before it."""
    end: date | None
    """The last day that does not count; None while nobody knows."""
    source: str
    """The document, or what else stands for it, by which it began."""
    ended_by: str
    """The document by which it ended; empty while it has not."""
    event_ids: tuple[str, ...]
    """The events that say so."""
    said_on: date = date.min
    """The day on which an officer did, which may be after its end; none where a plan lays it down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch of days (start, end] in which no time runs: the union of the suspensions `of`.

    The one with which time runs again, or does not run yet, is the last; those that ended earlier stand before it.
    """

    start: date
    end: date | None
    of: tuple[Suspension, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The time left of a term: months and days of the calendar, then working days."""

    months: int = 0
    """Months of the calendar."""
    days: int = 0
    """Days of the calendar, after the months."""
    working: int = 0
    """Working days, after the days."""

    @classmethod
    def of(cls, length: Length) -> "Left":
        """All of a term of `length`: nothing of it has been used."""
        return cls(months=length.months, days=length.days, working=length.working)

    @property
    def text(self) -> str:
        """The same in the offset language: `5 working days`, `1 month 3 days`."""
        years, months = divmod(self.months, 12)
        offset = Offset(
            direction=Direction.AFTER, years=years, months=months, days=self.days, working_days=self.working
        )
        return format_amount(offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term that runs: first in months and days, then in working days."""

    since: date
    """The day after which it begins."""
    days_end: date
    """The day until which it runs in months and days; `end` itself where no working days are counted."""
    end: date
    """The nominal day."""
    last: date
    """The day that `end` is rolled to."""
    in_months: bool = False
    """True if months are counted."""
    least: date | None = None
    """The day on which it has the working days that it must have at least, if the law wants any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A term that a pause interrupted, as it was before, with the time left of it."""

    pause: Pause
    term: Term
    left: Left


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A term after all its pauses. While it stands still (`halted`) it has no end, and `term` is as it was before."""

    term: Term
    stretches: tuple[Stretch, ...] = ()

    @property
    def halted(self) -> bool:
        """True while the last pause has no end."""
        return bool(self.stretches) and self.stretches[-1].pause.end is None


def pauses(suspensions: Iterable[Suspension]) -> tuple[Pause, ...]:
    """The stretches in which one of `suspensions` holds, earliest first, none touching the next."""
    together: list[list[Suspension]] = []
    until = date.min
    for one in sorted(suspensions, key=lambda one: one.start):
        if one.end is not None and one.end <= one.start:
            continue
        if together and one.start <= until:
            together[-1].append(one)
        else:
            together.append([one])
        until = max(until, one.end or date.max)
    return tuple(map(_pause, together))


def _pause(together: Sequence[Suspension]) -> Pause:
    of = sorted(together, key=lambda one: (one.end or date.max, one.start, one.event_ids))
    return Pause(start=min(one.start for one in of), end=of[-1].end, of=tuple(of))


def ended(suspensions: Iterable[Suspension]) -> tuple[Suspension, ...]:
    """The suspensions that have an end."""
    return tuple(one for one in suspensions if one.end)


def open_before(suspensions: Iterable[Suspension], last: date) -> tuple[Suspension, ...]:
    """The suspensions that have no end yet, and began before the day `last` was over."""
    return tuple(one for one in suspensions if one.end is None and one.start < last)


def pause_at(pauses: Iterable[Pause], day: date) -> Pause | None:
    """The pause in which what happens on `day` has to wait until time runs again."""
    return next((pause for pause in pauses if pause.start < day and (pause.end is None or day < pause.end)), None)


def term_of(count: Count, calendar: Calendar, convention: Convention) -> Term:
    """The term that `count`, made forward with this calendar and convention, counted."""
    length, least = count.length, convention.min_working_days
    days_end = count.days_end - DAY if convention.count_event_day and not length.zero else count.days_end
    lengthened = least is not None and length.at_least(least) and not _effective(convention)
    return Term(
        since=count.event,
        days_end=days_end if length.working else count.nominal,
        end=count.nominal,
        last=count.due,
        in_months=bool(length.months),
        least=calendar.add_working(count.event, least) if least is not None and lengthened else None,
    )


def rolling(calendar: Calendar, convention: Convention) -> Rolling:
    """The way to roll the last day of a term counted forward; never to before it began."""

    def rolled_last(end: date, since: date) -> date:
        rolled = end if _effective(convention) else roll(end, convention.roll_after, calendar)
        return rolled if rolled >= since else end

    return rolled_last


def run_through(term: Term, pauses: Sequence[Pause], calendar: Calendar, roll_last: Rolling) -> Run:
    """`term` through `pauses`, which are earliest first. One that begins when the term is over changes nothing.

    A term that would begin within a pause begins when that ends. Raises OutOfRange.
    """
    stretches: list[Stretch] = []
    for pause in pauses:
        if pause.end is not None and pause.end <= term.since:
            continue
        if pause.start >= term.last:
            break
        day = max(pause.start, term.since)
        stretches.append(Stretch(pause=pause, term=term, left=left_at(term, day, calendar)))
        if pause.end is None:
            break
        term = _resumed(term, day, pause.end, calendar, roll_last)
    return Run(term=term, stretches=tuple(stretches))


def left_at(term: Term, day: date, calendar: Calendar) -> Left:
    """The time left of `term` at the end of `day`, which must not be before it begins, nor its last.

    Where months are counted, the most whole months that fit, then days: added to `day` both give the same end. Of a
    term whose nominal day has passed, the working days until the day it was rolled to are left.
    """
    if day < term.days_end:
        months = _months_between(day, term.days_end) if term.in_months else 0
        days = (term.days_end - add_months(day, months)).days
        return Left(months=months, days=days, working=calendar.working_between(term.days_end, term.end))
    return Left(working=calendar.working_between(day, term.end if day < term.end else term.last))


def _resumed(term: Term, day: date, end: date, calendar: Calendar, roll_last: Rolling) -> Term:
    """The term for the time left of `term` after `day`, counted from `end`."""
    left, least = left_at(term, day, calendar), term.least
    days_end = add_months(end, left.months) + DAY * left.days
    calendar.check(days_end, counted_from=end)
    nominal = calendar.add_working(days_end, left.working)
    if least and least > day:
        least = calendar.add_working(end, calendar.working_between(day, least))
    last = roll_last(nominal, end)
    return replace(term, since=end, days_end=days_end, end=nominal, last=max(last, least or last), least=least)


def _months_between(day: date, until: date) -> int:
    months = (until.year - day.year) * 12 + until.month - day.month
    return months if add_months(day, months) <= until else months - 1


def _effective(convention: Convention) -> bool:
    return convention.after_means is AfterReading.FIRST_DAY_AFTER
