"""The one place where rows are written in memory, by the rules of `events.writes`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from events.beside.ways import WAYS
from events.delivery import AWAITING, CANCELLED, ENDED, PARKED, PENDING, Delivery
from events.errors import FAILED, StoreFailed
from events.in_memory.outbox.moving import move
from events.in_memory.tables import Kept, Key
from events.rows import ROW_KINDS, Changes, HistoryRow, MessageRow, Redated
from events.states import DATED_STATES, to_a_program
from events.store import MEMORY
from events.writes import CONCLUDED, WRITES, How, Write, nobody_there


def apply(state: Kept, changes: Changes) -> None:
    """Write all of `changes` into `state`."""
    for event_id in changes.facts_gone:
        state.drop("fact", (event_id,))
    for row in changes.recounts_done:
        state.drop("recount", row)
    _address(state, changes)
    for write in WRITES:
        if write.how is How.SUM:  # in memory the tally is counted when it is asked for
            continue
        if rows := getattr(changes, write.rows):
            _write(state, write, rows)
    if changes.redated:
        _redate(state, changes.redated)


def _address(state: Kept, changes: Changes) -> None:
    """Write what goes with addresses, but for the rows of those that come."""
    for unit, kind in changes.contacts_gone:
        _let_go(state, unit, kind)
    move(state, changes.moved)
    for unit, kind in nobody_there(changes):
        _nobody(state, unit, WAYS[kind])
    for contact in changes.contacts:
        _addressed(state, contact.unit, WAYS[contact.kind])


def rebuild(state: Kept, rows: Changes, *, retold: bool) -> None:
    """Put `rows` in place of all that is concluded, but for what was told, and addresses."""
    for table in CONCLUDED:
        state.clear(table)
    apply(state, rows)
    if retold:
        state.rebuilt.append(len(state.log))


def _let_go(state: Kept, unit: str, kind: str) -> None:
    """An address goes, and what failed attempts said of it."""
    state.drop("contact", (unit, kind))
    for key, row in state.rows["message"].items():
        if (row.recipient, row.channel) == (unit, WAYS[kind]):
            state.deliveries[key] = state.deliveries[key]._replace(last_error=None)


def _nobody(state: Kept, unit: str, way: str) -> None:
    """A further address goes, and none takes its place: what waits for it is told to nobody."""
    for key, row in state.rows["message"].items():
        was = state.deliveries[key]
        if (row.recipient, row.channel) == (unit, way) and was.status in (PENDING, PARKED, AWAITING):
            state.deliveries[key] = was._replace(status=CANCELLED, next_try_at=None)


def _addressed(state: Kept, unit: str, channel: str) -> None:
    """With an address, what was surely refused for want of it, or at another, goes again."""
    for key, row in state.rows["message"].items():
        was = state.deliveries[key]
        if (row.recipient, row.channel, was.status) == (unit, channel, PARKED) and was.attempts and not was.said_key:
            state.deliveries[key] = was._replace(status=PENDING, attempts=0)


def prune(state: Kept, before: str, limit: int) -> int:
    """Remove messages that were sent before that moment, oldest first, and what only they said."""
    sent = ((row, state.deliveries[row[:2]]) for row in state.messages())
    these = [row for row, of in sent if of.status in ENDED and of.sent_at and of.sent_at < before][:limit]
    keys = {row[:2] for row in these}
    these += [row for row in state.messages() if (row.recipient, state.deliveries[row[:2]].covered_by) in keys]
    for row in these:
        state.drop("message", row[:2])
        del state.deliveries[row[:2]]
        if not to_a_program(row.channel):
            state.pruned[row.position] = state.pruned.get(row.position, 0) + 1
    used = {row.body_key for row in state.rows["message"].values()}
    for key in {row.body_key for row in these} - used:
        state.drop("body", (key,))
    left = {of.said_key for of in state.deliveries.values()}
    for said in [key for key in state.rows["said"] if key[0] not in left]:
        state.drop("said", said)
    return len(these)


def _redate(state: Kept, redated: Collection[Redated]) -> None:
    said = {(change.plan, change.old, change.unit): change for change in redated}
    bearers = [row for due in {change[:2] for change in redated} for row in state.found("task with due", due)]
    for row in bearers:
        change = said.get((row.plan, row.due_key, row.unit)) or said.get((row.plan, row.due_key, ""))
        if row.state not in DATED_STATES or change is None or change.new == change.old:
            continue
        was = HistoryRow(row.plan, row.id, change.position, row.state, row.due_key, row.since, change.reason)
        state.put("history", {was[:3]: was})
        now = row._replace(due_key=change.new, since=change.position, reason=change.reason, day=change.day)
        state.put("task", {row[:2]: now})


def _write(state: Kept, write: Write, rows: Sequence[Any]) -> None:
    kept, width = state.rows[write.table], ROW_KINDS[write.table].key
    keyed = {row[:width]: row for row in (rows if write.how is not How.KEEP else reversed(rows))}
    if write.how is How.ADD and (len(keyed) < len(rows) or not kept.keys().isdisjoint(keyed)):
        raise StoreFailed(FAILED, store=MEMORY, code=f"second {write.table}")
    if write.how is How.KEEP:
        keyed = {key: row for key, row in keyed.items() if key not in kept}
    state.put(write.table, keyed)
    if write.table == "message":
        _queue(state, keyed)


def _queue(state: Kept, messages: Mapping[Key, MessageRow]) -> None:
    bodies = state.rows["body"]
    if any((key,) not in bodies for key in {row.body_key for row in messages.values()}):
        raise StoreFailed(FAILED, store=MEMORY, code="message without body")
    state.deliveries.update(dict.fromkeys(messages, Delivery()))
