"""The store in memory: for rebuilding from the log, for trying out, and for tests. It is forgotten at the end.

What is kept is one value that nobody changes: a reader keeps the one it began with; a writer works on a copy, which
takes the place of the first when all went well.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from events import delivery
from events.appending import follows, place
from events.beside.attempts import Attempt, Reported, added
from events.beside.kept import WebhookRow
from events.beside.rows import ApprovalRow, HealthRow
from events.beside.ways import channel_of
from events.chain import moment_text
from events.delivery import (
    AWAITING,
    CLAIMED,
    COUNTED,
    PARKED,
    PENDING,
    RESTORED,
    SENT,
    TRIED,
    Delivery,
)
from events.errors import LOCKED, StoreLocked
from events.event import Event, Recorded
from events.in_memory.accounts import MemoryAccounts
from events.in_memory.log import MemoryLog
from events.in_memory.outbox import claiming
from events.in_memory.outbox.approving import awaiting, decide, hold_back, to_compose, to_decide
from events.in_memory.outbox.composing import MemoryPresent, refuse, reported
from events.in_memory.outbox.trial import end_trial
from events.in_memory.outbox.waiting import held_by
from events.in_memory.outbox.webhooks import feed, feed_no_more
from events.in_memory.register import MemoryRegister
from events.in_memory.tables import Kept
from events.in_memory.writing import apply, prune, rebuild
from events.rows import Changes
from events.states import DAY_BEGAN, SILENT
from events.store import MEMORY, Compose, Composer, Timing
from events.views import AwaitingApproval, Backlog, Claimed, Counts, Foreseen, MessageId, Sent, Settled, Waiting


class MemoryStore:
    """A store in memory. See `events.store.Store`."""

    url_label = MEMORY
    parallel = False

    def __init__(self, *, lock_wait: float) -> None:
        self.query_count = 0  # there are none
        self._lock_wait = lock_wait
        self._turn = threading.Lock()
        self._state = Kept()
        self.accounts = MemoryAccounts(lambda: self._state, self._changing)

    @contextmanager
    def begin(self, write: bool = True, *, after: int | None = None) -> Iterator["MemorySession"]:  # noqa: ARG002 - all is at hand
        """A transaction; committed at the end of the block, undone by an exception."""
        if not write:
            yield MemorySession(self._state, writing=False)
            return
        with self._changing() as state:
            yield MemorySession(state, writing=True)

    @contextmanager
    def recounting(self, plans: Collection[str]) -> Iterator["MemorySession"]:  # noqa: ARG002 - one writes at a time
        """A transaction in which the dates of these plans are counted again."""
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
        if self.why_held():
            return []
        with self._changing() as state:
            return claiming.claimed(state, now, worker, limit, lease_seconds, composer)

    def waiting(self, now: datetime, timing: Timing) -> Waiting:
        """How many messages are held, and for what."""
        state, counts = self._state, Counter[str]()
        for row, at_once in claiming.in_turn(state, now):
            recounted = claiming.to_be_recounted(state, row)
            why = "to_be_recounted" if recounted else held_by(state, row, timing, now, at_once=at_once)
            counts[why or ""] += state.speaks(row)
        return Waiting(**{name: counts[name] for name in Waiting._fields})

    def backlog(self, now: datetime, timing: Timing) -> Backlog:
        """How long messages have waited that could leave by now."""
        free = list(claiming.free(self._state, timing, now))
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

    def feed_webhooks(self, now: datetime) -> list[WebhookRow]:
        """Put into the outbox what is new for programs that are told."""
        with self._changing() as state:
            return feed(state, moment_text(now))

    def reported(self, reference: str, attempt: Attempt, error: str) -> Reported:
        """Note what became of a message that was handed over."""
        with self._changing() as state:
            return reported(state, reference, attempt, error)

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
        marks = [claiming.mark(state, row) for row in rows if to_compose(state.deliveries[row[:2]], PENDING, AWAITING)]
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

    def preview(self, now: datetime, limit: int, composer: Composer) -> list[Claimed]:
        """Messages as they would leave, one after the other; nothing is kept of it."""
        state, seen = self._state.copy(), list[Claimed]()
        while found := claiming.claimed(state, now, "preview", limit - len(seen), 60, composer):
            for one in found:
                id_ = one.recipient, one.key
                done = delivery.sent(one, now)
                state.deliveries[id_] = delivery.settled_delivery(state.deliveries[id_], done)
            seen += found
        return seen

    def end_trial(self) -> int:
        """Let all that was sent in a trial be told anew."""
        with self._changing() as state:
            return end_trial(state)

    def why_held(self) -> str | None:
        """Why all sending is held back; None: it is not."""
        return next((why for why in (RESTORED, COUNTED, TRIED) if why in self._state.held), None)

    def release(self, *, parked: str | None = None) -> bool:
        """Let messages be sent again; for a reason `parked`, not those that wait now. False: nothing was held."""
        with self._changing() as state:
            was = state.held & {RESTORED, COUNTED, TRIED}
            state.held.difference_update(was)
            for id_, of in list(state.deliveries.items()) if was and parked is not None else ():
                if of.status in (PENDING, CLAIMED, AWAITING):
                    there = Delivery(PARKED, last_error=delivery.kept(parked or ""), edition=of.edition)
                    there = there._replace(said_key=of.said_key, covered_by=of.covered_by)
                    state.deliveries[id_] = there._replace(tries=of.tries, reference=of.reference)
            if was and parked is not None:
                feed_no_more(state)
            return bool(was)

    def renew(self, claimed: Collection[Claimed], lease_seconds: float) -> set[MessageId]:
        """Let the lease of these claims begin anew, and give those that still hold."""
        until = claiming.clock(lease_seconds)
        with self._changing() as state:
            held = claiming.held(state, claimed)
            for id_ in held:
                state.deliveries[id_] = state.deliveries[id_]._replace(claimed_until=until)
            return set(held)

    def settle(self, settled: Collection[Settled]) -> set[MessageId]:
        """Say what became of messages, and give those that were held by their claim."""
        with self._changing() as state:
            held = claiming.held(state, settled)
            for id_, done in held.items():
                state.deliveries[id_] = delivery.settled_delivery(state.deliveries[id_], done)
            if refused := {id_ for id_, done in held.items() if done.refused}:
                refuse(state, refused)
            return set(held)

    def sent_since(self, since: datetime, channel: str) -> list[Sent]:
        """The messages that stand as sent since then."""
        of, after = self._state.deliveries, moment_text(since)
        rows = ((row, of[row[:2]]) for row in self._state.messages() if channel_of(row.channel) == channel)
        there = ((row, one) for row, one in rows if one.status == SENT and (one.sent_at or "") >= after)
        return [Sent(row.recipient, row.key, one.edition, row.channel) for row, one in there]

    def returned(self, recipient: str, key: str, attempt: Attempt, error: str) -> bool:
        """Park a message that was sent and came back."""
        with self._changing() as state:
            was = state.deliveries.get((recipient, key))
            if was is None or was.status != SENT:
                return False
            parked = was._replace(status=PARKED, last_error=delivery.kept(error), sent_at=None)
            parked = parked._replace(tries=added(was.tries, attempt.line))
            state.deliveries[recipient, key] = parked
            refuse(state, {(recipient, key)})
            return True

    def unpark(self, recipient: str, key: str) -> Collection[str]:
        """Let a parked message be claimed again, and what was refused with it."""
        with self._changing() as state:
            return claiming.unpark(state, recipient, key)


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

    def rebuild(self, rows: Changes, *, retold: bool, hold: bool = False) -> None:
        """Put `rows` in place of all that was concluded so far."""
        self._must_write()
        if hold:
            self._state.held.add(COUNTED)
        rebuild(self._state, rows, retold=retold)

    def side_by_side(self, reads: Sequence[Callable[["MemorySession"], Any]]) -> list[Any]:
        """What each reader comes to."""
        return [read(self) for read in reads]

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


def _sizes(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
