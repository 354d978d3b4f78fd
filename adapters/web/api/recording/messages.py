"""Messages: listed, sent again, and let go or not."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.beside_tasks.messages import message_answer
from adapters.clock import day_in_viet_nam
from adapters.telling.message_content import marked
from adapters.web.api.asking.described import PageAnswer
from adapters.web.api.events.recorded import Answer
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Name, Strict
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.roles import Act
from adapters.words.sending.statuses import STATUSES
from engine.telling.news import news
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["messages"])

_PROVE, _TELL = [Depends(May(Act.PROVE))], [Depends(May(Act.TELL))]
_NO_STATUS = N_("There is no status “{status}”. There are: {known}.")
_NOT_PARKED = N_("That message is not parked: nothing is to be sent again.")
_NOTHING_WAITS = N_("Of that event no message waits to leave.")


class MessageFilters(BaseModel):
    """The filters of the list of messages."""

    model_config = ConfigDict(extra="forbid")

    status: Name | None = Field(None, description="Only those of this status.")
    recipient: Name | None = Field(None, description="Only those to this agency.")
    after: int = Field(0, ge=0, le=1 << 40, description="Pass over so many: the `next` of the page before.")
    limit: int = Field(100, ge=1, le=1_000, description="At most so many.")


class PreviewWanted(BaseModel):
    """How many of those that would leave first."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=500, description="At most so many, of all agencies.")


class Decided(Strict):
    """The fate of the messages of an event."""

    state: Literal["approved", "awaiting", "cancelled"]


@router.get("/messages", response_model=PageAnswer, dependencies=_PROVE)
def messages(request: Request, wanted: Annotated[MessageFilters, Query()]) -> Response:
    """Messages, oldest first, as `thoihan outbox list --json`."""
    if wanted.status is not None and wanted.status not in STATUSES:
        raise ApiProblem(422, _NO_STATUS, status=wanted.status[:40], known=list(STATUSES))
    with question(request) as asked:
        found = asked.session.messages(status=wanted.status, recipient=wanted.recipient)
        seen = [one for one in found if asked.sight.sees_unit(one.recipient)]
        names = {row.code: row.name for row in asked.session.units()}
        end = wanted.after + wanted.limit
        said = [message_answer(one, names) for one in seen[wanted.after : end]]
    return answer(request, {"items": said, "next": str(end) if len(seen) > end else None})


@router.get("/messages/preview", response_model=list[dict[str, Any]], dependencies=_TELL)
def preview(request: Request, wanted: Annotated[PreviewWanted, Query()]) -> Response:
    """What would leave, as it would be said now, whatever holds it for a while; nothing is sent or changed."""
    office = office_of(request)
    now = office.clock.now()
    found = office.outbox.preview(now, wanted.limit, news(day_in_viet_nam(now)))
    with question(request) as asked:
        names, seen = asked.shelf.units(), asked.sight.sees_unit
        said = [
            {
                "recipient": one.recipient,
                "name": one.name or names.name(one.recipient),
                "channel": one.channel,
                "position": one.position,
                "reachable": one.address is not None,
                "content": marked(json.loads(one.content)),
            }
            for one in found
            if seen(one.recipient)
        ]
    return answer(request, said)


@router.post("/messages/{recipient}/{key:path}/retry", response_model=dict[str, Any], dependencies=_TELL)
def retry(request: Request, recipient: Name, key: Name) -> Response:
    """Let a parked message be sent again, with all that was refused with it."""
    with question(request) as asked:
        _must_be_his(asked, recipient)
        there = [one for one in asked.session.messages(recipient=recipient) if one.key == key]
    if not there:
        raise not_there()
    again = office_of(request).outbox.unpark(recipient, key)
    if not again:
        raise ApiProblem(409, _NOT_PARKED)
    return answer(request, {"again": [*again]})


@router.get("/approvals", response_model=list[dict[str, Any]], dependencies=_PROVE)
def approvals(request: Request) -> Response:
    """The events of which messages wait for approval."""
    with question(request) as asked:
        found = [_waiting(asked, one) for one in asked.office.outbox.awaiting()]
    return answer(request, [one for one in found if one])


@router.post("/approvals/{position}", response_model=dict[str, Any], dependencies=_TELL)
def decide(request: Request, position: Annotated[int, Field(ge=1, le=1 << 40)], said: Decided) -> Response:
    """Let the messages of an event go, have them wait, or never go."""
    with question(request) as asked:
        if position > asked.session.head() or not asked.sight.follows_event(asked.session.event_at(position).event):
            raise not_there()
    office = acting(office_of(request), asker(request))
    count = office.outbox.decide(position, said.state, office.clock.now(), office.settings.actor)
    if count is None:
        raise ApiProblem(409, _NOTHING_WAITS)
    return answer(request, {"position": position, "state": said.state, "messages": count})


def _must_be_his(asked: ApiQuestion, recipient: str) -> None:
    if not asked.sight.sees_unit(recipient):
        raise not_there()


def _waiting(asked: ApiQuestion, one: Any) -> Answer | None:
    event = asked.session.event_at(one.position).event
    if not asked.sight.follows_event(event):
        return None
    found = {"event": event.id, "position": one.position, "type": event.type, "plan": event.plan}
    return {**found, "since": one.moment, "by": one.actor or None, "messages": one.messages}
