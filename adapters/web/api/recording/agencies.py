"""What is said of agencies beside the log's events: when one is told all at once, and that its addresses are erased."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.statements.registering.forgetting import erased, erased_answer, to_erase
from adapters.statements.registers.digest_hours import as_kept, digest_of, keep_digest
from adapters.telling.hours.sending_hours import hour_text
from adapters.web.api.events.routes import DryRun
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Name, Strict
from adapters.web.api.frame.problems import ProblemRoute, not_there
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.roles import Act

router = APIRouter(route_class=ProblemRoute, tags=["agencies"], dependencies=[Depends(May(Act.REGISTER))])


class DigestBody(Strict):
    """When a unit is told all at once."""

    at: Annotated[str, Field(min_length=1, max_length=20, description="08:00, off, or usual: as the settings say.")]


class WhichAddress(BaseModel):
    """Which address."""

    model_config = ConfigDict(extra="forbid")

    address: Name | None = Field(None, description="Only this address; all of the unit, if it is not given.")


@router.put("/units/{code}/digest", response_model=dict[str, Any])
def digest(request: Request, code: Name, said: DigestBody) -> Response:
    """Say when a unit is told all at once, as `thoihan units digest --json`."""
    office, at = acting(office_of(request), asker(request)), as_kept(said.at.strip().lower())
    with question(request) as asked:
        _must_be_within(asked, code)
        known = digest_of(asked.session, code).at == at
    if not known:
        with office.store.begin() as session:
            keep_digest(office, session, code, at)
    usual = hour_text(office.settings.digest)
    return answer(request, {"unit": code, "digest": at or None, "usual": usual, "known": known})


@router.delete("/units/{code}/contacts", response_model=dict[str, Any])
def forget(request: Request, code: Name, wanted: Annotated[WhichAddress, Query()], dry_run: DryRun = False) -> Response:
    """Erase addresses of an agency, as `thoihan units forget --json`: it says where they may stand still."""
    office = acting(office_of(request), asker(request))
    with question(request) as asked:
        _must_be_within(asked, code)
        found = to_erase(asked.session, office, code, wanted.address)
    event = erased(office, found, dry_run=dry_run) if found.kinds else None
    return answer(request, erased_answer(found, event, dry_run=dry_run))


def _must_be_within(asked: ApiQuestion, unit: str) -> None:
    if unit not in asked.shelf.units().rows or not asked.sight.sees_unit(unit):
        raise not_there()
