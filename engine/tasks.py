"""The states of a task, what the clock adds to them, and the names of tasks."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from events.states import LIVE_STATES, OPEN_STATES
from events.store.questions import standing_of
from rules.plan import Plan, TaskRule
from rules.row_names import key_of, row_name


class State(StrEnum):
    """The state of a task. WAITING tasks have no row: they are shown from the rules."""

    WAITING = "waiting"
    PLANNED = "planned"
    NEEDS_DATE = "needs_date"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DONE = "done"
    CLOSED = "closed"


OPEN = frozenset(map(State, OPEN_STATES))
"""The states in which somebody has something to do, so that reminders and lateness apply."""

LIVE = frozenset(map(State, LIVE_STATES))
"""These, and the one in which the time of a task stands still."""


class Standing(StrEnum):
    """The clock's word on a task; never stored."""

    IN_TIME = "in_time"
    NEAR = "near"
    OVERDUE = "overdue"
    CONTINUOUS = "continuous"  # it has begun and has no last day: it is measured by its reports, and outside the cells
    DATE_OVERDUE = "date_overdue"  # late in having its date set
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    DONE_UNDATED = "done_undated"  # the plan says that it is done, and not on which day: it is outside the cells
    NOT_COUNTED = "not_counted"  # suspended, closed or waiting: it can be neither near nor late


def standing(
    state: State,
    *,
    due: date | None,
    remind_on: date | None,
    done_on: date | None,
    today: date,
    set_by: date | None = None,
) -> Standing:
    """The standing of a task on `today`: the four cells of every report, and `near` (sắp đến hạn).

    One whose date was to be set by the day `set_by`, and was not, is late in that.
    """
    days = {"due": due, "remind_on": remind_on, "done_on": done_on, "set_by": set_by}
    texts = {name: day.isoformat() if day else None for name, day in days.items()}
    return Standing(standing_of(state, **texts, today=today.isoformat()))


Leading = Callable[[str, date | None], str]
"""From a unit's code to the unit that leads for it now, or led on a day."""


def as_named(code: str, _on: date | None = None) -> str:
    """The unit itself: nobody has ended."""
    return code


def led_by(rule: TaskRule, unit: str, leading: Leading, on: date | None = None) -> str:
    """The unit that leads the task of `rule` at `unit`, or led it on a day: whom the rule names, or its heir."""
    return leading(unit if rule.leads_its_own else rule.lead, on)


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


def task_shown(plan: Plan, task: str) -> str:
    """The name under which a task is shown and asked for: with the number that its row has in `plan`.

    What is not the name of a task of `plan` stays as it is.
    """
    try:
        rule, unit, cycle = task_parts(plan.id, task)
    except ValueError:
        return task
    return task_id(plan.id, row_name(plan, rule), unit, cycle)


def task_stored(plan: Plan, shown: str) -> str:
    """The name of the task that is shown as `shown`: by the key of its row. Raises RowMovedError.

    What is not the name of a task of `plan` stays as it is.
    """
    try:
        row, unit, cycle = task_parts(plan.id, shown)
    except ValueError:
        return shown
    return task_id(plan.id, key_of(plan, row), unit, cycle)
