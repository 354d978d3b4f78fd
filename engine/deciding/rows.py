"""From what was decided to the rows that keep it: the same bytes whenever the same log is read again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Generic, TypeVar

from engine.deciding.tallying import due_now, led_on, tally_of
from engine.decision import NOTICES, Change, Decision
from engine.facts.fact import row_of
from engine.tasks import State, led_by, task_id
from events.rows import Changes, HistoryRow, TaskRow, due_day

Row = TypeVar("Row", TaskRow, HistoryRow)


@dataclass(frozen=True, slots=True)
class _Made(Generic[Row]):
    """The rows of tasks that change, one for each unit: made while they are written, since they may be a million."""

    changes: Sequence[Change]
    of: Callable[[Change], Iterator[Row]]

    def __len__(self) -> int:
        return sum(len(change.units) for change in self.changes)

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(map(self.of, self.changes))


def changes_of(decision: Decision) -> Changes:
    """Everything to be written for `decision`, in bulk."""
    changes = [change for change in decision.changes if change.kind not in NOTICES]
    tasks = [change for change in decision.one_by_one if change.kind not in NOTICES]
    changed = [change for change in tasks if change.before]
    return Changes(
        units=decision.units,
        contacts=decision.contacts,
        contacts_gone=decision.contacts_gone,
        moved=decision.moved,
        files=decision.files,
        plans=decision.plans,
        compiled=decision.compiled,
        titles=decision.titles,
        mentions=decision.mentions,
        calendar_days=decision.calendar_days,
        cut_offs=decision.cut_offs,
        recounts=decision.recounts,
        recounts_done=decision.recounts_done,
        facts=[row_of(fact) for fact in decision.facts],
        facts_gone=decision.facts_gone,
        dues=list({change.due.key: change.due.row for change in changes if change.due}.values()),
        tasks_new=_Made([change for change in tasks if change.before is None], partial(_tasks, decision)),
        tasks_changed=_Made(changed, partial(_tasks, decision)),
        tally=tally_of(tasks, decision.leading, decision.recounted),
        redated=decision.redated,
        history=_Made(changed, partial(_history, decision)),
        bodies=decision.bodies,
        messages=decision.messages,
    )


def _tasks(decision: Decision, change: Change) -> Iterator[TaskRow]:
    plan, rule, cycle, state = change.plan, change.rule.id, change.cycle, str(change.state)
    key, reason, on, at = _due_key(change), str(change.kind), led_on(change), decision.at
    done_on, day = change.done_on.isoformat() if change.done_on else None, due_day(due_now(change))
    for unit in change.units:
        yield TaskRow(
            plan,
            task_id(plan, rule, unit, cycle),
            rule,
            unit,
            cycle,
            state,
            led_by(change.rule, unit, decision.leading, on),
            key,
            at(rule, unit),
            done_on,
            reason,
            day,
        )


def _due_key(change: Change) -> str | None:
    """The due date of the task's row. A task that is closed keeps the one it had; one that waits has none."""
    if change.state is State.WAITING:
        return None
    if change.due is None and change.before and change.state is State.CLOSED:
        return change.before.due_key
    return change.due.key if change.due else None


def _history(decision: Decision, change: Change) -> Iterator[HistoryRow]:
    before = change.before
    if before is None:
        return
    rule, state, reason = change.rule.id, str(before.state), str(change.kind)
    for unit in change.units:
        task = task_id(change.plan, rule, unit, change.cycle)
        yield HistoryRow(change.plan, task, decision.at(rule, unit), state, before.due_key, before.since, reason)
