"""Why is this date this date? The whole derivation of one task, from the log and the register, ready to be worded."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.shelf import Shelf, Tools
from engine.tasks import task_parts
from engine.wording import Text
from events.errors import N_, EventError
from events.event import Recorded
from events.rows import DueRow, TaskRow
from events.store import Session
from rules.plan import Plan, TaskRule

NO_TASK = N_("There is no task “{task}”: it has not been activated, or its name is wrong. `thoihan tasks` lists them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An event that a due date rests on, with the corrections that name it.

    `title` is what officers call the milestone that it speaks of, in its own plan; None where it speaks of none.
    """

    recorded: Recorded
    title: str | None
    amendments: Sequence[Recorded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the task was until the event `ended` changed it."""

    state: str
    due: DueRow | None
    why: str
    ended: Recorded | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that can be said of one task's date: the phrase, the rule, the events, the count, and every earlier date."""

    task: TaskRow
    plan: Plan
    rule: TaskRule
    unit: str  # its name
    due: DueRow | None
    grounds: Sequence[Ground]
    steps: Sequence[Text]
    made_by: Recorded | None  # the event that last changed the task
    earlier: Sequence[Earlier]


def explain(session: Session, tools: Tools, task: str) -> Explanation:
    """The derivation of the task with that id. Raises EventError if there is none."""
    row = session.task(task)
    if row is None:
        raise EventError(NO_TASK, task=task)
    shelf = Shelf(session, tools)
    plan = shelf.plan(row.plan)
    if plan is None:
        raise LookupError(row.plan)
    rule, unit, _ = task_parts(row.plan, row.id)
    due = session.dues([row.due_key]).get(row.due_key) if row.due_key else None
    return Explanation(
        task=row,
        plan=plan,
        rule=shelf.rule(plan, rule, due.rules_hash if due else None),
        unit=shelf.units().name(unit),
        due=due,
        grounds=tuple(_grounds(shelf, json.loads(due.basis) if due else ())),
        steps=tuple(Text(step["template"], step["args"]) for step in json.loads(due.steps)) if due else (),
        made_by=_at(session, row.since),
        earlier=tuple(_earlier(session, task)),
    )


def _grounds(shelf: Shelf, ids: Sequence[str]) -> Iterator[Ground]:
    for name in ids:
        recorded = shelf.session.find(name)
        if recorded:
            amendments = tuple(shelf.session.amending(name))
            yield Ground(recorded=recorded, title=_title(shelf, recorded), amendments=amendments)


def _title(shelf: Shelf, recorded: Recorded) -> str | None:
    plan = shelf.plan(recorded.event.plan or "")
    milestone = plan.milestones.get(recorded.event.subject or "") if plan else None
    return milestone.title if milestone else None


def _earlier(session: Session, task: str) -> Iterator[Earlier]:
    rows = list(session.history(task))
    dues = session.dues({row.due_key for row in rows if row.due_key})
    for row in rows:
        due = dues.get(row.due_key) if row.due_key else None
        yield Earlier(state=row.state, due=due, why=row.reason, ended=_at(session, row.position))


def _at(session: Session, position: int) -> Recorded | None:
    return next(iter(session.events(after=position - 1, limit=1)), None)
