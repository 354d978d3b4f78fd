"""Batches: in a replay, events that follow each other and touch different tasks are followed together.

What an event can touch is known beforehand (`engine.reach`). While no task is in the reach of two events, what follows
from one cannot depend on the other: so they are decided together, and each task changes by the event in whose reach it
is. All else is followed alone, as a batch of one (docs/decisions/0076-batches-of-events.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.happenings.amendments import story
from engine.happenings.entry import Brought, Entry, Review
from engine.happenings.kinds import MEANINGS
from engine.pipeline.following import Arrival, Reach
from engine.pipeline.remaining import touches_any
from engine.snapshot import Snapshot, Tools
from events.event import Recorded
from events.store import Session
from rules.plan import Plan

MOST = 400
"""About how many tasks a batch may reach: at more units, all rows of a rule would be read (`pipeline.gathering`)."""

Batch = Sequence[Arrival]
"""Events that are followed together, in the order of the log: mostly one."""


def batches(session: Session, tools: Tools, log: Iterable[Recorded], until: date | None = None) -> Iterator[Batch]:
    """`log` in batches. What follows from one must have been written before the next one is asked for."""
    batch, snapshot = _Begun(), Snapshot(session, tools)
    for recorded in log:
        entry = Entry(snapshot, recorded, MEANINGS, until)
        if recorded.event.corrects in batch.names:
            yield from batch.ended()
        joining = _joining(entry)
        if batch.arrivals and not (joining and batch.takes(joining)):
            yield from batch.ended()
            joining = _joining(entry)  # it may bring something else after the batch
        if joining:
            batch.add(joining)
        else:
            yield [Arrival(entry, entry.meaning.brings(entry))]
            snapshot = Snapshot(session, tools)  # what joins no batch may have changed plans or agencies
    yield from batch.ended()


@dataclass(frozen=True, slots=True)
class _Joining:
    """An event that may be followed together with others. `root` is the one whose facts it states or amends."""

    arrival: Arrival
    plan: Plan
    root: str

    @property
    def entry(self) -> Entry:
        return self.arrival.entry


def _joining(entry: Entry) -> _Joining | None:
    """The event, if it touches nothing but tasks of single units of one plan, and gives no notices."""
    if not entry.meaning.batchable:
        return None
    root = story(entry).root.event if entry.event.corrects else entry.event
    if not entry.meanings[root.type].batchable:
        return None
    brought = entry.meaning.brings(entry)
    reach = _reach(brought)
    if reach is None or touches_any(entry, brought):
        return None
    return _Joining(Arrival(entry, brought, reach), brought.parts[0].plan, root.id)


def _reach(brought: Brought) -> Sequence[Reach] | None:
    """The tasks that what is brought can touch; None where that is not one plan's, or not told unit by unit."""
    if len(brought.parts) != 1 or not isinstance(brought.parts[0], Review) or brought.parts[0].notices:
        return None
    found: list[Reach] = []
    for rule, units in brought.parts[0].scope.items():
        if units is None or len(units) > 1:
            return None
        found += [(rule, unit) for unit in units]
    return found


@dataclass(slots=True)
class _Begun:
    """A batch to which more may come. `names` are the ids of its events, and of those that they go back to."""

    arrivals: list[Arrival] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    reach: set[Reach] = field(default_factory=set)
    plan: Plan | None = None
    day: date | None = None

    def takes(self, joining: _Joining) -> bool:
        """True if the event can be followed together with those that are there."""
        if len(self.reach) >= MOST or joining.plan is not self.plan or joining.root in self.names:
            return False
        return joining.entry.recorded_on == self.day and self.reach.isdisjoint(joining.arrival.reach)

    def add(self, joining: _Joining) -> None:
        """Let the event be followed together with those that are there."""
        self.plan, self.day = joining.plan, joining.entry.recorded_on
        self.arrivals.append(joining.arrival)
        self.names.update((joining.entry.event.id, joining.root))
        self.reach.update(joining.arrival.reach)

    def ended(self) -> Iterator[Batch]:
        """The batch, if there is anything in it; what comes later begins another."""
        arrivals = self.arrivals
        self.arrivals, self.names, self.reach = [], set(), set()
        if arrivals:
            yield arrivals
