"""`GET /api/v1/tasks`: lists by pages, one task, and why it is due when it is."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.explanations import Explained
from adapters.answers.lists.listing import not_begun
from adapters.answers.lists.many_agencies import ManyAgencies
from adapters.answers.lists.searching import Search
from adapters.answers.lists.standings import asked_standing, read_state
from adapters.answers.lists.task_pages import Page, place_of
from adapters.answers.noting import note
from adapters.answers.task_answers import Answer
from adapters.answers.task_marks import TaskMarks
from adapters.web.api.asking.described import ExplanationAnswer, Task, TaskPage
from adapters.web.api.asking.plans import must_name_a_plan
from adapters.web.api.events.building import stored
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Day, Name
from adapters.web.api.frame.problems import ProblemRoute, not_there
from adapters.web.rights.allowed import sees_task_named
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from engine.tasks import State
from events.rows import NO_DAY
from events.store.pages import Within
from rules.secrecy import Level

MOST = 1_000
"""The most tasks of one page."""

router = APIRouter(route_class=ProblemRoute, tags=["tasks"], dependencies=[Depends(May(Act.READ))])


class TaskFilters(BaseModel):
    """The filters of a list of tasks."""

    model_config = ConfigDict(extra="forbid")

    plan: Name | None = Field(None, description="Only tasks of this plan.")
    unit: Name | None = Field(None, description="Only tasks of this agency, or led by it; those it took over too.")
    state: Name | None = Field(None, description="Only tasks in this state, by its code or its words.")
    standing: Name | None = Field(None, description="Only tasks that stand so by the clock, likewise: overdue, near, …")
    due_from: Day | None = Field(None, description="Only tasks whose last day is this one or later.")
    due_to: Day | None = Field(None, description="Only tasks whose last day is this one or earlier.")
    q: str | None = Field(None, max_length=200, description="Words of numbers, titles and agencies, marks or none.")
    cursor: str | None = Field(None, max_length=1_000, description="Where the page before ended: its `next`.")
    limit: int = Field(50, ge=1, le=MOST, description="At most so many.")


@router.get("/tasks", response_model=TaskPage)
def tasks(request: Request, wanted: Annotated[TaskFilters, Query()]) -> Response:
    """Tasks that one sees, the earliest last day first, then by id; those without one last. By pages."""
    with question(request) as asked:
        page = Page.asked(wanted.cursor, wanted.limit)
        state = read_state(wanted.state)
        found, more = _not_begun(asked, wanted, page) if state is State.WAITING else _listed(asked, wanted, page, state)
        note(asked.office, "GET tasks", [(one["plan"], one["rule"], Level(one["secrecy"])) for one in found])
    return answer(request, {"items": found, "next": more})


@router.get("/tasks/{id:path}/explanation", response_model=ExplanationAnswer)
def explanation(request: Request, id: Annotated[str, Field(max_length=500)]) -> Response:  # noqa: A002 - its name
    """Why a task is due when it is: from which happenings, by which rule, what was counted, and what it was before."""
    with question(request) as asked:
        task = seen_task(asked, id)
        if asked.session.task(task) is None:
            raise not_there()
        found = Explained.of(asked.session, asked.office.tools, task, asked.office.clock.today())
        note(asked.office, "GET explanation", found.looked())
        said = found.answer(asked.speech)
    return answer(request, said)


@router.get("/tasks/{id:path}", response_model=Task)
def task(request: Request, id: Annotated[str, Field(max_length=500)]) -> Response:  # noqa: A002
    """One task, as lists have it."""
    with question(request) as asked:
        found = _one(asked, seen_task(asked, id))
        note(asked.office, "GET task", [(found["plan"], found["rule"], Level(found["secrecy"]))])
    return answer(request, found)


def seen_task(asked: ApiQuestion, shown: str) -> str:
    """The key of the task that is shown so, if he sees it. Raises ApiProblem."""
    task = stored(asked.sight, shown)
    if not sees_task_named(asked.sight, task):
        raise not_there()
    return task


def _one(asked: ApiQuestion, task: str) -> Answer:
    plan, _, rest = task.partition("/")
    rule, unit = rest.split("/")[:2]
    views = [one for one in asked.session.view_tasks(plan=plan, rule=rule, unit=unit) if one.id == task]
    if not views:
        views = [
            one
            for one in asked.session.view_tasks(plan=plan, rule=rule, unit=unit, state=State.WAITING)
            if one.id == task
        ]
    if views:
        return ManyAgencies(asked.shelf, asked.office.clock.today()).answers(views)[0]
    marks = TaskMarks.of(asked.session, asked.shelf.units(), [])
    found = next((one for one in not_begun(asked.shelf, plan, [None], None) if one["key"] == task), None)
    if found is None:
        raise not_there()
    return {**marks.marked(found), "reporting": None}


def _listed(
    asked: ApiQuestion, wanted: TaskFilters, page: Page, state: State | None
) -> tuple[list[Answer], str | None]:
    parts = [asked.sight.part] if asked.sight.part is not None else []
    parts += [Within(asked.shelf.units().became(wanted.unit))] if wanted.unit is not None else []
    leaving, today = asked.office.settings.leaving, asked.office.clock.today()
    listed = ManyAgencies(asked.shelf, today, parts, wanted.q, leaving)
    views, more = listed.views(
        page,
        plan=wanted.plan,
        state=state,
        stands=asked_standing(wanted.standing, None, today),
        due_from=_day(wanted.due_from, ""),
        due_to=_day(wanted.due_to, NO_DAY),
    )
    return listed.answers(views), more


def _day(day: date | None, none: str) -> str:
    return day.isoformat() if day else none


def _not_begun(asked: ApiQuestion, wanted: TaskFilters, page: Page) -> tuple[list[Answer], str | None]:
    """The tasks that have not begun: none of them has a last day, or stands somewhere by the clock."""
    if wanted.due_from or wanted.due_to or wanted.standing:
        return [], None
    must_name_a_plan(asked, wanted.plan)
    units: list[Any] = [*asked.shelf.units().became(wanted.unit)] if wanted.unit else [None]
    search = Search.of(wanted.q, asked.shelf, asked.office.settings.leaving) if wanted.q is not None else None
    found = [one for one in not_begun(asked.shelf, wanted.plan, units, None) if _sees(asked, one)]
    shown, more = page.cut(page.past([one for one in found if search is None or search.finds(one)]), place_of)
    marks = TaskMarks.of(asked.session, asked.shelf.units(), [])
    return [{**marks.marked(one), "reporting": None} for one in shown], more


def _sees(asked: ApiQuestion, one: Answer) -> bool:
    of = asked.sight.of_plan(one["plan"])
    units = asked.sight.sees_unit(one["unit"]) or asked.sight.sees_unit(one["lead"])
    return units or of.follows or str(one["key"]).split("/")[1] in of.rows
