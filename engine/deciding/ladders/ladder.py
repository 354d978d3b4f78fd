"""The ladders of plans: which rungs days have come to, and which come next. Nothing is looked up in the store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from engine.calendars.calendar import Calendar
from engine.counting.ladders import bases, last_day, next_day
from engine.snapshot import Snapshot
from engine.tasks import State
from events.rows import DueRow, TaskRow
from events.views import TaskView
from rules.ladders.rungs import Base, Hearers, Hears, Means, Reached, Rung, rungs_for
from rules.plan import Plan

_CONCERNED = Hears.LEAD, Hears.COOPERATING, Hears.FOLLOWER


@dataclass(frozen=True)
class Ladder:
    """The rungs of a plan, and the days up to `today` that are looked at: those after `since`."""

    plan: Plan
    calendar: Calendar
    since: date
    today: date

    @cached_property
    def by_rule(self) -> Mapping[str, Sequence[Rung]]:
        """The rungs of each of its rows."""
        return {name: self.plan.ladder(rule) for name, rule in self.plan.rules.items()}

    def of_row(self, rule: str) -> Sequence[Rung]:
        """The rungs of one of its rows, without looking at the others; none where it has the row no longer."""
        found = self.plan.rules.get(rule)
        return self.plan.ladder(found) if found else ()

    def differs(self, rule: str) -> bool:
        """True of a row of which some leads have rungs that others have not."""
        return any(rung.units for rung in self.of_row(rule))

    @cached_property
    def rungs(self) -> frozenset[Rung]:
        """All that its rows have."""
        return frozenset(chain.from_iterable(self.by_rule.values()))

    @cached_property
    def by_lead(self) -> frozenset[str]:
        """The rows of which some leads have rungs that others have not."""
        return frozenset(name for name, rungs in self.by_rule.items() if any(rung.units for rung in rungs))

    def ahead(self, base: Base) -> frozenset[str]:
        """The days that such a rung is counted from which is reached now; those that are past their due date aside."""
        rungs = (rung for rung in self.rungs if rung.base is base and not (rung.late and base is Base.DUE))
        days = (bases(rung, self.calendar, self.since, self.today) for rung in rungs)
        return frozenset(day.isoformat() for of in days for day in of)

    def passed(self, day: date) -> bool:
        """True if something is to be said now of what was due on a day that has passed."""
        return any(self.reached(rung, day) for rung in self.rungs if rung.late and rung.base is Base.DUE)

    def reached(self, rung: Rung, base: date) -> date | None:
        """The last day on which a rung of the day `base` is reached, if it is one of those looked at."""
        return last_day(rung, base, self.calendar, self.since, self.today)

    def hits(self, due: DueRow) -> Mapping[Rung, date]:
        """The rungs of a due date that are reached now: of one that has passed only those that lie after it."""
        days = due.rule, due.due, due.safe, due.set_by
        if days not in self._hits:
            self._hits[days] = self._hit(due)
        return self._hits[days]

    @cached_property
    def _hits(self) -> dict[tuple[str | None, ...], Mapping[Rung, date]]:
        return {}

    def still(self, rule: str, since: date) -> Mapping[Rung, date]:
        """The rungs that are reached now of a row's tasks of which nothing moved any more `since` that day."""
        rungs = (rung for rung in self.by_rule.get(rule, ()) if rung.base is Base.PROGRESS)
        return {rung: day for rung in rungs if (day := self.reached(rung, since))}

    def _hit(self, due: DueRow) -> Mapping[Rung, date]:
        over, found = has_passed(due, self.today), dict[Rung, date]()
        for rung in self.by_rule.get(due.rule, ()):
            base = _base(rung, due)
            day = self.reached(rung, base) if base and _tells_when_late(rung) == over else None
            if day:
                found[rung] = day
        return found

    def coming(self, row: TaskRow | TaskView, due: DueRow | TaskView) -> Mapping[date, Sequence[Rung]]:
        """The rungs of an open task after `today` by their days, of each the next, as long as its date stays."""
        found: dict[date, list[Rung]] = {}
        limit = due.due or (due.set_by if row.state == State.NEEDS_DATE else None)
        for rung in rungs_for(self.of_row(row.rule), row.lead) if limit else ():
            base = _base(rung, due)
            day = next_day(rung, base, self.calendar, self.today) if base else None
            if day and (day.isoformat() > (limit or "")) == _tells_when_late(rung):
                found.setdefault(day, []).append(rung)
        return dict(sorted(found.items()))

    def coming_still(
        self, row: TaskRow | TaskView, due: DueRow | TaskView, since: date
    ) -> Mapping[date, Sequence[Rung]]:
        """The same of the rungs of what stands still, of an active task of which nothing moved `since` that day."""
        found: dict[date, list[Rung]] = {}
        rungs = rungs_for(self.of_row(row.rule), row.lead) if row.state == State.ACTIVE and due.due else ()
        for rung in (one for one in rungs if one.base is Base.PROGRESS):
            day = next_day(rung, since, self.calendar, self.today)
            if day and day.isoformat() <= (due.due or ""):
                found.setdefault(day, []).append(rung)
        return found

    def told(self, row: TaskRow, reached: Mapping[Rung, date]) -> Reached | None:
        """The last day of the rungs that are `reached` and are for a task's lead, and who is told; None: none is."""
        mine = [rung for rung in rungs_for(self.by_rule[row.rule], row.lead) if rung in reached]
        return Reached(max(reached[rung] for rung in mine), hearing(self.plan, mine)) if mine else None

    def lapsed(self, day: date, unit: str) -> Hearers:
        """Who hears now that a milestone planned at a unit for that day has not been held: all whom it concerns first.

        Then by the rungs of the plan's escalation, in which its place is the lead, and those who wait cooperate.
        """
        of = day, unit if self._by_place else ""
        if of not in self._lapsed:
            self._lapsed[of] = self._lapse(*of)
        return self._lapsed[of]

    @cached_property
    def _by_place(self) -> bool:
        return any(rung.units for rung in self.plan.escalation)

    @cached_property
    def _lapsed(self) -> dict[tuple[date, str], Hearers]:
        return {}

    def _lapse(self, day: date, unit: str) -> Hearers:
        first = _CONCERNED if self.since <= day < self.today else ()
        rungs = (rung for rung in rungs_for(self.plan.escalation, unit) if self.reached(rung, day))
        return _by_all((*((who, ()) for who in first), *((who, rung.by) for rung in rungs for who in rung.to)))


Ladders = Mapping[str, Ladder]
"""By plan."""


def _base(rung: Rung, due: DueRow | TaskView) -> date | None:
    """The day that a rung is counted from: where a date must still be set, and it lies after that, the day to do so.

    None of what stands still: that is no matter of its date alone.
    """
    if rung.base is Base.PROGRESS:
        return None
    day = due.safe if rung.base is Base.SAFE else due.due or (due.set_by if rung.late else None)
    return date.fromisoformat(day) if day else None


def _tells_when_late(rung: Rung) -> bool:
    return rung.late and rung.base is Base.DUE


def has_passed(due: DueRow, today: date) -> bool:
    """True if the last day is over, or the day by which one had to be set."""
    day = due.due or due.set_by
    return bool(day and day < today.isoformat())


def ladders_of(snapshot: Snapshot, plans: Mapping[str, Plan], since: Mapping[str, date], today: date) -> Ladders:
    """The ladders of plans, each with the day that it has come to: by the calendar as the plan's unit sees it."""
    units = snapshot.units()
    by_name = {name: snapshot.calendars(name, units) for name in {plans[one].calendar for one in since}}
    return {
        name: Ladder(plans[name], by_name[plans[name].calendar].at(plans[name].unit), day, today)
        for name, day in since.items()
    }


def hearing(plan: Plan, rungs: Iterable[Rung]) -> Hearers:
    """The hearers of these rungs: several are told as one."""
    also = (Hears.COOPERATING,) if plan.policies.notify_cooperating else ()
    return _by_all((who, rung.by) for rung in rungs for who in (*rung.to, *(also if Hears.LEAD in rung.to else ())))


def _by_all(said: Iterable[tuple[Hears, tuple[Means, ...]]]) -> Hearers:
    """Each once, by all the channels that are named for him."""
    found: dict[Hears, tuple[Means, ...]] = {}
    for who, by in said:
        known = found.get(who, by)
        found[who] = tuple(dict.fromkeys((*known, *by))) if known and by else ()
    return tuple(found.items())
