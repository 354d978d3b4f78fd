"""The day's work, the overview, the report, and whether everything holds: numbers that pages begin with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.lists.many_agencies import ManyAgencies
from adapters.answers.noting import note
from adapters.web.api.asking.plans import must_name_a_plan, seen_plan
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Day, Name
from adapters.web.api.frame.problems import ProblemRoute
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from engine.asking.figures import standings, view_standing
from engine.asking.filed.reports import figures, lines
from engine.asking.official.tables import OFFICIAL, OUTSIDE
from engine.sweeping import clock
from engine.tasks import Standing, State, task_shown
from engine.telling.levels import subject_level
from events.rows import NO_DAY
from events.store.pages import PageOf, Within
from events.store.questions import Stands
from events.views import TaskView
from rules.secrecy import Level

router = APIRouter(route_class=ProblemRoute, tags=["figures"], dependencies=[Depends(May(Act.READ))])

CELLS = (*OFFICIAL, *OUTSIDE)
_FIRST = 20
_MOST = 100_000
_OPEN_SO = (Standing.NEAR, Standing.IN_TIME)


class Ahead(BaseModel):
    """Of which agency, and how far ahead."""

    model_config = ConfigDict(extra="forbid")

    unit: Name | None = Field(None, description="Only tasks of this agency, or led by it.")
    days: int = Field(7, ge=1, le=366, description="So many days ahead.")


class OfPlans(BaseModel):
    """Of which plan, as of which day."""

    model_config = ConfigDict(extra="forbid")

    plan: Name | None = Field(None, description="Only tasks of this plan.")
    to: Day | None = Field(None, description="As of this day; today, if it is not given.")


@router.get("/today", response_model=dict[str, Any])
def today(request: Request, wanted: Annotated[Ahead, Query()]) -> Response:
    """The day's work: how much is overdue, due today, due soon and without a date, and the first tasks of each."""
    with question(request) as asked:
        parts = _parts(asked, wanted.unit)
        day = asked.office.clock.today()
        listed = ManyAgencies(asked.shelf, day, parts)
        found = {name: _part(asked, listed, of, parts) for name, of in _day_parts(day, wanted.days).items()}
        swept = clock(asked.session).day
    asked_for = {"day": day.isoformat(), "swept": swept.isoformat() if swept else None}
    return answer(request, {**asked_for, "unit": wanted.unit, "days": wanted.days, **found})


@router.get("/overview", response_model=dict[str, Any])
def overview(request: Request, wanted: Annotated[OfPlans, Query()]) -> Response:
    """How many tasks stand how: all, by plan, and by agency that leads them; of all that one sees."""
    with question(request) as asked:
        plan = seen_plan(asked, wanted.plan).id if wanted.plan is not None else None
        day = wanted.to or asked.office.clock.today()
        found = _kept(request, asked, plan, day) if asked.sight.everything else _by_tasks(asked, plan, day)
    return answer(request, {"day": day.isoformat(), **found})


@router.get("/report", response_model=dict[str, Any])
def report(request: Request, wanted: Annotated[OfPlans, Query()]) -> Response:
    """The four official cells by plan, and the line of each task, as `thoihan report --json` has both."""
    with question(request) as asked:
        names = asked.sight.plans() if wanted.plan is None else [seen_plan(asked, wanted.plan).id]
        day = wanted.to or asked.office.clock.today()
        must_name_a_plan(asked, wanted.plan)
        views = {view.id: view for name in names for view in asked.session.view_tasks(plan=name)}
        said = [one for one in lines(asked.session, names, day) if asked.sight.sees_task(views[one.task])]
        plans = asked.shelf.plans()
        rows = [
            {
                **one._asdict(),
                "task": task_shown(plans[one.plan], one.task),
                "key": one.task,
                "secrecy": str(subject_level(plans[one.plan], one.task)),
            }
            for one in said
        ]
        cells = {plan: {str(cell): of[cell] for cell in CELLS} for plan, of in figures(said).items()}
    return answer(request, {"day": day.isoformat(), "plans": cells, "rows": rows})


def _parts(asked: ApiQuestion, unit: str | None) -> list[Within]:
    parts = [asked.sight.part] if asked.sight.part is not None else []
    return [*parts, *([Within(asked.shelf.units().became(unit))] if unit is not None else [])]


def _day_parts(day: date, days: int) -> Mapping[str, Mapping[str, Any]]:
    """The parts of the day's work, as pages of tasks are asked for."""
    now, tomorrow, until = (one.isoformat() for one in (day, day + timedelta(days=1), day + timedelta(days=days)))
    return {
        "overdue": {"stands": Stands(now, (Standing.OVERDUE,))},
        "today": {"stands": Stands(now, _OPEN_SO, now)},
        "ahead": {"stands": Stands(now, _OPEN_SO, until), "due_from": tomorrow},
        "undated": {"state": State.NEEDS_DATE},
    }


def _part(asked: ApiQuestion, listed: ManyAgencies, of: Mapping[str, Any], parts: Sequence[Within]) -> dict[str, Any]:
    views = asked.session.page_of_tasks(PageOf(_FIRST, within=parts, **of))
    number = len(views) if len(views) < _FIRST else _number(asked, of, parts)
    found = listed.answers(views)
    note(asked.office, "GET today", [(one["plan"], one["rule"], Level(one["secrecy"])) for one in found])
    return {"number": number, "tasks": found}


def _number(asked: ApiQuestion, of: Mapping[str, Any], parts: Sequence[Within]) -> int:
    """How many there are: where everything is seen, by the tally."""
    if parts:
        return len(asked.session.page_of_tasks(PageOf(_MOST, within=parts, **of)))
    stands, state = of.get("stands"), of.get("state")
    first, last = PageOf(1, **of).days
    found = (row for row in asked.session.tally() if state in (None, row.state))
    if stands is None:
        return sum(row.tasks for row in found)
    states, before = stands.states or (), stands.standings == (Standing.OVERDUE,)
    last = (date.fromisoformat(stands.today) - timedelta(days=1)).isoformat() if before else last
    dated = (row for row in found if row.state in states and row.state != State.NEEDS_DATE)
    return sum(row.tasks for row in dated if first <= row.day <= last and row.day != NO_DAY)


def _kept(request: Request, asked: ApiQuestion, plan: str | None, day: date) -> dict[str, Any]:
    """The numbers by the tally, kept until something is recorded, or dates are counted again: all ask for the same."""
    state, now = request.app.state, (asked.session.head(), tuple(asked.session.recounts()), plan, day)
    kept: tuple[Any, dict[str, Any]] | None = getattr(state, "kept_overview", None)
    if kept is None or kept[0] != now:
        kept = state.kept_overview = now, _by_tally(asked, plan, day)
    return kept[1]


def _by_tally(asked: ApiQuestion, plan: str | None, day: date) -> dict[str, Any]:
    by_plan: dict[str, Counter[str]] = {}
    by_lead: dict[str, Counter[str]] = {}
    for row in asked.session.tallied(day.isoformat(), plan):
        standing = str(next(iter(standings([row], day))))
        by_plan.setdefault(row.plan, Counter())[standing] += row.tasks
        by_lead.setdefault(row.lead, Counter())[standing] += row.tasks
    own = by_lead.pop("", Counter())
    return {
        "all": _cells(sum(by_plan.values(), Counter[str]())),
        "plans": {name: _cells(of) for name, of in by_plan.items()},
        "agencies": {name: _cells(of) for name, of in by_lead.items()},
        "each_its_own": _cells(own),
    }


def _by_tasks(asked: ApiQuestion, plan: str | None, day: date) -> dict[str, Any]:
    views = asked.session.page_of_tasks(PageOf(_MOST, within=_parts(asked, None), plan=plan))
    by_plan: dict[str, Counter[str]] = {}
    by_lead: dict[str, Counter[str]] = {}
    for view in views:
        standing = _in_time(view, day)
        by_plan.setdefault(view.plan, Counter())[standing] += 1
        by_lead.setdefault(view.lead, Counter())[standing] += 1
    whole = sum(by_plan.values(), Counter[str]())
    return {
        "all": _cells(whole),
        "plans": {name: _cells(of) for name, of in sorted(by_plan.items())},
        "agencies": {name: _cells(of) for name, of in sorted(by_lead.items())},
        "each_its_own": _cells(Counter()),
    }


def _in_time(view: TaskView, day: date) -> str:
    found = view_standing(view, day)
    return str(Standing.IN_TIME if found is Standing.NEAR else found)


def _cells(of: Mapping[Any, int]) -> dict[str, int]:
    return {str(one): of.get(one, 0) for one in Standing if one is not Standing.NEAR}
