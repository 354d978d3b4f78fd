"""The tally as it is kept, and as the tasks and their dates give it, counted one by one."""

from collections import Counter
from typing import Any

from events.rows import NO_DAY, DueRow, TaskRow
from events.store import Session


def days_as_due(session: Session) -> bool:
    """True if each task's row has the day of the due that it bears: lists are ordered by it."""
    dues = {row[:2]: DueRow(*row) for row in session.dump("due")}
    found = ((row, dues.get((row.plan, row.due_key))) for row in (TaskRow(*row) for row in session.dump("task")))
    return all(row.day == ((due and due.due) or NO_DAY) for row, due in found)


Tally = dict[tuple[Any, ...], int]
"""By plan, lead, state, firmness, cell and day: the number of tasks."""


def kept_tally(session: Session) -> Tally:
    """The tally as it is kept."""
    return {tuple(row[:-1]): row[-1] for row in session.dump("tally")}


def counted_tally(session: Session) -> Tally:
    """The tally by the tasks: one after the other, by what each says and the due that it bears."""
    dues = {row[:2]: DueRow(*row) for row in session.dump("due")}
    counts = Counter[tuple[Any, ...]]()
    for row in (TaskRow(*row) for row in session.dump("task")):
        due = dues.get((row.plan, row.due_key))
        day = due.due if due else None
        if due and row.state == "needs_date" and day is None:
            day = due.set_by
        cell = ""
        if row.state == "done":
            late = due and due.due and row.done_on and due.due < row.done_on
            cell = "done_late" if late else "done_in_time" if row.done_on else "done_undated"
        lead = row.lead if row.lead != row.unit else ""
        counts[row.plan, lead, row.state, int(not (due and due.provisional)), cell, day or NO_DAY] += 1
    return dict(counts)
