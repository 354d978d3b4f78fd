"""Texts read without anything being kept: deadline phrases, and a plan before it is adopted."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import question
from adapters.web.api.frame.fields import Source, Strict
from adapters.web.api.frame.problems import ProblemRoute
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from rules.compiling import check_plan
from rules.phrases.reading import read
from rules.problems import Severity
from rules.secrecy import named_in

router = APIRouter(route_class=ProblemRoute, tags=["texts"])


class Phrases(Strict):
    """Deadlines as documents have them."""

    phrases: Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(max_length=1_000)]
    year: Annotated[int, Field(ge=1900, le=2099, description="The plan's, for dates without one.")] | None = None


class PlanText(Strict):
    """A plan that is to be looked at."""

    source: Source


@router.post("/phrases", response_model=list[dict[str, Any]], dependencies=[Depends(May(Act.READ))])
def phrases(request: Request, said: Phrases) -> Response:
    """Read deadline phrases: an answer for each, in their order, as `thoihan read --json`."""
    return answer(request, [read(phrase, said.year).to_json() for phrase in said.phrases])


@router.post("/plans/check", response_model=dict[str, Any], dependencies=[Depends(May(Act.PLAN))])
def check(request: Request, said: PlanText) -> Response:
    """Check the text of a plan: every problem with its place, as `thoihan plan check --json`; `errors` counts those."""
    with question(request) as asked:
        known = {row.code: row.kind for row in asked.session.units()}
        highest = asked.office.settings.highest
    found = check_plan(said.source, path="source", known_units=known, growing=True, highest=highest)
    level = str(named_in(said.source))
    problems = [
        {
            "code": one.code,
            "severity": str(one.severity),
            "line": one.line,
            "column": one.column,
            "text": one.text(),
            "secrecy": level,
        }
        for one in found
    ]
    errors = sum(one.severity is Severity.ERROR for one in found)
    return answer(request, {"errors": errors, "problems": problems})
