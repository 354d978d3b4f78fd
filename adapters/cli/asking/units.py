"""The command `units list`: the agencies that are registered."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.looking_back import AsOf, OnDay, view
from adapters.telling.addresses import masked
from engine.snapshot import Snapshot
from events.rows import UnitRow
from rules.problems import N_

_NONE = N_("No units are registered. `thoihan units add --province 12` registers those of a province.")
_COUNT = N_("{count} units.")
_ENDED = N_("{name} (ended {day})")
_BECAME = N_("{name} (ended {day}; in its place: {successor})")


def list_units(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=N_("Only those of this kind."))] = None,
    under: Annotated[
        str | None, typer.Option("--under", metavar="UNIT", help=N_("Only this one and those below."))
    ] = None,
    as_of: AsOf = None,
    on: OnDay = None,
    as_json: AsJson = False,
) -> None:
    """List agencies."""
    here = invocation(context)
    with here.office() as office, view(office, as_of, on) as seen:
        tree = Snapshot(seen.session, office.tools).units()
    among = tree.subtree(under) if under else frozenset(tree.rows)
    rows = [row for row in tree.rows.values() if row.code in among and kind in (None, row.kind)]
    if as_json:
        here.terminal.json([row._asdict() for row in rows])
    elif not rows:
        here.terminal.line(_NONE)
    else:
        columns = (N_("Code"), N_("Name"), N_("Kind"), N_("Below"), N_("E-mail"), N_("Phone"))
        table = (
            (row.code, _named(here.terminal, row), row.kind, row.parent or "–", _masked(row.email), _masked(row.phone))
            for row in rows
        )
        here.terminal.table(columns, table)
        here.terminal.line(_COUNT, count=len(rows))


def _named(terminal: Terminal, row: UnitRow) -> str:
    """Its name, and what became of it."""
    if row.ended_on is None:
        return row.name
    template = _BECAME if row.successor else _ENDED
    return terminal.text(template, name=row.name, day=row.ended_on, successor=row.successor or "")


def _masked(address: str | None) -> str:
    """Lists are printed and passed on: enough to recognise an address by; --json has it whole."""
    return masked(address) if address else "–"
