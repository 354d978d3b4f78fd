"""Plans and their milestones, asked for."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.beside_tasks.plans import plan_answer, plan_content
from adapters.answers.course.taken_over import taken_over
from adapters.answers.noting import note, whole
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Name
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from engine.facts.fact import HappenedAt
from engine.facts.topics import milestone
from engine.snapshot import facts_in
from events.rows import PlanRow
from rules.problems import N_

_MOST = 100_000
_OF_WHICH = N_("There are more than {most} tasks: say of which plan (plan=…).")

router = APIRouter(route_class=ProblemRoute, tags=["plans"], dependencies=[Depends(May(Act.READ))])


class OfPlan(BaseModel):
    """Of which plan."""

    model_config = ConfigDict(extra="forbid")

    plan: Name | None = Field(None, description="Only of this plan.")


@router.get("/plans", response_model=list[dict[str, Any]])
def plans(request: Request) -> Response:
    """The plans that concern one, as `thoihan plan list --json`, without the numbers of tasks."""
    with question(request) as asked:
        seen = {*asked.sight.plans()}
        rows = [row for row in asked.session.plans() if row.id in seen]
        loaded = asked.shelf.plans().named(seen)
        note(asked.office, "GET plans", [(plan.id, "", plan.secrecy) for plan in loaded.values()])
        found = [plan_answer(loaded[row.id], row) for row in rows]
    return answer(request, found)


@router.get("/plans/{id}", response_model=dict[str, Any])
def plan(request: Request, id: Name) -> Response:  # noqa: A002 - its name
    """A plan with its milestones and rows, as `thoihan plan show --json`."""
    with question(request) as asked:
        row = seen_plan(asked, id)
        loaded = asked.shelf.loaded(row)
        note(asked.office, "GET plan", whole(loaded))
        took = {name: taken_over(asked.shelf, row.id, name) for name in loaded.rules}
        found = {**plan_answer(loaded, row), **plan_content(loaded, took)}
    return answer(request, found)


@router.get("/milestones", response_model=list[dict[str, Any]])
def milestones(request: Request, wanted: Annotated[OfPlan, Query()]) -> Response:
    """The milestones of the plans that concern one, each with what is recorded of it."""
    with question(request) as asked:
        names = asked.sight.plans() if wanted.plan is None else [seen_plan(asked, wanted.plan).id]
        found = [one for name in names for one in _milestones(asked, name)]
    return answer(request, found)


def seen_plan(asked: ApiQuestion, name: str) -> PlanRow:
    """The row of a plan in force that he sees. Raises ApiProblem."""
    row = asked.shelf.plan_row(name) if asked.sight.sees_plan(name) else None
    if row is None:
        raise not_there()
    return row


def must_name_a_plan(asked: ApiQuestion, plan: str | None) -> None:
    """Raise ApiProblem where a question that goes through all tasks is asked of all plans of a nation."""
    if plan is None and sum(row.tasks for row in asked.session.tally()) > _MOST:
        raise ApiProblem(422, _OF_WHICH, most=_MOST)


def _milestones(asked: ApiQuestion, name: str) -> list[dict[str, Any]]:
    plan = asked.shelf.plans()[name]
    facts = facts_in(asked.session, name, [milestone(of) for of in plan.milestones])
    said: dict[str, list[dict[str, Any]]] = {}
    for fact in facts:
        at = fact.said.at if isinstance(fact.said, HappenedAt) and fact.said.at else None
        happening = {
            "unit": fact.unit,
            "held": fact.held,
            "day": fact.day.isoformat() if fact.day else None,
            "at": f"{at:%H:%M}" if at else None,
            "event": fact.id,
        }
        if not plan.milestones[fact.topic.name].of_each or asked.sight.of_plan(name).follows or _near(asked, fact.unit):
            said.setdefault(fact.topic.name, []).append(happening)
    return [
        {
            "plan": name,
            "name": one.name,
            "secrecy": str(plan.secrecy),
            "title": one.title,
            "at": one.at,
            "of_each": one.of_each,
            "repeats": one.repeats,
            "happenings": said.get(one.name, []),
        }
        for one in plan.milestones.values()
    ]


def _near(asked: ApiQuestion, unit: str) -> bool:
    """True of what happens at a unit within reach, or above it: its tasks may count from that."""
    return asked.sight.sees_unit(unit) or unit in asked.shelf.units().ancestry(asked.sight.who.unit)
