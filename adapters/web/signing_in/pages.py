"""The pages `/sign-in` and `/sign-out`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters.web.accounts.names import account_name
from adapters.web.accounts.passwords import fits
from adapters.web.accounts.refusing import AccountRefused
from adapters.web.accounts.secrets_shown_once import digest
from adapters.web.accounts.signed_in import begin
from adapters.web.rendering import page
from adapters.web.rights.asking import office_of
from adapters.web.signing_in.cookies import cookie_of, give, take_back
from adapters.web.signing_in.devices import device
from adapters.web.signing_in.places import HOME, local
from events.beside.accounts import AccountRow
from events.chain import moment_text

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"

router = APIRouter()

Text = Annotated[str, Form()]


@router.get(SIGN_IN)
def sign_in_page(request: Request, next: str = HOME) -> Response:  # noqa: A002 - as it stands in the address
    """The form; who is signed in already goes on."""
    if request.state.principal is not None:
        return RedirectResponse(local(next), 303)
    return page(request, "accounts/sign-in.html", next=local(next), name="", refused=False)


@router.post(SIGN_IN)
def sign_in(request: Request, name: Text = "", password: Text = "", next: Text = HOME) -> Response:  # noqa: A002
    """Sign in, and go on to where one was going."""
    office = office_of(request)
    found = _account(request, name)
    right = fits(password, found.password if found and not found.ended_at else "")
    if not found or not right:
        return page(request, "accounts/sign-in.html", 401, next=local(next), name=name, refused=True)
    _end(request)
    response = RedirectResponse(local(next), 303)
    give(request, response, begin(office, found, device(request.headers.get("user-agent", ""))))
    return response


@router.post(SIGN_OUT)
def sign_out(request: Request) -> Response:
    """Sign out: the cookie is worth nothing from now on, wherever a copy of it is."""
    _end(request)
    response = RedirectResponse(SIGN_IN, 303)
    take_back(request, response)
    return response


def _account(request: Request, name: str) -> AccountRow | None:
    try:
        found = office_of(request).accounts.accounts(name=account_name(name))
    except AccountRefused:
        return None
    return found[0] if found else None


def _end(request: Request) -> None:
    """End the sign-in of the cookie that is shown, if there is one: nobody goes on with an older one."""
    office, sign_in = office_of(request), request.state.sign_in
    if sign_in is not None:
        moment = moment_text(office.clock.now())
        office.accounts.end_sign_ins(sign_in.account.name, moment, only=digest(cookie_of(request)))
