"""How the time for a task runs, suspensions counted in: from a happening and a period, or until a given day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.calendars.calendar import Calendar
from engine.calendars.days import HalfDays
from engine.counting import interruptions as interrupting
from engine.counting import pauses as suspending
from engine.counting import steps as stepping
from engine.counting.conventions import AfterReading, Convention
from engine.counting.pauses import Left, Pause, Run, Term
from engine.counting.periods import Count, count, length_of, roll, safe_day
from engine.counting.steps import Step, step
from rules.offsets import Direction, Offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The last days that a course comes to; or, while it stands still (`halted`), what is left of it.

    `since` is the day after which the last stretch of it began; `pauses` are those that had a part in it, and
    `resumed_on` is the end of the last of them. `left` is None where the days do not move with a suspension.
    """

    nominal: date | None = None
    due: date | None = None
    safe: date | None = None
    since: date
    provisional: bool = False
    steps: tuple[Step, ...]
    pauses: tuple[Pause, ...] = ()
    resumed_on: date | None = None
    halted: bool = False
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What every course is counted by; `pauses` come earliest first.

    `calendar` has half days as the convention reads them; `other` is the day that is safe as they are read otherwise.
    """

    calendar: Calendar
    convention: Convention
    pauses: Sequence[Pause] = ()
    other: date | None = None

    def counted(self, event: date, offset: Offset) -> Course:
        """`offset` from `event`. Raises OutOfRange."""
        if offset.direction is Direction.BEFORE:
            return self._before(count(event, offset, self.calendar, self.convention))
        pause = suspending.waiting(self.pauses, event)
        if pause is None:
            return self._after(count(event, offset, self.calendar, self.convention))
        steps = tuple(interrupting.wait_steps(event, pause))
        if pause.end is None:
            left = suspending.whole(length_of(offset, self.convention))
            told = (*steps, interrupting.left_step(left))
            return Course(since=event, steps=told, pauses=(pause,), halted=True, left=left)
        return self._after(count(pause.end, offset, self.calendar, self.convention), pause, *steps)

    def given(self, nominal: date, since: date, safe_until: date, earliest: date) -> Course:
        """Until `nominal`, beginning after `since`. Not rolled to before `earliest`, safe up to `safe_until`."""
        due, gap = self._landed(nominal, earliest), nominal - safe_until
        term = Term(since=min(since, nominal), turn=nominal, end=nominal, last=due)
        run = suspending.run(term, self.pauses, self.calendar, self._landed)
        if run.halted:
            return _halted(run, tuple(interrupting.run_steps(run, self.calendar, given=True)))
        nominal, due = run.term.end, run.term.last
        not_before = run.term.since if run.stretches else earliest
        safe = self._safe(min(nominal, due, nominal - gap), not_before)
        steps = list(interrupting.run_steps(run, self.calendar, given=True)) if run.stretches else []
        steps += stepping.half_day_steps(self.calendar, nominal, due)
        steps += stepping.landing_steps(nominal, due, self.calendar, self.convention, "fixed_date_roll")
        steps += stepping.safe_steps(nominal, due, safe, self.calendar)
        steps += stepping.provisional_steps(self.calendar, nominal, due, safe)
        return Course(
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

    def _landed(self, nominal: date, not_before: date) -> date:
        due = roll(nominal, self.convention.fixed_date_roll, self.calendar)
        return due if due >= not_before else nominal

    def _before(self, counted: Count) -> Course:
        pauses = tuple(pause for pause in self.pauses if pause.start < counted.due)
        told = [said for pause in pauses for said in interrupting.pause_steps(pause)]
        steps = (*told, step(interrupting.BOUND)) if pauses else ()
        if pauses and pauses[-1].end is None:
            return Course(since=counted.event, steps=steps, pauses=pauses, halted=True)
        course = self._plain(counted)
        return replace(course, steps=(*course.steps, *steps), pauses=pauses)

    def _after(self, counted: Count, waited: Pause | None = None, *said: Step) -> Course:
        term = suspending.term_of(counted, self.calendar, self.convention)
        land = suspending.landing(self.calendar, self.convention)
        run = suspending.run(term, self.pauses, self.calendar, land)
        if not run.stretches:
            return self._plain(counted, waited, *said)
        begun = (*said, stepping.start_step(counted, self.convention))
        if run.halted:
            return _halted(run, (*begun, *interrupting.run_steps(run, self.calendar)), waited)
        nominal, due = run.term.end, run.term.last
        safe = min(due, self.other or due) if self._effective else self._safe(min(nominal, due), run.term.since)
        days = (counted.event, nominal, due, safe)
        return Course(
            nominal=nominal,
            due=due,
            safe=safe,
            since=run.term.since,
            provisional=self.calendar.provisional(min(days), max(days)),
            steps=(*begun, *interrupting.run_steps(run, self.calendar), *self._landing(run, safe, counted.event)),
            pauses=_touched(run, waited),
            resumed_on=run.term.since,
        )

    def _plain(self, counted: Count, waited: Pause | None = None, *said: Step) -> Course:
        if self.other and self.other < counted.safe:
            counted = replace(counted, safe=self.other)
        return Course(
            nominal=counted.nominal,
            due=counted.due,
            safe=counted.safe,
            since=counted.event,
            provisional=counted.provisional,
            steps=(*said, *stepping.count_steps(counted, self.calendar, self.convention)),
            pauses=(waited,) if waited else (),
            resumed_on=waited.end if waited else None,
        )

    def _landing(self, run: Run, safe: date, event: date) -> Iterator[Step]:
        nominal, due, convention = run.term.end, run.term.last, self.convention
        if self._effective:
            yield step(stepping.FIRST_DAY_AFTER, day=nominal, authority=convention.by("after_means"))
        else:
            if run.term.turn == nominal:
                yield from stepping.half_day_steps(self.calendar, nominal, due)
            rolled = suspending.landing(self.calendar, convention)(nominal, run.term.since)
            least = convention.min_working_days if due != rolled else None
            yield from stepping.landing_steps(nominal, due, self.calendar, convention, "roll_after", least)
            yield from stepping.safe_steps(nominal, due, safe, self.calendar)
        yield from stepping.provisional_steps(self.calendar, event, nominal, due, safe)

    @property
    def _effective(self) -> bool:
        return self.convention.after_means is AfterReading.FIRST_DAY_AFTER


def _halted(run: Run, steps: tuple[Step, ...], waited: Pause | None = None) -> Course:
    left = run.stretches[-1].left
    return Course(since=run.term.since, steps=steps, pauses=_touched(run, waited), halted=True, left=left)


def _touched(run: Run, waited: Pause | None) -> tuple[Pause, ...]:
    return (*((waited,) if waited else ()), *(stretch.pause for stretch in run.stretches))
