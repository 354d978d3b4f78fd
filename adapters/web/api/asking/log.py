"""The log, asked for: the last event first, by pages."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.log import event_answer
from adapters.web.api.asking.described import PageAnswer
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Name
from adapters.web.api.frame.problems import ProblemRoute, not_there
from adapters.web.rights.allowed import sees_logged
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from engine.telling.levels import root_of
from events.event import Event, Recorded

router = APIRouter(route_class=ProblemRoute, tags=["events"], dependencies=[Depends(May(Act.PROVE))])

_AT_ONCE = 500


class LogFilters(BaseModel):
    """The filters of the log."""

    model_config = ConfigDict(extra="forbid")

    plan: Name | None = Field(None, description="Only events of this plan.")
    type: Name | None = Field(None, description="Only events of this type.")
    before: int | None = Field(None, ge=1, le=1 << 40, description="Only events at earlier positions: the `next`.")
    limit: int = Field(50, ge=1, le=1_000, description="At most so many.")


@router.get("/events", response_model=PageAnswer)
def events(request: Request, wanted: Annotated[LogFilters, Query()]) -> Response:
    """The log, the last event first."""
    with question(request) as asked:
        found, more = _page(asked, wanted)
        said = [_answer(asked, one) for one in found]
    return answer(request, {"items": said, "next": more})


@router.get("/events/{id:path}", response_model=dict[str, Any])
def event(request: Request, id: Annotated[str, Field(max_length=300)]) -> Response:  # noqa: A002 - its name
    """One event, with those that correct or withdraw it."""
    with question(request) as asked:
        found = asked.session.find(id)
        if found is None or not sees_logged(asked.sight, found.event):
            raise not_there()
        amended = [_answer(asked, one) for one in asked.session.amending(id)]
        said = {**_answer(asked, found), "amended_by": amended}
    return answer(request, said)


def _page(asked: ApiQuestion, wanted: LogFilters) -> tuple[list[Recorded], int | None]:
    """The events before a position that are asked for, and where the next page begins."""
    last = min(wanted.before - 1, asked.session.head()) if wanted.before else asked.session.head()
    types = [wanted.type] if wanted.type else None
    found: list[Recorded] = []
    while last > 0 and len(found) <= wanted.limit:
        first = max(0, last - _AT_ONCE)
        there = [one for one in asked.session.events(first, last - first, types) if one.position <= last]
        these = (one for one in reversed(there) if wanted.plan in (None, one.event.plan))
        found += [one for one in these if sees_logged(asked.sight, one.event)]
        last = first
    more = found[wanted.limit - 1].position if len(found) > wanted.limit else None
    return found[: wanted.limit], more


def _answer(asked: ApiQuestion, one: Recorded) -> dict[str, Any]:
    root = root_of(asked.session, one.event)
    named = [name for of in (one.event, root) if of for name in _plans_of(of)]
    return event_answer(one, asked.shelf.plans().named(named), root)


def _plans_of(event: Event) -> tuple[str, ...]:
    return (event.plan,) if event.plan else tuple(event.data.get("plans") or ())
