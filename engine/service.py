"""The main job: an event is logged, and what follows from it is written with it, in one transaction.

Where several can write, an event that concerns its plan alone is decided on a snapshot, before the log is taken: so
writers wait for each other's appending, and not for their thinking. If something was recorded meanwhile on which the
decision rests, it is made again (`pipeline.meanwhile`).
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from engine.deciding.rows import changes_of
from engine.decision import Decision, moved_up
from engine.happenings.entry import Entry
from engine.happenings.kinds import MEANINGS
from engine.pipeline.admission import admit
from engine.pipeline.batches import Batch, batches
from engine.pipeline.completing import completed
from engine.pipeline.conflicts import basis_of
from engine.pipeline.following import Arrival, follow
from engine.pipeline.meanwhile import Crowds, at_home, crowding, still_holds, suspending
from engine.snapshot import Snapshot, Tools
from events.appending import next_place, place
from events.event import Event, Recorded
from events.rows import ContactRow
from events.store import Session, Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """The decision on an event. `known`: the very same was in the log already, and nothing was changed."""

    decision: Decision
    known: bool = False
    tries: int = 1  # how often it was decided, until nothing had come in between


BESIDE = 2
"""How often an event is decided on a snapshot, before the log is held while it is decided."""


@dataclass(frozen=True, slots=True)
class Service:
    """A store, and the tools to follow events with."""

    store: Transactions
    tools: Tools
    stands_on: date | None = None  # looking back: no event is followed as of a later day; None: the store is of today
    supposing: bool = False  # what is recorded is only supposed to happen, and may lie ahead
    crowds: Crowds = field(default_factory=Crowds, compare=False, repr=False)

    def record(
        self, event: Event, *, contacts: Sequence[ContactRow] = (), seen: int | None = None, dry_run: bool = False
    ) -> Logged:
        """Log `event` and all that follows from it; on a dry run decide the same and write nothing.

        Raises EventsError (`events.errors`) or CalendarError; then nothing was changed. Logging the same event again
        changes nothing and is no error. `seen` is the log position that the caller last saw, if it matters that nothing
        came since of what `event` speaks of: else Conflict is raised. What another event says already (held,
        or done, that day) is known too. `contacts`: the addresses of which `event` has the seals
        (`engine.contacts.sealed`); they are kept beside the log, in the same transaction.
        """
        tries, beside = 1, self.store.parallel and at_home(event) and not dry_run
        while beside and tries <= BESIDE:
            turn = self.crowds.expected(event.plan or "")
            found = self._in_turn(event, seen) if turn else self._beside(event, seen)
            if isinstance(found, Logged):
                return replace(found, tries=tries)
            if crowding(event, found):
                self.crowds.met(event.plan or "")
                beside = not turn  # who had the turn was not spared
            tries += 1
        return replace(self._alone(event, contacts, seen, dry_run=dry_run), tries=tries)

    def _in_turn(self, event: Event, seen: int | None) -> Logged | Sequence[Event]:
        """The same as `_beside`, when it is our turn in the plan; it is remembered if we had to wait for it."""
        with self.store.turn(event.plan or "") as waited:
            if waited:
                self.crowds.met(event.plan or "")
            return self._beside(event, seen)

    def _alone(self, event: Event, contacts: Sequence[ContactRow], seen: int | None, *, dry_run: bool) -> Logged:
        """Decide while nobody else can record, unless nothing is recorded here either."""
        with self.store.begin(write=not dry_run) as session:
            entry = self._entry(session, event, seen, contacts)
            if isinstance(entry, Logged):
                return entry
            alone = [Arrival(entry, entry.meaning.brings(entry))]
            return Logged(decision=follow(alone) if dry_run else write(session, alone))

    def _beside(self, event: Event, seen: int | None) -> Logged | Sequence[Event]:
        """Decide on a snapshot, and take the log for the rest; or what came in between, if that matters."""
        with self.store.begin(write=False) as session:
            entry = self._entry(session, event, seen)
            if isinstance(entry, Logged):
                return entry
            decision, ties = follow([Arrival(entry, entry.meaning.brings(entry))]), suspending(session)
        head = decision.position - 1
        with self.store.begin(after=head) as session:
            news = [one.event for one in session.events(after=head)]
            if not still_holds(event, ties, news, session):
                return news
            if seen is not None:
                basis_of(session, event, seen).must_hold(session)
            return Logged(decision=_put(session, entry.recorded, decision))

    def _entry(
        self, session: Session, event: Event, seen: int | None, contacts: Sequence[ContactRow] = ()
    ) -> Entry | Logged:
        """The event, admitted and completed, in its place; or what is logged already. Raises EventsError."""
        recorded, new = place(session, event)
        if not new:
            return _known(recorded)
        entry = Entry(Snapshot(session, self.tools), recorded, MEANINGS, self.stands_on, self.supposing, contacts)
        before = entry.meaning.known(entry)
        if before:
            return _known(session.recorded(before))
        if seen is not None:
            basis_of(session, event, seen).must_hold(session)
        admit(entry)
        whole = completed(entry)
        return entry if whole is entry.event else replace(entry, recorded=place(session, whole)[0])

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


def _known(recorded: Recorded) -> Logged:
    return Logged(decision=Decision(event=recorded.event, position=recorded.position), known=True)


def _put(session: Session, recorded: Recorded, decision: Decision) -> Decision:
    """Put an event that was decided on a snapshot at the end of the log, and write what follows, as of that place."""
    here = next_place(session, recorded)
    there = moved_up(decision, here.position)
    session.finish(here, changes_of(there))
    return there


def write(session: Session, batch: Batch) -> Decision:
    """Put the events of a batch at the end of the log, and write all that follows from them."""
    for one in batch:
        session.restore(one.entry.recorded)
    decision = follow(batch)
    session.apply(changes_of(decision))
    return decision
