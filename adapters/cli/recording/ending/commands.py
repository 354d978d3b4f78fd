"""The commands `plan close` and `plan replace`: a plan ends, once it is said what becomes of each open row."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

import typer

from adapters.answers.due_dates import TITLE
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun, Id, On, Proof, Reason
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import RULE, show
from adapters.statements.days import day_or_none
from adapters.statements.ended.settled import Becomes, Said
from adapters.statements.ended.statements import EndingPlan
from adapters.statements.recording import recorded
from adapters.statements.statements import InForce
from adapters.words.tasks import STATES
from engine.snapshot import Snapshot
from rules.problems import N_

PlanName = Annotated[str, typer.Argument(metavar="PLAN", help=N_("The plan; `thoihan plan list` lists them."))]
Done = Annotated[
    list[str] | None,
    typer.Option("--done", metavar="ROW", help=N_("All that has begun of this row was done by that day; repeat it.")),
]
NotRequired = Annotated[
    list[str] | None,
    typer.Option("--not-required", metavar="ROW", help=N_("This row is not required any more; repeat it.")),
]
Rest = Annotated[
    list[str] | None,
    typer.Option(
        "--rest",
        metavar="WORD",
        help=N_("What becomes of all other rows: done, not-required; repeat it, the first that fits is taken."),
    ),
]
Passed = Annotated[
    list[str] | None,
    typer.Option("--pass", metavar="ROW=ROW", help=N_("This row passes to that one of the other plan; repeat it.")),
]
RestPassed = Annotated[
    list[str] | None,
    typer.Option(
        "--rest",
        metavar="WORD",
        help=N_(
            "What becomes of all other rows: passed (to the row with the same title), done, not-required; repeat it, "
            "the first that fits is taken."
        ),
    ),
]
By = Annotated[str, typer.Option("--by", metavar="PLAN", help=N_("The plan that stands for it from then on."))]

_OPEN = N_("Open rows of plan {plan}: {rows}.")
_TASKS, _BECOMES = N_("Open tasks"), N_("What becomes of it")
_WORDS = {Becomes.DONE: N_("done"), Becomes.NOT_REQUIRED: N_("not required any more")}
_PASSES, _UNSAID = N_("passes to row {row} of {plan}"), N_("nobody says")


def close(
    context: typer.Context,
    plan: PlanName,
    done: Done = None,
    not_required: NotRequired = None,
    rest: Rest = None,
    on: On = None,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Close a plan."""
    here = invocation(context)
    rows = Said(done=done or (), not_required=not_required or (), rest=rest or ())
    said = EndingPlan(plan=plan, by=None, on=_day(here, on), said=rows, reason=reason)
    _end(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def replace(
    context: typer.Context,
    plan: PlanName,
    by: By,
    passed: Passed = None,
    done: Done = None,
    not_required: NotRequired = None,
    rest: RestPassed = None,
    on: On = None,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Replace a plan."""
    here = invocation(context)
    rows = Said(done=done or (), not_required=not_required or (), passed=passed or (), rest=rest or ())
    said = EndingPlan(plan=plan, by=by, on=_day(here, on), said=rows, reason=reason)
    _end(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def _day(here: Invocation, on: str | None) -> date:
    return day_or_none("--on", on) or here.clock.today()


def _end(
    here: Invocation, said: EndingPlan, document: str | None, event_id: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Show what becomes of the open rows, and record it."""
    with here.office() as office:
        rows = list(_rows(office, said))
        if rows and not as_json:
            _show(here.terminal, said, rows)
        presented = recorded(office, said, document, event_id, dry_run=dry_run, lang=here.terminal.lang)
    if as_json:
        here.terminal.json({**presented.answer(), "rows": rows})
    else:
        show(here.terminal, presented)


def _rows(office: Office, said: EndingPlan) -> Iterator[dict[str, Any]]:
    """The open rows, each with what becomes of it: for programs. Raises Refused."""
    with office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        now = InForce(snapshot, snapshot.plans(), snapshot.units())
        plan, settled = now.plan(said.plan), said.settled(now)
        others = now.plan(said.by).rules if said.by else {}
        for name, row in said.rows(now, plan).items():
            becomes, to = settled.becomes(name), settled.passed.get(name)
            yield {
                "row": row.rule.number,
                "key": name,
                "secrecy": str(row.rule.secrecy),
                "title": row.rule.title,
                "open": {str(state): number for state, number in row.states.items()},
                "becomes": str(becomes) if becomes else None,
                "to": others[to].number if to and to in others else to,  # if it is not there, recording says so
            }


def _show(terminal: Terminal, said: EndingPlan, rows: Iterable[dict[str, Any]]) -> None:
    listed = [(row["row"], row["title"], _states(terminal, row["open"]), _becomes(terminal, said, row)) for row in rows]
    terminal.line(_OPEN, plan=said.plan, rows=len(listed))
    terminal.table((RULE, TITLE, _TASKS, _BECOMES), listed)


def _states(terminal: Terminal, states: dict[str, int]) -> str:
    words = {str(state): terminal.label(word) for state, word in STATES.items()}
    return ", ".join(f"{words[state]} {number}" for state, number in states.items())


def _becomes(terminal: Terminal, said: EndingPlan, row: dict[str, Any]) -> str:
    if row["becomes"] is None:
        return terminal.label(_UNSAID)
    if row["becomes"] == Becomes.PASSED:
        return terminal.text(_PASSES, row=row["to"], plan=said.by)
    return terminal.label(_WORDS[Becomes(row["becomes"])])
