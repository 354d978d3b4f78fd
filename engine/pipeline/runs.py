"""Reports of single tasks, and milestones of single units, are followed many at once when a log is followed again.

What an event may change is known beforehand (`engine.reach.scoping`). While no task is in the reach of two events, what
follows from one cannot depend on the other: so they are decided together, and each task changes by the event in whose
reach it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from engine.deciding.deciding import Scope, decide, divided
from engine.deciding.rows import changes_of, tasks_of
from engine.facts.stated import facts_of
from engine.happenings.incoming import AMENDING, Incoming, Part, Reading, incoming, recorded_on, story
from engine.pipeline.gathering import gather, sharing
from engine.pipeline.steps import counting_of, follow, mail
from engine.reach.scoping import only_there
from engine.reach.touching import Touching
from engine.snapshot import Shelf, Tools
from engine.telling.messages import tellable
from events.event import Recorded
from events.rows import Changes, FactRow
from events.store import Session
from rules.plan import Plan

REPORTS = frozenset({"task.done", "task.date_set"})
"""Types of events that say something of one task."""

PLAIN = REPORTS | {"milestone.planned", "milestone.held", "milestone.postponed"}
"""Types of events of which what they bring does not depend on others of these types, nor do their corrections."""

MOST = 400
"""About how many tasks a run may reach: at more units, all rows of a rule would be read (`pipeline.gathering`)."""

Place = tuple[str, str]
"""The task of a rule at a unit, in whatever cycle."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event beside the facts that it brings, or takes away; `places` are the tasks in its reach, all of one plan.

    `root` is the id of the event whose facts these are: its own, or of the one that it goes back to.
    """

    recorded: Recorded
    day: date  # on which it was recorded
    root: str
    plan: Plan
    places: Sequence[Place]
    facts: Sequence[FactRow]
    gone: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Events that follow each other in the log, none in the reach of another; or any one event (no `arrivals`)."""

    events: Sequence[Recorded]
    arrivals: Sequence[Arrival] = ()

    def changes(self, session: Session, tools: Tools) -> Changes:
        """All that is to be written for the events."""
        if self.arrivals:
            return _changes(Shelf(session, tools), self.arrivals)
        [one] = self.events
        return changes_of(follow(session, tools, one.event, one.position))


def runs(session: Session, tools: Tools, log: Iterable[Recorded]) -> Iterator[Run]:
    """`log` in runs. What follows from a run must have been written before the next one is asked for."""
    run, arriving = _Begun(), _Arriving(Shelf(session, tools))
    for recorded in log:
        if recorded.event.corrects in run.names:
            yield run.ended()
            run = _Begun()
        arrival = arriving.arrival(recorded)
        if run.arrivals and not (arrival and run.takes(arrival)):
            yield run.ended()
            run, arrival = _Begun(), arriving.arrival(recorded)  # it may bring something else after the run
        if arrival:
            run.add(arrival)
        else:
            yield Run([recorded])
            arriving = _Arriving(Shelf(session, tools))
    if run.arrivals:
        yield run.ended()


@dataclass(slots=True)
class _Begun:
    """A run to which more may come. `names` are the ids of its events, and of those that they go back to."""

    arrivals: list[Arrival] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)

    def takes(self, arrival: Arrival) -> bool:
        """Whether the event can be followed together with those that are there."""
        first = self.arrivals[0]
        if len(self.places) >= MOST or arrival.plan is not first.plan or arrival.root in self.names:
            return False
        return arrival.day == first.day and self.places.isdisjoint(arrival.places)

    def add(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)
        self.names.update((arrival.recorded.event.id, arrival.root))
        self.places.update(arrival.places)

    def ended(self) -> Run:
        return Run([one.recorded for one in self.arrivals], self.arrivals)


@dataclass(frozen=True)
class _Arriving:
    """Finds what events reach, as long as plans and agencies stay as they are."""

    shelf: Shelf

    @cached_property
    def touching(self) -> Touching:
        return Touching.of(self.shelf)

    def arrival(self, recorded: Recorded) -> Arrival | None:
        """The event, if it is one that can be followed together with others."""
        event = recorded.event
        if event.type in PLAIN:
            facts = facts_of(event, recorded.position)
            found = self._report(recorded, *facts) if event.type in REPORTS else None
            return found or _arrival(recorded, self.touching.plans, self.touching.by_facts(facts), event.id, facts)
        return self._amendment(recorded) if event.type in AMENDING else None

    def _report(self, recorded: Recorded, fact: FactRow) -> Arrival | None:
        """What is said of a task, if it matters for tasks of the same unit only."""
        plan, unit = self.touching.plans[fact.plan], fact.unit
        rules = only_there(plan, self.shelf.tools, self.touching.units, fact.signal, unit)
        if not rules:
            return None
        day = recorded_on(recorded.event)
        return Arrival(recorded, day, recorded.event.id, plan, [(rule, unit) for rule in rules], [fact])

    def _amendment(self, recorded: Recorded) -> Arrival | None:
        reading = Reading(self.shelf, recorded.event, recorded.position)
        root, _ = story(reading)
        if root.event.type not in PLAIN:
            return None
        brought = incoming(reading)
        if any(part.notices for part in brought.parts):
            return None
        scopes = {part.plan.id: part.scope for part in brought.parts}
        return _arrival(recorded, self.touching.plans, scopes, root.event.id, brought.facts, brought.facts_gone)


def _arrival(
    recorded: Recorded,
    plans: Mapping[str, Plan],
    scopes: Mapping[str, Scope],
    root: str,
    facts: Sequence[FactRow],
    gone: Sequence[str] = (),
) -> Arrival | None:
    if len(scopes) != 1:
        return None
    [(plan, scope)] = scopes.items()
    places: list[Place] = []
    for rule, units in scope.items():
        if units is None or len(units) > 1:
            return None
        places += [(rule, unit) for unit in units]
    return Arrival(recorded, recorded_on(recorded.event), root, plans[plan], places, facts, gone)


# --- what follows -----------------------------------------------------------------------------------------------------


def _changes(shelf: Shelf, arrivals: Sequence[Arrival]) -> Changes:
    """What follows from all of them, decided at once: each task changes by the event in whose reach it is."""
    readings = {one.recorded.position: Reading(shelf, one.recorded.event, one.recorded.position) for one in arrivals}
    owners = {place: one.recorded.position for one in arrivals for place in one.places}

    def at(rule: str, unit: str) -> int:
        return owners[rule, unit]

    first, part = next(iter(readings.values())), Part(plan=arrivals[0].plan, scope=_reach(owners))
    shared, units, brought = sharing(first, Incoming()), shelf.units(), _together(arrivals)
    known = gather(first, shared, part.plan, units, part.scope, brought)
    verdict = decide(known, part.scope, counting_of(first, brought, units, part.plan), at)
    told = divided(tellable(verdict.changes), at)
    mails = [mail(readings[position], shared, units, part, changes) for position, changes in told.items()]
    facts = {fact.event_id: fact for fact in (*brought.facts, *verdict.facts)}
    return replace(
        tasks_of(verdict.changes, units.heirs, at),
        facts=list(facts.values()),
        facts_gone=[*brought.facts_gone, *verdict.facts_gone],
        bodies=list({body.key: body for one in mails for body in one.bodies}.values()),
        messages=[message for one in mails for message in one.messages],
    )


def _reach(places: Iterable[Place]) -> Scope:
    found: dict[str, list[str]] = {}
    for rule, unit in places:
        found.setdefault(rule, []).append(unit)
    return {rule: frozenset(units) for rule, units in found.items()}


def _together(arrivals: Sequence[Arrival]) -> Incoming:
    """What all of them bring."""
    facts = list(chain.from_iterable(one.facts for one in arrivals))
    return Incoming(facts=facts, facts_gone=list(chain.from_iterable(one.gone for one in arrivals)))
