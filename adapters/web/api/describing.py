"""`GET /api/v1/openapi.json`: the description of the API, made of its routes."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from adapters.web.api.asking.described import ProblemAnswer
from adapters.web.api.bodies import EXAMPLES
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.problems import MEDIA_TYPE, ProblemRoute

PREFIX = "/api/v1"
_METHODS = ("get", "post", "put", "delete", "patch")
_ABOUT = (
    "All that the pages do, for programs. Send `Authorization: Bearer TOKEN`; `Accept-Language: vi` or `en` chooses "
    "the words. What a token may not see does not exist. Lists come by pages: `next` is the `cursor` of the next one. "
    "Every answer has an ETag. Problems are application/problem+json."
)

router = APIRouter(route_class=ProblemRoute, tags=["description"])


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    """This description: it is no secret, and needs no token."""
    return answer(request, description(request.app))


def description(app: FastAPI) -> dict[str, Any]:
    """The description, made once."""
    made: dict[str, Any] | None = getattr(app.state, "api_description", None)
    if made is None:
        made = app.state.api_description = _made(app)
    return made


def _made(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title="thoihan", version="1", description=_ABOUT, routes=app.routes)
    found["paths"] = {path: of for path, of in found["paths"].items() if path.startswith(f"{PREFIX}/")}
    parts = found.setdefault("components", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    parts.setdefault("schemas", {})["Problem"] = ProblemAnswer.model_json_schema()
    for name, example in EXAMPLES.items():
        parts["schemas"][name]["examples"] = [example]
    found["security"] = [{"token": []}]
    for path in found["paths"].values():
        for method, of in path.items():
            if method in _METHODS:
                of["responses"] = _responses(of["responses"])
    return found


def _responses(given: dict[str, Any]) -> dict[str, Any]:
    """The answers that a route gives, and the problems that every route may have."""
    wrong = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    usual = {"400": "It cannot be read", "401": "Nobody has signed in", "403": "Not for you to do"}
    usual |= {"404": "Nothing is there, or nothing for you to see", "409": "It is known otherwise"}
    usual |= {"413": "Too large", "415": "Of another kind", "422": "It cannot be taken", "503": "The database is busy"}
    kept = {status: of for status, of in given.items() if status < "300"}
    return {**kept, **{status: {"description": words, **wrong} for status, words in usual.items()}}
