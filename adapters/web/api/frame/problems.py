"""Problems as `application/problem+json` (RFC 9457), in the reader's language: what is wrong, where, and what to do."""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from adapters.statements.proposals.proposals import Clash
from adapters.web.api.frame.reading import NotJson, json_of, spoken
from adapters.web.rights.allowed import NotAllowed
from adapters.web.rights.asking import office_of
from adapters.words.catalogue import Said, say
from adapters.words.plain_text import json_text, one_line
from adapters.words.refused.codes import in_words
from events.errors import Conflict, DuplicateEvent, EventsError, LogBroken, StoreError
from rules.problems import N_, PlanError, TextError

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)

_TITLES: Mapping[int, str] = {
    400: N_("The request cannot be read"),
    401: N_("Nobody has signed in"),
    403: N_("This is not for you to do"),
    404: N_("There is nothing here"),
    405: N_("This cannot be done here"),
    409: N_("It is known otherwise, or somebody else was first"),
    413: N_("The request is too large"),
    415: N_("The request is of another kind"),
    422: N_("This cannot be taken"),
    428: N_("Say first what you have seen"),
    500: N_("A fault of the program"),
    503: N_("The database is busy, or cannot be reached"),
}
_SIGN_IN = N_("Send a token: Authorization: Bearer … (`thoihan tokens add` makes one).")
_NOTHING = N_("There is no such thing, or it is not for you to see.")
_SMALLER = N_("Send it in pieces.")
_FROM_HERE = N_("It did not come from a page of this program. Send a token, or the form anew.")
_OF_STATUS = {401: _SIGN_IN, 403: _FROM_HERE, 413: _SMALLER}
_NOT_JSON: Mapping[str, str] = {
    "json": N_("The body is not JSON. Send an object or a list, in UTF-8."),
    "twice": N_("“{key}” stands twice in one object. Keep one."),
    "deep": N_("Lists and objects stand too deep within each other."),
    "text": N_("A text in the body cannot be written in UTF-8, or has a NUL in it."),
}
_FAULT = N_("Your request is not to blame. What was not yet recorded is undone; to send it again counts once.")
_CONFLICT = N_("Somebody else recorded of the same matter meanwhile. Look at it as it now is, and decide again.")
_WRONG = N_("{where}: {what}")
_WHATS: Mapping[str, str] = {
    "missing": N_("it is missing."),
    "extra_forbidden": N_("there is no such field here; take it out."),
    "json_invalid": N_("it is not JSON."),
}
_NOT_THAT = N_("it cannot be that; the description of the API says what may stand there.")


class ApiProblem(Exception):  # noqa: N818 - named by what it is called in the standard
    """A request that is refused, with the status that says why."""

    def __init__(self, status: int, template: str = _NOTHING, /, **args: object) -> None:
        self.status, self.said = status, Said(template, args)
        super().__init__(template)


def not_there() -> ApiProblem:
    """The refusal of what is not there, or not for who asks to see: nobody can tell these apart."""
    return ApiProblem(404)


class StrictRequest(Request):
    """A request of which the body is read strictly, whatever route it is for."""

    async def json(self) -> Any:
        """The JSON that the body is. Raises NotJson."""
        return json_of(await self.body())


class ProblemRoute(APIRoute):
    """A route whose errors are answered as problems."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(StrictRequest(request.scope, request.receive))
            except Exception as error:  # noqa: BLE001 - each becomes an answer, and a fault is logged
                return problem(request, error)

        return handled


def refusal(error: Exception) -> tuple[int, Said] | None:
    """The status and the words of an error that is a refusal of what was sent; None: it is another."""
    status = _status(error)
    return (status, _said(error, status)[0]) if 400 <= status < 500 and not isinstance(error, Conflict) else None


def problem(request: Request, error: Exception) -> Response:
    """The answer to a request that could not be done."""
    error = error.__cause__ if isinstance(error.__cause__, NotJson) else error  # the framework says no more than 400
    status = _status(error)
    if status == 500:
        _log.error("the API could not answer", exc_info=error)
    lang = spoken(request)
    leaving = office_of(request).settings.leaving
    said = [say(leaving.sentence(one, lang), lang) for one in _said(error, status)]
    body = {"type": "about:blank", "status": status, "title": say(Said(_TITLES.get(status, _TITLES[422])), lang)}
    body |= {"detail": " ".join(said), "errors": said} if len(said) > 1 else {"detail": "".join(said)}
    headers = {"Content-Language": lang, "Cache-Control": "no-store"}
    headers |= {"Retry-After": "5"} if status == 503 else {}
    headers |= {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return Response(json_text(body).encode("utf-8", "replace"), status, headers, MEDIA_TYPE)


def _status(error: Exception) -> int:
    match error:
        case ApiProblem() | NotAllowed():
            return error.status
        case NotJson():
            return 400
        case HTTPException():
            return error.status_code
        case DuplicateEvent() | Conflict() | Clash():
            return 409
        case LogBroken():
            return 500
        case StoreError():
            return 503
        case EventsError() | PlanError() | TextError() | RequestValidationError():
            return 422
    return 422 if _sentences(error) else 500


def _said(error: Exception, status: int) -> Sequence[Said]:
    match error:
        case NotJson():
            return [Said(_NOT_JSON[error.why], {"key": error.what[:60]})]
        case HTTPException():
            return [Said(_OF_STATUS.get(status, _NOTHING))]
        case RequestValidationError():
            return [_of_field(one) for one in error.errors()[:20]]
        case Conflict():
            return [Said(_CONFLICT)]
        case PlanError():
            return [Said(error.template, error.fields), *(Said(one.template, one.args) for one in error.problems[:50])]
    return _sentences(error) or [Said(_FAULT)]


def _sentences(error: Exception) -> Sequence[Said]:
    """The words of an error of ours: each holds a sentence, or a template and its fields."""
    said, template = getattr(error, "said", None), getattr(error, "template", None)
    if isinstance(said, Said):
        return [said]
    if not isinstance(template, str):
        return []
    fields = next((one for name in ("fields", "args") if isinstance(one := getattr(error, name, None), Mapping)), {})
    hint = getattr(error, "hint", None)
    return [Said(template, in_words(fields)), *([Said(hint, fields)] if isinstance(hint, str) else [])]


def _of_field(error: Mapping[str, Any]) -> Said:
    """A field that is wrong, by its place, and why."""
    where = ".".join(one_line(str(part), 60) for part in error["loc"] if part not in ("body", "query", "path"))
    raised = error.get("ctx", {}).get("error")
    kind = _WHATS.get(error["type"], _NOT_THAT)
    what = next(iter(_sentences(raised)), None) if isinstance(raised, Exception) else None
    return Said(_WRONG, {"where": where or "–", "what": what or Said(kind)})
