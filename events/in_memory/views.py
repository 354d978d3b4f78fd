"""Rows in memory as people see them."""

from collections.abc import Iterable
from typing import Any

from events.chain import moment_text
from events.in_memory.tables import Kept
from events.rows import DueRow, HistoryRow, MessageRow, TaskRow, plan_of
from events.states import OPEN_STATES
from events.store.questions import Stands, standing_of
from events.views import MessageView, Numbered, Numbering, TaskView


def message_view(state: Kept, row: MessageRow) -> MessageView:
    """A message with its content."""
    of = state.deliveries[row[:2]]
    content = (state.rows["said"].get((of.said_key,)) or state.rows["body"][row.body_key,]).content
    shown = {name: value for name, value in of._asdict().items() if name in MessageView._fields}
    return MessageView(row.key, row.position, row.recipient, row.channel, content, **shown)


def of_due(row: DueRow | None) -> Iterable[Any]:
    """The columns of a due that a task is shown with."""
    names = TaskView._fields[len(TaskRow._fields) :]
    return [getattr(row, name) if row else None for name in names]


def stands_so(view: TaskView, stands: Stands) -> bool:
    """True if a task stands so by the clock."""
    days = {name: getattr(view, name) for name in ("due", "remind_on", "done_on", "set_by")}
    return view.day <= stands.until and standing_of(view.state, **days, today=stands.today) in stands.standings


def is_there(state: Kept, task: str) -> bool:
    """True if there is a task of that id."""
    return (plan_of(task), task) in state.rows["task"]


def numbered(state: Kept, history: Iterable[HistoryRow], of: Numbering) -> Numbered:
    """The number of a task in a calendar, as of an event."""
    reader, task, position = of
    served = state.rows["served"].get((reader, plan_of(task), task))
    turns = sum(row.position <= position for row in history)
    recorded = moment_text(state.log[position - 1].event.recorded_at)
    sequence, day, over = (served.sequence, served.day, served.over) if served else (None, None, None)
    row = state.rows["task"][plan_of(task), task]
    due = state.rows["due"].get((row.plan, row.due_key))
    alarm = due.remind_on if due and row.state in OPEN_STATES else None
    return Numbered(turns, recorded, sequence, day, over, alarm, (due.due or due.set_by) if due else None)
