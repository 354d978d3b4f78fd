"""The commands `row change` and `row drop`: one row of a plan in force is amended, and nobody writes a file."""

from dataclasses import replace
from typing import Annotated

import typer

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, Id
from adapters.cli.recording.plan_amendments import Amending, FromDay
from adapters.cli.recording.rows.answering import answered
from adapters.cli.recording.rows.letters import Accept, Secrecy, Through
from adapters.cli.recording.rows.whose_options import ForEach, Lead
from adapters.statements.days import day_or_none
from adapters.statements.giving.givable import Named
from adapters.statements.giving.typed_rows import TypedRow
from adapters.statements.giving.versions import How, Source, amended, source_of
from adapters.statements.giving.whose import NOBODY, Whose
from adapters.statements.near_names import near_names
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from engine.snapshot import Snapshot
from rules.amending.single_rows import Fields, with_changed, without_row
from rules.offsets import Signal, SignalKind
from rules.plan import Plan
from rules.problems import N_
from rules.row_names import key_of, row_name
from rules.rule_selectors import selectors
from rules.unit_kinds import GROUP

_NO_ROW = N_("“{row}” names no row of plan “{plan}”: write it as PLAN/ROW. Perhaps: {known}. Nothing was recorded.")
_NOTHING = N_(
    "Say what is to be changed: --title, --lead, --for-each, --cooperate, --through, --no-through, --due, --product, "
    "--follow, --accept or --secrecy."
)
_ONLY_ROW = N_(
    "Row {row} is the only one of plan “{plan}”, and a plan has one at least. Nothing was recorded. Amend it with a "
    "file, or add another row first."
)
_WAITED_FOR = N_(
    "Row {row} of plan “{plan}” cannot be dropped alone: rows {rows} wait for it, or count from it. Nothing was "
    "recorded. Have them count from something else first (`thoihan row change {plan}/ROW --due …`, or a file: `thoihan "
    "plan amend`), or drop them first."
)
_SUSPENDED = N_(
    "Row {row} of plan “{plan}” cannot be dropped alone: a suspension that the plan lays down is of it. Nothing was "
    "recorded. Take a new version from a file that has neither: `thoihan plan amend`."
)

Row = Annotated[str, typer.Argument(metavar="PLAN/ROW", help=N_("The plan and the row's number."))]

Cooperate = Annotated[
    list[str] | None,
    typer.Option(
        "--cooperate", metavar="UNIT", help=N_("The units that cooperate, instead of those so far; repeat it.")
    ),
]
Follow = Annotated[
    str | None, typer.Option("--follow", metavar="UNIT", help=N_("The unit that follows this task day by day."))
]
Direct = Annotated[bool, typer.Option("--no-through", help=N_("Its reports go through no agency any more."))]
Due = Annotated[
    str | None, typer.Option("--due", metavar="PHRASE", help=N_("Until when, in the words of the document."))
]


def change(
    context: typer.Context,
    row: Row,
    document: Amending,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=N_("What is to be done."))] = None,
    lead: Lead = None,
    for_each: ForEach = None,
    cooperate: Cooperate = None,
    through: Through = None,
    direct: Annotated[
        bool, typer.Option("--no-through", help=N_("Its reports go through no agency any more."))
    ] = False,
    due: Due = None,
    product: Annotated[str | None, typer.Option("--product", metavar="TEXT", help=N_("What is to come of it."))] = None,
    follow: Follow = None,
    accept: Accept = None,
    secrecy: Secrecy = None,
    on: FromDay = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Change one row of a plan."""
    here = invocation(context)
    texts = {"title": title, "through": "" if direct else through, "due": due, "product": product, "secrecy": secrecy}
    texts |= {"follow": follow}
    said = TypedRow(whose=NOBODY, cooperate=cooperate, accept=accept, **texts)
    if not said.fields() and not (lead or for_each):
        raise Misused(_NOTHING)

    how = How(event_id=event_id, dry_run=dry_run, lang=here.terminal.lang)

    def work(office: Office) -> PresentedDecision:
        source, number = _found(office, row)
        typed = replace(said, whose=Whose.of(office, lead, for_each))
        Named(row=typed, under=source.plan.unit).must_be_there(office)
        fields = {**typed.fields(), **_no_groups(office, typed.whose)}
        text, day = with_changed(source.text, number, fields), day_or_none("--on", on) or office.clock.today()
        return amended(office, text, document, day, how, was=source.text, same=number)

    answered(here, work, as_json=as_json)


def _no_groups(office: Office, whose: Whose) -> Fields:
    """Leave out whose the tasks of a group are (`tasks`), where the row is led by none from now on."""
    if whose.lead is None and whose.for_each is None:
        return {}
    with office.store.begin(write=False) as session:
        lead = Snapshot(session, office.tools).units().rows.get(whose.lead or "")
    return {} if lead and lead.kind == GROUP and whose.for_each is None else {"tasks": None}


def drop(
    context: typer.Context,
    row: Row,
    document: Amending,
    on: FromDay = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take one row out of a plan."""
    here = invocation(context)

    how = How(event_id=event_id, dry_run=dry_run, lang=here.terminal.lang)

    def work(office: Office) -> PresentedDecision:
        source, number = _found(office, row)
        if len(source.plan.rules) == 1 and not source.plan.letter:
            raise Refused(_ONLY_ROW, row=number, plan=source.plan.id)
        _must_not_be_waited_for(source.plan, number)
        text, day = without_row(source.text, number), day_or_none("--on", on) or office.clock.today()
        return amended(office, text, document, day, how, was=source.text)

    answered(here, work, as_json=as_json)


def _must_not_be_waited_for(plan: Plan, number: str) -> None:
    """Raise Refused where other rows wait for it or count from it, or a suspension of the plan names it."""
    key = key_of(plan, number)
    ends = (Signal(kind=kind, name=key) for kind in (SignalKind.DONE, SignalKind.MISSED))
    waiting = {rule for end in ends for rule in plan.waiting_on.get(end, ())} - {key}
    if waiting:
        rows = [rule.number for name, rule in plan.rules.items() if name in waiting]
        raise Refused(_WAITED_FOR, row=number, plan=plan.id, rows=rows)
    named = selectors(rules=[key])
    if any(one.plans == (plan.id,) and named[0] in one.selectors for one in plan.suspensions):
        raise Refused(_SUSPENDED, row=number, plan=plan.id)


def _found(office: Office, typed: str) -> tuple[Source, str]:
    """The plan, and the number of the row in it. Raises Refused."""
    of, _, row = typed.partition("/")
    source, number = source_of(office, of), row.partition("/")[0]
    numbers = [row_name(source.plan, rule) for rule in source.plan.rules]
    if number not in numbers:
        raise Refused(_NO_ROW, row=one_line(typed, 60), plan=of, known=near_names(number, numbers) or "–")
    return source, number
