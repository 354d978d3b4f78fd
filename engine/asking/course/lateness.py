"""By how many calendar days tasks are late. A date that is provisional, or in doubt, makes nothing late."""

from datetime import date

from engine.tasks import State
from events.views import TaskView


def firm(view: TaskView) -> bool:
    """True if a task can be called late by its date: it is neither provisional nor in doubt."""
    return not view.provisional and not view.in_doubt


def overdue_days(view: TaskView, today: date) -> int:
    """By how many calendar days an open task is overdue; 0: it is not, or its date does not tell."""
    if State(view.state) not in (State.ACTIVE, State.NEEDS_DATE) or not view.due or not firm(view):
        return 0
    return max(0, (today - date.fromisoformat(view.due)).days)


def late_by(view: TaskView) -> int:
    """By how many calendar days a task was done after its due date; 0: in time, or its date does not tell."""
    if not view.due or not view.done_on or not firm(view):
        return 0
    return max(0, (date.fromisoformat(view.done_on) - date.fromisoformat(view.due)).days)
