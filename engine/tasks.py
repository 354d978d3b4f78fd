"""The states of a task, what may follow what, and what the clock adds to them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Where a task stands. WAITING tasks have no row: they are shown from the rules."""

    WAITING = "waiting"
    PLANNED = "planned"
    NEEDS_DATE = "needs_date"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DONE = "done"
    CLOSED = "closed"


OPEN = frozenset({State.PLANNED, State.NEEDS_DATE, State.ACTIVE})
"""The states in which somebody has something to do, so that reminders and lateness apply."""

_STARTED = OPEN | {State.SUSPENDED, State.DONE, State.CLOSED}

MAY_BECOME: Mapping[State, frozenset[State]] = {
    State.WAITING: _STARTED,
    State.PLANNED: _STARTED,
    State.NEEDS_DATE: _STARTED,
    State.ACTIVE: _STARTED,
    State.SUSPENDED: _STARTED,
    State.DONE: frozenset(),
    State.CLOSED: frozenset(),
}
"""What a new event may make of a task. To take an event back may also reopen one (`REOPENS`)."""

REOPENS: Mapping[State, frozenset[State]] = {
    State.DONE: OPEN | {State.SUSPENDED, State.CLOSED},  # the report was withdrawn
    State.CLOSED: OPEN | {State.SUSPENDED, State.DONE},  # what it hung on was withdrawn, and has now happened after all
}


class Standing(StrEnum):
    """What the clock says of a task; never stored."""

    IN_TIME = "in_time"
    NEAR = "near"
    OVERDUE = "overdue"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    NOT_COUNTED = "not_counted"  # suspended, closed or waiting: it can be neither near nor late


def may_become(before: State, after: State) -> bool:
    """Whether a task in `before` may be made `after`, by an event or by taking one back."""
    return after in MAY_BECOME[before] or after in REOPENS.get(before, frozenset())


def standing(state: State, *, due: date | None, remind_on: date | None, done_on: date | None, today: date) -> Standing:
    """Where a task stands on `today`: the four cells of every report, and `near` (sắp đến hạn)."""
    if state is State.DONE:
        return Standing.DONE_LATE if due and done_on and done_on > due else Standing.DONE_IN_TIME
    if state not in OPEN:
        return Standing.NOT_COUNTED
    if due and today > due:
        return Standing.OVERDUE
    return Standing.NEAR if remind_on and today >= remind_on else Standing.IN_TIME


def task_id(plan: str, rule: str, unit: str, cycle: str = "") -> str:
    """The name of a task: `376-kh-tu/XIV.1.5/03388`, with `/2025-Q3` behind it when it recurs."""
    return f"{plan}/{rule}/{unit}/{cycle}" if cycle else f"{plan}/{rule}/{unit}"


def task_parts(plan: str, task: str) -> tuple[str, str, str]:
    """The rule, unit and cycle ("" if none) of a task's name. Raises ValueError where it isn't one of `plan`."""
    head, _, rest = task.partition("/")
    parts = rest.split("/")
    if head != plan or not 2 <= len(parts) <= 3:
        raise ValueError(f"{task} is not the name of a task of {plan}")
    return parts[0], parts[1], parts[2] if len(parts) == 3 else ""
