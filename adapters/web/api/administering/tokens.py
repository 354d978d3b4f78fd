"""Tokens of programs: listed, made (shown once), revoked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from adapters.web.accounts.making import NAME, new_program, role_of, token_named
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.fields import Name, Strict, Words
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.refused.refusal import Refused
from events.beside.accounts import TokenRow
from events.chain import moment_text
from events.rows import Changes
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["tokens"])

Asker = Annotated[Principal, Depends(May(Act.MANAGE))]
_NOT_YOURS = N_("That role, or that unit, is not for this token to give. Nothing was changed.")


class TokenBody(Strict):
    """A program that may ask."""

    role: Name
    unit: Name
    name: Words | None = None


@router.get("/tokens", response_model=list[dict[str, Any]])
def tokens(request: Request, asker: Asker) -> Response:
    """The tokens, as `thoihan tokens list --json`; revoked ones too."""
    found = sorted(office_of(request).accounts.tokens(), key=lambda row: (row.made_at, row.hash))
    return answer(request, [_answer(row) for row in found if asker.sees(row.unit)])


@router.post("/tokens", status_code=201, response_model=dict[str, Any])
def add(request: Request, asker: Asker, said: TokenBody) -> Response:
    """Make a token, which is shown this once."""
    office = office_of(request)
    if not asker.sees(said.unit):
        raise ApiProblem(403, _NOT_YOURS)
    token, row = new_program(office, role_of(said.role), said.unit, said.name or "", by=asker.name)
    office.accounts.keep(Changes(tokens=[row]))
    return answer(request, {**_answer(row), "token": token}, 201)


@router.delete("/tokens/{id}", response_model=dict[str, Any])
def revoke(request: Request, asker: Asker, id: Name) -> Response:  # noqa: A002 - its name
    """Take a token back; it stays in the list."""
    office = office_of(request)
    try:
        row = token_named(office, id)
    except Refused:
        raise not_there() from None
    if not asker.sees(row.unit):
        raise not_there()
    now = row._replace(revoked_at=row.revoked_at or moment_text(office.clock.now()))
    if now != row:
        office.accounts.keep(Changes(tokens=[now]))
    return answer(request, _answer(now))


def _answer(row: TokenRow) -> dict[str, Any]:
    return {
        "id": row.hash[:NAME],
        "for": row.name,
        "role": row.role,
        "unit": row.unit,
        "made_at": row.made_at,
        "made_by": row.made_by,
        "used_on": row.used_on or None,
        "revoked_at": row.revoked_at or None,
    }
