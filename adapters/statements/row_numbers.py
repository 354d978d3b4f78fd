"""Rows as officers name them, by the number that is shown: the key by which everything stored knows each."""

from collections.abc import Mapping

from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from engine.tasks import task_shown, task_stored
from events.errors import EventError
from rules.plan import Plan
from rules.problems import N_
from rules.row_names import RowMovedError, key_of

_MOVED = N_(
    "Plan “{plan}” has no row {row} now: what was row {row} is row {now}. Nothing was recorded. Name it by that number."
)


def task_named(plans: Mapping[str, Plan], task: str) -> str:
    """The name under which the log has the task that an officer calls `task`. Raises Refused.

    Where there is no such plan, or it is no name of a task, it is given back as it is: others say what is wrong.
    """
    plan = plans.get(task.partition("/")[0])
    try:
        return task_stored(plan, task) if plan else task
    except RowMovedError as moved:
        raise _refused(task.partition("/")[0], moved) from None


def rule_named(plan: Plan, row: str) -> str:
    """The key of the row that an officer calls `row`. Raises Refused."""
    try:
        return key_of(plan, row)
    except RowMovedError as moved:
        raise _refused(plan.id, moved) from None


def stored(snapshot: Snapshot, task: str) -> str:
    """The same as `task_named`, by the plans in force. Raises Refused."""
    return task_named(snapshot.plans(), task)


def by_number(error: EventError, plans: Mapping[str, Plan]) -> EventError:
    """The refusal, with the task that it speaks of under the number that is shown."""
    task = str(error.fields.get("task", ""))
    plan = plans.get(task.partition("/")[0])
    return EventError(error.template, **{**error.fields, "task": task_shown(plan, task)}) if plan else error


def _refused(plan: str, moved: RowMovedError) -> Refused:
    return Refused(_MOVED, plan=plan, row=one_line(moved.read, 60), now=moved.now)
