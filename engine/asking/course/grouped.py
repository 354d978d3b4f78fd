"""Tasks of a part of the day's work, those of one row of a plan together: one duty of many units is one thing to see.

Numbers are true whatever is shown: they are counted over all tasks of the row, not over those that were listed.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.asking.course.agenda import Section
from engine.tasks import State
from events.store import Session
from events.views import TaskView

LISTED = 1_000
"""So many tasks of a part are looked through for its rows."""


class Duty(NamedTuple):
    """A row of a plan, in one round where it recurs, of which tasks are in a part of the day's work."""

    here: Sequence[TaskView]  # those that are, the earliest due first
    whole: Sequence[TaskView]  # all of the row that there are and that were not closed; of one task alone only that

    @property
    def tasks(self) -> int:
        """How many tasks of it are in the part."""
        return len(self.here)


def duties(
    session: Session, part: Section, belongs: Callable[[TaskView], bool], most: int, unit: str | None = None
) -> list[Duty]:
    """The duties of a part, at most so many, in the order of the earliest due day; of `unit` only its own tasks.

    `belongs`: whether a task is one of that part.
    """
    found: dict[tuple[str, str, str], list[TaskView]] = {}
    for view in part.tasks:
        found.setdefault((view.plan, view.rule, view.cycle), []).append(view)
    cut = part.number > len(part.tasks)
    return [
        _duty(session, here, belongs, unit) if cut or len(here) > 1 else Duty(here, here)
        for here in list(found.values())[:most]
    ]


def _duty(session: Session, here: Sequence[TaskView], belongs: Callable[[TaskView], bool], unit: str | None) -> Duty:
    plan, rule, cycle = here[0].plan, here[0].rule, here[0].cycle
    views = session.view_tasks(plan=plan, rule=rule, concerning=unit)
    whole = [view for view in views if view.cycle == cycle and view.state != State.CLOSED]
    return Duty([view for view in whole if belongs(view)], whole)
