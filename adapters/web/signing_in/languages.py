"""The switch of language: kept by the browser, as it is its reader's."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters.web.signing_in.places import HOME, local
from adapters.words.catalogue import LANGUAGES

router = APIRouter()

_YEAR = 366 * 24 * 3600


@router.post("/language")
def choose_language(
    request: Request,
    lang: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = HOME,  # noqa: A002 - as the form has it
) -> Response:
    """Read in that language from now on."""
    answer = RedirectResponse(local(next), 303)
    if lang in LANGUAGES:
        secure = request.url.scheme == "https"
        answer.set_cookie("lang", lang, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return answer
