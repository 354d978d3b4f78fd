"""Milestones whose planned day has passed without a word: where, who hears of it now, and whose tasks wait for them.

On the day after, all hear of it that it concerns; from then on the plan's escalation says when again, and to whom,
counted from the planned day.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from engine.deciding.ladders.ladder import Ladder, Ladders
from engine.deciding.task_units import units_of
from engine.decision import Lapse
from engine.facts.fact import Fact
from engine.facts.known import Facts
from engine.facts.topics import Topic
from engine.reach.scope import Scoping
from engine.snapshot import Snapshot
from engine.tasks import State, led_by
from engine.telling.audience import reached
from engine.units import Units
from events.store import Asked
from rules.offsets import Signal, SignalKind
from rules.plan import Plan


def lapses(snapshot: Snapshot, units: Units, ladders: Ladders, today: date) -> Mapping[str, list[Lapse]]:
    """The lapses of which somebody hears `today`, by plan."""
    members = [(name, milestone) for name, ladder in ladders.items() for milestone in ladder.plan.milestones]
    planned: dict[str, list[Fact]] = {}
    for fact in snapshot.facts_unheld(members, today):
        planned.setdefault(fact.plan, []).append(fact)
    return {
        name: _with_waiters(snapshot, units, ladder.plan, found)
        for name, ladder in ladders.items()
        if (found := list(_lapsed(ladder, _not_held(snapshot, ladder, planned.get(name, ())))))
    }


def _lapsed(ladder: Ladder, facts: Iterable[Fact]) -> Iterator[Lapse]:
    """The milestones that are not said to be held; `facts` are all of the places where one was planned."""
    for fact in (fact for of in Facts.build(facts).in_force.values() for fact in of.values()):
        to = ladder.lapsed(fact.day, fact.unit) if fact.day and not fact.held else None
        if to and fact.day:
            day, milestone = fact.day.isoformat(), fact.topic.name
            yield Lapse(plan=ladder.plan.id, milestone=milestone, unit=fact.unit, day=day, fact=fact.id, to=to)


def _not_held(snapshot: Snapshot, ladder: Ladder, planned: Iterable[Fact]) -> list[Fact]:
    """All facts of milestones at the places where one was planned for a day of which somebody hears now."""
    plan, places = ladder.plan, dict[Topic, set[str]]()
    through = snapshot.through(plan.id, snapshot.ties(plan.id))
    for fact in (*planned, *(one for one in through if not one.held)):
        if fact.day and fact.day < ladder.today and ladder.lapsed(fact.day, fact.unit):
            places.setdefault(fact.topic, set()).add(fact.unit)
    others = (fact for fact in through if fact.unit in places.get(fact.topic, ()))
    return [*snapshot.facts_at(plan.id, places), *others]


# --- who waits for them -----------------------------------------------------------------------------------------------


def _with_waiters(snapshot: Snapshot, units: Units, plan: Plan, found: Collection[Lapse]) -> list[Lapse]:
    scoping = Scoping(plan, snapshot.tools, units)
    all_units = cache(lambda rule: frozenset(units_of(plan, units, plan.rules[rule])))
    scopes = {lapse: _Waiting.of(scoping, lapse, all_units) for lapse in found}
    begun = _begun(snapshot, plan, scopes.values())
    return [replace(lapse, waiting=waiting.leads(scoping, begun)) for lapse, waiting in scopes.items()]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The tasks that count from a milestone, or begin with it, as far as they can see it at one place."""

    at: str
    tasks: Mapping[str, frozenset[str]]  # by rule, their units

    @classmethod
    def of(cls, scoping: Scoping, lapse: Lapse, all_units: Callable[[str], frozenset[str]]) -> "_Waiting":
        signal = Signal(kind=SignalKind.MILESTONE, name=lapse.milestone)
        tasks = dict[str, frozenset[str]]()
        for name, seeing in scoping.directly(signal, (lapse.unit,)).items():
            tasks[name] = all_units(name) if seeing is None else all_units(name).intersection(seeing)
        return cls(lapse.unit, tasks)

    def leads(self, scoping: Scoping, begun: Mapping[str, Collection[str]]) -> tuple[str, ...]:
        """The agencies that lead those of them which have not `begun`; the place itself aside."""
        plan, units, found = scoping.plan, scoping.units, dict[str, None]()
        for name, there in self.tasks.items():
            waits = sorted(there.difference(begun.get(name, ())))
            led = dict.fromkeys(led_by(plan.rules[name], unit, units.leading) for unit in waits)
            found |= dict.fromkeys(reached(units, led))
        return tuple(one for one in found if one != self.at)


def _begun(snapshot: Snapshot, plan: Plan, waiting: Iterable[_Waiting]) -> Mapping[str, Collection[str]]:
    """By rule, the units whose task waits for nothing any more, of those that could wait."""
    places: dict[str, set[str]] = {}
    for name, there in (item for one in waiting for item in one.tasks.items()):
        places.setdefault(name, set()).update(there)
    found: dict[str, set[str]] = {}
    for row in snapshot.session.gathered(plan.id, Asked(tasks=places)).tasks if places else ():
        if row.state not in (State.WAITING, State.PLANNED):
            found.setdefault(row.rule, set()).add(row.unit)
    return found
