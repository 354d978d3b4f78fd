"""Proposals (đề nghị ghi nhận): listed, recorded, declined, taken back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.statements.proposals import proposals as of
from adapters.statements.proposals.proposals import Proposal
from adapters.web.api.asking.described import PageAnswer, ProposalAnswer, RecordedAnswer
from adapters.web.api.events.proposed import proposal_answer
from adapters.web.api.events.recorded import answered
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Name, Strict, Words
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import acting, named
from adapters.web.rights.proposing import may_decide, sees
from adapters.web.rights.roles import Act
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["proposals"])

_READ, _RECORD, _HAPPEN = ([Depends(May(act))] for act in (Act.READ, Act.RECORD, Act.HAPPEN))
_NO_STATE = N_("There is no state “{state}”. There are: {known}.")
_NOT_YOURS = N_("Whoever proposed it takes it back. Decline it, or ask there.")


class ProposalFilters(BaseModel):
    """The filters of the list of proposals."""

    model_config = ConfigDict(extra="forbid")

    state: Name | None = Field(None, description="Only those: waiting, accepted, declined or withdrawn.")
    unit: Name | None = Field(None, description="Only those of this agency.")
    after: int = Field(0, ge=0, le=1 << 40, description="Pass over so many: the `next` of the page before.")
    limit: int = Field(100, ge=1, le=1_000, description="At most so many.")


class DeclinedBody(Strict):
    """A proposal is not recorded."""

    reason: Words


@router.get("/proposals", response_model=PageAnswer, dependencies=_READ)
def proposals(request: Request, wanted: Annotated[ProposalFilters, Query()]) -> Response:
    """What agencies say happened and the office above has not recorded, and what was decided; the oldest first."""
    if wanted.state is not None and wanted.state not in of.STATES:
        raise ApiProblem(422, _NO_STATE, state=wanted.state[:40], known=list(of.STATES))
    with question(request) as asked:
        there = of.proposals(asked.session, wanted.state)
        seen = [one for one in there if wanted.unit in (None, one.row.unit) and sees(asked.sight, one)]
        end = wanted.after + wanted.limit
        said = [proposal_answer(one, asked.sight) for one in seen[wanted.after : end]]
    return answer(request, {"items": said, "next": str(end) if len(seen) > end else None})


@router.get("/proposals/{id}", response_model=ProposalAnswer, dependencies=_READ)
def proposal(request: Request, id: Name) -> Response:  # noqa: A002 - its name
    """One proposal."""
    with question(request) as asked:
        found = proposal_answer(_seen(asked, id), asked.sight)
    return answer(request, found)


@router.post("/proposals/{id}/acceptance", status_code=201, response_model=RecordedAnswer, dependencies=_RECORD)
def accept(request: Request, id: Name) -> Response:  # noqa: A002
    """Record what was proposed, as it was proposed. 200: the log says it already."""
    _must_be_his_to_decide(request, id)
    office, who = acting(office_of(request), asker(request)), asker(request)
    logged = of.accept(office, id)
    found = answered(office, who, logged.decision.event, logged, spoken(request))
    return answer(request, found, 200 if logged.known else 201)


@router.post("/proposals/{id}/refusal", response_model=ProposalAnswer, dependencies=_RECORD)
def decline(request: Request, id: Name, said: DeclinedBody) -> Response:  # noqa: A002
    """Do not record what was proposed, and say why."""
    _must_be_his_to_decide(request, id)
    of.decline(acting(office_of(request), asker(request)), id, said.reason)
    return proposal(request, id)


@router.delete("/proposals/{id}", response_model=ProposalAnswer, dependencies=_HAPPEN)
def take_back(request: Request, id: Name) -> Response:  # noqa: A002
    """Propose it no longer; it stays in the list."""
    with question(request) as asked:
        if _seen(asked, id).row.made_by != named(asker(request)):
            raise ApiProblem(403, _NOT_YOURS)
    of.take_back(acting(office_of(request), asker(request)), id)
    return proposal(request, id)


def _seen(asked: ApiQuestion, name: str) -> Proposal:
    """The proposal. Raises ApiProblem where there is none for him."""
    found = of.proposal(asked.session, name)
    if found is None or not sees(asked.sight, found):
        raise not_there()
    return found


def _must_be_his_to_decide(request: Request, name: str) -> None:
    with question(request) as asked:
        if not may_decide(asked.sight, _seen(asked, name)):
            raise not_there()
