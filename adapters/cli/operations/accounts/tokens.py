"""The commands `tokens add|list|revoke`: programs that may ask, each by a token that is shown once."""

from datetime import datetime
from typing import Annotated

import typer

from adapters.answers.task_answers import Answer
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.refusals import missing
from adapters.cli.operations.accounts.users import RoleOption, UnitOption
from adapters.words.catalogue import moment_text
from engine.snapshot import Snapshot
from events.beside.accounts import TokenRow
from events.chain import moment_text as stored_moment
from events.rows import Changes
from rules.problems import N_

_ID = 8

_NONE = N_("There are no tokens. `thoihan tokens add --role ROLE --unit CODE` makes one.")
_REVOKED = N_("Token {id} ({name}) is revoked: whoever shows it is answered no more.")
_WOULD_REVOKE = N_("Token {id} ({name}) would be revoked. Nothing was changed.")
_WAS_REVOKED = N_("Token {id} was revoked at {moment} already.")
_HOLDS, _OVER = N_("holds"), N_("revoked at {moment}")

For = Annotated[str, typer.Option("--for", metavar="TEXT", help=N_("What it is for: the name of the program."))]
Id = Annotated[str, typer.Argument(metavar="TOKEN", help=N_("Its id, as `thoihan tokens list` shows it."))]


def add(
    context: typer.Context, role: RoleOption = None, unit: UnitOption = None, name: For = "", as_json: AsJson = False
) -> None:
    """Make a token, and print it alone: it is shown this once."""
    for parameter, given in (("--role", role), ("--unit", unit)):
        if not given:
            raise missing(parameter, "thoihan tokens add")
    from adapters.web.accounts import making  # noqa: PLC0415 - with what works out hashes

    here = invocation(context)
    with here.office() as office:
        token, row = making.new_program(office, making.role_of(role or ""), unit or "", name)
        office.accounts.keep(Changes(tokens=[row]))
    if as_json:
        here.terminal.json({**_answer(row), "token": token})
    else:
        here.terminal.write(f"{token}\n")


def list_tokens(context: typer.Context, as_json: AsJson = False) -> None:
    """List the tokens, and which were revoked."""
    here, terminal = invocation(context), invocation(context).terminal
    with here.office() as office:
        found = sorted(office.accounts.tokens(), key=lambda row: (row.made_at, row.hash))
        with office.store.begin(write=False) as session:
            units = Snapshot(session, office.tools).units()
    if as_json:
        terminal.json([_answer(row) for row in found])
    elif not found:
        terminal.line(_NONE)
    else:
        from adapters.cli.operations.accounts.users import role_words  # noqa: PLC0415 - with the rooms of the web

        roles = role_words()
        columns = (N_("Token"), N_("For"), N_("Role"), N_("Unit"), N_("Made"), N_("Last shown"), N_("State"))
        terminal.table(
            columns,
            (
                (
                    *(row.hash[:_ID], row.name, terminal.label(roles[row.role]), units.name(row.unit)),
                    moment_text(datetime.fromisoformat(row.made_at), terminal.lang),
                    *(terminal.value(datetime.fromisoformat(row.used_on).date() if row.used_on else None),),
                    _state(here, row),
                )
                for row in found
            ),
        )


def revoke(context: typer.Context, token: Id, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take a token back."""
    from adapters.web.accounts import making  # noqa: PLC0415 - with what works out hashes

    here = invocation(context)
    with here.office() as office:
        row = making.token_named(office, token)
        now = row._replace(revoked_at=row.revoked_at or stored_moment(office.clock.now()))
        if not dry_run and now != row:
            office.accounts.keep(Changes(tokens=[now]))
    if as_json:
        here.terminal.json({**_answer(row if dry_run else now), "known": now == row, "dry_run": dry_run})
    elif now == row:
        here.terminal.line(_WAS_REVOKED, id=row.hash[:_ID], moment=datetime.fromisoformat(row.revoked_at))
    else:
        here.terminal.line(_WOULD_REVOKE if dry_run else _REVOKED, id=row.hash[:_ID], name=row.name)


def _state(here: Invocation, row: TokenRow) -> str:
    if not row.revoked_at:
        return here.terminal.label(_HOLDS)
    return here.terminal.text(_OVER, moment=moment_text(datetime.fromisoformat(row.revoked_at), here.terminal.lang))


def _answer(row: TokenRow) -> Answer:
    return {
        "id": row.hash[:_ID],
        "for": row.name,
        "role": row.role,
        "unit": row.unit,
        "made_at": row.made_at,
        "made_by": row.made_by,
        "used_on": row.used_on or None,
        "revoked_at": row.revoked_at or None,
    }
