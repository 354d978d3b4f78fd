"""People who may sign in: of one's own unit and those below it, listed, added, ended, and put in another's place."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from adapters.web.accounts.enrolling import unit_meant
from adapters.web.accounts.handing_over import hand_over
from adapters.web.accounts.invitations import HOLDS, invite
from adapters.web.accounts.making import account, end, ended, new_account, role_of
from adapters.web.accounts.whose import may_change, roles_to_give
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from adapters.web.rights.role_words import ROLE_WORDS
from adapters.web.rights.roles import Act, Role
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from events.beside.accounts import AccountRow
from rules.problems import N_

PEOPLE = "/he-thong/nguoi-dung"

router = APIRouter()

Asker = Annotated[Principal, Depends(May(Act.PEOPLE))]
Text = Annotated[str, Form()]

_NOT_YOURS = Said(N_("That role, or that unit, is not for this account to give. Nothing was changed."), {})
_ADDED = N_("{name} signs in by this link, once, within {days} days. It is shown this once: {link}")
_ENDED = N_("{name} can sign in no more, and is signed in nowhere any more.")
_HANDED = N_("{new} is in the place of {old}, who can sign in no more. Tasks that passed on: {count}.")
_NO_CODES = N_("No code of a telephone is asked of {name} any more; the password is as before.")


@router.get(PEOPLE)
def people_page(request: Request, asker: Asker) -> Response:
    """The list: of one's own unit and all below it."""
    return _list(request, asker)


@router.post(PEOPLE)
def add_person(
    request: Request, asker: Asker, name: Text = "", role: Text = "", unit: Text = "", person: Text = ""
) -> Response:
    """Add somebody, and show the link by which he signs in once."""
    typed = {"name": name, "role": role, "unit": unit, "person": person}
    office = office_of(request)
    try:
        wanted, place = role_of(role), unit_meant(unit, asker.units)
        if wanted not in roles_to_give(asker) or not asker.sees(place):
            return _list(request, asker, 422, wrong=_NOT_YOURS, typed=typed)
        row = new_account(office, name, wanted, place, person=person, by=asker.name)
        if office.accounts.accounts(name=row.name) and not asker.sees(account(office, row.name).unit):
            return _list(request, asker, 422, wrong=_NOT_YOURS, typed=typed)
    except Refused as refused:
        return _list(request, asker, 422, wrong=refused.said, typed=typed)
    return _list(request, asker, done=_linked(request, row, invite(office, row, by=asker.name)))


@router.get(PEOPLE + "/{name}")
def person_page(request: Request, asker: Asker, name: str) -> Response:
    """One of them, and what can be done."""
    return _one(request, asker, _his(request, asker, name))


@router.post(PEOPLE + "/{name}/lien-ket")
def new_link(request: Request, asker: Asker, name: str) -> Response:
    """A link by which he gives himself another password."""
    row = _his(request, asker, name)
    return _one(request, asker, row, done=_linked(request, row, invite(office_of(request), row, by=asker.name)))


@router.post(PEOPLE + "/{name}/bo-ma")
def take_codes(request: Request, asker: Asker, name: str) -> Response:
    """Ask no code of him: his telephone is lost."""
    row = _his(request, asker, name)
    office_of(request).accounts.change(row.name, totp="", totp_step=0)
    row = row._replace(totp="")
    return _one(request, asker, row, done=Said(_NO_CODES, {"name": row.name}))


@router.post(PEOPLE + "/{name}/ket-thuc")
def end_person(request: Request, asker: Asker, name: str) -> Response:
    """Let him sign in no more."""
    office, row = office_of(request), _his(request, asker, name)
    try:
        end(office, ended(office, row))
    except Refused as refused:
        return _one(request, asker, row, 422, wrong=refused.said)
    return _list(request, asker, done=Said(_ENDED, {"name": row.name}))


@router.post(PEOPLE + "/{name}/ban-giao")
def hand_person_over(request: Request, asker: Asker, name: str, new: Text = "", person: Text = "") -> Response:
    """Put somebody in his place."""
    row = _his(request, asker, name)
    there = office_of(request).accounts.accounts(name=new.strip().casefold())
    if there and not may_change(asker, there[0]):
        return _one(request, asker, row, 422, wrong=_NOT_YOURS)
    try:
        done = hand_over(acting(office_of(request), asker), row.name, new, person=person, by=asker.name)
    except Refused as refused:
        return _one(request, asker, row, 422, wrong=refused.said)
    said = Said(_HANDED, {"new": done.new.name, "old": done.old.name, "count": len(done.tasks)})
    link = _linked(request, done.new, done.link) if done.link else None
    return _list(request, asker, done=said, link=link)


def _his(request: Request, asker: Principal, name: str) -> AccountRow:
    """An account that is his to change. Raises HTTPException (404)."""
    try:
        row = account(office_of(request), name)
    except Refused:
        raise HTTPException(404) from None
    if not may_change(asker, row):
        raise HTTPException(404)
    return row


def _linked(request: Request, row: AccountRow, path: str) -> Said:
    base = office_of(request).settings.web.address or f"{request.url.scheme}://{request.headers.get('host', '')}"
    return Said(_ADDED, {"name": row.name, "days": HOLDS.days, "link": f"{base}{path}"})


def _list(request: Request, asker: Principal, status: int = 200, **values: Any) -> HTMLResponse:
    roles = roles_to_give(asker)
    rows = [row for row in office_of(request).accounts.accounts() if asker.sees(row.unit) and Role(row.role) in roles]
    given: dict[str, Any] = {"wrong": None, "done": None, "link": None, "typed": {}, **values}
    people = [{"row": row, "role": ROLE_WORDS[Role(row.role)], "agency": asker.units.name(row.unit)} for row in rows]
    choices = [(str(role), ROLE_WORDS[role]) for role in roles]
    return page(request, "system/people.html", status, people=people, roles=choices, own=asker.unit, **given)


def _one(request: Request, asker: Principal, row: AccountRow, status: int = 200, **values: Any) -> HTMLResponse:
    given: dict[str, Any] = {"wrong": None, "done": None, **values}
    about = {"role": ROLE_WORDS[Role(row.role)], "agency": asker.units.name(row.unit)}
    return page(request, "system/person.html", status, row=row, is_own=row.name == asker.name, **about, **given)
