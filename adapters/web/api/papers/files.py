"""Files that are kept with events: handed in, listed, given back unchanged."""

from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.filed import file_answer, file_named
from adapters.answers.noting import note
from adapters.filing.taken import taken_bytes
from adapters.statements.filing import Filing
from adapters.web.api.events.routes import DryRun
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Name
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.allowed import sees_logged
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.roles import Act
from engine.asking.filed.files import Filed, attached_to
from engine.telling.levels import level_said
from events.documents.packing import unpacked
from events.event import Event
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["files"])

EventId = Annotated[str, Field(max_length=300)]
_READ, _REPORT = [Depends(May(Act.READ))], [Depends(May(Act.REPORT))]
_NOT_THAT = N_("What is kept of {name} is not the file that was handed in. Take it from a backup.")
_BODY = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_GIVEN: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


class FileName(BaseModel):
    """How it is called."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="Its name: bien-ban.pdf")
    dry_run: DryRun = False


async def whole_body(request: Request) -> bytes:
    """The body, as large as a file may be. Raises ApiProblem."""
    most, found = office_of(request).settings.file_size, bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > most:
            raise ApiProblem(413)
    return bytes(found)


@router.post(
    "/events/{id:path}/files",
    status_code=201,
    response_model=dict[str, Any],
    dependencies=_REPORT,
    openapi_extra={"requestBody": _BODY},
)
def add(
    request: Request,
    id: EventId,  # noqa: A002 - its name
    wanted: Annotated[FileName, Query()],
    body: Annotated[bytes, Depends(whole_body)],
) -> Response:
    """Keep a file with an event, as `thoihan files add --json`. 200: it is kept with it already."""
    with question(request) as asked:
        event = _seen(asked, id)
    office = acting(office_of(request), asker(request))
    file = taken_bytes(wanted.name, body, wanted.name, types=office.settings.file_types)
    with office.together(dry_run=wanted.dry_run) as nested:
        kept = Filing(files=[file]).kept_with(nested, event, dry_run=wanted.dry_run)
    found = {"event": event.id, **kept.answer(), "dry_run": wanted.dry_run}
    return answer(request, found, 200 if all(kept.known) else 201)


@router.get("/events/{id:path}/files", response_model=list[dict[str, Any]], dependencies=_READ)
def files(request: Request, id: EventId) -> Response:  # noqa: A002
    """The files of an event, as `thoihan files list --json`."""
    with question(request) as asked:
        event = _seen(asked, id)
        level = str(level_said(asked.shelf, event))
        found = [{**file_answer(id, one), "secrecy": level} for one in _files(asked, event)]
    return answer(request, found)


@router.get("/events/{id:path}/files/{name}", response_class=Response, responses=_GIVEN, dependencies=_READ)
def file(request: Request, id: EventId, name: Name) -> Response:  # noqa: A002
    """A file, unchanged and unopened, by its name or the beginning of its SHA-256."""
    with question(request) as asked:
        event = _seen(asked, id)
        one = file_named(id, [*_files(asked, event)], name)
        row, level = asked.session.file(one.words["hash"]), level_said(asked.shelf, event)
        data = unpacked(row) if row else None
    note(asked.office, "GET file", [(event.plan or "", id, level)])
    if asked.office.settings.leaving.withholds(level):
        raise not_there()
    if data is None:
        raise ApiProblem(422, _NOT_THAT, name=one.words["name"])
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    headers |= {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(one.words['name'], safe='')}"}
    return Response(data, headers=headers, media_type="application/octet-stream")


def _files(asked: ApiQuestion, event: Event) -> Iterable[Filed]:
    return attached_to(asked.session, event.id, event.plan)


def _seen(asked: ApiQuestion, name: str) -> Event:
    """The event of that id. Raises ApiProblem where there is none for him."""
    found = asked.session.find(name)
    if found is None or not sees_logged(asked.sight, found.event):
        raise not_there()
    return found.event
