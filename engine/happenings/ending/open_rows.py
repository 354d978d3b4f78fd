"""The rows of a plan that are still open on a day: what must be settled before it can be closed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.deciding.grouping import places
from engine.deciding.task_units import beginners
from engine.deciding.versions import worded
from engine.facts.known import Known
from engine.snapshot import Snapshot
from engine.tasks import LIVE, State
from events.rows import TaskRow
from rules.plan import Plan, TaskRule

_BEGUN = LIVE - {State.PLANNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """A row of which something is still to be done."""

    rule: TaskRule
    states: Mapping[State, int]  # its tasks that are neither done nor closed, by state; those that wait too

    @property
    def tasks(self) -> int:
        """The number of these tasks."""
        return sum(self.states.values())

    @property
    def begun(self) -> bool:
        """True if one of them has begun: only what has begun can be done."""
        return not _BEGUN.isdisjoint(self.states)


def open_rows(snapshot: Snapshot, plan: Plan, day: date) -> Mapping[str, OpenRow]:
    """The open rows of a plan by their keys, in the document's order; rounds that begin after `day` are none of it."""
    known = worded.in_force(snapshot, plan, plan.rules, snapshot.units(), day)
    rows: dict[str, list[TaskRow]] = {}
    for row in snapshot.session.tasks(plan.id, list(plan.rules)):
        rows.setdefault(row.rule, []).append(row)
    found = (OpenRow(rule=rule, states=_states(known, rule, rows.get(rule.id, ()))) for rule in plan.rules.values())
    return {row.rule.id: row for row in found if row.states}


def _states(known: Known, rule: TaskRule, rows: Sequence[TaskRow]) -> Mapping[State, int]:
    """The number of tasks of a rule that are open, by state."""
    there = places(known, rule)
    states = [State(row.state) for row in rows if (row.unit, row.cycle) in there or not row.cycle]
    waiting = sum(1 for _ in _waiting(known, rule, rows))
    counted = Counter(state for state in states if state in LIVE)
    return {**counted, State.WAITING: waiting} if waiting else dict(counted)


def _waiting(known: Known, rule: TaskRule, rows: Sequence[TaskRow]) -> Iterator[tuple[str, str]]:
    """The places at which a task can still begin, and has not."""
    over = {(row.unit, row.cycle) for row in rows if row.state != State.WAITING}
    able = frozenset(beginners(known.plan, known.units, rule))
    yield from (place for place in places(known, rule) if place[0] in able and place not in over)
