"""The open tasks of which nothing moved for as long as a rung says, up to one of the days that are looked at.

The day from which one stands still is the later of two: that of its date (`DueRow.moved`), and the last on which
something was heard of it. Both are looked up by their day, so that only those are read that may be told of.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from engine.deciding.ladders.ladder import Ladders, has_passed
from engine.deciding.ladders.last_heard import last_days, last_heard, moved_on, place_of, tasks_at
from engine.facts.fact import fact_of
from engine.snapshot import Snapshot
from engine.tasks import State
from events.rows import DueRow, TaskRow
from rules.ladders.rungs import Base


class Stalled(NamedTuple):
    """A task that stands still."""

    row: TaskRow
    due: DueRow
    since: date  # the last day on which anything of it moved


def stalled(snapshot: Snapshot, ladders: Ladders, today: date) -> Iterator[Stalled]:
    """The active tasks, with a last day that has not passed, that stand still since a day from which a rung counts."""
    days = {(name, day) for name, ladder in ladders.items() for day in ladder.ahead(Base.PROGRESS)}
    if not days:
        return
    session = snapshot.session
    dues = {(due.plan, due.key): due for due in session.dues_of_days(days, "moved") if due.due}
    rows = session.open_tasks_of(list(dues.values()), by_rule=True) if dues else []
    heard = last_days(map(fact_of, session.facts_heard(days)))
    there = [row for row in {*rows, *tasks_at(session, heard.keys())} if row.state == State.ACTIVE]
    dues |= _dues(snapshot, [row for row in there if (row.plan, row.due_key) not in dues])
    last = last_heard(session, there, min(date.fromisoformat(day) for _, day in days))
    for row in sorted(there, key=lambda row: (row.plan, row.id)):
        due = dues.get((row.plan, row.due_key or ""))
        if due is None or due.due is None or has_passed(due, today):
            continue
        since = max(moved_on(due), last.get(place_of(row), date.min))
        if (row.plan, since.isoformat()) in days:
            yield Stalled(row, due, since)


def _dues(snapshot: Snapshot, rows: Iterable[TaskRow]) -> Mapping[tuple[str, str], DueRow]:
    """The dates that these tasks bear."""
    keys: dict[str, set[str]] = {}
    for row in rows:
        if row.due_key:
            keys.setdefault(row.plan, set()).add(row.due_key)
    found = (snapshot.session.dues(plan, of) for plan, of in keys.items())
    return {(due.plan, due.key): due for of in found for due in of.values()}
