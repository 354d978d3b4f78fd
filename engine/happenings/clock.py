"""The clock: time is an event too (`day.began`), so that a rebuilt state comes out the same.

Each sweep logs one event for the day. It opens the cycles that have come round, looks again at the tasks whose last day
has passed, reminds of tasks that are near, tells of planned days that passed without a word, and puts the versions of
plans in force that have waited for the day.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from engine.counting.rounds import cycles
from engine.deciding.misses import passed
from engine.deciding.transitions import Version
from engine.deciding.verdicts import Scope
from engine.decision import Lapse
from engine.facts.fact import Fact
from engine.facts.receipt import Receipt
from engine.facts.swept_days import BEGAN, CLOCK_FACT, Clock, first_day
from engine.facts.topics import date_set, extended, missed
from engine.happenings.days.wrong_days import (
    admit_day,
    admit_taking_back,
    missed_ahead,
    taken_back,
    versions_now,
)
from engine.happenings.entry import Amending, Brought, Entry, Meaning, Part, Review, Transition
from engine.reach.scope import Scoping, everything, merged
from engine.reach.touching import Touching, together
from engine.snapshot import Snapshot
from engine.tasks import State
from engine.telling.reasons import Closing
from events.event import OFFICIAL_TIME
from events.rows import TaskRow, UnitRow
from rules.offsets import Recurring, Signal, SignalKind
from rules.plan import Plan

if TYPE_CHECKING:
    from engine.deciding.ladders.reminding import Notices


def _day_began(entry: Entry) -> Brought:
    """The clock moves on, unless the day has been swept already: for every plan but those that could not be swept."""
    was = Clock.of(entry.snapshot.fact(CLOCK_FACT))
    now = was.after(entry.recorded, _looks_back(entry, was))
    return _Sweep.of(entry, was, now).brought() if now is not was else Brought()


def _told_since(entry: Entry, since: Mapping[str, date]) -> Mapping[str, date]:
    """The days after which the clock has something to say: of a plan that was taken over, that on which it was."""
    fresh = [row for row in entry.session.plans() if row.id in since and row.adopted_on > since[row.id].isoformat()]
    adoptions = [entry.session.recorded(row.adoption).event for row in fresh]
    return {**since, **{one.plan or "": one.occurred_on for one in adoptions if one.data.get("taken_over")}}


def _looks_back(entry: Entry, clock: Clock) -> date:
    """The day up to which all has been swept, or to which the first sweep looks back."""
    return clock.day or first_day(entry.began, entry.event.occurred_on)


class _Late(NamedTuple):
    """The tasks of a plan whose last day has passed: those that are noted as missed, and what is to be looked at."""

    missed: Sequence[Fact]
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sweep:
    """All that the days up to `today` do for the plans that are swept, from the day on that each has come to."""

    entry: Entry
    was: Clock
    now: Clock
    today: date
    since: Mapping[str, date]  # by plan that is swept
    notices: "Notices"  # what is to be said of tasks as they are
    passed: Sequence[TaskRow]  # the open tasks whose due date has passed since
    receipts: Mapping[str, Receipt]  # that they bear, by key
    versions: Mapping[str, Version]  # that take effect, or no longer do, by plan
    lapses: Mapping[str, Sequence[Lapse]]  # of planned days that have passed, by plan

    @classmethod
    def of(cls, entry: Entry, was: Clock, now: Clock) -> "_Sweep":
        """All that is found in the store of these days."""
        from engine.deciding.ladders.ladder import ladders_of  # noqa: PLC0415 - what only a day says is loaded then
        from engine.deciding.ladders.reminding import notices  # noqa: PLC0415
        from engine.happenings.days.lapsing import lapses  # noqa: PLC0415

        snapshot, today = entry.snapshot, entry.event.occurred_on
        first = _looks_back(entry, was)
        goes_on = [row.id for row in entry.session.plans() if not row.ended and row.id not in now.behind]
        plans = {name: entry.touching.plans[name] for name in goes_on}
        since = {name: was.since(name) or first for name in plans if was.sweeps(name, today)}
        passed, told = list(_passed(snapshot, since, today)), _told_since(entry, since)
        ladders = ladders_of(snapshot, plans, told, today)
        return cls(
            entry=entry,
            was=was,
            now=now,
            today=today,
            since=since,
            notices=notices(snapshot, ladders, today),
            passed=passed,
            receipts=snapshot.receipts(passed),
            versions=versions_now(entry, [plans[name] for name in since], today),
            lapses=lapses(snapshot, entry.touching.units, ladders, today),
        )

    @property
    def snapshot(self) -> Snapshot:
        """All that is in force before."""
        return self.entry.snapshot

    @property
    def touching(self) -> Touching:
        """The finder among the plans that are swept: what hinders one that is left out must not hinder the others."""
        touching = self.entry.touching
        return replace(touching, plans={name: touching.plans[name] for name in self.since})

    def brought(self) -> Brought:
        """The rows and facts that this brings, and the parts of all plans."""
        new = self.versions.values()
        units = {unit.code: unit for version in new for unit in version.units}
        clauses = [clause for version in new for clause in version.clauses]
        known = [fact for version in new for fact in version.known]
        as_of_today = self._as_of_today(units.values())
        scopes = as_of_today.by_facts(known) if known else {}
        in_others = together((*as_of_today.by_clauses(clauses).items(), *scopes.items()))
        plans, ahead = self.touching.plans.values(), self._ahead()
        late = {plan.id: self._late(plan) for plan in plans if not (plan.id in ahead or plan.id in self.versions)}
        return Brought(
            units=list(units.values()),
            contacts=[row for version in new for row in version.contacts if units[row.unit].position == row.position],
            plans=[version.row for version in new],
            facts=[
                self.now.fact(),
                *(fact for of in late.values() for fact in of.missed),
                *(fact for version in new for fact in version.facts),
            ],
            facts_gone=[
                *(name for plan in plans if plan.id in ahead for name in missed_ahead(self.entry, plan, self.today)),
                *(name for version in new for name in version.facts_gone),
            ],
            parts=[self._part(plan, in_others.get(plan.id, {}), late.get(plan.id)) for plan in plans],
        )

    def _ahead(self) -> Collection[str]:
        """The plans whose tasks may be ahead of the day: all of them, if an event was recorded under a clock that was.

        So may those be that were left out before: nobody has looked at them since.
        """
        end = datetime.combine(self.today, time.max, OFFICIAL_TIME)
        return self.since if self.entry.session.any_later(self.was.position, end) else self.was.behind

    def _as_of_today(self, fresh: Iterable[UnitRow]) -> Touching:
        """The finder among the plans as they are from today on: a rule that a version drops is none of them."""
        anew = {name: version.plan for name, version in self.versions.items()}
        plans = {**self.touching.plans, **anew}
        return replace(Touching.of(self.snapshot, fresh), plans=plans, anew=frozenset(anew))

    def _part(self, was: Plan, scope: Scope, late: _Late | None) -> Part:
        """The part of one plan; `scope` are its tasks that clauses of other plans suspend from now on, or no longer.

        Where it is not said which are `late`, all are looked at: the plan may be ahead of the day.
        """
        notices, new = self.notices.get(was.id, ()), self.versions.get(was.id)
        plan = new.plan if new else was
        lapses = self.lapses.get(was.id, ())
        if new:
            return Transition(version=new, scope=merged(everything(plan), scope), notices=notices, lapses=lapses)
        own = merged(self._begun(plan), late.scope) if late else everything(plan)
        return Review(plan=plan, scope=merged(own, scope), notices=notices, lapses=lapses)

    def _begun(self, plan: Plan) -> Scope:
        """The rules with a new round, and all that wait for these."""
        scoping = Scoping(plan, self.snapshot.tools, self.touching.units)
        return scoping.followed(dict.fromkeys(new_cycles(plan, self.since[plan.id], self.today)))

    def _late(self, plan: Plan) -> _Late:
        """The tasks whose last day has passed: noted at once, where nothing was said by hand; else looked at again."""
        rows = [row for row in self.passed if row.plan == plan.id and row.state == State.ACTIVE]
        units: dict[str, set[str]] = {}
        for row in rows:
            units.setdefault(row.rule, set()).add(row.unit)
        places = {topic(rule): at for rule, at in units.items() for topic in (missed, date_set, extended)}
        told = {(fact.topic.name, *fact.place) for fact in self.snapshot.facts_at(plan.id, places)}
        plain = [row for row in rows if (row.rule, row.unit, row.cycle) not in told]
        scoping = Scoping(plan, self.snapshot.tools, self.touching.units)
        again = {rule: frozenset(unit for of, unit, _ in told if of == rule) for rule in units}
        scope = scoping.followed({rule: at for rule, at in again.items() if at})
        for rule, at in units.items():
            scope = merged(scope, scoping.of_happening(Signal(kind=SignalKind.MISSED, name=rule), at))
        return _Late(list(passed(plain, self.receipts, self.entry.position)), scope)


def _passed(snapshot: Snapshot, since: Mapping[str, date], today: date) -> Iterator[TaskRow]:
    """The open tasks of each plan whose last day is over today, and was not on the day that the plan has come to."""
    yesterday = today - timedelta(days=1)
    for day in sorted(set(since.values())):
        rows = snapshot.session.tasks_due_between((day - timedelta(days=1)).isoformat(), yesterday.isoformat())
        yield from (row for row in rows if since.get(row.plan) == day)


def new_cycles(plan: Plan, since: date, today: date) -> frozenset[str]:
    """Ids of the recurring rules of `plan` that have a cycle beginning after `since`, up to `today`."""
    until = min(today, plan.ends or today)
    recurring = ((name, rule.due) for name, rule in plan.rules.items() if isinstance(rule.due, Recurring))
    return frozenset(
        name for name, due in recurring if any(since < cycle.start for cycle in cycles(due, plan.starts, until))
    )


MEANINGS: Mapping[str, Meaning] = {
    BEGAN: Meaning(
        admit=admit_day,
        brings=_day_began,
        closing=Closing.NO_GROUNDS,
        amending=Amending(admit=admit_taking_back, brings=taken_back),
        ahead=True,
    )
}
