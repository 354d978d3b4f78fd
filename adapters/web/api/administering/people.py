"""People who may sign in: of one's own unit and those below it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.bootstrap import Office
from adapters.web.accounts.handing_over import hand_over
from adapters.web.accounts.invitations import HOLDS, invitations, invite
from adapters.web.accounts.making import NAME, account, end, ended, new_account, role_of
from adapters.web.accounts.whose import may_change, roles_to_give
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.fields import Name, Strict, Words
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.refused.refusal import Refused
from events.beside.accounts import AccountRow
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["people"])

Asker = Annotated[Principal, Depends(May(Act.PEOPLE))]
_NOT_YOURS = N_("That role, or that unit, is not for this token to give. Nothing was changed.")
_TWICE = N_("“{name}” stands here for the second time. Keep one of them.")


class PeopleFilters(BaseModel):
    """The filters of the list of people."""

    model_config = ConfigDict(extra="forbid")

    unit: Name | None = Field(None, description="Only those of this unit.")


class PersonBody(Strict):
    """Somebody who may sign in."""

    name: Name = Field(description="By which he signs in: van-thu.xa-binh-lu")
    role: Name
    unit: Name
    person: Words | None = Field(None, description="As the log names him.")


class PeopleBody(Strict):
    """Several, all or none."""

    people: Annotated[list[PersonBody], Field(min_length=1, max_length=5_000)]


class HandOverBody(Strict):
    """Somebody who comes in the place of an officer who leaves."""

    to: Name
    person: Words | None = None


@router.get("/users", response_model=list[dict[str, Any]])
def users(request: Request, asker: Asker, wanted: Annotated[PeopleFilters, Query()]) -> Response:
    """Who may sign in, as `thoihan users list --json`."""
    found = office_of(request).accounts.accounts(unit=wanted.unit)
    return answer(request, [_answer(row) for row in found if may_change(asker, row)])


@router.post("/users", status_code=201, response_model=dict[str, Any])
def add(request: Request, asker: Asker, said: PersonBody) -> Response:
    """Let somebody sign in, by a link that is shown this once: by it he gives himself a password."""
    office = office_of(request)
    row = _new(office, asker, said)
    return answer(request, _linked(office, row, invite(office, row, by=asker.name)), 201)


@router.post("/users/enrolments", status_code=201, response_model=list[dict[str, Any]])
def enrol(request: Request, asker: Asker, said: PeopleBody) -> Response:
    """Let many sign in, each by a link that is shown this once: all, or none."""
    office, rows = office_of(request), dict[str, AccountRow]()
    for one in said.people:
        row = _new(office, asker, one)
        if row.name in rows:
            raise ApiProblem(422, _TWICE, name=row.name)
        rows[row.name] = row
    made = invitations(office, [*rows.values()], by=asker.name)
    made.keep(office)
    links = zip(made.people, made.paths, strict=True)
    return answer(request, [_linked(office, row, path) for row, path in links], 201)


@router.get("/users/{name}", response_model=dict[str, Any])
def user(request: Request, asker: Asker, name: Name) -> Response:
    """One of them."""
    return answer(request, _answer(_his(request, asker, name)))


@router.post("/users/{name}/links", status_code=201, response_model=dict[str, Any])
def link(request: Request, asker: Asker, name: Name) -> Response:
    """A link by which he gives himself another password; former ones hold no more."""
    office, row = office_of(request), _his(request, asker, name)
    return answer(request, _linked(office, row, invite(office, row, by=asker.name)), 201)


@router.delete("/users/{name}/codes", response_model=dict[str, Any])
def take_codes(request: Request, asker: Asker, name: Name) -> Response:
    """Ask no one-time code of him: his telephone is lost."""
    row = _his(request, asker, name)
    office_of(request).accounts.change(row.name, totp="", totp_step=0)
    return answer(request, _answer(row._replace(totp="")))


@router.delete("/users/{name}", response_model=dict[str, Any])
def end_user(request: Request, asker: Asker, name: Name) -> Response:
    """Let him sign in no more; he stays in the list. `tokens_made`: those that he made, and knows, and that hold."""
    office, row = office_of(request), _his(request, asker, name)
    if row.ended_at:
        return answer(request, _answer(row))
    now = ended(office, row)
    end(office, now)
    made = [one.hash[:NAME] for one in office.accounts.tokens() if one.made_by == row.name and not one.revoked_at]
    return answer(request, {**_answer(now), "tokens_made": made})


@router.post("/users/{name}/hand-over", status_code=201, response_model=dict[str, Any])
def hand_user_over(request: Request, asker: Asker, name: Name, said: HandOverBody) -> Response:
    """Put somebody in his place: the tasks that were given to him pass on, and he signs in no more."""
    office, row = office_of(request), _his(request, asker, name)
    there = office.accounts.accounts(name=said.to.strip().casefold())
    if there and not may_change(asker, there[0]):
        raise ApiProblem(403, _NOT_YOURS)
    done = hand_over(acting(office, asker), row.name, said.to, person=said.person or "", by=asker.name)
    new = _linked(office, done.new, done.link) if done.link else _answer(done.new)
    return answer(request, {"old": _answer(done.old), "new": new, "tasks": [*done.tasks]}, 201)


def _new(office: Office, asker: Principal, said: PersonBody) -> AccountRow:
    """The account of somebody new. Raises ApiProblem, and Refused."""
    role = role_of(said.role)
    if role not in roles_to_give(asker) or not asker.sees(said.unit):
        raise ApiProblem(403, _NOT_YOURS)
    row = new_account(office, said.name, role, said.unit, person=said.person or "", by=asker.name)
    there = office.accounts.accounts(name=row.name)
    if there and not may_change(asker, there[0]):
        raise ApiProblem(403, _NOT_YOURS)
    return row


def _his(request: Request, asker: Principal, name: str) -> AccountRow:
    """An account that is his to change. Raises ApiProblem."""
    try:
        row = account(office_of(request), name)
    except Refused:
        raise not_there() from None
    if not may_change(asker, row):
        raise not_there()
    return row


def _linked(office: Office, row: AccountRow, path: str) -> dict[str, Any]:
    base = office.settings.web.address
    return {**_answer(row), "link": {"path": path, "url": f"{base}{path}" if base else None, "days": HOLDS.days}}


def _answer(row: AccountRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "role": row.role,
        "unit": row.unit,
        "person": row.person or None,
        "two_steps": bool(row.totp),
        "made_at": row.made_at,
        "made_by": row.made_by,
        "ended_at": row.ended_at or None,
    }
