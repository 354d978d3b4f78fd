"""Signing in by a provider elsewhere: to it, and back. It opens accounts that there are, and gives nobody any right."""

import hmac
import logging
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from adapters.web.accounts.names import account_name
from adapters.web.accounts.secrets_shown_once import new_secret
from adapters.web.accounts.signed_in import CODE, OPEN
from adapters.web.rights.asking import office_of
from adapters.web.signing_in.cookies import give
from adapters.web.signing_in.pages import SIGN_IN_CODE, sign_in_form, signed_in_by
from adapters.web.signing_in.places import HOME, local
from adapters.web.signing_in.provider import Elsewhere, NotSignedIn, Question
from adapters.words.refused.refusal import Refused
from events.beside.accounts import AccountRow

ELSEWHERE = "/sign-in/elsewhere"
BACK = f"{ELSEWHERE}/back"

router = APIRouter()
_log = logging.getLogger(__name__)

_COOKIE, _HOLDS = "thoihan-elsewhere", 600
Text = Annotated[str, Query(max_length=4_000)]


@router.get(ELSEWHERE)
def there(request: Request, next: Text = HOME) -> Response:  # noqa: A002 - as it stands in the address
    """On to the provider; what belongs to the question stays in the browser."""
    provider, secret = _elsewhere(request), new_secret()
    try:
        answer = RedirectResponse(provider.address(Question(secret)), 303)
    except NotSignedIn as wrong:
        _log.warning("the provider cannot be asked: %s", type(wrong.__cause__ or wrong).__name__)
        return sign_in_form(request, 503, "elsewhere", next=next)
    secure = provider.back.startswith("https:")
    kept = f"{secret} {local(next)}".encode().hex()
    answer.set_cookie(_COOKIE, kept, _HOLDS, path=ELSEWHERE, secure=secure, httponly=True, samesite="lax")
    return answer


@router.get(BACK)
def back(request: Request, state: Text = "", code: Text = "", iss: Text = "") -> Response:
    """Back from the provider: sign in whoever it says that is, if he has an account here."""
    provider = _elsewhere(request)
    secret, next_ = _kept(request)
    question, found = Question(secret), None
    ours = bool(secret) and hmac.compare_digest(state.encode(), question.state.encode())
    if ours and code and iss in ("", provider.provider.issuer):
        found = _account(request, provider, question, code)
    if found is None:
        answer = sign_in_form(request, 401, "elsewhere", next=next_)
    else:
        stage = CODE if found.totp else OPEN
        answer = RedirectResponse(SIGN_IN_CODE if found.totp else next_, 303)
        give(request, answer, signed_in_by(request, found, stage))
    answer.delete_cookie(_COOKIE, path=ELSEWHERE)
    return answer


def _elsewhere(request: Request) -> Elsewhere:
    """The provider. Raises HTTPException (404) where the settings have none."""
    web = office_of(request).settings.web
    if web.provider is None:
        raise HTTPException(404)
    return Elsewhere(web.provider, f"{web.address}{BACK}")


def _kept(request: Request) -> tuple[str, str]:
    """The secret that the browser keeps of its question, and where it was going."""
    try:
        secret, _, next_ = bytes.fromhex(request.cookies.get(_COOKIE, "")).decode().partition(" ")
    except ValueError:
        return "", HOME
    return secret, local(next_)


def _account(request: Request, provider: Elsewhere, question: Question, code: str) -> AccountRow | None:
    office = office_of(request)
    try:
        name = account_name(provider.name(question, code, office.clock.now()))
    except (NotSignedIn, Refused) as wrong:
        _log.warning("the provider signs nobody in: %s", type(wrong.__cause__ or wrong).__name__)
        return None
    return next((row for row in office.accounts.accounts(name=name) if not row.ended_at), None)
