"""Former rows: what a row took over from rows of plans that were replaced, and how far their tasks had come."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.asking.explaining import Explanation, explain
from engine.facts.plans import Ending
from engine.snapshot import Snapshot, Tools
from events.rows import TaskRow
from events.store import Session
from rules.plan import Plan, TaskRule

MOST = 20
"""So many tasks of a former row are looked at, where none of them was the same unit's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerRow:
    """A row of a plan that ended, which passed to another; the tasks that it had, each as it went."""

    plan: Plan
    rule: TaskRule
    ending: Ending
    tasks: Sequence[Explanation]


def former_rows(session: Session, tools: Tools, task: TaskRow, *, log: Session | None = None) -> list[FormerRow]:
    """What the row of a task took over, the last first: of the task's unit, or where it had none of all units."""
    snapshot, found = Snapshot(session, tools), []
    for one in snapshot.taken_over(task.plan, task.rule):
        plan = snapshot.plans()[one.plan]
        tasks = session.tasks(one.plan, [one.rule])
        those = [row for row in tasks if row.unit == task.unit] or tasks[:MOST]
        went = [explain(session, tools, row.id, log=log) for row in those]
        found.append(FormerRow(plan=plan, rule=snapshot.rule(plan, one.rule), ending=one.ending, tasks=went))
    return found
