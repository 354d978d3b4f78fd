"""The page of a link by which somebody signs in once: to open it is no word, to give oneself a password is."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from adapters.web.accounts.invitations import PATH, invited, use
from adapters.web.accounts.making import with_password
from adapters.web.accounts.signed_in import CODE, OPEN, begin
from adapters.web.rendering import page
from adapters.web.rights.asking import office_of
from adapters.web.signing_in.cookies import give
from adapters.web.signing_in.devices import device
from adapters.web.signing_in.pages import SIGN_IN_CODE, end_this
from adapters.web.signing_in.places import HOME
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from events.beside.accounts import AccountRow
from rules.problems import N_

router = APIRouter()

_OTHER = Said(N_("The two are not the same. Type the password again, twice."), {})

Text = Annotated[str, Form()]


@router.get(PATH + "{secret}")
def once_page(request: Request, secret: str) -> Response:
    """The form for a password."""
    return _form(request, _found(request, secret), 200)


@router.post(PATH + "{secret}")
def sign_in_once(request: Request, secret: str, password: Text = "", again: Text = "") -> Response:
    """Take the password, use the link up, and sign in."""
    office, account = office_of(request), _found(request, secret)
    if password != again:
        return _form(request, account, 422, _OTHER)
    try:
        account = with_password(office, account, password)
    except Refused as refused:
        return _form(request, account, 422, refused.said)
    kept = {"password": account.password, "changed_at": account.changed_at}
    if not (use(office, secret) and office.accounts.change(account.name, **kept)):
        raise HTTPException(404)
    end_this(request)
    office.accounts.end_sign_ins(account.name, account.changed_at)
    stage = CODE if account.totp else OPEN
    answer = RedirectResponse(SIGN_IN_CODE if account.totp else HOME, 303)
    give(request, answer, begin(office, account, device(request.headers.get("user-agent", "")), stage))
    return answer


def _found(request: Request, secret: str) -> AccountRow:
    found = invited(office_of(request), secret)
    if found is None:
        raise HTTPException(404)
    return found


def _form(request: Request, account: AccountRow, status: int, wrong: Said | None = None) -> Response:
    return page(request, "accounts/once.html", status, account=account, wrong=wrong)
