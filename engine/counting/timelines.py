"""The time for a task as it runs, suspensions counted in: from a happening and a period, or until a given day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.calendars.calendar import Calendar
from engine.calendars.days import HalfDays
from engine.counting.conventions import AfterReading, Convention
from engine.counting.pause_steps import BOUND, left_step, pause_steps, run_steps, wait_steps
from engine.counting.pauses import Left, Pause, Run, Term, pause_at, rolling, run_through, term_of
from engine.counting.periods import Count, count, length_of, roll, safe_day
from engine.counting.steps import (
    FIRST_DAY_AFTER,
    Step,
    count_steps,
    half_day_steps,
    provisional_steps,
    rolling_steps,
    safe_steps,
    start_step,
    step,
)
from rules.offsets import Direction, Offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The last days that the time for a task comes to; while it stands still, the time left instead."""

    nominal: date | None = None
    """The last day before rolling; it and the next two are None while time stands still."""
    due: date | None = None
    """The last day on which the thing may be done."""
    safe: date | None = None
    """The last day that satisfies every reading of the law."""
    since: date
    """The day after which the last stretch of it began."""
    provisional: bool = False
    """True if a year that nobody has announced had a part in it."""
    steps: tuple[Step, ...]
    """The count, told in sentences."""
    pauses: tuple[Pause, ...] = ()
    """The pauses that had a part in it."""
    resumed_on: date | None = None
    """The end of the last of them."""
    halted: bool = False
    """True while time stands still."""
    left: Left | None = None
    """The time left then; None where the days do not move with a suspension."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts timelines by one calendar and one convention, through the same pauses."""

    calendar: Calendar
    """Half days are in it as the convention reads them."""
    convention: Convention
    pauses: Sequence[Pause] = ()
    """The stretches in which no time runs, earliest first."""
    other: date | None = None
    """The day that is safe as half days are read otherwise, where there are any."""

    def counted(self, event: date, offset: Offset) -> Timeline:
        """The timeline of `offset` from `event`. Raises OutOfRange."""
        if offset.direction is Direction.BEFORE:
            return self._before(count(event, offset, self.calendar, self.convention))
        pause = pause_at(self.pauses, event)
        if pause is None:
            return self._after(count(event, offset, self.calendar, self.convention))
        steps = tuple(wait_steps(event, pause))
        if pause.end is None:
            left = Left.of(length_of(offset, self.convention))
            told = (*steps, left_step(left))
            return Timeline(since=event, steps=told, pauses=(pause,), halted=True, left=left)
        return self._after(count(pause.end, offset, self.calendar, self.convention), pause, *steps)

    def given(self, nominal: date, since: date, safe_until: date, earliest: date) -> Timeline:
        """Timeline until `nominal`, begun after `since`: not rolled to before `earliest`, safe until `safe_until`."""
        due, gap = self._rolled(nominal, earliest), nominal - safe_until
        term = Term(since=min(since, nominal), days_end=nominal, end=nominal, last=due)
        run = run_through(term, self.pauses, self.calendar, self._rolled)
        if run.halted:
            return _halted(run, tuple(run_steps(run, self.calendar, given=True)))
        nominal, due = run.term.end, run.term.last
        not_before = run.term.since if run.stretches else earliest
        safe = self._safe(min(nominal, due, nominal - gap), not_before)
        steps = list(run_steps(run, self.calendar, given=True)) if run.stretches else []
        steps += half_day_steps(self.calendar, nominal, due)
        steps += rolling_steps(nominal, due, self.calendar, self.convention, "fixed_date_roll")
        steps += safe_steps(nominal, due, safe, self.calendar)
        steps += provisional_steps(self.calendar, nominal, due, safe)
        return Timeline(
            nominal=nominal,
            due=due,
            safe=safe,
            since=run.term.since,
            provisional=self.calendar.provisional(safe, max(nominal, due)),
            steps=tuple(steps),
            pauses=tuple(stretch.pause for stretch in run.stretches),
            resumed_on=run.term.since if run.stretches else None,
        )

    def _safe(self, limit: date, not_before: date) -> date:
        """The last day until `limit` that is worked whole, and safe also as half days are read otherwise."""
        strict = self.calendar.under(HalfDays.OFF)
        return safe_day(min(limit, self.other or limit), strict, not_before=not_before)

    def _rolled(self, nominal: date, not_before: date) -> date:
        due = roll(nominal, self.convention.fixed_date_roll, self.calendar)
        return due if due >= not_before else nominal

    def _before(self, counted: Count) -> Timeline:
        pauses = tuple(pause for pause in self.pauses if pause.start < counted.due)
        told = [said for pause in pauses for said in pause_steps(pause)]
        steps = (*told, step(BOUND)) if pauses else ()
        if pauses and pauses[-1].end is None:
            return Timeline(since=counted.event, steps=steps, pauses=pauses, halted=True)
        timeline = self._plain(counted)
        return replace(timeline, steps=(*timeline.steps, *steps), pauses=pauses)

    def _after(self, counted: Count, waited: Pause | None = None, *said: Step) -> Timeline:
        term = term_of(counted, self.calendar, self.convention)
        run = run_through(term, self.pauses, self.calendar, rolling(self.calendar, self.convention))
        if not run.stretches:
            return self._plain(counted, waited, *said)
        begun = (*said, start_step(counted, self.convention))
        if run.halted:
            return _halted(run, (*begun, *run_steps(run, self.calendar)), waited)
        nominal, due = run.term.end, run.term.last
        safe = min(due, self.other or due) if self._effective else self._safe(min(nominal, due), run.term.since)
        days = (counted.event, nominal, due, safe)
        return Timeline(
            nominal=nominal,
            due=due,
            safe=safe,
            since=run.term.since,
            provisional=self.calendar.provisional(min(days), max(days)),
            steps=(*begun, *run_steps(run, self.calendar), *self._ending(run, safe, counted.event)),
            pauses=_touched(run, waited),
            resumed_on=run.term.since,
        )

    def _plain(self, counted: Count, waited: Pause | None = None, *said: Step) -> Timeline:
        if self.other and self.other < counted.safe:
            counted = replace(counted, safe=self.other)
        return Timeline(
            nominal=counted.nominal,
            due=counted.due,
            safe=counted.safe,
            since=counted.event,
            provisional=counted.provisional,
            steps=(*said, *count_steps(counted, self.calendar, self.convention)),
            pauses=(waited,) if waited else (),
            resumed_on=waited.end if waited else None,
        )

    def _ending(self, run: Run, safe: date, event: date) -> Iterator[Step]:
        nominal, due, convention = run.term.end, run.term.last, self.convention
        if self._effective:
            yield step(FIRST_DAY_AFTER, day=nominal, authority=convention.by("after_means"))
        else:
            if run.term.days_end == nominal:
                yield from half_day_steps(self.calendar, nominal, due)
            rolled = rolling(self.calendar, convention)(nominal, run.term.since)
            least = convention.min_working_days if due != rolled else None
            yield from rolling_steps(nominal, due, self.calendar, convention, "roll_after", least)
            yield from safe_steps(nominal, due, safe, self.calendar)
        yield from provisional_steps(self.calendar, event, nominal, due, safe)

    @property
    def _effective(self) -> bool:
        return self.convention.after_means is AfterReading.FIRST_DAY_AFTER


def _halted(run: Run, steps: tuple[Step, ...], waited: Pause | None = None) -> Timeline:
    left = run.stretches[-1].left
    return Timeline(since=run.term.since, steps=steps, pauses=_touched(run, waited), halted=True, left=left)


def _touched(run: Run, waited: Pause | None) -> tuple[Pause, ...]:
    return (*((waited,) if waited else ()), *(stretch.pause for stretch in run.stretches))
