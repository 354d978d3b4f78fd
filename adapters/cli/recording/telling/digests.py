"""The command `units digest`: at which hour a unit is told all at once, instead of by many messages."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.statements.registers.digest_hours import as_kept, digest_of, keep_digest
from adapters.telling.hours.sending_hours import OFF, hour_text
from engine.snapshot import Snapshot
from events.beside.rows import DigestRow
from rules.problems import N_

_AT = N_("{name} is told at {hour} on working days, all in one message; what is urgent at once.")
_AT_ONCE = N_("{name} is told as it comes, and not all at once.")
_BY_SETTING = N_("That is so since the settings say so (`digest`).")
_BY = N_("That is so for this unit, since {actor} said so.")
_DRY = N_("A dry run: it would be so. Nothing was changed.")


def digest(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="UNIT", help=N_("The code of the unit."))],
    hour: Annotated[
        str | None,
        typer.Argument(metavar="HOUR|off|usual", help=N_("As 08:00; `usual`: as the settings have it for everybody.")),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say when a unit is told all at once, or look."""
    here = invocation(context)
    wanted = None if hour is None else as_kept(hour.strip().lower())
    with here.office() as office, office.store.begin(write=wanted is not None and not dry_run) as session:
        name = Snapshot(session, office.tools).units().name(code)
        was = digest_of(session, code)
        known = wanted in (None, was.at)
        row = was if wanted is None else keep_digest(office, session, code, wanted, dry_run=dry_run)
    if as_json:
        usual = hour_text(here.settings().digest)
        found = {"unit": code, "digest": row.at or None, "usual": usual, "by": row.actor or None}
        here.terminal.json({**found, "known": known, "dry_run": dry_run})
    else:
        _tell(here, row, name, dry_run=dry_run and not known)


def _tell(here: Invocation, row: DigestRow, name: str, *, dry_run: bool) -> None:
    at = row.at or hour_text(here.settings().digest)
    here.terminal.line(_AT_ONCE if at == OFF else _AT, name=name, hour=at)
    if dry_run:
        here.terminal.line(_DRY)
    else:
        here.terminal.line(_BY if row.at else _BY_SETTING, actor=row.actor)
