"""Tasks as lines of lists: each with its day first, how far that is, what it is, whose, and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from adapters.answers.due_dates import left_text
from adapters.web.looks.days import Shown, away, standing_shown
from adapters.web.pages.shared.reading import Reading
from adapters.web.rights.rows import FOLLOWERS
from adapters.words.catalogue import Said
from engine.asking.figures import view_standing
from engine.tasks import OPEN, State, task_shown
from events.views import TaskView
from rules.problems import N_
from rules.secrecy import Level

_SET_BY = N_("a date is to be set by {day}")
_DONE_ON = N_("done on {day}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task as a list shows it."""

    id: str  # as officers name it
    path: str  # of its page
    title: str
    number: str  # of its row
    plan: str
    document: str  # the number of its plan
    cycle: str
    unit: str  # the name of who leads it
    state: str
    day: str | None
    away: Said | str
    shown: Shown
    secrecy: Level
    mine: bool  # the reader's agency, or one that he acts for, is to report it
    his: bool  # it is one that the reader may act on
    many: int = 1  # so many tasks of the same row stand in this line, at as many agencies


def lines(seen: Reading, views: Iterable[TaskView]) -> list[TaskLine]:
    """The lines of these tasks."""
    return [line(seen, view) for view in views]


def line(seen: Reading, view: TaskView) -> TaskLine:
    """One task."""
    plan, rule = seen.shelf.plans()[view.plan], seen.rule(view)
    name, state = task_shown(plan, view.id), State(view.state)
    shown = standing_shown(
        state,
        view_standing(view, seen.today),
        provisional=bool(view.provisional),
        in_doubt=bool(view.in_doubt),
        due_today=view.due == seen.today.isoformat(),
    )
    beside = _beside(seen, view, state, plan.calendar)
    if beside and view.due and view.due <= seen.today.isoformat() and state in OPEN:
        shown, beside = Shown(shown.kind, beside), ""  # by how much it is overdue says that it is
    return TaskLine(
        id=name,
        path=task_path(name),
        title=rule.title,
        number=rule.number,
        plan=plan.id,
        document=plan.number,
        cycle=view.cycle,
        unit=seen.units.name(view.lead),
        state=view.state,
        day=view.due,
        secrecy=rule.secrecy,
        mine=_is_of(seen, view),
        his=seen.asker.sees(view.lead, view.unit),
        away=beside,
        shown=shown,
    )


def _is_of(seen: Reading, view: TaskView) -> bool:
    own = {seen.asker.unit} if seen.asker.role in FOLLOWERS else seen.sight.units
    return not own.isdisjoint({view.unit, view.lead})


def task_path(name: str) -> str:
    """The address of a task's page."""
    return f"/nhiem-vu/{quote(name, safe='/')}"


def _beside(seen: Reading, view: TaskView, state: State, calendar: str) -> Said | str:
    """The words below the day."""
    if state is State.DONE and view.done_on:
        return Said(_DONE_ON, {"day": view.done_on})
    if state is State.SUSPENDED and view.left:
        return left_text(seen.speech, view.left)
    if state is State.NEEDS_DATE and view.set_by and not view.due:
        return Said(_SET_BY, {"day": view.set_by})
    if state in OPEN and view.due and not (view.provisional or view.in_doubt):
        return away(date.fromisoformat(view.due), seen.today, seen.shelf.calendar(calendar))
    return ""
