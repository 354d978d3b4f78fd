"""`POST /api/v1/events`: CloudEvents in, and what follows from each out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from adapters.web.api.asking.described import ProposedAnswer, RecordedAnswer
from adapters.web.api.events.cloud_events import BATCH, STRUCTURED, read_events
from adapters.web.api.events.examples import example, examples
from adapters.web.api.events.recorded import record_events, status_of
from adapters.web.api.events.schema import event_schema
from adapters.web.api.frame.answers import answer, body_of
from adapters.web.api.frame.asking import MayAny
from adapters.web.api.frame.problems import ProblemRoute
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.asking import office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act

ACTS = (Act.RECORD, Act.REPORT, Act.HAPPEN, Act.DECIDE, Act.PLAN, Act.REGISTER)
"""Whoever may do one of these may send events: which of them, each event decides."""

router = APIRouter(route_class=ProblemRoute, tags=["events"])

DryRun = Annotated[bool, Query(description="Answer the same, and record nothing.")]


def _taken() -> dict[str, Any]:
    """The bodies that are taken, each with an example of every type."""
    one, held = event_schema(), "milestone.held"
    batch = {"type": "array", "items": one, "minItems": 1, "maxItems": 1_000}
    shown = {"two": {"summary": "Two events, both or neither", "value": [example(held), example("task.done")]}}
    return {
        "requestBody": {
            "required": True,
            "content": {
                STRUCTURED: {"schema": one, "examples": examples()},
                BATCH: {"schema": batch, "examples": shown},
                "application/json": {
                    "schema": {"type": "object", "description": "The same; or the data alone, with headers ce-…"},
                    "examples": {held: {"value": example(held)}},
                },
            },
        }
    }


@router.post(
    "/events",
    status_code=201,
    response_model=RecordedAnswer | list[RecordedAnswer],
    responses={200: {"model": RecordedAnswer | list[RecordedAnswer]}, 202: {"model": ProposedAnswer}},
    openapi_extra=_taken(),
)
def events(
    request: Request,
    who: Annotated[Principal, Depends(MayAny(ACTS))],
    body: Annotated[bytes, Depends(body_of)],
    dry_run: DryRun = False,
) -> Response:
    """Record a CloudEvent, or a batch of which all are recorded or none. 200: all were known already.

    An event is known by `source` and `id` together: the same pair again changes nothing, with other content it is
    refused (409). `time` is when it is said to have been said; the log has when it was recorded.
    """
    sent, batch = read_events(request.headers, body)
    lang = spoken(request)
    office = acting(office_of(request), who)
    found = record_events(office, who, sent, lang, batch=batch, dry_run=dry_run)
    status = 200 if all(one["known"] for one in found) else status_of(found[0]) if not batch else 201
    return answer(request, found if batch else found[0], status)
