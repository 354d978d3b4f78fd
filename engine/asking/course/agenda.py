"""The day's work: what is overdue, due today, due soon, and what has no date; of all agencies, or of one.

Of all, the numbers come from the tally and the tasks from the beginning of each list, so that a nation's tasks are not
gone through; of one agency they are read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from engine.tasks import OPEN, Standing, State
from events.rows import NO_DAY, TallyRow
from events.store import Session
from events.store.pages import PageOf
from events.store.questions import Stands
from events.views import TaskView

_BEHIND_ALL = "\U0010ffff"
_OPEN_SO = (Standing.NEAR, Standing.IN_TIME)


class Section(NamedTuple):
    """The first tasks of a part of the day's work, the earliest due first, and the number of all."""

    tasks: Sequence[TaskView] = ()
    number: int = 0


class Agenda(NamedTuple):
    """The parts of the day's work; no task is in two."""

    overdue: Section
    today: Section
    ahead: Section  # from tomorrow on, so many days
    undated: Section  # they have begun, and wait for an officer to set their dates


def agenda(session: Session, today: date, days: int, most: int | None, unit: str | None = None) -> Agenda:
    """The work of `today`, looking so many days ahead, with at most so many tasks in each part (None: all)."""
    look = _Look(unit, most, session.tally() if unit is None else ())
    now, until = today.isoformat(), (today + timedelta(days=days)).isoformat()
    late, later = Stands(now, (Standing.OVERDUE,)), Stands(now, _OPEN_SO, until)
    sections = (
        look.section(lambda row: _has_day(row) and row.day < now, stands=late),
        look.section(lambda row: _has_day(row) and row.day == now, stands=Stands(now, _OPEN_SO, now)),
        look.section(lambda row: _has_day(row) and now < row.day <= until, stands=later, after=(now, _BEHIND_ALL)),
        look.section(lambda row: row.state == State.NEEDS_DATE, state=State.NEEDS_DATE),
    )
    return Agenda(*session.side_by_side(sections))


def belonging(part: str, today: date, days: int) -> Callable[[TaskView], bool]:
    """Whether a task is in that part of the work of `today`."""
    now, until = today.isoformat(), (today + timedelta(days=days)).isoformat()
    within = {
        "overdue": lambda day: day < now,
        "today": lambda day: day == now,
        "ahead": lambda day: now < day <= until,
    }

    def belongs(view: TaskView) -> bool:
        if view.state == State.NEEDS_DATE or part == "undated":
            return part == "undated" and view.state == State.NEEDS_DATE
        return State(view.state) in OPEN and view.due is not None and within[part](view.due)

    return belongs


@dataclass(frozen=True, slots=True)
class _Look:
    unit: str | None
    most: int | None
    tally: Sequence[TallyRow]

    def section(self, counts: Callable[[TallyRow], bool], **filters: Any) -> Callable[[Session], Section]:
        """What reads the tasks that pass the filters; `counts`: those that the tally has of them."""

        def read(session: Session) -> Section:
            if self.unit is not None:
                found = session.view_tasks(concerning=self.unit, **filters)
                return Section(found[: self.most], len(found))
            count = sum(row.tasks for row in self.tally if State(row.state) in OPEN and counts(row))
            return Section(self._listed(session, filters) if count else (), count)

        return read

    def _listed(self, session: Session, filters: dict[str, Any]) -> Sequence[TaskView]:
        return (
            session.view_tasks(**filters) if self.most is None else session.page_of_tasks(PageOf(self.most, **filters))
        )


def _has_day(row: TallyRow) -> bool:
    """True if its day is a last day: not one by which a date is to be set."""
    return row.day < NO_DAY and row.state != State.NEEDS_DATE
