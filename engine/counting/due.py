"""From what a rule says of its due date, and what has happened, to the Due: the date, and how it came about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from engine.calendars.calendar import Calendar
from engine.counting import interruptions as interrupting
from engine.counting import steps as stepping
from engine.counting.conventions import BeforeReading, Convention
from engine.counting.pauses import Pause, Suspension, pauses, waiting
from engine.counting.periods import DAY
from engine.counting.rounds import CycleSpan, cycles, day_in
from engine.counting.steps import Step, step
from engine.counting.timelines import Course, Way
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Direction,
    Done,
    DueSpec,
    FromDate,
    Offset,
    Once,
    Per,
    Recurring,
    RightAfter,
    Within,
)
from rules.plan import Policies
from rules.problems import N_

__all__ = ["CycleSpan", "Due", "Happening", "Step", "by_hand", "compute", "cycles"]

BY_DATE = N_("The last day is given: {day}.")
WITHIN = N_("The time is given: from {start} to {day}, both included.")
IN_CYCLE = N_("In the period {cycle} the day named is {day}.")
CARRIED = N_("The document that was waited for gives the last day: {day}.")
BY_HAND = N_("An officer set the last day: {day}.")
RIGHT_AFTER = N_("“Right after” is as long as the plan lays down.")
NO_DATE = N_("What happened on {event} gives no date; how long there is to set one, the plan lays down.")
SET_BY = N_("A date must be set by {day}.")
NOT_BEFORE = N_("Not before {day}; there is no last day.")
STANDING = N_("Standing work, from {day}; there is no last day.")
DONE = N_("Recorded as done when the plan was adopted.")
CUT_OFF = N_("It happened after {cut_off}, so it counts as of the next working day, {day} ({authority}).")
CLOSED_EARLY = N_(
    "It happened after {until}, when the half day {event} was over ({reason}, {source}), "
    "so it counts as of the next working day, {day}."
)
AFTER_HOURS = N_(
    "It happened after {cut_off}, the cut-off hour of every day ({reason}, {source}), "
    "so it counts as of the next working day, {day}."
)
PLANNED = N_("Provisional: the event of {event} is only planned.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What a due date is counted from: the day, and the events that say so.

    `firm`: it was held, not only planned. `carried` is a date that its document brought with it. `at` is the time of
    day in Viet Nam, where it is known.
    """

    day: date
    firm: bool
    event_ids: tuple[str, ...]
    carried: date | None = None
    at: time | None = None

    @property
    def anonymous(self) -> "Happening":
        """The same, whichever events say so."""
        return Happening(day=self.day, firm=self.firm, event_ids=(), carried=self.carried, at=self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A due date with its receipt. Days are None where there is none.

    `nominal` is the day before rolling, `due` the last day on which it may be done (until 24:00 Asia/Ho_Chi_Minh),
    `safe` the day that satisfies every defensible reading; `window_start` the first day of a period. `set_by` is by
    when an officer must set the date that does not follow from the event. From `remind_on` the task is near.
    `provisional`: a year that nobody has announced, or an event only planned, had a part in it. While `suspended` there
    are no days; `left` is what is left of the term, in the offset language, where it moves with the suspension.
    `suspensions` are those that had a part in it, the last one last.
    """

    nominal: date | None = None
    due: date | None = None
    safe: date | None = None
    window_start: date | None = None
    set_by: date | None = None
    remind_on: date | None = None
    provisional: bool = False
    suspended: bool = False
    left: str | None = None
    suspensions: tuple[Suspension, ...] = ()
    basis: tuple[str, ...] = ()
    calendar: str
    convention: str
    steps: tuple[Step, ...]


def compute(
    spec: DueSpec,
    *,
    when: Mapping[Anchor, Happening],
    starts: date,
    calendar: Calendar,
    convention: Convention,
    policies: Policies,
    cycle: CycleSpan | None = None,
    suspensions: Sequence[Suspension] = (),
) -> Due:
    """The Due of `spec`. `starts` is the plan's first day; `cycle` the round, for what recurs.

    Raises OutOfRange where a day is outside the calendar, ValueError where `when` or `cycle` lacks what `spec` needs.
    """

    def find(way: Way) -> Due:
        return _computed(_Computing(way, policies, starts), spec, when, cycle)

    return _hedged(calendar, convention, suspensions, find)


def _computed(computing: "_Computing", spec: DueSpec, when: Mapping[Anchor, Happening], cycle: CycleSpan | None) -> Due:
    match spec:
        case Counted() | RightAfter() | Once() | Per():
            if spec.anchor not in when:
                raise ValueError(f"the happening that is counted from is missing: {spec.anchor}")
            return computing.from_happening(spec, when[spec.anchor])
        case Recurring():
            if cycle is None:
                raise ValueError("a recurring duty has a due date in a cycle only")
            return computing.in_cycle(spec, cycle)
        case BeforeDate() | ByDate() | Within():
            return computing.by_its_dates(spec)
        case FromDate(day=day):
            return computing.without_date(step(NOT_BEFORE, day=day), window_start=day)
        case Continuous():
            return computing.without_date(step(STANDING, day=computing.starts), window_start=computing.starts)
        case Done():
            return computing.without_date(step(DONE))


def by_hand(
    day: date,
    event_id: str,
    calendar: Calendar,
    convention: Convention,
    policies: Policies,
    *said: Step,
    suspensions: Sequence[Suspension] = (),
) -> Due:
    """The Due of a date that an officer set in the event `event_id`, as `said`. Raises OutOfRange."""
    setting = Happening(day=day, firm=True, event_ids=(event_id,))

    def find(way: Way) -> Due:
        computing = _Computing(way, policies, calendar.first)
        return computing.fixed(day, *(said or (step(BY_HAND, day=day),)), of=setting)

    return _hedged(calendar, convention, suspensions, find)


def _hedged(
    calendar: Calendar, convention: Convention, suspensions: Sequence[Suspension], find: Callable[[Way], Due]
) -> Due:
    """What `find` gives, and where there are half days, safe also as they are read otherwise."""
    stops, reading = pauses(suspensions), convention.half_days
    way = Way(calendar.under(reading), convention, stops)
    if not calendar.half_days:
        return find(way)
    apart = find(Way(calendar.under(reading.other), replace(convention, half_days=reading.other), stops))
    return find(replace(way, other=apart.safe))


def standing_still(due: Due, suspensions: Sequence[Suspension]) -> Due:
    """`due` as it is while `suspensions` hold that it does not move with: no days, and nothing that is left."""
    nothing = Due(
        provisional=due.provisional, basis=due.basis, calendar=due.calendar, convention=due.convention, steps=()
    )
    return replace(_through(nothing, pauses(suspensions)), suspended=True)


@dataclass(frozen=True, slots=True)
class _Computing:
    """What every computation here needs; `starts` is the day from which there is time for what has a given day."""

    way: Way
    policies: Policies
    starts: date

    def from_happening(self, spec: Counted | RightAfter | Once | Per, happening: Happening) -> Due:
        event, cut = self._counted_from(happening)
        if isinstance(spec, Counted) and spec.offset.direction is Direction.BEFORE:
            event, cut = happening.day, ()  # an hour only puts off what begins with it
        match spec:
            case Per() if happening.carried:
                said = step(CARRIED, day=happening.carried)
                return self.fixed(happening.carried, said, since=happening.day, of=happening)
            case Counted(offset=offset):
                return self._counted(event, offset, happening, *cut)
            case RightAfter():
                return self._counted(event, self.policies.right_after, happening, *cut, step(RIGHT_AFTER))
            case Once() | Per():
                return self._to_be_set(event, happening, *cut)

    def by_its_dates(self, spec: BeforeDate | ByDate | Within) -> Due:
        match spec:
            case BeforeDate(day=day):
                return self._before(day, since=self.starts)
            case ByDate(day=day):
                return self.fixed(day, step(BY_DATE, day=day))
            case Within(start=start, end=end):
                said = step(WITHIN, start=start, day=end)
                return self.fixed(end, said, since=max(start, self.starts), window_start=start)

    def in_cycle(self, spec: Recurring, cycle: CycleSpan) -> Due:
        day = day_in(spec, cycle)
        said, since = step(IN_CYCLE, cycle=cycle.id, day=day), max(cycle.start, self.starts)
        return self._before(day, said, since=since) if spec.strictly_before else self.fixed(day, said, since=since)

    def _before(self, day: date, *said: Step, since: date) -> Due:
        """Strictly before `day`, or as the convention has it; safe under both readings."""
        last = day - DAY
        convention = self.way.convention
        authority = convention.by("before_date")
        if convention.before_date is BeforeReading.SAME_DAY:
            on = step(stepping.BEFORE_OR_ON, day=day, authority=authority)
            return self.fixed(day, *said, on, since=since, safe_until=last)
        strictly = step(stepping.STRICTLY_BEFORE, day=day, last=last, authority=authority)
        return self.fixed(last, *said, strictly, since=since)

    def fixed(
        self,
        nominal: date,
        *said: Step,
        since: date | None = None,
        window_start: date | None = None,
        safe_until: date | None = None,
        of: Happening | None = None,
    ) -> Due:
        """A given last day. `safe_until` is the last day that the strictest reading allows, if not `nominal`.

        The time for it begins after `since`, or with the plan.
        """
        earliest = window_start or self.way.calendar.first
        course = self.way.given(nominal, since or self.starts, safe_until or nominal, earliest)
        waited = waiting(self.way.pauses, window_start) if window_start else None
        return self._finished(course, of, said, window_start=waited.end if waited else window_start)

    def without_date(self, *said: Step, window_start: date | None = None) -> Due:
        due = Due(
            window_start=window_start,
            calendar=self.way.calendar.version,
            convention=self.way.convention.label,
            steps=said,
        )
        now = [one for pause in self.way.pauses if pause.end is None for one in pause.of]
        return standing_still(due, now) if now else _through(due, self.way.pauses)

    def _counted(self, event: date, offset: Offset, happening: Happening, *said: Step) -> Due:
        return self._finished(self.way.counted(event, offset), happening, said)

    def _to_be_set(self, event: date, happening: Happening, *said: Step) -> Due:
        """No date follows; one must be set within the time that the plan allows."""
        course = self.way.counted(event, self.policies.set_date_within)
        due = self._finished(course, happening, (*said, step(NO_DATE, event=event)))
        if course.due is None:
            return due
        planned = _planned(happening)
        steps = (*due.steps[: len(due.steps) - len(planned)], step(SET_BY, day=course.due), *planned)
        return replace(due, nominal=None, due=None, safe=None, remind_on=None, set_by=course.due, steps=steps)

    def _finished(
        self, course: Course, of: Happening | None, said: tuple[Step, ...], window_start: date | None = None
    ) -> Due:
        """What a course comes to."""
        remind_on = self._remind_on(course.safe) if course.safe else None
        if remind_on and course.resumed_on:
            remind_on = max(remind_on, course.resumed_on)
        due = Due(
            nominal=course.nominal,
            due=course.due,
            safe=course.safe,
            window_start=None if course.halted else window_start,
            remind_on=remind_on,
            provisional=course.provisional or bool(_planned(of)),
            suspended=course.halted,
            left=course.left.text if course.left else None,
            basis=of.event_ids if of else (),
            calendar=self.way.calendar.version,
            convention=self.way.convention.label,
            steps=(*said, *course.steps, *_planned(of)),
        )
        return _rests_on(due, course.pauses)

    def _counted_from(self, happening: Happening) -> tuple[date, tuple[Step, ...]]:
        """The day to count from, and why if it is not the day it happened."""
        closing = _closing(self.way, happening.day)
        if closing is None or happening.at is None or happening.at <= closing.at:
            return happening.day, ()
        day = self.way.calendar.add_working(happening.day, 1)
        return day, (step(closing.template, day=day, **closing.said),)

    def _remind_on(self, safe: date) -> date:
        return self.way.calendar.add_working(safe, -self.policies.remind_working_days)


@dataclass(frozen=True, slots=True)
class _Closing:
    """The hour after which a day is over, and how that is said."""

    at: time
    template: str
    said: Mapping[str, str]


def _closing(way: Way, day: date) -> _Closing | None:
    """The convention's own hour, if it names one; else the first of when a half day is over and the calendar's own."""
    setting = way.convention.cut_off
    if setting is None:
        return None
    if setting != "calendar":
        return _Closing(setting, CUT_OFF, {"cut_off": f"{setting:%H:%M}", "authority": way.convention.by("cut_off")})
    half, every = way.calendar.half_day(day), way.calendar.cut_off_on(day)
    if half and half.until and not (every and every.at and every.at < half.until):
        said = {"event": day.isoformat(), "reason": half.reason, "source": half.source}
        return _Closing(half.until, CLOSED_EARLY, {"until": f"{half.until:%H:%M}", **said})
    if every and every.at:
        said = {"cut_off": f"{every.at:%H:%M}", "reason": every.reason, "source": every.source}
        return _Closing(every.at, AFTER_HOURS, said)
    return None


def _rests_on(due: Due, pauses: Sequence[Pause]) -> Due:
    found = tuple(one for pause in pauses for one in pause.of)
    return replace(due, suspensions=found, basis=(*due.basis, *(event for one in found for event in one.event_ids)))


def _through(due: Due, pauses: Sequence[Pause]) -> Due:
    """`due`, with the suspensions that it went through without moving."""
    told = (said for pause in pauses for said in interrupting.pause_steps(pause))
    return replace(_rests_on(due, pauses), steps=(*due.steps, *told))


def _planned(happening: Happening | None) -> tuple[Step, ...]:
    return (step(PLANNED, event=happening.day),) if happening and not happening.firm else ()
