"""The commands `feeds add|list|revoke`: addresses under which calendar programs will ask for due dates."""

from datetime import datetime
from typing import Annotated

import typer

from adapters.answers.beside_tasks.feeds import feed_answer, feed_named
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.feeds.addresses import NAME, new_address
from adapters.words.catalogue import moment_text, tr
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from events.beside.rows import FeedAddressRow
from events.chain import moment_text as stored_moment
from events.rows import Changes
from rules.problems import N_

_ADDED = N_("Address {name} of the calendar of {whose}: {address}")
_ONCE = N_(
    "It is shown this once, and whoever has it can read the calendar. `thoihan feeds revoke {name}` takes it back."
)
_WOULD_ADD = N_("An address of the calendar of {whose} would be made. Nothing was.")
_NONE = N_("There are no addresses of calendars.")
_OF = N_("{person}, {unit}")
_NO_PERSON = N_("--person: name the post, or the person in short, as in `thoihan delegate`.")
_REVOKED = N_("Address {name} of the calendar of {whose} is revoked: whoever has it is given nothing more.")
_WOULD_REVOKE = N_("Address {name} of the calendar of {whose} would be revoked. Nothing was changed.")
_WAS_REVOKED = N_("Address {name} was revoked at {moment} already.")
_HOLDS, _OVER = N_("holds"), N_("revoked at {moment}")

OfUnit = Annotated[str, typer.Argument(metavar="UNIT", help=N_("The agency whose due dates they are."))]
Person = Annotated[
    str | None,
    typer.Option("--person", metavar="PERSON", help=N_("Only what was given to this person by `thoihan delegate`.")),
]
Name = Annotated[
    str, typer.Argument(metavar="ADDRESS", help=N_("The first digits of it, as `thoihan feeds list` shows them."))
]


def add(
    context: typer.Context, unit: OfUnit, person: Person = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Make an address of a calendar."""
    here = invocation(context)
    if person is not None and not one_line(person):
        raise Refused(_NO_PERSON)
    with here.office() as office:
        address, row = new_address(unit, one_line(person or ""), here.clock, office.settings.actor)
        web = office.settings.web.address
        url = f"{web}/feeds/{address}.ics" if web else ""
        with office.store.begin(write=not dry_run) as session:
            whose = _whose(row, Snapshot(session, office.tools).units().name(unit), here.terminal.lang)
            if not dry_run:
                session.apply(Changes(feed_addresses=[row]))
    if as_json:
        shown = {"address": None, "url": None} if dry_run else {"address": address, "url": url or None}
        here.terminal.json({**feed_answer(row), **shown, "dry_run": dry_run})
    elif dry_run:
        here.terminal.line(_WOULD_ADD, whose=whose)
    else:
        here.terminal.line(_ADDED, name=row.hash[:NAME], whose=whose, address=url or address)
        here.terminal.line(_ONCE, name=row.hash[:NAME])


def list_addresses(
    context: typer.Context,
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only those of this unit."))] = None,
    as_json: AsJson = False,
) -> None:
    """List the addresses of calendars."""
    here, terminal = invocation(context), invocation(context).terminal
    with here.office() as office, office.store.begin(write=False) as session:
        found = sorted(
            session.beside(FeedAddressRow, **({"unit": unit} if unit else {})), key=lambda row: (row.made_at, row.hash)
        )
        units = Snapshot(session, office.tools).units()
    if as_json:
        terminal.json([feed_answer(row) for row in found])
    elif not found:
        terminal.line(_NONE)
    else:
        columns = (N_("Address"), N_("Calendar of"), N_("Made"), N_("By"), N_("State"))
        terminal.table(
            columns,
            (
                (
                    row.hash[:NAME],
                    _whose(row, units.name(row.unit), terminal.lang),
                    _moment(row.made_at, terminal.lang),
                    row.made_by,
                    terminal.text(_OVER, moment=datetime.fromisoformat(row.revoked_at))
                    if row.revoked_at
                    else terminal.label(_HOLDS),
                )
                for row in found
            ),
        )


def revoke(context: typer.Context, address: Name, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take an address of a calendar back."""
    here, terminal = invocation(context), invocation(context).terminal
    with here.office() as office, office.store.begin(write=not dry_run) as session:
        row = feed_named(session, address)
        whose = _whose(row, Snapshot(session, office.tools).units().name(row.unit), terminal.lang)
        now = row._replace(revoked_at=row.revoked_at or stored_moment(here.clock.now()))
        if not dry_run and now != row:
            session.apply(Changes(feed_addresses=[now]))
    if as_json:
        terminal.json({**feed_answer(row if dry_run else now), "known": now == row, "dry_run": dry_run})
    elif now == row:
        terminal.line(_WAS_REVOKED, name=row.hash[:NAME], moment=datetime.fromisoformat(row.revoked_at))
    else:
        terminal.line(_WOULD_REVOKE if dry_run else _REVOKED, name=row.hash[:NAME], whose=whose)


def _whose(row: FeedAddressRow, unit: str, lang: str) -> str:
    return tr(_OF, lang, person=row.person, unit=unit) if row.person else unit


def _moment(text: str, lang: str) -> str:
    return moment_text(datetime.fromisoformat(text), lang)
