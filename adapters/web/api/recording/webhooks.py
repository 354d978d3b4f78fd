"""Programs that are told what agencies are told: listed, added, removed."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from adapters.answers.beside_tasks.webhooks import (
    must_be_an_address,
    must_be_new,
    secret_shown,
    webhook_answer,
    webhook_rows,
)
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import question
from adapters.web.api.frame.fields import Name, Strict
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import named
from adapters.web.rights.roles import Act
from adapters.web.rights.rows import Sight, hears
from engine.snapshot import Snapshot
from events.beside.kept import WebhookRow
from events.chain import moment_text
from events.rows import Changes
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["webhooks"], dependencies=[Depends(May(Act.MANAGE))])

_NO_KEY = N_("There is no key to make the secret of a webhook from: THOIHAN_WEBHOOK_KEYS.")
_WHOSE = N_("Say whose messages go there: unit, plan, or both.")
_NOT_HERE = N_("There is no plan or agency of that name here.")


class Webhook(Strict):
    """A program that is to be told."""

    url: Annotated[str, Field(min_length=1, max_length=500)]
    unit: Name | None = None
    plan: Name | None = None
    allow_internal: bool = False


@router.get("/webhooks", response_model=list[dict[str, Any]])
def webhooks(request: Request) -> Response:
    """The programs that are told, as `thoihan webhooks list --json`."""
    with question(request) as asked:
        found = [webhook_answer(row) for row in webhook_rows(asked.session) if hears(asked.sight, row.unit, row.plan)]
    return answer(request, found)


@router.post("/webhooks", status_code=201, response_model=dict[str, Any])
def add(request: Request, said: Webhook) -> Response:
    """Register a program that is to be told; its secret is shown this once."""
    office, who = office_of(request), asker(request)
    if not said.unit and not said.plan:
        raise ApiProblem(422, _WHOSE)
    must_be_an_address(said.url, internal=said.allow_internal)
    keys = office.settings.web.webhook_keys
    if not keys:
        raise ApiProblem(422, _NO_KEY)
    with office.store.begin() as session:
        snapshot = Snapshot(session, office.tools)
        unknown = said.plan and said.plan not in snapshot.plans()
        if unknown or (said.unit and said.unit not in snapshot.units().rows):
            raise ApiProblem(422, _NOT_HERE)
        if not hears(Sight(who, snapshot), said.unit or "", said.plan or ""):
            raise ApiProblem(422, _NOT_HERE)
        made = moment_text(office.clock.now()), named(who)
        what = secrets.token_hex(8), said.unit or "", said.plan or "", said.url
        row = WebhookRow(*what, *made, "", int(said.allow_internal), session.head())
        must_be_new(session, row)
        session.apply(Changes(webhooks=[row]))
    return answer(request, {**webhook_answer(row), "secret": secret_shown(keys[0], row)}, 201)


@router.delete("/webhooks/{id}", response_model=dict[str, Any])
def remove(request: Request, id: Name) -> Response:  # noqa: A002 - its name
    """Tell a program no more; it stays in the list."""
    office = office_of(request)
    with office.store.begin() as session:
        row = next((one for one in webhook_rows(session) if one.id == id), None)
        if row is None or not hears(Sight(asker(request), Snapshot(session, office.tools)), row.unit, row.plan):
            raise not_there()
        now = row._replace(removed_at=row.removed_at or moment_text(office.clock.now()))
        if now != row:
            session.apply(Changes(webhooks=[now]))
    return answer(request, webhook_answer(now))
