"""The commands `units merge`, `units split`, `units end` and `units rename`: an agency changes."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, Id, On, Proof
from adapters.cli.recording.record import record
from adapters.statements.days import day_or_none
from adapters.statements.idempotent import idempotent
from adapters.statements.statements import InForce, Statement
from adapters.statements.units_of_a_kind import EndingTogether, pairs_typed
from adapters.words.refused.refusal import Misused
from events import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

Unit = Annotated[str, typer.Argument(metavar="UNIT", help=N_("The code of the unit that changes."))]

OneOrNone = Annotated[
    str | None,
    typer.Argument(metavar="UNIT", help=N_("The code of the unit that ends; without it, --kind and --under.")),
]
OfKind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help=N_("All units of this kind end at once: district."))
]
Under = Annotated[
    str | None, typer.Option("--under", metavar="UNIT", help=N_("Those below this unit, as a province; with --kind."))
]
TakesOver = Annotated[
    list[str] | None,
    typer.Option(
        "--into", metavar="CODE=CODE", help=N_("With --kind: a unit that ends, and who takes over from it; repeat it.")
    ),
]
But = Annotated[
    list[str] | None, typer.Option("--but", metavar="UNIT", help=N_("With --kind: a unit that goes on; repeat it."))
]
_ONE_OR_ALL = N_(
    "Name the one unit that ends; or, for all that a law ends at once, --kind, --under and the --document. Whoever "
    "takes over from one unit is named with `units merge`, from one of many with --into."
)


def merge(
    context: typer.Context,
    code: Unit,
    into: Annotated[str, typer.Option("--into", metavar="UNIT", help=N_("The unit that it becomes part of."))],
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """A unit becomes part of another."""
    here = invocation(context)
    said = idempotent(
        here.clock, "unit.merged", code, on, (into,), lambda _now, given: making.unit_merged(code, into=into, **given)
    )
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def split(
    context: typer.Context,
    code: Unit,
    into: Annotated[list[str], typer.Option("--into", metavar="UNIT", help=N_("A unit that it becomes; repeat it."))],
    heir: Annotated[
        str | None, typer.Option("--heir", metavar="UNIT", help=N_("Which of them takes over what is open."))
    ] = None,
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """A unit becomes several."""
    content = (*into, heir or "")
    here = invocation(context)
    said = idempotent(
        here.clock,
        "unit.split",
        code,
        on,
        content,
        lambda _now, given: making.unit_split(code, into=into, heir=heir, **given),
    )
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def end(
    context: typer.Context,
    code: OneOrNone = None,
    kind: OfKind = None,
    under: Under = None,
    into: TakesOver = None,
    but: But = None,
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """A unit ends, and nobody takes its place; or all of a kind end at once, as a law ends a level."""
    here = invocation(context)
    said: Statement
    if code is not None and not (kind or under or into or but):
        said = idempotent(here.clock, "unit.ended", code, on, (), lambda _now, given: making.unit_ended(code, **given))
    elif code is None and kind and under and document:
        day, heirs = day_or_none("--on", on) or here.clock.today(), pairs_typed(into or ())
        said = EndingTogether(kind=kind, under=under, on=day, heirs=heirs, but=but or ())
    else:
        raise Misused(_ONE_OR_ALL)
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


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

    here = invocation(context)
    said = idempotent(here.clock, "unit.renamed", code, on, (name,), make)
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)
