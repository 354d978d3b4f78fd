"""The cookie of a sign-in: no script reads it, no other site sends it, and behind TLS it goes nowhere else."""

from fastapi import Request
from fastapi.responses import Response

from adapters.web.accounts.signed_in import LONGEST

_PLAIN, _SECURE = "thoihan", "__Host-thoihan"


def cookie_of(request: Request) -> str:
    """The cookie that the browser shows; "" is nothing."""
    return request.cookies.get(_name(request), "")


def give(request: Request, response: Response, cookie: str) -> None:
    """Have the browser keep the cookie of a new sign-in, in place of the one it had."""
    response.set_cookie(
        _name(request),
        cookie,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def take_back(request: Request, response: Response) -> None:
    """Have the browser forget it."""
    response.delete_cookie(_name(request), path="/", secure=_secure(request), httponly=True, samesite="lax")


def _secure(request: Request) -> bool:
    """True behind TLS: the scheme is the proxy's, where that is trusted."""
    return request.url.scheme == "https"


def _name(request: Request) -> str:
    return _SECURE if _secure(request) else _PLAIN
