"""From what a rule says of its due date, and what has happened, to the Due: the date, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from engine import stepping
from engine.calendars import Calendar
from engine.conventions import BeforeReading, Convention
from engine.counting import DAY, count, roll, safe_day
from engine.cycling import CycleSpan, cycles, day_in
from engine.stepping import Step, step
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
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
PLANNED = N_("Provisional: the event of {event} is only planned.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What a due date is counted from: the day, and the events that say so.

    `firm`: it was held, not only planned. `carried` is a date that its document brought with it. `at` is the time of
    day in Viet Nam, where it is known and the convention has a cut-off.
    """

    day: date
    firm: bool
    event_ids: tuple[str, ...]
    carried: date | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A due date with its receipt. Days are None where there is none.

    `nominal` is the day before rolling, `due` the last day on which it may be done (until 24:00 Asia/Ho_Chi_Minh),
    `safe` the day that satisfies every defensible reading; `window_start` the first day of a period. `set_by` is by
    when an officer must set the date that does not follow from the event. From `remind_on` the task is near.
    `provisional`: a year that nobody has announced, or an event only planned, had a part in it.
    """

    nominal: date | None = None
    due: date | None = None
    safe: date | None = None
    window_start: date | None = None
    set_by: date | None = None
    remind_on: date | None = None
    provisional: bool = False
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
) -> Due:
    """The Due of `spec`. `starts` is the plan's first day; `cycle` the round, for what recurs.

    Raises OutOfRange where a day is outside the calendar, ValueError where `when` or `cycle` lacks what `spec` needs.
    """
    computing = _Computing(calendar, convention, policies)
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
            return computing.without_date(step(STANDING, day=starts), window_start=starts)
        case Done():
            return computing.without_date(step(DONE))


def by_hand(day: date, event_id: str, calendar: Calendar, convention: Convention, policies: Policies) -> Due:
    """The Due of a date that an officer set in the event `event_id`. Raises OutOfRange."""
    setting = Happening(day=day, firm=True, event_ids=(event_id,))
    return _Computing(calendar, convention, policies).fixed(day, step(BY_HAND, day=day), of=setting)


@dataclass(frozen=True, slots=True)
class _Computing:
    """The three things that every computation here needs."""

    calendar: Calendar
    convention: Convention
    policies: Policies

    def from_happening(self, spec: Counted | RightAfter | Once | Per, happening: Happening) -> Due:
        event, cut = self._counted_from(happening)
        match spec:
            case Per() if happening.carried:
                return self.fixed(happening.carried, step(CARRIED, day=happening.carried), of=happening)
            case Counted(offset=offset):
                return self._counted(event, offset, happening, *cut)
            case RightAfter():
                return self._counted(event, self.policies.right_after, happening, *cut, step(RIGHT_AFTER))
            case Once() | Per():
                return self._to_be_set(event, happening, *cut)

    def by_its_dates(self, spec: BeforeDate | ByDate | Within) -> Due:
        match spec:
            case BeforeDate(day=day):
                return self._before(day)
            case ByDate(day=day):
                return self.fixed(day, step(BY_DATE, day=day))
            case Within(start=start, end=end):
                return self.fixed(end, step(WITHIN, start=start, day=end), window_start=start)

    def in_cycle(self, spec: Recurring, cycle: CycleSpan) -> Due:
        day = day_in(spec, cycle)
        said = step(IN_CYCLE, cycle=cycle.id, day=day)
        return self._before(day, said) if spec.strictly_before else self.fixed(day, said)

    def _before(self, day: date, *said: Step) -> Due:
        """Strictly before `day`, or as the convention has it; safe under both readings."""
        last = day - DAY
        authority = self.convention.by("before_date")
        if self.convention.before_date is BeforeReading.SAME_DAY:
            return self.fixed(day, *said, step(stepping.BEFORE_OR_ON, day=day, authority=authority), safe_until=last)
        return self.fixed(last, *said, step(stepping.STRICTLY_BEFORE, day=day, last=last, authority=authority))

    def fixed(
        self,
        nominal: date,
        *said: Step,
        window_start: date | None = None,
        safe_until: date | None = None,
        of: Happening | None = None,
    ) -> Due:
        """A given last day. `safe_until` is the last day that the strictest reading allows, if not `nominal`."""
        calendar, convention = self.calendar, self.convention
        earliest = window_start or calendar.first
        due = roll(nominal, convention.fixed_date_roll, calendar)
        due = due if due >= earliest else nominal
        safe = safe_day(min(nominal, due, safe_until or due), calendar, not_before=earliest)
        steps = [*said, *stepping.landing_steps(nominal, due, calendar, convention, "fixed_date_roll")]
        steps += [*stepping.safe_steps(nominal, due, safe, calendar)]
        steps += [*stepping.provisional_steps(calendar, nominal, due, safe), *_planned(of)]
        return Due(
            nominal=nominal,
            due=due,
            safe=safe,
            window_start=window_start,
            remind_on=self._remind_on(safe),
            provisional=bool(_planned(of)) or calendar.provisional(safe, max(nominal, due)),
            basis=of.event_ids if of else (),
            calendar=calendar.version,
            convention=convention.label,
            steps=tuple(steps),
        )

    def without_date(self, *said: Step, window_start: date | None = None) -> Due:
        return Due(
            window_start=window_start, calendar=self.calendar.version, convention=self.convention.label, steps=said
        )

    def _counted(self, event: date, offset: Offset, happening: Happening, *said: Step) -> Due:
        counted = count(event, offset, self.calendar, self.convention)
        return Due(
            nominal=counted.nominal,
            due=counted.due,
            safe=counted.safe,
            remind_on=self._remind_on(counted.safe),
            provisional=counted.provisional or not happening.firm,
            basis=happening.event_ids,
            calendar=self.calendar.version,
            convention=self.convention.label,
            steps=(*said, *stepping.count_steps(counted, self.calendar, self.convention), *_planned(happening)),
        )

    def _to_be_set(self, event: date, happening: Happening, *said: Step) -> Due:
        """No date follows; one must be set within the time that the plan allows."""
        counted = count(event, self.policies.set_date_within, self.calendar, self.convention)
        steps = stepping.count_steps(counted, self.calendar, self.convention)
        set_by = step(SET_BY, day=counted.due)
        return Due(
            set_by=counted.due,
            provisional=counted.provisional or not happening.firm,
            basis=happening.event_ids,
            calendar=self.calendar.version,
            convention=self.convention.label,
            steps=(*said, step(NO_DATE, event=event), *steps, set_by, *_planned(happening)),
        )

    def _counted_from(self, happening: Happening) -> tuple[date, tuple[Step, ...]]:
        """The day to count from, and why if it is not the day it happened."""
        cut_off = self.convention.cut_off
        if cut_off is None or happening.at is None or happening.at <= cut_off:
            return happening.day, ()
        day = self.calendar.add_working(happening.day, 1)
        authority = self.convention.by("cut_off")
        return day, (step(CUT_OFF, cut_off=f"{cut_off:%H:%M}", day=day, authority=authority),)

    def _remind_on(self, safe: date) -> date:
        return self.calendar.add_working(safe, -self.policies.remind_working_days)


def _planned(happening: Happening | None) -> tuple[Step, ...]:
    return (step(PLANNED, event=happening.day),) if happening and not happening.firm else ()
