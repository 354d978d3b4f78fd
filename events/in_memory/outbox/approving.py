"""Messages that wait for approval, in memory: by the rules of `events.database.outbox.approving`."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from events.beside.rows import ApprovalRow
from events.chain import moment_text
from events.delivery import APPROVED, AWAITING, CANCELLED, CLAIMED, PENDING, Delivery, told_of
from events.in_memory.tables import Kept, Key
from events.states import DAY_BEGAN, SILENT, to_a_program
from events.views import AwaitingApproval, Mark


def hold_back(state: Kept, now: datetime, above: int) -> None:
    """Let messages wait of each event that has more than `above`, and of which nothing is decided."""
    keys = _of_status(state, PENDING, CLAIMED)
    unsent = Counter(of for key, of in keys if not to_a_program(state.rows["message"][key].channel))
    for position, count in sorted(unsent.items()):
        if count > above and (position,) not in state.rows["approval"] and not _of_a_day(state, position):
            _decided(state, ApprovalRow(position, AWAITING, moment_text(now), ""))
            _wait(state, [key for key, of in _of_status(state, PENDING) if of == position])


def _of_status(state: Kept, *status: str, silent: bool = False) -> list[tuple[Key, int]]:
    """The keys of the messages of a status, with the positions of their events; of `silent` ones too if that is so."""
    rows = (row for row in state.rows["message"].values() if silent or row.urgent != SILENT)
    return [(row[:2], row.position) for row in rows if state.deliveries[row[:2]].status in status]


def _of_a_day(state: Kept, position: int) -> bool:
    return any(one.event.type == DAY_BEGAN for one in state.log[position - 1 : position])


def to_compose(of: Delivery, *status: str) -> bool:
    """True of a message of that status that has no words yet."""
    return of.status in status and of.said_key is None


def _decided(state: Kept, row: ApprovalRow) -> None:
    state.put("approval", {row[:1]: row})


def _wait(state: Kept, keys: Collection[Key]) -> None:
    for key in keys:
        if to_compose(was := state.deliveries[key], PENDING):
            state.deliveries[key] = was._replace(status=AWAITING, next_try_at=None)


def _asked(state: Kept) -> set[int]:
    return {row.position for row in state.rows["approval"].values() if row.state == AWAITING}


def approved(state: Kept, marks: Sequence[Mark], now: datetime, above: int | None) -> list[Mark]:
    """Those of `marks` that wait for no approval; the others do from now on."""
    if above is not None:
        hold_back(state, now, above)
    asked, there = _asked(state), [key for (_, key), _ in _of_status(state, AWAITING, silent=True)]
    new = {told_of(mark.key) for mark in marks if mark.position in asked and not mark.silent}
    behind = {*map(told_of, there), *new}
    _wait(state, [(mark.recipient, mark.key) for mark in marks if told_of(mark.key) in behind])
    return [mark for mark in marks if told_of(mark.key) not in behind]


def awaiting(state: Kept) -> list[AwaitingApproval]:
    """The events of which messages wait, in the order of the log, and how many each."""
    found = list[AwaitingApproval]()
    for row in state.sorted("approval"):
        if row.state == AWAITING:
            keys = [key for key, of in _of_status(state, AWAITING) if of == row.position]
            found.append(AwaitingApproval(row.position, len(keys), len({key[0] for key in keys}), *row[2:]))
    return found


def to_decide(state: Kept, position: int, to: str) -> int | None:
    """How many messages of an event would wait, go, or never go; None: there is nothing to decide."""
    asked = position in _asked(state)
    count = len(_undecided(state, position, to if asked else AWAITING))
    return count if count or (asked and to != AWAITING) else None


def _undecided(state: Kept, position: int, to: str) -> list[Key]:
    """What may be held back still; of that, and of what is, it may be said that it shall go, or never."""
    was = (PENDING,) if to == AWAITING else (PENDING, AWAITING)
    return [key for key, of in _of_status(state, *was) if of == position and to_compose(state.deliveries[key], *was)]


def decide(state: Kept, row: ApprovalRow) -> None:
    """Have the messages of an event wait, go, or never go; what waits behind none any more goes too."""
    status = PENDING if row.state == APPROVED else row.state
    sent_at = row.moment if row.state == CANCELLED else None
    for key in _undecided(state, row.position, row.state):
        was = state.deliveries[key]
        state.deliveries[key] = was._replace(status=status, next_try_at=None, sent_at=sent_at)
    _decided(state, row)
    asked = _asked(state)
    for key, of in _of_status(state, AWAITING, silent=True):
        if of not in asked:
            state.deliveries[key] = state.deliveries[key]._replace(status=PENDING)
