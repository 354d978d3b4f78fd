"""The pages `/sign-in` and `/sign-out`: a password, perhaps a one-time code, and on to where one was going."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from adapters.web.accounts import one_time_codes
from adapters.web.accounts.names import account_name
from adapters.web.accounts.passwords import fits
from adapters.web.accounts.secrets_shown_once import digest, form_token
from adapters.web.accounts.signed_in import CODE, OPEN, begin
from adapters.web.rendering import page
from adapters.web.rights.asking import office_of
from adapters.web.signing_in.cookies import cookie_of, give, take_back
from adapters.web.signing_in.devices import device
from adapters.web.signing_in.kept_forms import KeptForm, kept_of
from adapters.web.signing_in.places import HOME, local
from adapters.web.signing_in.throttle import MINUTES, Throttle
from adapters.words.refused.refusal import Refused
from events.beside.accounts import AccountRow
from events.chain import moment_text

SIGN_IN, SIGN_IN_CODE, SIGN_OUT = "/sign-in", "/sign-in/code", "/sign-out"

router = APIRouter()

Text = Annotated[str, Form()]


@router.get(SIGN_IN)
def sign_in_page(request: Request, next: str = HOME) -> Response:  # noqa: A002 - as it stands in the address
    """The form; who is signed in already goes on."""
    if request.state.principal is not None:
        return RedirectResponse(local(next), 303)
    return sign_in_form(request, 200, "", next=next)


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    name: Text = "",
    password: Text = "",
    next: Text = HOME,  # noqa: A002
    kept: Text = "",
) -> Response:
    """Sign in by a password."""
    throttle, who = _throttle(request), _name(name)
    attempt = throttle.begin(who, address(request))
    if attempt is None:
        return sign_in_form(request, 429, "waits", name=name, next=next, kept=kept)
    found = _account(request, who)
    right = fits(password, found.password if found and not found.ended_at else "")
    if not found or not right:
        return sign_in_form(request, 401, "wrong", name=name, next=next, kept=kept)
    throttle.right(attempt)
    if found.totp:
        cookie = signed_in_by(request, found, CODE)
        answer = _code_form(request, 200, cookie, next=next, kept=kept)
        give(request, answer, cookie)
        return answer
    return _gone_on(request, signed_in_by(request, found, OPEN), next, kept)


@router.get(SIGN_IN_CODE)
def code_page(request: Request) -> Response:
    """The form again, where somebody came back to it."""
    sign_in = request.state.sign_in
    if sign_in is None or sign_in.row.stage != CODE:
        return RedirectResponse(SIGN_IN, 303)
    return _code_form(request, 200, sign_in.cookie)


@router.post(SIGN_IN_CODE)
def sign_in_by_code(request: Request, code: Text = "", next: Text = HOME, kept: Text = "") -> Response:  # noqa: A002
    """Sign in by the code that belongs to it."""
    sign_in, throttle = request.state.sign_in, _throttle(request)
    if sign_in is None or sign_in.row.stage != CODE:
        raise HTTPException(401)
    who = sign_in.account.name
    attempt = throttle.begin(who, address(request))
    if attempt is None:
        return _code_form(request, 429, sign_in.cookie, why="waits", next=next, kept=kept)
    if not one_time_codes.right(office_of(request), sign_in.account, code):
        return _code_form(request, 401, sign_in.cookie, why="wrong", next=next, kept=kept)
    throttle.right(attempt)
    return _gone_on(request, signed_in_by(request, sign_in.account, OPEN), next, kept)


@router.post(SIGN_OUT)
def sign_out(request: Request) -> Response:
    """Sign out: the cookie is worth nothing from now on, wherever a copy of it is."""
    end_this(request)
    response = RedirectResponse(SIGN_IN, 303)
    take_back(request, response)
    return response


def address(request: Request) -> str:
    """The address that a request comes from: what the trusted proxy says, where there is one."""
    return request.client.host if request.client else ""


def end_this(request: Request) -> None:
    """End the sign-in of the cookie that is shown, if there is one: nobody goes on with an older one."""
    office, sign_in = office_of(request), request.state.sign_in
    if sign_in is not None:
        moment = moment_text(office.clock.now())
        office.accounts.end_sign_ins(sign_in.account.name, moment, only=digest(cookie_of(request)))


def _throttle(request: Request) -> Throttle:
    found: Throttle = request.app.state.throttle
    return found


def _name(name: str) -> str:
    try:
        return account_name(name)
    except Refused:
        return ""


def signed_in_by(request: Request, account: AccountRow, stage: str) -> str:
    """The cookie of a new sign-in, in place of the one that is shown."""
    end_this(request)
    return begin(office_of(request), account, device(request.headers.get("user-agent", "")), stage)


def _gone_on(request: Request, cookie: str, next_: str, kept: str) -> Response:
    """On to where one was going; where a form is kept, to that."""
    form = kept_of(kept)
    answer: Response = RedirectResponse(local(next_), 303)
    if form is not None:
        answer = page(request, "accounts/again.html", kept=form, csrf=form_token(cookie))
    give(request, answer, cookie)
    return answer


def sign_in_form(
    request: Request,
    status: int,
    why: str,
    *,
    name: str = "",
    next: str = HOME,  # noqa: A002
    kept: str = "",
) -> Response:
    """The form for signing in; `why` it is shown again."""
    values = {"next": local(next), "name": name, "why": why, "kept": kept_of(kept), "minutes": MINUTES}
    values["elsewhere"] = office_of(request).settings.web.provider is not None
    return page(request, "accounts/sign-in.html", status, **values)


def _code_form(
    request: Request,
    status: int,
    cookie: str,
    *,
    why: str = "",
    next: str = HOME,  # noqa: A002
    kept: str = "",
) -> Response:
    form: KeptForm | None = kept_of(kept)
    values = {"next": local(next), "why": why, "kept": form, "minutes": MINUTES, "csrf": form_token(cookie)}
    return page(request, "accounts/code.html", status, **values)


def _account(request: Request, name: str) -> AccountRow | None:
    found = office_of(request).accounts.accounts(name=name) if name else []
    return found[0] if found else None
