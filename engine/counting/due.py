"""The Due of a rule: its date and how it came about, from its `due:` and from what has happened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from engine.calendars.calendar import Calendar
from engine.counting.closing_hours import counted_from
from engine.counting.conventions import BeforeReading, Convention
from engine.counting.pause_steps import pause_steps
from engine.counting.pauses import Pause, Suspension, pause_at, pauses
from engine.counting.periods import DAY
from engine.counting.rounds import CycleSpan, day_in
from engine.counting.steps import BEFORE_OR_ON, STRICTLY_BEFORE, Step, step
from engine.counting.timelines import Counter, Timeline
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Direction,
    Done,
    DueSpec,
    Earliest,
    FromDate,
    Offset,
    Once,
    Per,
    Recurring,
    RightAfter,
    Within,
    anchors_of,
)
from rules.plan import Policies
from rules.problems import N_

BY_DATE = N_("The last day is given: {day}.")
WITHIN = N_("The time is given: from {start} to {day}, both included.")
IN_CYCLE = N_("In the period {cycle} the day named is {day}.")
CARRIED = N_("The document that was waited for gives the last day: {day}.")
BY_HAND = N_("An officer set the last day: {day}.")
RIGHT_AFTER = N_("“Right after” is as long as the plan lays down.")
NO_DATE = N_("What happened on {event} gives no date; how long there is to set one, the plan lays down.")
SET_BY = N_("A date must be set by {day}.")
BEGAN = N_("The task began on {day}: from then there is time to set a date.")
BEFORE_IT_WAS = N_("That is before {day}, the day from which the plan has this task, so it binds nobody.")
NOT_BEFORE = N_("Not before {day}; there is no last day.")
STANDING = N_("Standing work, from {day}; there is no last day.")
DONE = N_("Recorded as done when the plan was adopted.")
LIMIT = N_("There are several limits, and the earliest counts. Limit {number}:")
NO_LIMIT_YET = N_("nobody knows of what it counts from yet.")
EARLIEST = N_("The earliest is limit {number}: {day}.")
PLANNED = N_("Provisional: the event of {event} is only planned.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A happening that due dates are counted from: its day, and the events that say so."""

    day: date
    """The day on which it happens, in Viet Nam."""
    firm: bool
    """True if it was held, not only planned."""
    event_ids: tuple[str, ...]
    """The events that say so."""
    carried: date | None = None
    """A date that its document brought with it."""
    at: time | None = None
    """The time of day in Viet Nam, where it is known."""

    @property
    def anonymous(self) -> "Happening":
        """The same happening, whichever events say so."""
        return Happening(day=self.day, firm=self.firm, event_ids=(), carried=self.carried, at=self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A due date with the count that came to it. Days are None where there is none."""

    nominal: date | None = None
    """The last day before it is moved off a day off."""
    due: date | None = None
    """The last day on which it may be done, until 24:00 Asia/Ho_Chi_Minh."""
    safe: date | None = None
    """The day that satisfies every defensible reading."""
    window_start: date | None = None
    """The first day of a period in which it is to be done."""
    set_by: date | None = None
    """The day by which an officer must set the date, where none follows from the event."""
    remind_on: date | None = None
    """The day from which the task is near."""
    provisional: bool = False
    """True if a year that nobody has announced, or an event only planned, had a part in it."""
    suspended: bool = False
    """True while a suspension holds; then there are no days."""
    in_doubt: bool = False
    """True if an officer set the date, and what it was counted from has another day now."""
    limit: int = 0
    """Which of several limits it is, from 0."""
    left: str | None = None
    """The time left of a suspended term, in the offset language, where it moves with the suspension."""
    suspensions: tuple[Suspension, ...] = ()
    """The suspensions that had a part in it, the last one last."""
    basis: tuple[str, ...] = ()
    """The ids of the events that it rests on."""
    calendar: str
    """The version of the calendar."""
    convention: str
    """The convention, with what was set otherwise."""
    steps: tuple[Step, ...]
    """The count, told in sentences."""


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
    """The Due of `spec`. `starts` is the plan's first day, or the day on which the task began; `cycle` the round.

    Raises OutOfRange where a day is outside the calendar, ValueError where `when` or `cycle` lacks what `spec` needs.
    """

    def find(counter: Counter) -> Due:
        return _computed(_Computing(counter, policies, starts), spec, when, cycle)

    return _hedged(calendar, convention, suspensions, find)


def _computed(computing: "_Computing", spec: DueSpec, when: Mapping[Anchor, Happening], cycle: CycleSpan | None) -> Due:
    match spec:
        case Earliest():
            return _earliest(computing, spec, when)
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


def _earliest(computing: "_Computing", spec: Earliest, when: Mapping[Anchor, Happening]) -> Due:
    """The Due of the limit that comes first, of those that can be counted; what is halted lies behind what is not."""
    there = {
        number: _computed(computing, limit, when, None)
        for number, limit in enumerate(spec.of)
        if all(anchor in when for anchor in anchors_of(limit))
    }
    if not there:
        raise ValueError("every happening that is counted from is missing")
    number = min(there, key=lambda one: there[one].due or date.max)
    found, said = there[number], list[Step]()
    for other in range(len(spec.of)):
        said += (step(LIMIT, number=other + 1), *(there[other].steps if other in there else (step(NO_LIMIT_YET),)))
    if found.due:
        said.append(step(EARLIEST, number=number + 1, day=found.due))
    if found.safe:  # it is so under every reading of each limit
        safe, near = (
            min(filter(None, days)) for days in zip(*((one.safe, one.remind_on) for one in there.values()), strict=True)
        )
        found = replace(found, safe=safe, remind_on=near)
    return replace(found, limit=number, steps=tuple(said))


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

    def find(counter: Counter) -> Due:
        computing = _Computing(counter, policies, calendar.first)
        return computing.fixed(day, *(said or (step(BY_HAND, day=day),)), of=setting)

    return _hedged(calendar, convention, suspensions, find)


def not_binding(
    due: Due,
    since: date,
    began: date,
    calendar: Calendar,
    convention: Convention,
    policies: Policies,
    suspensions: Sequence[Suspension] = (),
) -> Due:
    """`due`, of a task that there is only `since` a later day, as no date: one is to be set within the plan's time."""

    def find(counter: Counter) -> Due:
        computing = _Computing(counter, policies, calendar.first)
        return computing.to_be_set(max(since, began), None, *due.steps, step(BEFORE_IT_WAS, day=since))

    return _hedged(calendar, convention, suspensions, find)


def _hedged(
    calendar: Calendar, convention: Convention, suspensions: Sequence[Suspension], find: Callable[[Counter], Due]
) -> Due:
    """The Due that `find` gives; where there are half days, safe also as they are read otherwise."""
    stops, reading = pauses(suspensions), convention.half_days
    counter = Counter(calendar.under(reading), convention, stops)
    if not calendar.half_days:
        return find(counter)
    apart = find(Counter(calendar.under(reading.other), replace(convention, half_days=reading.other), stops))
    return find(replace(counter, other=apart.safe))


def standing_still(due: Due, suspensions: Sequence[Suspension]) -> Due:
    """The Due `due` while `suspensions` hold that it does not move with: no days, and nothing that is left."""
    nothing = Due(
        provisional=due.provisional, basis=due.basis, calendar=due.calendar, convention=due.convention, steps=()
    )
    return replace(_through(nothing, pauses(suspensions)), suspended=True)


@dataclass(frozen=True, slots=True)
class _Computing:
    """The computations of a Due; `starts` is the day from which there is time for what is to be done, or set."""

    counter: Counter
    policies: Policies
    starts: date

    def from_happening(self, spec: Counted | RightAfter | Once | Per, happening: Happening) -> Due:
        day, at = happening.day, happening.at
        event, cut = counted_from(day, at, self.counter.calendar, self.counter.convention)
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
                return self._without_its_date(event, happening, *cut)

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
        convention = self.counter.convention
        authority = convention.by("before_date")
        if convention.before_date is BeforeReading.SAME_DAY:
            on = step(BEFORE_OR_ON, day=day, authority=authority)
            return self.fixed(day, *said, on, since=since, safe_until=last)
        strictly = step(STRICTLY_BEFORE, day=day, last=last, authority=authority)
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
        earliest = window_start or self.counter.calendar.first
        timeline = self.counter.given(nominal, since or self.starts, safe_until or nominal, earliest)
        waited = pause_at(self.counter.pauses, window_start) if window_start else None
        return self._finished(timeline, of, said, window_start=waited.end if waited else window_start)

    def without_date(self, *said: Step, window_start: date | None = None) -> Due:
        due = Due(
            window_start=window_start,
            calendar=self.counter.calendar.version,
            convention=self.counter.convention.label,
            steps=said,
        )
        now = [one for pause in self.counter.pauses if pause.end is None for one in pause.of]
        return standing_still(due, now) if now else _through(due, self.counter.pauses)

    def _counted(self, event: date, offset: Offset, happening: Happening, *said: Step) -> Due:
        return self._finished(self.counter.counted(event, offset), happening, said)

    def _without_its_date(self, event: date, happening: Happening, *said: Step) -> Due:
        no_date = step(NO_DATE, event=event)
        if self.starts > event:
            return self.to_be_set(self.starts, happening, *said, no_date, step(BEGAN, day=self.starts))
        return self.to_be_set(event, happening, *said, no_date)

    def to_be_set(self, since: date, happening: Happening | None, *said: Step) -> Due:
        """No date follows; one must be set within the time that the plan allows, `since` a day."""
        timeline = self.counter.counted(since, self.policies.set_date_within)
        due = self._finished(timeline, happening, said)
        if timeline.due is None:
            return due
        planned = _planned(happening)
        steps = (*due.steps[: len(due.steps) - len(planned)], step(SET_BY, day=timeline.due), *planned)
        return replace(due, nominal=None, due=None, safe=None, remind_on=None, set_by=timeline.due, steps=steps)

    def _finished(
        self, timeline: Timeline, of: Happening | None, said: tuple[Step, ...], window_start: date | None = None
    ) -> Due:
        """The Due that a timeline comes to."""
        remind_on = self._remind_on(timeline.safe) if timeline.safe else None
        if remind_on and timeline.resumed_on:
            remind_on = max(remind_on, timeline.resumed_on)
        due = Due(
            nominal=timeline.nominal,
            due=timeline.due,
            safe=timeline.safe,
            window_start=None if timeline.halted else window_start,
            remind_on=remind_on,
            provisional=timeline.provisional or bool(_planned(of)),
            suspended=timeline.halted,
            left=timeline.left.text if timeline.left else None,
            basis=of.event_ids if of else (),
            calendar=self.counter.calendar.version,
            convention=self.counter.convention.label,
            steps=(*said, *timeline.steps, *_planned(of)),
        )
        return _rests_on(due, timeline.pauses)

    def _remind_on(self, safe: date) -> date:
        return self.counter.calendar.add_working(safe, -self.policies.remind_working_days)


def _rests_on(due: Due, pauses: Sequence[Pause]) -> Due:
    found = tuple(one for pause in pauses for one in pause.of)
    return replace(due, suspensions=found, basis=(*due.basis, *(event for one in found for event in one.event_ids)))


def _through(due: Due, pauses: Sequence[Pause]) -> Due:
    """`due`, with the suspensions that it went through without moving."""
    told = (said for pause in pauses for said in pause_steps(pause))
    return replace(_rests_on(due, pauses), steps=(*due.steps, *told))


def _planned(happening: Happening | None) -> tuple[Step, ...]:
    return (step(PLANNED, event=happening.day),) if happening and not happening.firm else ()
