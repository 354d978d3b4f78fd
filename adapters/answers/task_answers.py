"""Answers for programs: a task as a JSON value. Its form is documented in docs/cli.md."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.tasks import State, task_id, task_shown
from events.rows import DueRow
from events.views import TaskView
from rules.plan import EACH, Plan, TaskRule
from rules.row_names import row_name

Answer = dict[str, Any]


def task_answer(rule: TaskRule, plan: Plan, unit: str, cycle: str, state: str, due: DueRow | TaskView | None) -> Answer:
    """One task: under the number that its row has in `plan`, and under its `key`, which stays."""
    key = task_id(plan.id, rule.id, unit, cycle)
    return {
        "id": task_shown(plan, key),
        "key": key,
        "plan": plan.id,
        "rule": row_name(plan, rule.id),
        "unit": unit,
        "title": rule.title,
        "lead": unit if rule.leads_its_own else rule.lead,
        "cooperate": [unit if code == EACH else code for code in rule.cooperate],
        "through": rule.passed_on_by,
        "state": str(state),
        "secrecy": str(rule.secrecy),
        "nominal": due.nominal if due else None,
        "due": due.due if due else None,
        "safe": due.safe if due else None,
        "provisional": bool(due and due.provisional),
        "left": due.left if due else None,
        "basis": json.loads(due.basis) if due and due.basis else [],
    }


def receipt(due: DueRow) -> dict[str, Any]:
    """The receipt of a due date: what it was counted from."""
    return {
        "rules_hash": due.rules_hash,
        "calendar": due.calendar,
        "convention": due.convention,
        "basis": json.loads(due.basis),
        "engine": due.engine,
    }


def view_answer(view: TaskView, rule: TaskRule, plan: Plan) -> Answer:
    """One task as the store lists it."""
    answer = task_answer(rule, plan, view.unit, view.cycle, view.state, view)
    return {**answer, "lead": view.lead}  # a successor, where the one that the rule names has ended


def waiting(plan: Plan, rows: Iterable[TaskView], places: Mapping[str, Sequence[str]]) -> Iterator[Answer]:
    """The tasks of `plan` that have not begun: those that its rules make at `places` (by rule), and no row has."""
    begun = {(row.rule, row.unit) for row in rows}
    for rule in plan.rules.values():
        for unit in places[rule.id]:
            if (rule.id, unit) not in begun:
                yield task_answer(rule, plan, unit, "", State.WAITING, None)
