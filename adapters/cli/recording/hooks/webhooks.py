"""The commands `webhooks add|list|remove`: programs that are told what agencies are told."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer

from adapters.answers.beside_tasks.webhooks import (
    must_be_an_address,
    must_be_new,
    secret_shown,
    webhook_answer,
    webhook_rows,
)
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.words.catalogue import moment_text, tr
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from engine.snapshot import Snapshot
from engine.units import Units
from events.beside.kept import WebhookRow
from events.chain import moment_text as stored_moment
from events.rows import Changes
from rules.problems import N_

_NO_KEY = N_(
    "THOIHAN_WEBHOOK_KEYS (`webhook_keys_file` in a settings file) is not set: there is no key to make the secret of a "
    "webhook from. `openssl rand -base64 32` makes one."
)
_WHOSE = N_("Say whose messages go there: --unit, --plan, or both.")
_NO_PLAN = N_("There is no plan “{plan}”.")
_ADDED = N_("Webhook {id}: {url} is told of {whose} from now on.")
_SECRET = N_("Its secret, which is shown this once: {secret}")
_WOULD_ADD = N_("{url} would be told of {whose}. Nothing was registered.")
_NONE = N_("There are no webhooks.")
_NO_ID = N_("There is no webhook “{id}”. `thoihan webhooks list` lists them. Nothing was changed.")
_REMOVED = N_("Webhook {id} is removed: {url} is told nothing more.")
_WOULD_REMOVE = N_("Webhook {id} ({url}) would be removed. Nothing was changed.")
_WAS_REMOVED = N_("Webhook {id} was removed at {moment} already.")
_HOLDS, _OVER = N_("holds"), N_("removed at {moment}")
_OF_HEIR = N_("what {heir} is told, which took over from {unit}")
_OF_UNIT, _OF_PLAN = N_("what {unit} is told"), N_("plan {plan}")

Url = Annotated[str, typer.Argument(metavar="URL", help=N_("Where it is told: https://…"))]
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only what this agency is told."))]
Plan = Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only what is told of this plan."))]
Internal = Annotated[
    bool,
    typer.Option("--allow-internal", help=N_("It may lie inside the network, and be reached without protection.")),
]
Name = Annotated[str, typer.Argument(metavar="WEBHOOK", help=N_("Its id, as `thoihan webhooks list` shows it."))]


def add(
    context: typer.Context,
    url: Url,
    unit: Unit = None,
    plan: Plan = None,
    allow_internal: Internal = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Register a program that is to be told."""
    here, terminal = invocation(context), invocation(context).terminal
    if not unit and not plan:
        raise Misused(_WHOSE)
    must_be_an_address(url, internal=allow_internal)
    with here.office() as office:
        keys = office.settings.web.webhook_keys
        if not keys:
            raise Refused(_NO_KEY)
        with office.store.begin(write=not dry_run) as session:
            made = stored_moment(here.clock.now()), office.settings.actor
            what = secrets.token_hex(8), unit or "", plan or "", url
            row = WebhookRow(*what, *made, "", int(allow_internal), session.head())
            snapshot = Snapshot(session, office.tools)
            if plan and plan not in snapshot.plans():
                raise Refused(_NO_PLAN, plan=one_line(plan, 60))
            must_be_new(session, row)
            whose = _whose(row, snapshot, terminal.lang)
            if not dry_run:
                session.apply(Changes(webhooks=[row]))
    secret = None if dry_run else secret_shown(keys[0], row)
    if as_json:
        terminal.json({**webhook_answer(row), "secret": secret, "dry_run": dry_run})
    elif dry_run:
        terminal.line(_WOULD_ADD, url=url, whose=whose)
    else:
        terminal.line(_ADDED, id=row.id, url=url, whose=whose)
        terminal.line(_SECRET, secret=secret)


def list_webhooks(context: typer.Context, as_json: AsJson = False) -> None:
    """List the programs that are told."""
    here, terminal = invocation(context), invocation(context).terminal
    with here.office() as office, office.store.begin(write=False) as session:
        found, snapshot = webhook_rows(session), Snapshot(session, office.tools)
        whose = {row.id: _whose(row, snapshot, terminal.lang) for row in found}
    if as_json:
        terminal.json([webhook_answer(row) for row in found])
    elif not found:
        terminal.line(_NONE)
    else:
        columns = (N_("Webhook"), N_("Address"), N_("Told of"), N_("Made"), N_("By"), N_("State"))
        terminal.table(columns, (_listed(row, whose, terminal.lang) for row in found))


def remove(context: typer.Context, name: Name, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Tell a program no more."""
    here, terminal = invocation(context), invocation(context).terminal
    with here.office() as office, office.store.begin(write=not dry_run) as session:
        row = next((one for one in webhook_rows(session) if one.id == name.lower()), None)
        if row is None:
            raise Refused(_NO_ID, id=one_line(name, 40))
        now = row._replace(removed_at=row.removed_at or stored_moment(here.clock.now()))
        if not dry_run and now != row:
            session.apply(Changes(webhooks=[now]))
    if as_json:
        terminal.json({**webhook_answer(row if dry_run else now), "known": now == row, "dry_run": dry_run})
    elif now == row:
        terminal.line(_WAS_REMOVED, id=row.id, moment=datetime.fromisoformat(row.removed_at))
    else:
        terminal.line(_WOULD_REMOVE if dry_run else _REMOVED, id=row.id, url=row.url)


def _whose(row: WebhookRow, snapshot: Snapshot, lang: str) -> str:
    of_unit = _whose_unit(row.unit, snapshot.units(), lang) if row.unit else ""
    of_plan = tr(_OF_PLAN, lang, plan=row.plan) if row.plan else ""
    return ", ".join(filter(None, (of_unit, of_plan)))


def _whose_unit(code: str, units: Units, lang: str) -> str:
    heir = units.current(code) or code
    if heir == code:
        return tr(_OF_UNIT, lang, unit=units.name(code))
    return tr(_OF_HEIR, lang, heir=units.name(heir), unit=units.name(code))


def _listed(row: WebhookRow, whose: Mapping[str, str], lang: str) -> tuple[str, ...]:
    made = moment_text(datetime.fromisoformat(row.made_at), lang)
    over = datetime.fromisoformat(row.removed_at) if row.removed_at else None
    state = tr(_OVER, lang, moment=over) if over else tr(_HOLDS, lang)
    return row.id, row.url, whose[row.id], made, row.made_by, state
