"""The rungs of a task's ladder that are still to come: on which days who will be told of it, if its date stays."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from engine.deciding.reminding import hearing, ladders_of
from engine.decision import Hearers
from engine.snapshot import Snapshot
from engine.tasks import OPEN, State
from events.rows import DueRow, TaskRow
from rules.offsets import Offset


class Coming(NamedTuple):
    """A day on which a task will be told of."""

    day: date
    to: Hearers
    every: Offset | None  # how long after it, and after each time again, while the task stays overdue


def coming_rungs(snapshot: Snapshot, task: TaskRow, due: DueRow | None, today: date) -> Sequence[Coming]:
    """The days after `today`, of an open task; the earliest first, of what is told again and again the next."""
    plan = snapshot.plan(task.plan)
    if plan is None or due is None or State(task.state) not in OPEN or task.rule not in plan.rules:
        return ()
    ladder = ladders_of(snapshot, {plan.id: plan}, {plan.id: today}, today)[plan.id]
    return [
        Coming(day, hearing(plan, rungs), next((rung.every for rung in rungs if rung.every), None))
        for day, rungs in ladder.coming(task, due).items()
    ]
