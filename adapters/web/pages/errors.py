"""Pages that say what went wrong and what to do, in the reader's language; programs get the same as problems."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from adapters.web.rendering import language, page
from adapters.web.rights.asking import office_of
from adapters.web.signing_in.forms import OLD_FORM
from adapters.web.signing_in.kept_forms import kept_form
from adapters.web.signing_in.pages import SIGN_IN
from adapters.words.catalogue import Said, say
from adapters.words.refused.codes import in_words
from events.errors import Conflict, DuplicateEvent, EventsError, StoreError
from rules.problems import N_

_API = "/api/"
_TITLES: Mapping[int, str] = {
    400: N_("The address or the form is not whole"),
    401: N_("Nobody has signed in"),
    403: N_("The form did not come from a page of this program"),
    404: N_("There is nothing here"),
    405: N_("This cannot be done here"),
    409: N_("Somebody else was first"),
    413: N_("What was sent is too large"),
    422: N_("This could not be recorded"),
    429: N_("Too many attempts"),
    500: N_("A fault of the program"),
    503: N_("The database is busy, or cannot be reached"),
}
_WORDS: Mapping[int, str] = {
    400: N_("Go back, look at what is filled in, and send it again."),
    401: N_("Sign in first."),
    403: N_("Nothing was recorded. Open the page anew, and send it from there."),
    404: N_("There is no such page, or it is not for this account. Look at the address, or begin on the first page."),
    405: N_("Go back, and use the buttons of the page."),
    409: N_("Nothing was recorded. Look at it as it now is, and decide again."),
    413: N_("Nothing was recorded. Choose a smaller file."),
    422: N_("Nothing was recorded. Go back, and change what is filled in."),
    429: N_("Wait for some minutes, then try again."),
    500: N_("Nothing that you did is to blame. What was not yet recorded is undone: go back and send it again."),
    503: N_("Nothing was recorded. Wait for a moment, go back, and send it again."),
}


def answer_errors(web: FastAPI) -> None:
    """Have an application answer so."""
    for kind in (StarletteHTTPException, RequestValidationError, EventsError):
        web.add_exception_handler(kind, _answered)


async def _answered(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(_API):
        return problem(request, error)
    status = _status(error)
    if status == 401:
        return await _sign_in_first(request)
    if isinstance(error, HTTPException) and error.detail == OLD_FORM and (kept := await kept_form(request)):
        return page(request, "accounts/again.html", 403, kept=kept)
    return error_page(request, error)


async def _sign_in_first(request: Request) -> Response:
    """The page for signing in; what was typed is in it."""
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        there = f"{SIGN_IN}?next={quote(request.url.path + query, safe='')}"
        if "hx-request" in request.headers:  # a piece of a page was asked for: the whole goes
            return Response(status_code=401, headers={"HX-Redirect": there})
        return RedirectResponse(there, 303)
    kept = await kept_form(request)
    provider = office_of(request).settings.web.provider is not None
    return page(request, "accounts/sign-in.html", 401, next="/", name="", why="expired", kept=kept, elsewhere=provider)


def error_page(request: Request, error: Exception) -> Response:
    """A page about an error; of a fault it says no more than that it is one."""
    status, said = _status(error), _said(error)
    words = say(said, language(request)) if said else None
    headers = {"Retry-After": "10"} if status == 503 else {}
    found = page(
        request, "error.html", status, title=_TITLES.get(status, _TITLES[400]), words=words, advice=_advice(status)
    )
    found.headers.update(headers)
    return found


def problem(request: Request, error: Exception) -> Response:
    """The same for a program (RFC 9457)."""
    status, lang = _status(error), language(request)
    said = _said(error) or Said(_advice(status))
    body = {"type": "about:blank", "status": status, "title": say(Said(_TITLES.get(status, _TITLES[400])), lang)}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({**body, "detail": say(said, lang)}, status, headers, "application/problem+json")


def _advice(status: int) -> str:
    return _WORDS.get(status, _WORDS[400])


def _status(error: Exception) -> int:
    match error:
        case StarletteHTTPException():
            return error.status_code
        case RequestValidationError():
            return 400
        case Conflict() | DuplicateEvent():
            return 409
        case StoreError():
            return 503
        case EventsError():
            return 422
    return 422 if isinstance(getattr(error, "said", None), Said) else 500


def _said(error: Exception) -> Said | None:
    """The sentence of an error of ours."""
    said = getattr(error, "said", None)
    if isinstance(said, Said):
        return said
    if isinstance(error, EventsError) and not isinstance(error, StoreError | Conflict):
        return Said(error.template, in_words(error.fields))
    return None


def fault(request: Request, error: Exception) -> Response:
    """The answer to a request that ended in a fault of the program, or of the database before anything was asked."""
    return problem(request, error) if request.url.path.startswith(_API) else error_page(request, error)
