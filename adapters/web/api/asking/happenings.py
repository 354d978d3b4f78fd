"""Happenings: of which milestones each is one, where, and when. They are joined and told apart by events."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.beside_tasks.happenings import ListedHappening, happenings, perhaps_one
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.problems import ProblemRoute
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act

router = APIRouter(route_class=ProblemRoute, tags=["plans"], dependencies=[Depends(May(Act.PROVE))])


class WhichHappenings(BaseModel):
    """Which of them."""

    model_config = ConfigDict(extra="forbid")

    joined: bool = Field(False, description="Only those that are milestones of several plans.")


@router.get("/happenings", response_model=dict[str, Any])
def list_happenings(request: Request, wanted: Annotated[WhichHappenings, Query()]) -> Response:
    """Every happening that plans count from, as `thoihan happenings list --json`; of plans that one follows."""
    with question(request) as asked:
        found = [one for one in happenings(asked.shelf) if _follows(asked, one)]
        said = [one.answer() for one in found if len(one.members) > 1 or not wanted.joined]
        pairs = [pair for pair in perhaps_one(asked.shelf) if all(_of_plan(asked, one) for one in pair)]
    perhaps = [{"one": one, "other": other} for one, other in pairs]
    return answer(request, {"happenings": said, "perhaps_one": perhaps})


def _follows(asked: ApiQuestion, one: ListedHappening) -> bool:
    """True of what concerns none but plans that he follows."""
    return asked.sight.everything or all(asked.sight.of_plan(plan).follows for plan, _ in one.members)


def _of_plan(asked: ApiQuestion, written: str) -> bool:
    return asked.sight.everything or asked.sight.of_plan(written.partition("/")[0]).follows
