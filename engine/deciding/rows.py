"""From what was decided to the rows that keep it: the same bytes whenever the same log is read again."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.counting.due import Due
from engine.counting.steps import steps_text
from engine.decision import CLOCK, Change, Decision, Positions, always
from engine.tasks import State, task_id
from engine.version import COUNTING
from events.chain import canonical_json
from events.rows import Changes, DueRow, HistoryRow, TaskRow
from rules.plan import EACH, TaskRule


def digest(text: str) -> str:
    """The first 128 bits of SHA-256, in hex: a key for content."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Bare:
    """A due date as it is kept, without what it rests on: the columns on either side, and their canonical JSON."""

    before: Sequence[Any]
    after: Sequence[Any]
    json_before: str
    json_after: str

    def resting_on(self, basis: Sequence[str]) -> DueRow:
        """The row, as it rests on the events `basis`: with its key, and the version of the counting that came to it.

        What another version comes to as well is the same due date, and keeps its key.
        """
        events = canonical_json(list(basis))
        key = digest(f"{self.json_before},{canonical_json(events)},{self.json_after}")
        return DueRow._make((key, *self.before, events, *self.after, COUNTING))


def bare(plan: str, rule: TaskRule, due: Due) -> Bare:
    """A due date with all of its receipt but for what it rests on."""
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
        basis="",
        steps=steps_text(due.steps),
        left=due.left,
        engine=COUNTING,
    )
    before, after = row[:_BASIS], row[_BASIS + 1 : -1]
    return Bare(before[1:], after, canonical_json(before)[:-1], canonical_json(after)[1:])


_BASIS = DueRow._fields.index("basis")


def changes_of(decision: Decision) -> Changes:
    """Everything to be written for `decision`, in bulk."""
    return replace(
        tasks_of(decision.changes, decision.heirs, always(decision.position)),
        units=decision.units,
        plans=decision.plans,
        calendar_days=decision.calendar_days,
        cut_offs=decision.cut_offs,
        facts=decision.facts,
        facts_gone=decision.facts_gone,
        redated=decision.redated,
        bodies=decision.bodies,
        messages=decision.messages,
    )


def tasks_of(changes: Iterable[Change], heirs: Mapping[str, str], at: Positions) -> Changes:
    """The tasks that `changes` are of, with their dues and what they were before; `at` says by which event."""
    written = [change for change in changes if change.kind not in CLOCK]
    tasks = [change for change in written if not change.redated]
    return Changes(
        dues=list({change.due.key: change.due for change in written if change.due}.values()),
        tasks_new=[row for change in tasks if change.before is None for row in _rows(change, heirs, at)],
        tasks_changed=[row for change in tasks if change.before for row in _rows(change, heirs, at)],
        history=[row for change in tasks for row in _history(change, at)],
    )


def _rows(change: Change, heirs: Mapping[str, str], at: Positions) -> Sequence[TaskRow]:
    plan, rule, cycle, state, done_on = change.plan, change.rule.id, change.cycle, str(change.state), change.done_on
    lead = change.rule.lead
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
            at(rule, unit),
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


def _history(change: Change, at: Positions) -> Iterator[HistoryRow]:
    before = change.before
    if before is None:
        return
    rule, state, reason = change.rule.id, str(before.state), str(change.kind)
    for unit in change.units:
        task = task_id(change.plan, rule, unit, change.cycle)
        yield HistoryRow(task, at(rule, unit), state, before.due_key, before.since, reason)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
