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

Land = Callable[[date, date], date]
"""Where the last day comes to lie of a term that ends on a day and began after another: rolled, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """One suspension, as one task is under it: no time runs on the days after `start` up to and with `end`.

    `source` and `ended_by` are the documents (or what else stands for them) by which it began and ended.
    """

    start: date
    end: date | None  # None: nobody knows yet
    source: str
    ended_by: str
    position: int  # in the log, of the event that began it
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch of days (start, end] in which no time runs: the union of the suspensions `of`."""

    start: date
    end: date | None
    of: tuple[Suspension, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left of a term: months and days of the calendar, then working days."""

    months: int = 0
    days: int = 0
    working: int = 0

    @property
    def text(self) -> str:
        """In the offset language: `5 working days`, `1 month 3 days`."""
        years, months = divmod(self.months, 12)
        offset = Offset(
            direction=Direction.AFTER, years=years, months=months, days=self.days, working_days=self.working
        )
        return format_amount(offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term that runs: from the day after `since`, in months and days until `turn`, then in working days until `end`.

    `end` is the nominal day and `last` the one that it is rolled to; `turn` is `end` itself where no working days are
    counted. `least`: the day on which the term has the working days that it must have at least, if the law wants any.
    """

    since: date
    turn: date
    end: date
    last: date
    in_months: bool = False
    least: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A term that a pause interrupted: as it was before, and what was left of it."""

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
        """Whether the last pause has no end yet."""
        return bool(self.stretches) and self.stretches[-1].pause.end is None


def pauses(suspensions: Iterable[Suspension]) -> tuple[Pause, ...]:
    """The stretches in which one of `suspensions` holds, earliest first, none touching the next."""
    found: list[Pause] = []
    for one in sorted(suspensions, key=lambda one: (one.start, one.end or date.max, one.position)):
        if one.end is not None and one.end <= one.start:
            continue
        before = found[-1] if found else None
        if before and (before.end is None or one.start <= before.end):
            ends = (before.end, one.end)
            end = None if None in ends else max(day for day in ends if day)
            found[-1] = Pause(start=before.start, end=end, of=(*before.of, one))
        else:
            found.append(Pause(start=one.start, end=one.end, of=(one,)))
    return tuple(found)


def ended(suspensions: Iterable[Suspension]) -> tuple[Suspension, ...]:
    """Those of `suspensions` that have an end."""
    return tuple(one for one in suspensions if one.end)


def open_before(suspensions: Iterable[Suspension], last: date) -> tuple[Suspension, ...]:
    """Those of `suspensions` that have no end yet, and began before the day `last` was over."""
    return tuple(one for one in suspensions if one.end is None and one.start < last)


def waiting(pauses: Iterable[Pause], day: date) -> Pause | None:
    """The pause in which what happens on `day` has to wait until time runs again."""
    return next((pause for pause in pauses if pause.start < day and (pause.end is None or day < pause.end)), None)


def whole(length: Length) -> Left:
    """A term of `length` of which nothing has been used."""
    return Left(months=length.months, days=length.days, working=length.working)


def term_of(count: Count, calendar: Calendar, convention: Convention) -> Term:
    """The term that `count`, made forward with this calendar and convention, counted."""
    length, least = count.length, convention.min_working_days
    turn = count.days_end - DAY if convention.count_event_day and not length.zero else count.days_end
    lengthened = least is not None and length.at_least(least) and not _effective(convention)
    return Term(
        since=count.event,
        turn=turn if length.working else count.nominal,
        end=count.nominal,
        last=count.due,
        in_months=bool(length.months),
        least=calendar.add_working(count.event, least) if least is not None and lengthened else None,
    )


def landing(calendar: Calendar, convention: Convention) -> Land:
    """How the last day of a term counted forward is rolled; never to before it began."""

    def land(end: date, since: date) -> date:
        rolled = end if _effective(convention) else roll(end, convention.roll_after, calendar)
        return rolled if rolled >= since else end

    return land


def run(term: Term, pauses: Sequence[Pause], calendar: Calendar, land: Land) -> Run:
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
        term = _resumed(term, day, pause.end, calendar, land)
    return Run(term=term, stretches=tuple(stretches))


def left_at(term: Term, day: date, calendar: Calendar) -> Left:
    """What is left of `term` at the end of `day`, which is not before it begins and not its last.

    Where months are counted, the most whole months that fit, then days: added to `day` both give the same end. Of a
    term whose nominal day has passed, the working days until the day it was rolled to are left.
    """
    if day < term.turn:
        months = _months_between(day, term.turn) if term.in_months else 0
        days = (term.turn - add_months(day, months)).days
        return Left(months=months, days=days, working=calendar.working_between(term.turn, term.end))
    return Left(working=calendar.working_between(day, term.end if day < term.end else term.last))


def _resumed(term: Term, day: date, end: date, calendar: Calendar, land: Land) -> Term:
    """What is left of `term` after `day`, counted from `end`."""
    left, least = left_at(term, day, calendar), term.least
    turn = add_months(end, left.months) + DAY * left.days
    calendar.check(turn, counted_from=end)
    nominal = calendar.add_working(turn, left.working)
    if least and least > day:
        least = calendar.add_working(end, calendar.working_between(day, least))
    last = land(nominal, end)
    return replace(term, since=end, turn=turn, end=nominal, last=max(last, least or last), least=least)


def _months_between(day: date, until: date) -> int:
    months = (until.year - day.year) * 12 + until.month - day.month
    return months if add_months(day, months) <= until else months - 1


def _effective(convention: Convention) -> bool:
    return convention.after_means is AfterReading.FIRST_DAY_AFTER
