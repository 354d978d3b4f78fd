"""The page `/tai-khoan`: one's own account, and where one is signed in."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.web.accounts import one_time_codes
from adapters.web.accounts.signed_in import SignedIn
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.role_words import ROLE_WORDS
from adapters.web.rights.roles import Act, Role
from adapters.words.catalogue import Said
from events.chain import moment_text

ACCOUNT = "/tai-khoan"

router = APIRouter(dependencies=[Depends(May(Act.READ))])

Text = Annotated[str, Form()]


def own(request: Request) -> SignedIn:
    """The sign-in of whoever asks. Raises HTTPException (404) for a program: it has no account."""
    found = getattr(request.state, "sign_in", None)
    if not isinstance(found, SignedIn):
        raise HTTPException(404)
    return found


@router.get(ACCOUNT)
def account_page(request: Request) -> Response:
    """The account."""
    return shown(request)


def shown(request: Request, status: int = 200, **values: Any) -> HTMLResponse:
    """The page; `wrong` says what was not taken, `done` what was."""
    sign_in, office = own(request), office_of(request)
    row = office.accounts.accounts(name=sign_in.account.name)[0]
    browsers = [
        {"row": one, "own": one.hash == sign_in.row.hash, "seen": datetime.fromisoformat(one.seen_at)}
        for one in sorted(office.accounts.sign_ins(row.name), key=lambda one: one.seen_at, reverse=True)
        if not one.ended_at
    ]
    given: dict[str, Any] = {"wrong": None, "done": None, **values}
    about = {"account": row, "role": ROLE_WORDS[Role(row.role)], "agency": request.state.principal.units.name(row.unit)}
    can = {"codes": bool(row.totp), "can_have_codes": one_time_codes.can_be_kept(office)}
    return page(request, "account/own.html", status, browsers=browsers, **about, **can, **given)


@router.post(f"{ACCOUNT}/phien/ket-thuc")
def end_sign_in(request: Request, hash: Text = "") -> Response:  # noqa: A002 - as the form has it
    """End one of one's own sign-ins, or all but this one."""
    sign_in, office = own(request), office_of(request)
    moment = moment_text(office.clock.now())
    if hash:
        office.accounts.end_sign_ins(sign_in.account.name, moment, only=hash)
    else:
        office.accounts.end_sign_ins(sign_in.account.name, moment, but=sign_in.row.hash)
    return RedirectResponse(ACCOUNT, 303)


def refused(request: Request, said: Said) -> HTMLResponse:
    """The page, with what was not taken."""
    return shown(request, 422, wrong=said)
