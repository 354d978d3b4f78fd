"""Tokens of programs: listed, made (shown once), revoked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from adapters.web.accounts.enrolling import unit_meant
from adapters.web.accounts.making import NAME, new_program, role_of, token_named
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.role_words import ROLE_WORDS
from adapters.web.rights.roles import Act, Role
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from events.chain import moment_text
from events.rows import Changes
from rules.problems import N_

TOKENS = "/he-thong/khoa"

router = APIRouter()

Asker = Annotated[Principal, Depends(May(Act.MANAGE))]
Text = Annotated[str, Form()]

_NOT_YOURS = Said(N_("That unit is not for this account to give. Nothing was changed."), {})
_MADE = N_("The token of {name}, which is shown this once: {token}")
_REVOKED = N_("Token {id} ({name}) is revoked: whoever shows it is answered no more.")


@router.get(TOKENS)
def tokens_page(request: Request, asker: Asker) -> Response:
    """The tokens."""
    return _list(request, asker)


@router.post(TOKENS)
def add_token(request: Request, asker: Asker, name: Text = "", role: Text = "", unit: Text = "") -> Response:
    """Make one."""
    office = office_of(request)
    try:
        place = unit_meant(unit, asker.units)
        if not asker.sees(place):
            return _list(request, asker, 422, wrong=_NOT_YOURS)
        token, row = new_program(office, role_of(role), place, name, by=asker.name)
    except Refused as refused:
        return _list(request, asker, 422, wrong=refused.said)
    office.accounts.keep(Changes(tokens=[row]))
    return _list(request, asker, done=Said(_MADE, {"name": row.name, "token": token}))


@router.post(TOKENS + "/{id}/thu-hoi")
def revoke_token(request: Request, asker: Asker, id: str) -> Response:  # noqa: A002 - its name
    """Take one back."""
    office = office_of(request)
    try:
        row = token_named(office, id)
    except Refused:
        raise HTTPException(404) from None
    if not asker.sees(row.unit):
        raise HTTPException(404)
    if not row.revoked_at:
        office.accounts.keep(Changes(tokens=[row._replace(revoked_at=moment_text(office.clock.now()))]))
    return _list(request, asker, done=Said(_REVOKED, {"id": row.hash[:NAME], "name": row.name}))


def _list(request: Request, asker: Principal, status: int = 200, **values: Any) -> HTMLResponse:
    given: dict[str, Any] = {"wrong": None, "done": None, **values}
    rows = [row for row in office_of(request).accounts.tokens() if asker.sees(row.unit)]
    tokens = [
        {
            "id": row.hash[:NAME],
            "row": row,
            "role": ROLE_WORDS[Role(row.role)],
            "agency": asker.units.name(row.unit),
        }
        for row in sorted(rows, key=lambda row: (bool(row.revoked_at), row.made_at))
    ]
    roles = [(str(role), words) for role, words in ROLE_WORDS.items()]
    return page(request, "system/tokens.html", status, tokens=tokens, roles=roles, own=asker.unit, **given)
