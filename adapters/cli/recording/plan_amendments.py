"""The command `plan amend`: a new version of a plan, held against the one in force, and decided row by row."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import typer

from adapters.answers.decisions import PresentedDecision, present
from adapters.cli.frame.files import plan_source
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun, Id
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import show
from adapters.cli.output.plan_differences import Choices
from adapters.cli.recording.groups.unheard import Unheard
from adapters.cli.typed_in.registered_units import hearing, registered_kinds
from adapters.statements.days import day_or_none
from adapters.words.refused.refusal import Misused
from engine.asking.plan_proposals import propose
from engine.decision import Kind
from events import making
from events.event import OFFICIAL_TIME, Document
from rules.amending.merging import Choice
from rules.compiling import check_plan
from rules.problems import N_, PlanError, Problem, Severity
from rules.secrecy import named_in

_NOT_WAS = N_("Write --was as ROW=ROW: the number in the new version, and the one in force, or `new`.")
_PASSED = N_("Of the due dates that move, {count} had passed already: from now on the new ones say what was missed.")

Amending = Annotated[
    str, typer.Option("--document", metavar="TEXT", help=N_("Number and date of the document that amends it."))
]
Kept = Annotated[
    list[str] | None, typer.Option("--keep", metavar="ROW", help=N_("Leave this row as it is; repeat it."))
]
Was = Annotated[
    list[str] | None,
    typer.Option(
        "--was",
        metavar="ROW=ROW",
        help=N_("Which row in force a row of the new version was, as I.2=I.1, or I.2=new; repeat it."),
    ),
]
KeepOthers = Annotated[bool, typer.Option("--keep-others", help=N_("Leave the rows that are not named as they are."))]
KeepHead = Annotated[bool, typer.Option("--keep-head", help=N_("Leave the head of the plan as it is."))]
FromDay = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("From which day; today if not given."))]
Taken = Annotated[
    list[str] | None, typer.Option("--take", metavar="ROW", help=N_("Take this row of the new version; repeat it."))
]


def amend(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The new version of the plan."))],
    document: Amending,
    keep: Kept = None,
    take: Taken = None,
    keep_others: KeepOthers = False,
    was: Was = None,
    keep_head: KeepHead = False,
    on: FromDay = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Amend a plan."""
    here = invocation(context)
    path, source = plan_source(file)
    unheard = Unheard.among(_checked(here, source, path))
    decisions = _decisions(take or (), keep or ())
    default, header = (Choice.KEEP if kept else Choice.TAKE for kept in (keep_others, keep_head))
    with here.office() as office:
        with office.store.begin(write=False) as session:
            text, old = source.decode(), _were(was)
            proposal = propose(session, office.tools, text, decisions, default, header=header, was=old, path=path)
        event = making.plan_amended(
            proposal.plan.id,
            proposal.version,
            id=event_id or f"plan.amended/{proposal.plan.id}/{_digest(proposal.plan.hash, document)}",
            occurred_on=day_or_none("--on", on) or office.clock.today(),
            recorded_at=office.clock.now(),
            actor=office.settings.actor,
            document=Document(text=document),
        )
        logged = office.service.record(event, dry_run=dry_run)
        decided = present(office, logged, here.terminal.lang, dry_run=dry_run, amended=[proposal.plan])
    choices = Choices(proposal.comparison, decisions, default, header, proposal.apart, proposal.levels)
    if as_json:
        here.terminal.json({**decided.answer(), "comparison": choices.answer(), **unheard.answer()})
        return
    here.terminal.write("".join(line + "\n" for line in choices.lines(here.terminal)))
    _look_back(here.terminal, decided)
    show(here.terminal, decided)
    unheard.show(here.terminal)


def _checked(here: Invocation, source: bytes, path: str) -> Sequence[Problem]:
    """All that is said of the file. Raises PlanError unless it is a plan, for the agencies that are registered.

    Keys of its rows are found afterwards.
    """
    known, highest = registered_kinds(here), here.settings().highest
    found = check_plan(source, path=path, known_units=known, growing=True, hearing=hearing(here), highest=highest)
    if any(one.severity is Severity.ERROR and one.code != "duplicate-key" for one in found):
        raise PlanError(found, named_in(source))
    return found


def _decisions(take: Sequence[str], keep: Sequence[str]) -> dict[str, Choice]:
    return {**dict.fromkeys(take, Choice.TAKE), **dict.fromkeys(keep, Choice.KEEP)}


def _were(said: Sequence[str] | None) -> dict[str, str]:
    """By row of the new version, the row that it was, as typed. Raises Misused."""
    found = [one.partition("=") for one in said or ()]
    if not all(number and before for number, _, before in found):
        raise Misused(_NOT_WAS)
    return {number.strip(): before.strip() for number, _, before in found}


def _look_back(terminal: Terminal, decided: PresentedDecision) -> None:
    """Nothing is retroactive in silence: what had passed before it moves is counted out."""
    today = decided.decision.event.recorded_at.astimezone(OFFICIAL_TIME).date()
    moved = (change for change in decided.decision.changes if change.kind is Kind.MOVED and change.previous)
    late = sum(len(one.units) for one in moved if one.previous and one.previous.due and one.previous.due < today)
    if late:
        terminal.line(_PASSED, count=late)


def _digest(plan_hash: str, document: str) -> str:
    return hashlib.sha256(f"{plan_hash} {document}".encode()).hexdigest()[:16]
