"""From what was decided to the rows that keep it: the same bytes whenever the same log is read again."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from engine.decision import CLOCK, Change, Decision
from engine.due import Due
from engine.tasks import State, task_id
from engine.version import COUNTING
from events.chain import canonical_json
from events.rows import Changes, DueRow, HistoryRow, TaskRow
from rules.plan import EACH, TaskRule


def digest(text: str) -> str:
    """The first 128 bits of SHA-256, in hex: a key for content."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def due_row(plan: str, rule: TaskRule, due: Due, basis: Sequence[str], steps: str) -> DueRow:
    """The row of a due date that rests on the events `basis`, with its receipt; `steps` is the JSON of its steps."""
    row = DueRow(
        key="",
        plan=plan,
        rule=rule.id,
        nominal=_iso(due.nominal),
        due=_iso(due.due),
        safe=_iso(due.safe),
        window_start=_iso(due.window_start),
        set_by=_iso(due.set_by),
        remind_on=_iso(due.remind_on),
        provisional=int(due.provisional),
        calendar=due.calendar,
        convention=due.convention,
        rules_hash=rule.hash,
        basis=canonical_json(list(basis)),
        steps=steps,
        left=due.left,
        engine=COUNTING,
    )
    return row._replace(key=_due_digest(row))


def _due_digest(row: DueRow) -> str:
    """What another version of the counting comes to as well is the same due date, and keeps its key."""
    *said, _engine = row
    return digest(canonical_json(said))


def changes_of(decision: Decision) -> Changes:
    """Everything to be written for `decision`, in bulk."""
    redated = [change for change in decision.changes if change.redated]
    tasks = [change for change in decision.changes if change.kind not in CLOCK and not change.redated]
    return Changes(
        units=decision.units,
        plans=decision.plans,
        calendar_days=decision.calendar_days,
        cut_offs=decision.cut_offs,
        facts=decision.facts,
        facts_gone=decision.facts_gone,
        dues=list({change.due.key: change.due for change in (*tasks, *redated) if change.due}.values()),
        tasks_new=[row for change in tasks if change.before is None for row in _rows(change, decision)],
        tasks_changed=[row for change in tasks if change.before for row in _rows(change, decision)],
        redated=decision.redated,
        history=[row for change in tasks for row in _history(change, decision.position)],
        bodies=decision.bodies,
        messages=decision.messages,
    )


def together(changes: Sequence[Changes]) -> Changes:
    """What several events write, as one: none of them changes what another one wrote."""
    if len(changes) == 1:
        return changes[0]
    rows = {one.name: [row for each in changes for row in getattr(each, one.name)] for one in fields(Changes)}
    shared = {name: list({row.key: row for row in rows[name]}.values()) for name in ("dues", "bodies")}
    return Changes(**{**rows, **shared})


def _rows(change: Change, decision: Decision) -> Sequence[TaskRow]:
    plan, rule, cycle, state, done_on = change.plan, change.rule.id, change.cycle, str(change.state), change.done_on
    lead, heirs, position = change.rule.lead, decision.heirs, decision.position
    key, reason = _due_key(change), str(change.kind)
    return [
        TaskRow(
            task_id(plan, rule, unit, cycle),
            plan,
            rule,
            unit,
            cycle,
            state,
            heirs.get(unit, unit) if lead == EACH else heirs.get(lead, lead),
            key,
            position,
            done_on,
            reason,
        )
        for unit in change.units
    ]


def _due_key(change: Change) -> str | None:
    """A task that is closed or done keeps the date it had."""
    if change.due is None and change.before and change.state in (State.CLOSED, State.DONE):
        return change.before.due_key
    return change.due.key if change.due else None


def _history(change: Change, position: int) -> Iterator[HistoryRow]:
    before = change.before
    if before is None:
        return
    for unit in change.units:
        task = task_id(change.plan, change.rule.id, unit, change.cycle)
        yield HistoryRow(task, position, str(before.state), before.due_key, before.since, str(change.kind))


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
