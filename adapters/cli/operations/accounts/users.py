"""The commands `users add|list|password|end`: who may sign in, and as what."""

from datetime import datetime
from typing import Annotated

import typer

from adapters.answers.task_answers import Answer
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.refusals import missing
from adapters.cli.operations.accounts.typed_passwords import typed_password
from adapters.words.catalogue import moment_text
from engine.snapshot import Snapshot
from events.beside.accounts import AccountRow
from rules.problems import N_

_ADDED = N_("{name} may sign in: {role}, {unit}.")
_WOULD_ADD = N_("{name} could sign in then: {role}, {unit}. Nothing was changed.")
_NONE = N_("Nobody can sign in yet. `thoihan users add NAME --role administrator --unit CODE` adds somebody.")
_CHANGED = N_("{name} has another password, and is signed in nowhere any more.")
_ENDED = N_("{name} can sign in no more, and is signed in nowhere any more.")
_WAS_ENDED = N_("{name} could sign in no more already, since {moment}.")
_WOULD_END = N_("{name} could sign in no more then. Nothing was changed.")
_HOLDS, _OVER = N_("may sign in"), N_("ended at {moment}")
_INVITED = N_("has not signed in yet")

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The name by which one signs in."))]
RoleOption = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help=N_("administrator, office, agency, unit-administrator, leader or inspector: docs/rights.md."),
    ),
]
UnitOption = Annotated[
    str | None, typer.Option("--unit", metavar="UNIT", help=N_("The unit at which the role holds, and at all below."))
]
Person = Annotated[str, typer.Option("--person", metavar="PERSON", help=N_("As the log names who it is, and others."))]
FromFile = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help=N_("Add all that a CSV or XLSX file names (name, role, unit), each with a link to sign in once."),
    ),
]
OutFile = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help=N_("Write the links there, as CSV."))
]


def add(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=N_("The name by which one signs in."))] = None,
    role: RoleOption = None,
    unit: UnitOption = None,
    person: Person = "",
    source: FromFile = None,
    output: OutFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody sign in. The password is read from standard input."""
    here = invocation(context)
    if source is not None:
        from adapters.cli.operations.accounts.enrolling import enrol  # noqa: PLC0415 - it reads spreadsheets

        enrol(here, source, output, dry_run=dry_run, as_json=as_json)
        return
    for parameter, given in (("NAME", name), ("--role", role), ("--unit", unit)):
        if not given:
            raise missing(parameter, "thoihan users add")
    from adapters.web.accounts import making  # noqa: PLC0415 - with what works out hashes

    with here.office() as office:
        row = making.new_account(office, name or "", making.role_of(role or ""), unit or "", person=person)
        if not dry_run:
            row = making.with_password(office, row, typed_password(here))
            making.keep(office, row)
        _tell(here, office, row, dry_run=dry_run, as_json=as_json)


def _tell(here: Invocation, office: Office, row: AccountRow, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        here.terminal.json({**_answer(row), "dry_run": dry_run})
        return
    with office.store.begin(write=False) as session:
        unit = Snapshot(session, office.tools).units().name(row.unit)
    words = here.terminal.label(role_words()[row.role])
    here.terminal.line(_WOULD_ADD if dry_run else _ADDED, name=row.name, role=words, unit=unit)


def list_users(
    context: typer.Context,
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only those of this unit."))] = None,
    as_json: AsJson = False,
) -> None:
    """List who may sign in."""
    here, terminal = invocation(context), invocation(context).terminal
    with here.office() as office:
        found = office.accounts.accounts(unit=unit)
        with office.store.begin(write=False) as session:
            units = Snapshot(session, office.tools).units()
    if as_json:
        terminal.json([_answer(row) for row in found])
    elif not found:
        terminal.line(_NONE)
    else:
        columns = (N_("Name"), N_("Role"), N_("Unit"), N_("Person"), N_("State"))
        roles = role_words()
        terminal.table(
            columns,
            (
                (row.name, terminal.label(roles[row.role]), units.name(row.unit), row.person, _state(here, row))
                for row in found
            ),
        )


def password(context: typer.Context, name: Name) -> None:
    """Give somebody another password, read from standard input."""
    from adapters.web.accounts import making  # noqa: PLC0415 - with what works out hashes

    here = invocation(context)
    with here.office() as office:
        row = making.give_password(office, making.account(office, name), typed_password(here))
        office.accounts.end_sign_ins(row.name, row.changed_at)
    here.terminal.line(_CHANGED, name=row.name)


def end(context: typer.Context, name: Name, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Let somebody sign in no more."""
    from adapters.web.accounts import making  # noqa: PLC0415 - with what works out hashes

    here = invocation(context)
    with here.office() as office:
        row = making.account(office, name)
        now = making.ended(office, row)
        if not dry_run and not row.ended_at:
            making.end(office, now)
    if as_json:
        here.terminal.json({**_answer(row if dry_run else now), "known": bool(row.ended_at), "dry_run": dry_run})
    elif row.ended_at:
        here.terminal.line(_WAS_ENDED, name=row.name, moment=datetime.fromisoformat(row.ended_at))
    else:
        here.terminal.line(_WOULD_END if dry_run else _ENDED, name=row.name)


def _state(here: Invocation, row: AccountRow) -> str:
    if row.ended_at:
        return here.terminal.text(_OVER, moment=moment_text(datetime.fromisoformat(row.ended_at), here.terminal.lang))
    return here.terminal.label(_HOLDS if row.password else _INVITED)


def role_words() -> dict[str, str]:
    """Roles in words."""
    from adapters.web.rights.role_words import ROLE_WORDS  # noqa: PLC0415 - with the rooms of the web application

    return {str(role): words for role, words in ROLE_WORDS.items()}


def _answer(row: AccountRow) -> Answer:
    return {
        "name": row.name,
        "role": row.role,
        "unit": row.unit,
        "person": row.person or None,
        "two_steps": bool(row.totp),
        "made_at": row.made_at,
        "made_by": row.made_by,
        "ended_at": row.ended_at or None,
    }
