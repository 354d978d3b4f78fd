"""The store in memory: for rebuilding from the log, for trying out, and for tests. It is forgotten at the end.

What is kept is one value that nobody changes: a reader keeps the one it began with; a writer works on a copy, which
takes the place of the first when all went well.
"""

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from events import delivery
from events.appending import follows, place
from events.beside.rows import ApprovalRow, HealthRow
from events.chain import moment_text
from events.delivery import AWAITING, CLAIMED, LONGEST_LEASE, PARKED, PENDING, Delivery
from events.errors import LOCKED, StoreLocked
from events.event import Event, Recorded
from events.in_memory.approving import approved, awaiting, decide, hold_back, to_compose, to_decide
from events.in_memory.composing import MemoryPresent, freeze, refuse
from events.in_memory.log import MemoryLog
from events.in_memory.register import MemoryRegister
from events.in_memory.tables import Kept
from events.in_memory.writing import apply, prune, rebuild
from events.rows import EMAIL, PHONE, Changes, MessageRow
from events.states import AT_ONCE, AT_ONCE_ALONE, DAY_BEGAN, SILENT
from events.store import MEMORY, Compose, Composer, Timing
from events.views import AwaitingApproval, Backlog, Claimed, Counts, Foreseen, Mark, MessageId, Parked, Settled, Waiting

Named = TypeVar("Named", Claimed, Settled)


class MemoryStore:
    """A store in memory. See `events.store.Store`."""

    url_label = MEMORY
    parallel = False

    def __init__(self, *, lock_wait: float) -> None:
        self.query_count = 0  # there are none
        self._lock_wait = lock_wait
        self._turn = threading.Lock()
        self._state = Kept()

    @contextmanager
    def begin(self, write: bool = True, *, after: int | None = None) -> Iterator["MemorySession"]:  # noqa: ARG002 - all is at hand
        """A transaction; committed at the end of the block, undone by an exception."""
        if not write:
            yield MemorySession(self._state, writing=False)
            return
        with self._changing() as state:
            yield MemorySession(state, writing=True)

    @contextmanager
    def recounting(self) -> Iterator["MemorySession"]:
        """A transaction in which dates are counted again."""
        with self._changing() as state:
            yield MemorySession(state, writing=True)

    @contextmanager
    def turn(self, plan: str) -> Iterator[bool]:  # noqa: ARG002 - one decides at a time, whatever the plan
        """Whoever begins to write has it."""
        yield False

    @contextmanager
    def _changing(self) -> Iterator[Kept]:
        if not self._turn.acquire(timeout=self._lock_wait):
            raise StoreLocked(LOCKED, store=MEMORY, seconds=f"{self._lock_wait:g}")
        try:
            state = self._state.copy()
            yield state
            self._state = state
        finally:
            self._turn.release()

    def close(self) -> None:
        """There is nothing to let go of."""

    def claim(
        self, now: datetime, worker: str, limit: int, lease_seconds: float, composer: Composer | None = None
    ) -> list[Claimed]:
        """Messages that are `worker`'s for a while."""
        until, token = _clock(lease_seconds), delivery.new_token()
        with self._changing() as state:
            timing = composer.timing if composer else None
            ready = list(_all_ready(state, now, timing))[:limit]
            while composer and (marks := _marks(state, now, ready)):
                freeze(state, approved(state, marks, now, composer.timing.above), composer.compose, now)
                ready = list(_all_ready(state, now, timing))[:limit]
            for row in ready:
                was = state.deliveries[row[:2]]
                state.deliveries[row[:2]] = was._replace(
                    status=CLAIMED, attempts=was.attempts + 1, claimed_until=until, claimed_by=worker, token=token
                )
            return [_with_address(state, row) for row in ready]

    def waiting(self, now: datetime, timing: Timing) -> Waiting:
        """How many messages are held, and for what."""
        state, counts = self._state, Counter[str]()
        leaving = set(_all_ready(state, now, timing))
        in_hours = set(_all_ready(state, now, Timing(quiet=timing.quiet)))
        for row in _all_ready(state, now, Timing(), undated=True):
            why = "recounted" if _undated(state, row) else "corrected" if row in in_hours else "morning"
            counts[why] += row not in leaving and state.speaks(row)
        return Waiting(counts["corrected"], counts["recounted"], counts["morning"])

    def backlog(self, now: datetime, timing: Timing) -> Backlog:
        """How long messages have waited that could leave by now."""
        free = list(_free(self._state, timing, now))
        events = [self._state.log[row.position - 1].event for row in free]
        moments = [(moment_text(one.recorded_at), one.type == DAY_BEGAN) for one in events]
        days = (moment for moment, is_day in moments if is_day)
        return Backlog(len(free), min((moment for moment, _ in moments), default=None), min(days, default=None))

    def health(self) -> list[HealthRow]:
        """How parts and channels last went."""
        return [HealthRow(*row) for row in self._state.sorted("health")]

    def note(self, rows: Sequence[HealthRow]) -> None:
        """Keep how parts and channels last went."""
        with self._changing() as state:
            apply(state, Changes(health=rows))

    def hold_back(self, now: datetime, above: int) -> None:
        """Let messages wait of events that have many."""
        with self._changing() as state:
            hold_back(state, now, above)

    def awaiting(self) -> list[AwaitingApproval]:
        """The events of which messages wait for approval."""
        return awaiting(self._state)

    def foreseen(self, position: int, compose: Compose) -> list[Foreseen]:
        """What there would be to say by the messages of an event."""
        state = self._state
        rows = [row for row in state.messages() if row.position == position and row.urgent != SILENT]
        marks = [_mark(state, row) for row in rows if to_compose(state.deliveries[row[:2]], PENDING, AWAITING)]
        return delivery.alone(marks, MemoryPresent(state), compose)

    def decide(self, position: int, state: str, now: datetime, actor: str, *, dry_run: bool = False) -> int | None:
        """Have the messages of an event wait, go, or never go."""
        with self._changing() as kept:
            count = to_decide(kept, position, state)
            if count is not None and not dry_run:
                decide(kept, ApprovalRow(position, state, moment_text(now), actor))
            return count

    def prune(self, before: datetime, limit: int) -> int:
        """Remove messages that were sent before that moment."""
        with self._changing() as state:
            return prune(state, moment_text(before), limit)

    def is_held(self) -> bool:
        """False: nothing is restored into memory."""
        return False

    def release(self, *, parked: str | None = None) -> bool:  # noqa: ARG002 - as the protocol has it
        """False: nothing is held."""
        return False

    def renew(self, claimed: Collection[Claimed], lease_seconds: float) -> set[MessageId]:
        """Let the lease of these claims begin anew, and give those that still hold."""
        until = _clock(lease_seconds)
        with self._changing() as state:
            held = _held(state, claimed)
            for id_ in held:
                state.deliveries[id_] = state.deliveries[id_]._replace(claimed_until=until)
            return set(held)

    def settle(self, settled: Collection[Settled]) -> set[MessageId]:
        """Say what became of messages, and give those that were held by their claim."""
        with self._changing() as state:
            held = _held(state, settled)
            for id_, done in held.items():
                state.deliveries[id_] = delivery.settled_delivery(state.deliveries[id_], done)
            if refused := {id_ for id_, done in held.items() if done.refused}:
                refuse(state, refused)
            return set(held)

    def unpark(self, recipient: str, key: str) -> Collection[str]:
        """Let a parked message be claimed again, and what was refused with it."""
        with self._changing() as state:
            rows = (row for row in state.messages() if row.recipient == recipient)
            parked = [_parked(state, row) for row in rows if state.deliveries[row[:2]].status == PARKED]
            again = delivery.sent_again(parked, key)
            for one in again:
                was = state.deliveries[recipient, one]
                state.deliveries[recipient, one] = was._replace(status=PENDING, attempts=0)
            return again


class MemorySession(MemoryLog, MemoryRegister):
    """One transaction on a state. See `events.store.Session`."""

    def __init__(self, state: Kept, *, writing: bool) -> None:
        MemoryLog.__init__(self, state)
        self._writing = writing

    def append(self, event: Event) -> Recorded:
        """Put an event at the end of the log."""
        self._must_write()
        recorded, new = place(self, event)
        if new:
            self._state.log_it(recorded)
        return recorded

    def restore(self, recorded: Recorded) -> None:
        """Put an event of another log at the end of this one."""
        self._must_write()
        follows(self, recorded)
        self._state.log_it(recorded)

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`."""
        self._must_write()
        apply(self._state, changes)

    def finish(self, recorded: Recorded, changes: Changes) -> None:
        """Put an event at the end of this log, and write all of `changes`: the last word."""
        self.restore(recorded)
        self.apply(changes)

    def rebuild(self, rows: Changes, *, retold: bool) -> None:
        """Put `rows` in place of all that was concluded so far."""
        self._must_write()
        rebuild(self._state, rows, retold=retold)

    def counts(self) -> Counts:
        """The numbers of events and rows."""
        rows = self._state.rows
        return Counts(
            events=self.head(),
            plans=len(rows["plan"]),
            units=len(rows["unit"]),
            tasks=_sizes(row.state for row in rows["task"].values()),
            messages=_sizes(self._state.deliveries[row[:2]].status for row in self._state.speaking()),
        )

    def soundness(self) -> None:
        """There is no database to look at."""

    def _must_write(self) -> None:
        if not self._writing:
            raise RuntimeError("this transaction was begun for reading: begin(write=True)")


def _ready(of: Delivery, now: datetime) -> bool:
    waits = of.next_try_at and _within(of.next_try_at, *delivery.bounds(now))
    held = of.claimed_until and _within(of.claimed_until, _clock(), _clock(LONGEST_LEASE.total_seconds()))
    return of.status in (PENDING, CLAIMED) and not waits and not held


def _all_ready(state: Kept, now: datetime, timing: Timing | None, *, undated: bool = False) -> Iterator[MessageRow]:
    """The messages that can be claimed; by a `timing` in order, and none that is held by it.

    `undated`: those too whose dates are still to be counted again.
    """
    held_up, there, underway = set(), set(), _underway(state) if timing else set()
    for row in state.messages():
        of, to = state.deliveries[row[:2]], (row.recipient, row.channel)
        if of.status not in (PENDING, CLAIMED):
            continue
        ready = _ready(of, now) and (undated or not _undated(state, row)) and (of.said_key or to not in underway)
        at_once = row.urgent == AT_ONCE or (row.urgent == AT_ONCE_ALONE and to not in there)
        if ready and to not in held_up and (timing is None or _leaves(state, row, timing, now, at_once=at_once)):
            yield row
        if not _by_the_clock(state, row) and row.urgent != SILENT:  # those know it: there is something to take back
            there.add(to)
        if timing and (not _ready(of, now) or of.said_key):
            held_up.add(to)


def _free(state: Kept, timing: Timing, now: datetime) -> Iterator[MessageRow]:
    """The messages that nothing holds, whether they were put off or not."""
    there = set()
    for row in state.messages():
        to = row.recipient, row.channel
        if state.deliveries[row[:2]].status not in (PENDING, CLAIMED):
            continue
        at_once = row.urgent == AT_ONCE or (row.urgent == AT_ONCE_ALONE and to not in there)
        if state.speaks(row) and not _undated(state, row) and _leaves(state, row, timing, now, at_once=at_once):
            yield row
        if not _by_the_clock(state, row) and row.urgent != SILENT:
            there.add(to)


def _leaves(state: Kept, row: MessageRow, timing: Timing, now: datetime, *, at_once: bool) -> bool:
    """False while a message is held for what may correct it, or for the morning."""
    quiet = timing.quiet
    if quiet.at(row.recipient) and (quiet.urgent_too or not at_once or _by_the_clock(state, row)):
        return False
    return at_once or not _recent(state, row, now - timing.hold, now)


def _by_the_clock(state: Kept, row: MessageRow) -> bool:
    return any(one.event.type == DAY_BEGAN for one in state.log[row.position - 1 : row.position])


def _underway(state: Kept) -> set[tuple[str, str]]:
    """The recipients and channels to whom a message is on its way: nothing else is composed for them."""
    rows = (row for row in state.messages() if state.deliveries[row[:2]].status in (PENDING, CLAIMED))
    return {(row.recipient, row.channel) for row in rows if state.deliveries[row[:2]].said_key}


def _undated(state: Kept, row: MessageRow) -> bool:
    """True while dates of the plan that it tells of are still to be counted again."""
    return any(row.key.endswith(f"/{plan}/{row.recipient}/{row.channel}") for _, plan in state.rows["recount"])


def _parked(state: Kept, row: MessageRow) -> Parked:
    of, content = state.deliveries[row[:2]], state.rows["body"][row.body_key,].content
    return Parked(row.key, row.channel, content, of.attempts > 0, of.said_key is not None)


def _recent(state: Kept, row: MessageRow, held: datetime, now: datetime) -> bool:
    """True if the event of a message was recorded since that moment."""
    events = state.log[row.position - 1 : row.position]
    return any(held < one.event.recorded_at <= now for one in events)


def _marks(state: Kept, now: datetime, ready: Iterable[MessageRow]) -> list[Mark]:
    """All that waits to be composed for the recipients of these, by their channels."""
    to = {(row.recipient, row.channel) for row in ready if not state.deliveries[row[:2]].said_key}
    rows = (row for row in state.messages() if (row.recipient, row.channel) in to)
    waiting = (row for row in rows if not state.deliveries[row[:2]].said_key and _ready(state.deliveries[row[:2]], now))
    return [_mark(state, row) for row in waiting if not _undated(state, row)]


def _mark(state: Kept, row: MessageRow) -> Mark:
    unit = state.rows["unit"].get((row.recipient,))
    content = state.rows["body"][row.body_key,].content
    ended, silent = bool(unit and unit.ended_on), row.urgent == SILENT
    return Mark(row.recipient, row.key, row.position, row.channel, content, ended, silent)


def _within(until: str, after: str, last: str) -> bool:
    return after < until <= last


def _clock(ahead: float = 0) -> str:
    """The moment by the machine's clock, so many seconds ahead, as far as a lease reaches: there is no other clock."""
    return moment_text(datetime.now(UTC) + min(timedelta(seconds=ahead), LONGEST_LEASE))


def _held(state: Kept, named: Collection[Named]) -> dict[MessageId, Named]:
    """Those of the messages that are held by the claim which is named with them."""
    found = {(one.recipient, one.key): one for one in named}
    of = {id_: state.deliveries.get(id_) for id_ in found}
    return {
        id_: found[id_] for id_, was in of.items() if was and (was.status, was.token) == (CLAIMED, found[id_].token)
    }


def _with_address(state: Kept, row: MessageRow) -> Claimed:
    of = state.deliveries[row[:2]]
    said = state.rows["said"].get((of.said_key,))
    content = (said or state.rows["body"][row.body_key,]).content
    unit = state.rows["unit"].get((row.recipient,))
    contacts = (state.rows["contact"].get((row.recipient, kind)) for kind in (EMAIL, PHONE))
    email, phone = (contact.address if contact else None for contact in contacts)
    who = (unit.name if unit else None, email, phone, of.token or "", of.edition)
    return Claimed(row.key, row.position, row.recipient, row.channel, content, of.attempts, *who)


def _sizes(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
