"""Programs that are told what agencies are told: listed, added (the secret is shown once), removed."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from adapters.answers.beside_tasks.webhooks import must_be_an_address, must_be_new, secret_shown, webhook_rows
from adapters.web.accounts.enrolling import unit_meant
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.web.rights.rows import Sight, hears
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from events.beside.kept import WebhookRow
from events.chain import moment_text
from events.rows import Changes
from rules.problems import N_

WEBHOOKS = "/he-thong/webhook"

router = APIRouter()

Asker = Annotated[Principal, Depends(May(Act.MANAGE))]
Text = Annotated[str, Form()]

_NO_KEY = N_(
    "There is no key to make the secret of a webhook from (webhook_keys in the settings). Nothing was changed."
)
_WHOSE = N_("Say whose messages go there: a unit, a plan, or both. Nothing was changed.")
_NOT_YOURS = N_("That is beyond the reach of this account: name a unit of yours. Nothing was changed.")
_NO_PLAN = N_("There is no plan “{plan}”.")
_ADDED = N_("{url} is told from now on. Its secret, which is shown this once: {secret}")
_REMOVED = N_("{url} is told nothing more.")


@router.get(WEBHOOKS)
def webhooks_page(request: Request, asker: Asker) -> Response:
    """The programs that are told."""
    return _list(request, asker)


@router.post(WEBHOOKS)
def add_webhook(
    request: Request,
    asker: Asker,
    url: Text = "",
    unit: Text = "",
    plan: Text = "",
    internal: Annotated[bool, Form()] = False,
) -> Response:
    """Have one told."""
    typed = {"url": url, "unit": unit, "plan": plan, "internal": internal}
    try:
        row, secret = _added(request, asker, url.strip(), unit.strip(), plan.strip(), internal=internal)
    except Refused as refused:
        return _list(request, asker, 422, wrong=refused.said, typed=typed)
    return _list(request, asker, done=Said(_ADDED, {"url": row.url, "secret": secret}))


@router.post(WEBHOOKS + "/{id}/bo")
def remove_webhook(request: Request, asker: Asker, id: str) -> Response:  # noqa: A002 - its name
    """Have one told no more."""
    office = office_of(request)
    with office.store.begin() as session:
        row = next((one for one in webhook_rows(session) if one.id == id), None)
        if row is None or not hears(Sight(asker, Snapshot(session, office.tools)), row.unit, row.plan):
            raise HTTPException(404)
        if not row.removed_at:
            session.apply(Changes(webhooks=[row._replace(removed_at=moment_text(office.clock.now()))]))
    return _list(request, asker, done=Said(_REMOVED, {"url": row.url}))


def _added(
    request: Request, asker: Principal, url: str, unit: str, plan: str, *, internal: bool
) -> tuple[WebhookRow, str]:
    office = office_of(request)
    keys = office.settings.web.webhook_keys
    if not keys:
        raise Refused(_NO_KEY)
    if not unit and not plan:
        raise Refused(_WHOSE)
    must_be_an_address(url, internal=internal)
    place = unit_meant(unit, asker.units) if unit else ""
    with office.store.begin() as session:
        snapshot = Snapshot(session, office.tools)
        if plan and plan not in snapshot.plans():
            raise Refused(_NO_PLAN, plan=one_line(plan, 60))
        if not hears(Sight(asker, snapshot), place, plan):
            raise Refused(_NOT_YOURS)
        made = moment_text(office.clock.now()), asker.person or asker.name
        row = WebhookRow(secrets.token_hex(8), place, plan, url, *made, "", int(internal), session.head())
        must_be_new(session, row)
        session.apply(Changes(webhooks=[row]))
    return row, secret_shown(keys[0], row)


def _list(request: Request, asker: Principal, status: int = 200, **values: Any) -> HTMLResponse:
    office = office_of(request)
    given: dict[str, Any] = {"wrong": None, "done": None, "typed": {}, **values}
    with office.store.begin(write=False) as session:
        sight = Sight(asker, Snapshot(session, office.tools))
        rows = [row for row in webhook_rows(session) if not row.removed_at and hears(sight, row.unit, row.plan)]
        plans = [(row.id, row.id) for row in session.plans()]
    hooks = [{"row": row, "agency": asker.units.name(row.unit) if row.unit else ""} for row in rows]
    return page(request, "system/webhooks.html", status, hooks=hooks, plans=plans, **given)
