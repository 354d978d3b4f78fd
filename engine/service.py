"""The main job: an event is logged, and what follows from it is written with it, in one transaction."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from engine.deciding.rows import changes_of
from engine.decision import Decision
from engine.happenings.entry import Entry
from engine.happenings.kinds import MEANINGS
from engine.pipeline.admission import admit
from engine.pipeline.batches import Batch, batches
from engine.pipeline.completing import completed
from engine.pipeline.conflicts import basis_of
from engine.pipeline.following import Arrival, follow
from engine.snapshot import Snapshot, Tools
from events.appending import place
from events.event import Event, Recorded
from events.store import Session, Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """The decision on an event. `known`: the very same was in the log already, and nothing was changed."""

    decision: Decision
    known: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A store, and the tools to follow events with."""

    store: Transactions
    tools: Tools
    stands_on: date | None = None  # looking back: no event is followed as of a later day; None: the store is of today
    supposing: bool = False  # what is recorded is only supposed to happen, and may lie ahead

    def record(self, event: Event, *, seen: int | None = None, dry_run: bool = False) -> Logged:
        """Log `event` and all that follows from it; on a dry run decide the same and write nothing.

        Raises EventsError (`events.errors`) or CalendarError; then nothing was changed. Logging the same event again
        changes nothing and is no error. `seen` is the log position that the caller last saw, if it matters that nothing
        came since of what `event` speaks of: else Conflict is raised. What another event says already (held,
        or done, that day) is known too.
        """
        with self.store.begin(write=not dry_run) as session:
            return self._entered(session, event, seen=seen, dry_run=dry_run)

    def _entered(self, session: Session, event: Event, *, seen: int | None, dry_run: bool) -> Logged:
        recorded, new = place(session, event)
        if not new:
            return Logged(decision=Decision(event=recorded.event, position=recorded.position), known=True)
        entry = Entry(Snapshot(session, self.tools), recorded, MEANINGS, self.stands_on, self.supposing)
        before = entry.meaning.known(entry)
        if before:
            same = session.recorded(before)
            return Logged(decision=Decision(event=same.event, position=same.position), known=True)
        if seen is not None:
            basis_of(session, event, seen).must_hold(session)
        admit(entry)
        whole = completed(entry)
        if whole is not entry.event:
            entry = replace(entry, recorded=place(session, whole)[0])
        alone = [Arrival(entry, entry.meaning.brings(entry))]
        return Logged(decision=follow(alone) if dry_run else write(session, alone))

    def replay(self, log: Iterable[Recorded], into: Transactions) -> Iterator[Recorded]:
        """Log all of `log` again in the empty store `into`, yielding each as it is done: the rebuilt state."""
        with _uncollected(), into.begin() as session:
            for batch in batches(session, self.tools, log, self.stands_on):
                write(session, batch)
                yield from (one.entry.recorded for one in batch)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rest the garbage collector: all that is rebuilt is kept, and is a great deal."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def write(session: Session, batch: Batch) -> Decision:
    """Put the events of a batch at the end of the log, and write all that follows from them."""
    for one in batch:
        session.restore(one.entry.recorded)
    decision = follow(batch)
    session.apply(changes_of(decision))
    return decision
