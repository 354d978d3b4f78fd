"""Answers: JSON as it may leave, with a tag by which whoever has it already is told so."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from adapters.bootstrap import Office
from adapters.serving.conditional import answered
from adapters.web.api.frame.problems import ApiProblem
from adapters.web.api.frame.reading import MOST_BYTES, json_of, spoken
from adapters.web.rights.asking import office_of
from adapters.words.plain_text import json_text
from rules.problems import N_

_HEADERS = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "private, no-cache"}
_TOO_LARGE = N_("At most {most} bytes are taken at once. Send it in pieces.")


def answer(request: Request, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The JSON value as it may leave the office; nothing (304) where a question has the answer already."""
    lang = spoken(request)
    body = json_text(leaving(office_of(request), value, lang)).encode("utf-8", "replace")
    said = {**_HEADERS, "Content-Language": lang, "Vary": "Accept-Language, Accept-Encoding", **(headers or {})}
    if status != 200 or request.method not in ("GET", "HEAD"):
        return Response(body, status, said)
    found = answered(body, dict(request.headers), None, said)
    return Response(found.body, found.status, {**said, **found.headers, "Vary": said["Vary"]})


def leaving(office: Office, value: Any, lang: str) -> Any:
    """The value as it may leave."""
    return office.settings.leaving.answer(value, lang)


async def body_of(request: Request) -> bytes:
    """The body, as long as it may be. Raises ApiProblem."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > MOST_BYTES:
            raise ApiProblem(413, _TOO_LARGE, most=MOST_BYTES)
    return bytes(found)


def read_json(body: bytes) -> Any:
    """The JSON that a body is. Raises NotJson."""
    return json_of(body)
