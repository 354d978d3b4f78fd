"""The open tasks of which nothing moved for as long as a rung says, up to one of the days that are looked at.

The day from which one stands still is the later of two: that of its date (`DueRow.moved`), and the last on which
something was heard of it. Both are looked up by their day, so that only those are read that may be told of.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from engine.deciding.ladders.ladder import Ladders, has_passed
from engine.facts.fact import Fact, fact_of, topic_text
from engine.facts.topics import heard
from engine.snapshot import Snapshot
from engine.tasks import State
from events.rows import DueRow, TaskRow
from rules.ladders.rungs import Base

_Place = tuple[str, str, str, str]
"""Plan, rule, unit and cycle of a task."""


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
    facts = [fact_of(row) for row in session.facts_heard(days)]
    there = {(row.plan, row.id): row for row in (*rows, *_heard_of(snapshot, facts)) if row.state == State.ACTIVE}
    dues |= _dues(snapshot, [row for row in there.values() if (row.plan, row.due_key) not in dues])
    last = _last_words(snapshot, there.values(), min(day for _, day in days))
    for _, row in sorted(there.items()):
        due = dues.get((row.plan, row.due_key or ""))
        if due is None or due.due is None or has_passed(due, today):
            continue
        since = max(due.moved or "", last.get((row.plan, row.rule, row.unit, row.cycle), ""))
        if (row.plan, since) in days:
            yield Stalled(row, due, date.fromisoformat(since))


def _heard_of(snapshot: Snapshot, facts: Iterable[Fact]) -> Iterator[TaskRow]:
    """The tasks of which these facts speak."""
    places: dict[str, dict[str, set[str]]] = {}
    of: set[_Place] = set()
    for fact in facts:
        places.setdefault(fact.plan, {}).setdefault(fact.topic.name, set()).add(fact.unit)
        of.add((fact.plan, fact.topic.name, fact.unit, fact.cycle))
    for plan, at in places.items():
        rows = snapshot.session.tasks_at(plan, at)
        yield from (row for row in rows if (row.plan, row.rule, row.unit, row.cycle) in of)


def _dues(snapshot: Snapshot, rows: Iterable[TaskRow]) -> Mapping[tuple[str, str], DueRow]:
    """The dates that these tasks bear."""
    keys: dict[str, set[str]] = {}
    for row in rows:
        if row.due_key:
            keys.setdefault(row.plan, set()).add(row.due_key)
    found = (snapshot.session.dues(plan, of) for plan, of in keys.items())
    return {(due.plan, due.key): due for of in found for due in of.values()}


def _last_words(snapshot: Snapshot, rows: Collection[TaskRow], since: str) -> Mapping[_Place, str]:
    """The last day, from `since` on, on which something was heard of these tasks; of most there is none."""
    signals = {(row.plan, topic_text(topic)) for row in rows for topic in heard(row.rule)}
    if not signals:
        return {}
    found: dict[_Place, str] = {}
    units = {row.unit for row in rows}
    for fact in map(fact_of, snapshot.session.facts_stated(sorted(signals), units, since)):
        of = fact.plan, fact.topic.name, fact.unit, fact.cycle
        found[of] = max(found.get(of, ""), fact.own_day.isoformat())
    return found
