"""How plans made up at random come to their end."""

from datetime import date

from engine.happenings.ending.open_rows import open_rows
from engine.snapshot import Snapshot
from events import making
from tests.worlds import World


def settled_rows(world: World, plan: str, number: int, day: date) -> making.SettledRows:
    """Of the open rows of a plan every other that had begun is done; no other is required any more."""
    with world.store.begin(write=False) as session:
        snapshot = Snapshot(session, world.service.tools)
        there = snapshot.plan(plan)
        rows = open_rows(snapshot, there, day) if there else {}
    done = [key for at, (key, row) in enumerate(rows.items()) if row.begun and (at + number) % 2]
    return {"done": done, "not_required": rows.keys() - set(done)}
