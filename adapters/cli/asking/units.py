"""The command `units list`: the agencies that are registered."""

from collections.abc import Iterator
from typing import Annotated

import typer

from adapters.answers.beside_tasks.units import unit_answer
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.looking_back import AsOf, OnDay, view
from adapters.telling.addresses import masked
from adapters.unit_lists.kinds import kind_meant
from adapters.words.catalogue import kind_said
from engine.contacts import SEALS, Kept, by_place, seals
from engine.snapshot import Snapshot
from events.beside.rows import DigestRow
from events.beside.ways import PLACES
from events.rows import ContactRow, UnitRow
from events.store import Session
from rules.problems import N_

_NONE = N_("No units are registered. `thoihan units add --province 12` registers those of a province.")
_NONE_SUCH = N_("No unit is of that kind there. `thoihan units list` lists all, with the kind of each.")
_COUNT = N_("{count} units.")
_ENDED = N_("{name} (ended {day})")
_STANDS_FOR = N_("{name}: {members}")
_HAD_ONE = N_("had one")
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
    here, kind = invocation(context), (kind_meant(kind) or kind) if kind else None
    back = as_of is not None or on is not None
    with here.office() as office, view(office, as_of, on) as seen:
        tree = Snapshot(seen.session, office.tools).units()
        kept = {} if back else by_place(seen.session.contacts())
        hours = dict[str, str]() if back else {row.unit: row.at for row in _digests(seen.session)}
    among = tree.subtree(under) if under else frozenset(tree.rows)
    rows = [row for row in tree.rows.values() if row.code in among and kind in (None, row.kind)]
    if as_json:
        here.terminal.json([{**unit_answer(row, kept), "digest": hours.get(row.code) or None} for row in rows])
    elif not rows:
        here.terminal.line(_NONE_SUCH if tree.rows else _NONE)
    else:
        columns = (N_("Code"), N_("Name"), N_("Kind"), N_("Below"), N_("E-mail"), N_("Phone"))
        here.terminal.table(columns, (_listed(here.terminal, row, kept, back=back) for row in rows))
        here.terminal.line(_COUNT, count=len(rows))


def _digests(session: Session) -> Iterator[DigestRow]:
    return map(DigestRow._make, session.dump("digest"))


def _named(terminal: Terminal, row: UnitRow) -> str:
    """Its name, and what became of it."""
    if row.ended_on is None:
        return row.name
    template = _BECAME if row.successor else _ENDED
    return terminal.text(template, name=row.name, day=row.ended_on, successor=row.successor or "")


def _listed(terminal: Terminal, row: UnitRow, kept: Kept, *, back: bool) -> tuple[str, ...]:
    had = terminal.label(_HAD_ONE)
    addresses = [
        ((had if kind in seals(row) else "–") if back else _masked(kept.get((row.code, kind)))) + _more(row, kind)
        for kind in SEALS
    ]
    name = _named(terminal, row)
    if row.members:
        name = terminal.text(_STANDS_FOR, name=name, members=row.members)
    return row.code, name, terminal.value(kind_said(row.kind)), row.parent or "–", *addresses


def _more(row: UnitRow, kind: str) -> str:
    """How many further addresses of the same sort there are; `units contacts` lists them."""
    count = sum(PLACES[other].sort == kind for other in seals(row).keys() - SEALS.keys())
    return f" (+{count})" if count else ""


def _masked(row: ContactRow | None) -> str:
    """Lists are printed and passed on: enough to recognise an address by; --json has it whole."""
    return masked(row.address) if row else "–"
