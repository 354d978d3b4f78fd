"""`GET /api/v1/changes`: server-sent events that say that something changed; what, is asked for as always."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from adapters.bootstrap import Office
from adapters.web.api.frame.problems import ProblemRoute
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.roles import Act
from events.errors import StoreError

router = APIRouter(route_class=ProblemRoute, tags=["changes"], dependencies=[Depends(May(Act.READ))])

_EVERY, _BEATS, _LONGEST = 2.0, 10, 900.0
"""Seconds between looks; looks between signs of life; seconds after which a listener has to come again."""


class ListeningSince(BaseModel):
    """ListeningSince when, and for how long."""

    model_config = ConfigDict(extra="forbid")

    after: int | None = Field(None, ge=0, le=1 << 40, description="The position that is known; now, if not given.")
    seconds: float = Field(_LONGEST, ge=0, le=_LONGEST, description="Listen so long.")


@router.get(
    "/changes",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def changes(request: Request, wanted: Annotated[ListeningSince, Query()]) -> Response:
    """An event `changed`, each time that something was recorded: `{"log_position": 1893}`, as is its id.

    That is the number of the last event of the log, which are numbered from 1 on as they were recorded. It says that
    something changed somewhere, and neither what nor whether it concerns who listens: what one sees is asked for anew.
    """
    office = office_of(request)
    known = request.headers.get("last-event-id", "")
    after = wanted.after if wanted.after is not None else int(known) if known.isdecimal() and len(known) < 15 else None
    first = await run_in_threadpool(_head, office)
    said = _said(request, office, first if after is None else after, wanted.seconds)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(said, media_type="text/event-stream", headers=headers)


async def _said(request: Request, office: Office, known: int, seconds: float) -> AsyncIterator[str]:
    yield f"retry: {int(_EVERY * 1000)}\n\n"
    looks = 0
    while True:
        head = await run_in_threadpool(_head, office)
        if head > known:
            known = head
            yield f'id: {head}\nevent: changed\ndata: {{"log_position": {head}}}\n\n'
        elif looks % _BEATS == _BEATS - 1:
            yield ": \n\n"
        looks += 1
        if looks * _EVERY > seconds or await request.is_disconnected():
            return
        await asyncio.sleep(_EVERY)


def _head(office: Office) -> int:
    """The log's last position; 0 where the database does not answer: it is asked again."""
    try:
        with office.store.begin(write=False) as session:
            return session.head()
    except StoreError:
        return 0
