"""What was told goes with an address: to another way, or away with it. See `events.database.outbox.moving`."""

from collections.abc import Sequence

from events.beside.ways import Moved
from events.delivery import COVERED, PARKED, PENDING
from events.in_memory.tables import Kept


def move(state: Kept, moved: Sequence[Moved]) -> None:
    """Let what was told go where the addresses do."""
    if not moved:
        return
    to = {(one.unit, one.was): one.to for one in moved}
    ways = {*to, *((one.unit, one.to) for one in moved if one.to)}
    _compose_anew(state, ways)
    rows = [row for row in state.rows["told"].values() if row[:2] in ways]
    for row in rows:
        state.drop("told", row[:3])
    going = (row._replace(channel=to.get(row[:2], "")) for row in rows)
    state.put("told", {row[:3]: row for row in going if row.channel})


def _compose_anew(state: Kept, ways: set[tuple[str, str]]) -> None:
    """Words that were on their way by these, and may have arrived, go to nobody else."""
    waits = {key: was for key, was in state.deliveries.items() if was.status in (PENDING, PARKED) and was.said_key}
    there = {row[:2] for row in state.messages() if (row.recipient, row.channel) in ways} & waits.keys()
    for key in there:
        state.deliveries[key] = waits[key]._replace(said_key=None, edition=waits[key].edition + 1)
    for row in state.messages():
        was = state.deliveries[row[:2]]
        if was.status == COVERED and (row.recipient, was.covered_by) in there:
            state.deliveries[row[:2]] = was._replace(status=PENDING, attempts=0, covered_by=None)
    for told in [row for row in state.rows["told"].values() if (row.recipient, row.message) in there]:
        state.drop("told", told[:3])
