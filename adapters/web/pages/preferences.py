"""How somebody likes to read: light or dark, rows far apart or close; kept by the browser."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters.web.signing_in.places import HOME, local

router = APIRouter()

_YEAR = 366 * 24 * 3600
_KNOWN = {"theme": ("light", "dark", ""), "rows": ("dense", "")}


@router.post("/preferences")
def choose(
    request: Request,
    theme: Annotated[str, Form()] = "",
    rows: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = HOME,  # noqa: A002 - as the form has it
) -> Response:
    """Read so from now on."""
    answer, secure = RedirectResponse(local(next), 303), request.url.scheme == "https"
    for name, chosen in (("theme", theme), ("rows", rows)):
        if chosen in _KNOWN[name]:
            answer.set_cookie(name, chosen, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return answer
