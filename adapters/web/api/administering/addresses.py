"""Addresses that open something: of calendars, and signed links by which a unit acts on a task."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.beside_tasks.feeds import feed_answer, feed_named
from adapters.answers.noting import note
from adapters.feeds.addresses import new_address
from adapters.feeds.entries import released
from adapters.feeds.following import followed
from adapters.feeds.serving import keep_served
from adapters.signing.links import Link, LinkError, Links, Purpose
from adapters.web.api.events.building import stored
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, MayAny, question
from adapters.web.api.frame.fields import Name, Strict, Words
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import named
from adapters.web.rights.roles import Act
from adapters.words.refused.refusal import Refused
from events.beside.rows import FeedAddressRow
from events.chain import moment_text
from events.rows import Changes
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["addresses"])

_FEEDS = [Depends(MayAny((Act.REGISTER, Act.PEOPLE)))]
_NO_KEY = N_("There is no key to sign links with (link_keys in the settings).")


class OfUnit(BaseModel):
    """Of which unit."""

    model_config = ConfigDict(extra="forbid")

    unit: Name | None = Field(None, description="Only those of this unit.")


class OfPerson(BaseModel):
    """Of whom."""

    model_config = ConfigDict(extra="forbid")

    person: Name | None = Field(None, description="Only what was given to this person.")


class FeedBody(Strict):
    """An address of a calendar."""

    unit: Name
    person: Words | None = None


class LinkBody(Strict):
    """A link by which a unit acts on a task."""

    act: Literal["acknowledge", "report", "extension"] = "acknowledge"
    unit: Name | None = Field(None, description="The one that leads, if it is not given.")
    days: Annotated[int, Field(ge=0, le=3_660)] = 30


@router.get("/feeds", response_model=list[dict[str, Any]], dependencies=_FEEDS)
def feeds(request: Request, wanted: Annotated[OfUnit, Query()]) -> Response:
    """Addresses of calendars, as `thoihan feeds list --json`: those of units within reach."""
    with question(request) as asked:
        found = [feed_answer(row) for row in _seen(asked) if wanted.unit in (None, row.unit)]
    return answer(request, found)


@router.post("/feeds", status_code=201, response_model=dict[str, Any], dependencies=_FEEDS)
def add_feed(request: Request, said: FeedBody) -> Response:
    """Make an address of a calendar, which is shown this once: whoever has it reads the calendar."""
    office, who = office_of(request), asker(request)
    with question(request) as asked:
        _must_be_within(asked, said.unit)
    address, row = new_address(said.unit, said.person or "", office.clock, named(who))
    with office.store.begin() as session:
        session.apply(Changes(feed_addresses=[row]))
    web = office.settings.web.address
    shown = {"address": address, "url": f"{web}/feeds/{address}.ics" if web else None}
    return answer(request, {**feed_answer(row), **shown}, 201)


@router.delete("/feeds/{id}", response_model=dict[str, Any], dependencies=_FEEDS)
def revoke_feed(request: Request, id: Name) -> Response:  # noqa: A002 - its name
    """Take an address of a calendar back; it stays in the list."""
    office = office_of(request)
    with question(request) as asked:
        try:
            row = feed_named(asked.session, id)
        except Refused:
            raise not_there() from None
        if row not in _seen(asked):
            raise not_there()
    now = row._replace(revoked_at=row.revoked_at or moment_text(office.clock.now()))
    if now != row:
        with office.store.begin() as session:
            session.apply(Changes(feed_addresses=[now]))
    return answer(request, feed_answer(now))


@router.get(
    "/units/{code}/calendar.ics",
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
    dependencies=[Depends(May(Act.READ))],
)
def calendar(request: Request, code: Name, wanted: Annotated[OfPerson, Query()]) -> Response:
    """The due dates of an agency within reach, for calendar programs: as `thoihan feed`."""
    from adapters.feeds.calendar_text import calendar_text  # noqa: PLC0415 - it is slow to load

    with question(request) as asked:
        _must_be_within(asked, code)
        office, lang = asked.office, asked.lang
        found = followed(asked.session, office.tools, code, lang, wanted.person or "")
    note(office, "GET calendar", found.looked)
    keep_served(office.store, found.served)
    data = b"".join(calendar_text(released(found.feed, office.settings.leaving, lang), lang))
    return Response(data, headers={"Cache-Control": "private, no-store"}, media_type="text/calendar; charset=utf-8")


@router.post("/tasks/{id:path}/links", status_code=201, response_model=dict[str, Any])
def add_link(
    request: Request,
    _who: Annotated[object, Depends(May(Act.TELL))],
    id: Annotated[str, Field(max_length=500)],  # noqa: A002 - its name
    said: LinkBody,
) -> Response:
    """A signed link by which a unit acts on a task without signing in, as `thoihan link --json`."""
    web, day = office_of(request).settings.web, office_of(request).clock.today()
    if not web.link_keys:
        raise ApiProblem(422, _NO_KEY)
    with question(request) as asked:
        task = asked.session.task(stored(asked.sight, id))
        if task is None or not asked.sight.sees_task(task):
            raise not_there()
        unit = said.unit or task.lead
        if said.unit:
            _must_be_within(asked, said.unit)
    made = Link(purpose=Purpose(said.act), task=task.id, unit=unit, expires=day + timedelta(days=said.days))
    links = Links(web.link_keys, web.address)
    try:
        token = links.token(made)
    except LinkError as error:
        raise ApiProblem(422, error.said.template, **error.said.args) from None
    about = {"for": str(made.purpose), "task": made.task, "unit": made.unit, "expires": made.expires.isoformat()}
    return answer(request, {**about, "token": token, "url": links.url(made) if web.address else None}, 201)


def _seen(asked: ApiQuestion) -> Sequence[FeedAddressRow]:
    found = asked.session.beside(FeedAddressRow)
    return sorted((row for row in found if asked.sight.sees_unit(row.unit)), key=lambda row: (row.made_at, row.hash))


def _must_be_within(asked: ApiQuestion, unit: str) -> None:
    """Raise ApiProblem unless a unit is there, and within reach."""
    if unit not in asked.shelf.units().rows or not asked.sight.sees_unit(unit):
        raise not_there()
