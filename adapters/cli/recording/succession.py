"""Commands on agencies that change: units merge, units split, units end, units rename."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, Id, On, Proof
from adapters.cli.recording.record import record
from adapters.cli.typed_in.days import day_or_none
from adapters.cli.typed_in.idempotent import IdempotentStatement
from adapters.cli.typed_in.statements import InForce
from events import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

Unit = Annotated[str, typer.Argument(metavar="CODE", help=N_("The code of the unit that changes."))]


def merge(
    context: typer.Context,
    code: Unit,
    into: Annotated[str, typer.Option("--into", metavar="CODE", help=N_("The unit that it becomes part of."))],
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """A unit becomes part of another."""
    said = _said(
        context, "unit.merged", code, on, (into,), lambda _look, given: making.unit_merged(code, into=into, **given)
    )
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)


def split(
    context: typer.Context,
    code: Unit,
    into: Annotated[list[str], typer.Option("--into", metavar="CODE", help=N_("A unit that it becomes; repeat it."))],
    heir: Annotated[
        str | None, typer.Option("--heir", metavar="CODE", help=N_("Which of them takes over what is open."))
    ] = None,
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """A unit becomes several."""
    content = (*into, heir or "")
    said = _said(
        context,
        "unit.split",
        code,
        on,
        content,
        lambda _look, given: making.unit_split(code, into=into, heir=heir, **given),
    )
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)


def end(
    context: typer.Context,
    code: Unit,
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """A unit ends, and nobody takes its place."""
    said = _said(context, "unit.ended", code, on, (), lambda _look, given: making.unit_ended(code, **given))
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)


def rename(
    context: typer.Context,
    code: Unit,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What it is called from then on."))],
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """A unit takes another name."""

    def make(now: InForce, envelope: Envelope) -> Event:
        row = now.units.rows.get(code)
        return making.unit_renamed(code, name=name, was=row.name if row else None, **envelope)

    said = _said(context, "unit.renamed", code, on, (name,), make)
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)


def _said(
    context: typer.Context,
    kind: str,
    code: str,
    on: str | None,
    content: Sequence[str],
    make: Callable[[InForce, Envelope], Event],
) -> IdempotentStatement:
    happened = day_or_none("--on", on) or invocation(context).clock.today()
    return IdempotentStatement(kind=kind, subject=code, on=happened, content=content, make=make)
