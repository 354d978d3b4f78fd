"""Reports of single tasks, and milestones of single units, are followed many at once when a log is followed again.

What an event may change is known beforehand (`engine.scoping`). While no task is in the reach of two events, what
follows from one cannot depend on the other: so they are decided together, and told apart again by the task.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from engine.clauses import Shared
from engine.deciding import Verdict, divided
from engine.decision import Decision
from engine.following import concluded, decided
from engine.gathering import sharing
from engine.incoming import Incoming, Part, Reading, incoming
from engine.shelf import Shelf, Tools
from events.event import Recorded
from events.store import Session
from rules.plan import Plan

PLAIN = frozenset({"milestone.planned", "milestone.held", "milestone.postponed", "task.done", "task.date_set"})
"""Types of events of which what they bring does not depend on others of these types."""

MOST = 400
"""The most units that a run concerns: more would have all rows of a rule read (`engine.gathering`)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event beside what it brings; `places` are the tasks in its reach, each a rule and a unit."""

    recorded: Recorded
    reading: Reading
    brought: Incoming
    places: Sequence[tuple[str, str]]

    @property
    def plan(self) -> Plan:
        """The only one in which something is to be looked at again."""
        return self.brought.parts[0].plan


@dataclass(frozen=True, slots=True)
class Run:
    """Events that follow each other in the log, none in the reach of another; or any one event (no `arrivals`)."""

    events: Sequence[Recorded]
    arrivals: Sequence[Arrival] = ()

    def decisions(self, session: Session, tools: Tools) -> list[Decision]:
        """All that each of the events does, in their order."""
        if not self.arrivals:
            return [concluded(_reading(session, tools, one)) for one in self.events]
        shared = sharing(self.arrivals[0].reading, Incoming())
        verdicts = _decided(self.arrivals, shared)
        return [
            concluded(one.reading, one.brought, [of], shared) for one, of in zip(self.arrivals, verdicts, strict=True)
        ]


def runs(session: Session, tools: Tools, log: Iterable[Recorded]) -> Iterator[Run]:
    """`log` in runs. What follows from a run must have been written before the next one is asked for."""
    run = _Begun()
    for recorded in log:
        arrival = _arrival(session, tools, recorded)
        if run.arrivals and not (arrival and run.takes(arrival)):
            yield run.ended()
            run = _Begun()
        if arrival:
            run.add(arrival)
        else:
            yield Run([recorded])
    if run.arrivals:
        yield run.ended()


@dataclass(slots=True)
class _Begun:
    """A run to which more may come."""

    arrivals: list[Arrival] = field(default_factory=list)
    places: set[tuple[str, str]] = field(default_factory=set)
    units: set[str] = field(default_factory=set)

    def takes(self, arrival: Arrival) -> bool:
        """Whether the event can be followed together with those that are there."""
        first = self.arrivals[0]
        if arrival.plan is not first.plan or arrival.reading.today != first.reading.today:
            return False
        return len(self.units) < MOST and self.places.isdisjoint(arrival.places)

    def add(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)
        self.places.update(arrival.places)
        self.units.update(unit for _, unit in arrival.places)

    def ended(self) -> Run:
        return Run([one.recorded for one in self.arrivals], self.arrivals)


def _reading(session: Session, tools: Tools, recorded: Recorded) -> Reading:
    return Reading(Shelf(session, tools), recorded.event, recorded.position)


def _arrival(session: Session, tools: Tools, recorded: Recorded) -> Arrival | None:
    """The event, if it is one that can be followed together with others."""
    if recorded.event.type not in PLAIN:
        return None
    reading = _reading(session, tools, recorded)
    brought = incoming(reading)
    scope = brought.parts[0].scope if len(brought.parts) == 1 else {"": None}
    if any(units is None or len(units) > 1 for units in scope.values()):
        return None
    places = [(rule, unit) for rule, units in scope.items() for unit in units or ()]
    return Arrival(recorded, reading, brought, places)


def _decided(arrivals: Sequence[Arrival], shared: Shared) -> list[Verdict]:
    """What follows from each: decided at once, and told apart."""
    first = arrivals[0]
    reach: dict[str, list[str]] = {}
    for rule, unit in (place for one in arrivals for place in one.places):
        reach.setdefault(rule, []).append(unit)
    part = Part(plan=first.plan, scope={rule: frozenset(units) for rule, units in reach.items()})
    brought = Incoming(facts=[fact for one in arrivals for fact in one.brought.facts])
    known, verdict = decided(first.reading, shared, brought, first.reading.shelf.units(), part)
    owners = {place: number for number, one in enumerate(arrivals) for place in one.places}
    return divided(known, verdict, owners, [one.reading.position for one in arrivals])
