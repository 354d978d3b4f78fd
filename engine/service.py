"""The main job: an event is logged, and what follows from it is written with it, in one transaction.

Where several can write, an event that concerns its plan alone is decided on a snapshot, before the log is taken: so
writers wait for each other's appending, and not for their thinking. If something was recorded meanwhile on which the
decision rests, it is made again (`pipeline.meanwhile`). What an amendment of a calendar does to dates follows plan by
plan, each in a transaction of its own, and before anything else touches the plan (`pipeline.recounting`).
"""

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date

from engine.deciding.rows import changes_of
from engine.decision import Decision, moved_up, with_recounts
from engine.happenings.entry import Entry, Handed
from engine.happenings.kinds import MEANINGS
from engine.pipeline.admission import admit
from engine.pipeline.batches import Batch, batches
from engine.pipeline.completing import completed
from engine.pipeline.conflicts import basis_of
from engine.pipeline.following import Arrival, Later, at_once, follow
from engine.pipeline.meanwhile import Crowds, at_home, crowding, still_holds, suspending
from engine.pipeline.recounting import (
    Pending,
    foresee,
    must_not_be_pending,
    must_touch_none_pending,
    some,
    to_look_at_again,
)
from engine.snapshot import Snapshot, Tools
from events.appending import next_place, place
from events.beside.kept import FileRow
from events.errors import DuplicateEvent, StoreError
from events.event import Event, Recorded
from events.rows import ContactRow, RecountRow
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
    undone: bool = False  # whoever began the transaction undoes it: a dry run writes, so that the next event sees it
    leaving: bool = False  # dates that are to be counted again are left to whoever comes next
    crowds: Crowds = field(default_factory=Crowds, compare=False, repr=False)

    def record(
        self,
        event: Event,
        *,
        contacts: Sequence[ContactRow] = (),
        files: Sequence[FileRow] = (),
        seen: int | None = None,
        dry_run: bool = False,
    ) -> Logged:
        """Log `event` and all that follows from it; on a dry run decide the same and write nothing.

        Raises EventsError (`events.errors`) or CalendarError; then nothing was changed. Logging the same event again
        changes nothing and is no error. `seen` is the log position that the caller last saw, if it matters that nothing
        came since of what `event` speaks of: else Conflict is raised. What another event says already (held,
        or done, that day) is known too. `contacts`: the addresses of which `event` has the seals
        (`engine.contacts.sealed`); `files`: those of which it has the hashes
        (`events.documents.packing`). They are kept beside the log, in the same transaction. Dates that an earlier event
        left to be counted again are counted first, where this one touches their plan: on a dry run too.
        """
        handed = Handed(contacts=contacts, files=files)
        while True:
            try:
                logged = self._recorded(event, handed, seen, dry_run=dry_run and not self.undone)
            except Pending as pending:
                self.recount(pending.plans)
            else:
                left = self.leaving or (dry_run and not self.undone)
                return logged if left else self._with_recounts(logged)

    def _recorded(self, event: Event, handed: Handed, seen: int | None, *, dry_run: bool) -> Logged:
        """The same, but that dates are not counted again. Raises Pending where they have to be first."""
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
        return replace(self._alone(event, handed, seen, dry_run=dry_run), tries=tries)

    def recount(self, plans: Collection[str] | None = None) -> None:
        """Count again all dates (of these plans) that are still to be counted: somebody else may do a part of it."""
        for _ in self._recounted(None if plans is None else frozenset(plans)):
            pass

    def _recounted(self, plans: frozenset[str] | None) -> Iterator[Decision]:
        """The decisions on the plans that were counted again, each once it is committed.

        Where others can recount meanwhile each plan has a transaction of its own: they wait for none but theirs.
        """
        while pending := self._pending(plans):
            these = frozenset(pending[:1] if self.store.parallel else pending)
            with self.store.recounting(these) as session:
                done = list(some(session, self.tools, these))
            yield from done

    def _pending(self, plans: frozenset[str] | None) -> list[str]:
        """The plans among these (None: all) whose dates are still to be counted again, the earliest amendment first."""
        with self.store.begin(write=False) as session:
            return list(dict.fromkeys(row.plan for row in session.recounts() if plans is None or row.plan in plans))

    def _with_recounts(self, logged: Logged) -> Logged:
        """The decision on an event, and what came of the dates that it had counted again.

        The event is in the log whatever hinders the rest, which whoever comes next goes on with.
        """
        if not _recounts(logged.decision.event):
            return logged
        own: list[Decision] = []
        with suppress(StoreError):
            for one in self._recounted(None):
                own += [one] if one.position == logged.decision.position else []
        return replace(logged, decision=with_recounts(logged.decision, own))

    def _in_turn(self, event: Event, seen: int | None) -> Logged | Sequence[Event]:
        """The same as `_beside`, when it is our turn in the plan; it is remembered if we had to wait for it."""
        with self.store.turn(event.plan or "") as waited:
            if waited:
                self.crowds.met(event.plan or "")
            return self._beside(event, seen)

    def _alone(self, event: Event, handed: Handed, seen: int | None, *, dry_run: bool) -> Logged:
        """Decide while nobody else can record, unless nothing is recorded here either."""
        head = None if dry_run or not _recounts(event) else self._foreseen(event, seen)
        with self.store.begin(write=not dry_run, after=head) as session:
            entry = self._entry(session, event, seen, handed)
            if isinstance(entry, Logged):
                return entry
            alone = [self._arrival(entry)]
            if head is not None:
                self._foresee_news(alone[0], head)
            return Logged(decision=follow(alone) if dry_run else write(session, alone, later))

    def _foreseen(self, event: Event, seen: int | None) -> int | None:
        """See that all dates can be counted again, while others record; give the position up to which that holds.

        Raises CalendarError where one cannot. None: the event is known.
        """
        with self.store.begin(write=False) as session:
            entry = self._entry(session, event, seen)
            if isinstance(entry, Logged):
                return None
            foresee(entry, self._arrival(entry).brought)
            return entry.position - 1

    def _foresee_news(self, arrival: Arrival, head: int) -> None:
        """See the same of the plans that somebody recorded something of since."""
        session = arrival.entry.session
        news = [one.event for one in session.events(after=head)]
        if news:
            foresee(arrival.entry, arrival.brought, to_look_at_again(news, suspending(session), session))

    def _arrival(self, entry: Entry) -> Arrival:
        """The event beside what it brings. Raises Pending where dates are to be counted again first."""
        brought = entry.meaning.brings(entry)
        must_touch_none_pending(entry, brought)
        return Arrival(entry, brought)

    def _beside(self, event: Event, seen: int | None) -> Logged | Sequence[Event]:
        """Decide on a snapshot, and take the log for the rest; or what came in between, if that matters."""
        with self.store.begin(write=False) as session:
            entry = self._entry(session, event, seen)
            if isinstance(entry, Logged):
                return entry
            decision, ties = follow([self._arrival(entry)]), suspending(session)
        head = decision.position - 1
        with self.store.begin(after=head) as session:
            news = [one.event for one in session.events(after=head)]
            if not still_holds(event, ties, news, session):
                return news
            if seen is not None:
                basis_of(session, event, seen).must_hold(session)
            return Logged(decision=_put(session, entry.recorded, decision))

    def _entry(self, session: Session, event: Event, seen: int | None, handed: Handed | None = None) -> Entry | Logged:
        """The event, admitted and completed, in its place; or what is logged already. Raises EventsError."""
        try:
            recorded, new = place(session, event)
        except DuplicateEvent as taken:
            if self._says_the_same(session, event, taken.known):
                return _known(taken.known)
            raise
        if not new:
            return _known(recorded)
        entry = Entry(Snapshot(session, self.tools), recorded, MEANINGS, self.stands_on, self.supposing, handed)
        before = entry.meaning.known(entry)
        if before:
            return _known(session.recorded(before))
        if seen is not None:
            basis_of(session, event, seen).must_hold(session)
        must_not_be_pending(entry)
        admit(entry)
        whole = completed(entry)
        return entry if whole is entry.event else replace(entry, recorded=place(session, whole)[0])

    def _says_the_same(self, session: Session, event: Event, known: Recorded) -> bool:
        """True if `known`, which has the name of the event, says the same but for what the program adds to it.

        Two officers who record one happening at the same moment come to one name, each without having seen the other.
        """
        again = replace(known, event=replace(event, id=f"{event.id}/+"))  # nobody is looked for under his own name
        entry = Entry(Snapshot(session, self.tools), again, MEANINGS, self.stands_on, self.supposing)
        return entry.meaning.known(entry) == event.id

    def replay(
        self, log: Iterable[Recorded], into: Transactions, *, leaving: Collection[RecountRow] = ()
    ) -> Iterator[Recorded]:
        """Log all of `log` again in the empty store `into`, yielding each as it is done: the rebuilt state.

        `leaving`: dates that are still to be counted again, and stay so.
        """
        with _uncollected(), into.begin() as session:
            for batch in batches(session, self.tools, log, self.stands_on):
                write(session, batch, leaving.__contains__)
                yield from (one.entry.recorded for one in batch)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rest the garbage collector: all that is rebuilt is kept, and is a great deal.

    It would look through all of it as soon as it may, which takes 7 % of the time of a rebuild: so that is put among
    what is old beforehand.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.unfreeze()  # these two move what is new to what is old
            gc.enable()


def _recounts(event: Event) -> bool:
    """True if dates are to be counted again after the event."""
    meaning = MEANINGS.get(event.type)
    return meaning is not None and meaning.recounts


def _known(recorded: Recorded) -> Logged:
    return Logged(decision=Decision(event=recorded.event, position=recorded.position), known=True)


def _put(session: Session, recorded: Recorded, decision: Decision) -> Decision:
    """Put an event that was decided on a snapshot at the end of the log, and write what follows, as of that place."""
    here = next_place(session, recorded)
    there = moved_up(decision, here.position)
    session.finish(here, changes_of(there))
    return there


def later(_row: RecountRow) -> bool:
    """Dates are counted again in transactions of their own."""
    return True


def write(session: Session, batch: Batch, put_off: Later = at_once) -> Decision:
    """Put the events of a batch at the end of the log, and write all that follows from them."""
    for one in batch:
        session.restore(one.entry.recorded)
    decision = follow(batch, put_off)
    session.apply(changes_of(decision))
    return decision
