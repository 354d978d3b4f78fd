"""Messages claimed, in memory: by the rules of `events.database.outbox`."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from events import delivery
from events.beside.ways import INSTEAD, KIND_OF, by_text
from events.chain import moment_text
from events.delivery import CLAIMED, LONGEST_LEASE, PARKED, PENDING, TRIAL, Delivery, sent_again
from events.in_memory.outbox.approving import approved
from events.in_memory.outbox.composing import freeze
from events.in_memory.outbox.waiting import by_the_clock, held_by, within
from events.in_memory.tables import Kept
from events.rows import MessageRow
from events.states import AT_ONCE, AT_ONCE_ALONE, SILENT
from events.store import Composer, Timing
from events.views import Claimed, Mark, MessageId, Parked, Settled

Named = TypeVar("Named", Claimed, Settled)


def claimed(
    state: Kept, now: datetime, worker: str, limit: int, lease_seconds: float, composer: Composer | None
) -> list[Claimed]:
    """Messages that are `worker`'s for a while."""
    until, token = clock(lease_seconds), delivery.new_token()
    timing = composer.timing if composer else None
    ready = list(all_ready(state, now, timing))[:limit]
    while composer and (marks := _marks(state, now, ready)):
        freeze(state, approved(state, marks, now, composer.timing.above), composer, now)
        ready = list(all_ready(state, now, timing))[:limit]
    for row in ready:
        was = state.deliveries[row[:2]]
        state.deliveries[row[:2]] = was._replace(
            status=CLAIMED, attempts=was.attempts + 1, claimed_until=until, claimed_by=worker, token=token
        )
    if ready and timing and timing.trial:
        state.held.add(TRIAL)
    return [_with_address(state, row) for row in ready]


def _ready(of: Delivery, now: datetime) -> bool:
    waits = of.next_try_at and within(of.next_try_at, *delivery.bounds(now))
    held = of.claimed_until and within(of.claimed_until, clock(), clock(LONGEST_LEASE.total_seconds()))
    return of.status in (PENDING, CLAIMED) and not waits and not held


def all_ready(state: Kept, now: datetime, timing: Timing | None) -> Iterator[MessageRow]:
    """The messages that can be claimed; by a `timing` in order, and none that is held by it."""
    for row, at_once in in_turn(state, now, in_order=timing is not None):
        waits = timing and held_by(state, row, timing, now, at_once=at_once)
        if not waits and not to_be_recounted(state, row):
            yield row


def in_turn(state: Kept, now: datetime, *, in_order: bool = True) -> Iterator[tuple[MessageRow, bool]]:
    """The messages whose turn it is, whatever holds them, and whether each waits for nothing that may correct it."""
    held_up, there, underway = set(), set(), _underway(state) if in_order else set()
    for row in state.messages():
        of, to = state.deliveries[row[:2]], (row.recipient, row.channel)
        if of.status not in (PENDING, CLAIMED):
            continue
        at_once = row.urgent == AT_ONCE or (row.urgent == AT_ONCE_ALONE and to not in there)
        if _ready(of, now) and (of.said_key or to not in underway) and to not in held_up:
            yield row, at_once
        if not by_the_clock(state, row) and row.urgent != SILENT:  # those know it: there is something to take back
            there.add(to)
        if in_order and (not _ready(of, now) or of.said_key):
            held_up.add(to)


def free(state: Kept, timing: Timing, now: datetime) -> Iterator[MessageRow]:
    """The messages that nothing holds, whether they were put off or not."""
    there = set()
    for row in state.messages():
        to = row.recipient, row.channel
        if state.deliveries[row[:2]].status not in (PENDING, CLAIMED):
            continue
        at_once = row.urgent == AT_ONCE or (row.urgent == AT_ONCE_ALONE and to not in there)
        if (
            state.speaks(row)
            and not to_be_recounted(state, row)
            and not held_by(state, row, timing, now, at_once=at_once)
        ):
            yield row
        if not by_the_clock(state, row) and row.urgent != SILENT:
            there.add(to)


def _underway(state: Kept) -> set[tuple[str, str]]:
    """The recipients and channels to whom a message is on its way: nothing else is composed for them."""
    rows = (row for row in state.messages() if state.deliveries[row[:2]].status in (PENDING, CLAIMED))
    return {(row.recipient, row.channel) for row in rows if state.deliveries[row[:2]].said_key}


def to_be_recounted(state: Kept, row: MessageRow) -> bool:
    """True while dates of the plan that it tells of are still to be counted again."""
    return any(row.key.endswith(f"/{plan}/{row.recipient}/{row.channel}") for _, plan in state.rows["recount"])


def parked(state: Kept, row: MessageRow) -> Parked:
    """A message that is parked."""
    of, content = state.deliveries[row[:2]], state.rows["body"][row.body_key,].content
    return Parked(row.key, row.channel, content, of.attempts > 0, of.said_key is not None)


def _marks(state: Kept, now: datetime, ready: Iterable[MessageRow]) -> list[Mark]:
    """All that waits to be composed for the recipients of these, by their channels."""
    to = {(row.recipient, row.channel) for row in ready if not state.deliveries[row[:2]].said_key}
    rows = (row for row in state.messages() if (row.recipient, row.channel) in to)
    waiting = (row for row in rows if not state.deliveries[row[:2]].said_key and _ready(state.deliveries[row[:2]], now))
    return [mark(state, row) for row in waiting if not to_be_recounted(state, row)]


def mark(state: Kept, row: MessageRow) -> Mark:
    """A message that is still to be composed."""
    unit = state.rows["unit"].get((row.recipient,))
    content = state.rows["body"][row.body_key,].content
    ended, silent = bool(unit and unit.ended_on), row.urgent == SILENT
    return Mark(row.recipient, row.key, row.position, row.channel, content, ended, silent)


def clock(ahead: float = 0) -> str:
    """The moment by the machine's clock, so many seconds ahead, as far as a lease reaches: there is no other clock."""
    return moment_text(datetime.now(UTC) + min(timedelta(seconds=ahead), LONGEST_LEASE))


def held(state: Kept, named: Collection[Named]) -> dict[MessageId, Named]:
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
    contact = state.rows["contact"].get((row.recipient, KIND_OF.get(row.channel)))
    phone = state.rows["contact"].get((row.recipient, INSTEAD.get(row.channel)))
    twin = (row.recipient, by_text(row.key, row.channel)) in state.rows["message"]
    named, instead = unit.name if unit else None, phone.address if phone and not twin else None
    who = (named, contact.address if contact else None, of.token or "", of.edition, instead)
    return Claimed(row.key, row.position, row.recipient, row.channel, content, of.attempts, *who)


def unpark(state: Kept, recipient: str, key: str) -> Collection[str]:
    """Let a parked message be claimed again, and what was refused with it."""
    rows = (row for row in state.messages() if row.recipient == recipient)
    there = [parked(state, row) for row in rows if state.deliveries[row[:2]].status == PARKED]
    again = sent_again(there, key)
    for one in again:
        was = state.deliveries[recipient, one]
        state.deliveries[recipient, one] = was._replace(status=PENDING, attempts=0)
    return again
