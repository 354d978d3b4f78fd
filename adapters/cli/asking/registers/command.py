"""The command `plan export`: a plan and how far it has come, as a document to hand up."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.answers.lists.standings import asked_standing, read_state
from adapters.answers.noting import note
from adapters.answers.noting import whole as whole_plan
from adapters.answers.registers.chosen import Choice
from adapters.answers.registers.making import DOCUMENT, ORDERS, Wanted, register
from adapters.cli.asking.registers.formats import WRITERS, form_of
from adapters.cli.asking.tasks import InState, Lead, OfUnit
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.output_files import KEPT, WRITTEN, write_whole
from adapters.cli.output.unit_names import THEN, UnitsOf, of_now
from adapters.cli.typed_in.standings import DueWithin, StandsSo
from adapters.statements.plan_names import must_be_adopted
from adapters.words.catalogue import translator
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from rules.problems import N_

_NO_ORDER = N_("“{text}” is no order of rows: {known}.")

Place = Annotated[str, typer.Option("--place", metavar="TEXT", help=N_("Where it is issued: Lai Châu."))]
Issuer = Annotated[
    str | None,
    typer.Option("--issuer", metavar="TEXT", help=N_("Who issues it; whoever issued the plan if not given.")),
]
Form = Annotated[
    str | None,
    typer.Option("--to", metavar="FORMAT", help=N_("docx or xlsx; as the file is named, docx if nothing says so.")),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help=N_("Where it goes; PLAN.FORMAT if not given."))
]
Order = Annotated[
    str, typer.Option("--order", metavar="document|due", help=N_("As in the document, or the earliest due date first."))
]


def export(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=N_("The plan's name."))],
    to: Form = None,
    output: Output = None,
    units_of: UnitsOf = THEN,
    unit: OfUnit = None,
    lead: Lead = None,
    state: InState = None,
    standing: StandsSo = None,
    due_within: DueWithin = None,
    order: Order = DOCUMENT,
    issuer: Issuer = None,
    place: Place = "",
) -> None:
    """Write a plan's register as a document."""
    here, form = invocation(context), form_of(to, output)
    if order not in ORDERS:
        raise Refused(_NO_ORDER, text=one_line(order, 20), known=list(ORDERS))
    with here.office() as office, office.store.begin(write=False) as session:
        must_be_adopted(session, [plan])
        shelf, today = Snapshot(session, office.tools), here.clock.today()
        stands = asked_standing(standing, due_within, today)
        choice = Choice(unit=unit, lead=lead, state=read_state(state), stands=stands, of_now=of_now(units_of))
        wanted = Wanted(choice=choice, order=order, within=due_within, issuer=issuer, place=place)
        found = shelf.plans()[plan]
        made, rows = register(office, here.terminal, shelf, found, wanted)
    note(office, "plan export", whole_plan(found))
    path = output or Path(f"{plan}.{form}")
    kept = write_whole(path, WRITERS[form](made, translator(here.terminal.lang)))
    here.terminal.line(WRITTEN, path=path, rows=rows)
    if kept:
        here.terminal.line(KEPT, path=path, kept=kept)
