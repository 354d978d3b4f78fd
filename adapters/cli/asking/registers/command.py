"""The command `plan export`: a plan and how far it has come, as a document to hand up."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.answers.course.duties import last_reports
from adapters.answers.lists.standings import asked_standing, read_state
from adapters.answers.noting import note
from adapters.answers.noting import whole as whole_plan
from adapters.bootstrap import Office
from adapters.cli.asking.registers.chosen import Choice
from adapters.cli.asking.registers.formats import WRITERS, form_of
from adapters.cli.asking.registers.put_off import put_off, what_is_put_off
from adapters.cli.asking.registers.row_standing import Standings
from adapters.cli.asking.registers.rows import Names, Reports, Rows
from adapters.cli.asking.tasks import InState, Lead, OfUnit
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.output_files import KEPT, WRITTEN, write_whole
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.unit_names import THEN, UnitsOf, of_now
from adapters.cli.typed_in.standings import DueWithin, StandsSo
from adapters.documents.export.letterhead import head_of
from adapters.documents.export.register import Export, released
from adapters.statements.plan_names import must_be_adopted
from adapters.words.catalogue import translator
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.counting.rounds import span_of
from engine.facts.topics import Sort, Topic
from engine.snapshot import Snapshot
from rules.plan import Plan
from rules.problems import N_

_SUBTITLE = N_("Register of tasks as of {day}")
DOCUMENT, BY_DUE = "document", "due"
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
    if order not in (DOCUMENT, BY_DUE):
        raise Refused(_NO_ORDER, text=one_line(order, 20), known=[DOCUMENT, BY_DUE])
    with here.office() as office, office.store.begin(write=False) as session:
        must_be_adopted(session, [plan])
        shelf, today = Snapshot(session, office.tools), here.clock.today()
        stands = asked_standing(standing, due_within, today)
        choice = Choice(unit=unit, lead=lead, state=read_state(state), stands=stands, of_now=of_now(units_of))
        found = shelf.plans()[plan]
        made = _rows(office, here.terminal, shelf, found, choice)
        rows = tuple(made.by_due_date() if order == BY_DUE else made.in_order())
    note(office, "plan export", whole_plan(found))
    head = head_of(issuer or found.issuer, today, place=place)
    title, day = f"{found.title} ({found.number})", here.terminal.text(_SUBTITLE, day=today)
    whole = Export(title=title, subtitle=day, rows=rows, head=head)
    register = released(whole, found.secrecy, found.number, office.settings.leaving, here.terminal.lang)
    path = output or Path(f"{plan}.{form}")
    kept = write_whole(path, WRITERS[form](register, translator(here.terminal.lang)))
    here.terminal.line(WRITTEN, path=path, rows=sum(not row.heading for row in rows))
    if kept:
        here.terminal.line(KEPT, path=path, kept=kept)


def _rows(office: Office, terminal: Terminal, shelf: Snapshot, plan: Plan, choice: Choice) -> Rows:
    """The maker of the rows of the plan's register."""
    today = office.clock.today()
    cycles = {name: span_of(plan.reported_every(rule), today) for name, rule in plan.rules.items()}
    progress = shelf.facts(plan.id, [Topic(Sort.PROGRESS, name) for name in plan.rules])
    quoting, off = office.settings.leaving, put_off(shelf, plan)
    titles = {name: quoting.quoted(of.title, name, plan.secrecy, terminal.lang) for name, of in plan.milestones.items()}
    return Rows(
        names=Names(terminal, shelf.units(), choice.of_now),
        plan=plan,
        chosen=choice.of(shelf, plan),
        reports=Reports(cycles, last_reports(progress)),
        standings=Standings(terminal, today, over=shelf.ending(plan.id) is not None),
        put_off={name: what_is_put_off(rule, off, titles) for name, rule in plan.rules.items()},
    )
