"""The command `what-if`: things that are not in the log, and the dates under each of them side by side."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer

from adapters.answers.beside_tasks.event_subjects import Subjects
from adapters.bootstrap import Office
from adapters.cli.frame.command_lines import command_lines, name_of, typed
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.suppositions import Rows
from adapters.leaving import Leaving
from adapters.statements.days import day
from adapters.statements.milestones_and_tasks import Milestone
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import CheckedStatement
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from engine.asking.what_if import Asked, Hypothesis, Supposition, logged, suppose
from engine.snapshot import Snapshot
from events.event import Event
from events.store import Transactions
from events.views import TaskView
from rules.problems import N_

SUPPOSABLE = (
    *("log", "correct", "withdraw", "done", "accept", "return", "set-date", "suspend", "resume", "calendar amend"),
    *("extend ask", "extend grant", "extend refuse", "assign", "row change", "row drop"),
    *("plan add", "plan amend", "plan close", "plan replace"),
    *("units add", "units merge", "units split", "units end", "units rename", "happenings join", "happenings part"),
)
"""The commands of which it can be asked what would be if they were given."""

_NOTHING = N_("No task would change.")
_IF = N_("If “{milestone}” is on {day}")
_IF_DONE = N_("If: {commands}")
_SUPPOSE_WHAT = N_(
    "Say what is to be supposed: a milestone and --on DATE, or commands as they are typed, like "
    "--if 'calendar amend 2026-01-02 --off --reason TEXT'."
)
_CANNOT = N_("“{command}” cannot be supposed. These can: {known}.")
_SAID_ONLY = frozenset({"ack", "progress", "delegate", "part ask", "part answer"})
_NOTHING_TO_SUPPOSE = N_(
    "“{command}” cannot be supposed: what is said of a task on its way changes neither its state nor its date. These "
    "can: {known}."
)
_NO_TASK = N_("There is no task “{task}”, neither now nor under what is supposed. Nothing was written; correct its id.")
_NO_PLAN = N_("There is no plan “{plan}” here. Adopted are: {known}.")


@dataclass(frozen=True, slots=True)
class _Column:
    """One hypothesis: what it is called, for programs and as a heading, and what it does."""

    key: str
    head: str
    act: Hypothesis


def what_if(
    context: typer.Context,
    milestone: Annotated[
        str | None,
        typer.Argument(metavar="MILESTONE", help=N_("The milestone's name; `thoihan plan show` lists them.")),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="DATE", help=N_("A day that it may be on; repeat it to compare.")),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--if", metavar="TYPED", help=N_("Commands as they are typed, `;` between them; repeat it.")),
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help=N_("It would be planned, not held."))] = False,
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Where it would be."))] = None,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Of which plan."))] = None,
    task: Annotated[str | None, typer.Option("--task", metavar="TASK", help=N_("Ask about this task only."))] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="UNIT", help=N_("Ask about the tasks of this unit only."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what would follow."""
    here = invocation(context)
    if bool(milestone) != bool(on) or not (milestone or given):
        raise Misused(_SUPPOSE_WHAT)
    days = [day("--on", one) for one in on or ()]
    phase: Any = "planned" if planned else "held"
    said = [Milestone(name=milestone or "", phase=phase, on=one, unit=unit, plan=plan) for one in days]
    with here.office() as office:
        columns = [*(_on_day(here, office, one) for one in said), *(_typed(here, office, text) for text in given or ())]
        asked = Asked(task=_asked(office, task) if task else None, unit=of, plan=plan)
        office.service.recount()  # what is owed already would pass for a part of what is supposed
        found = suppose(office.store, [column.act for column in columns], asked=asked)
        if not found:
            _refuse_unknown(office, replace(asked, task=task))
        rows = Rows.of(office, [one for one in found if one.changes])
    _tell(here.terminal, columns, rows, as_json=as_json)


def _asked(office: Office, task: str) -> str:
    with office.store.begin(write=False) as session:
        return task_named(Snapshot(session, office.tools).plans(), task)


def _on_day(here: Invocation, office: Office, said: Milestone) -> _Column:
    with office.store.begin(write=False) as session:
        event = CheckedStatement.of(session, office.tools, said, None).event(office)
        title = _title(Snapshot(session, office.tools), event, here.terminal.leaving)
    head = here.terminal.text(_IF, milestone=title or said.name, day=said.on)
    return _Column(said.on.isoformat(), head, logged(office.tools, [event]))


def _title(shelf: Snapshot, event: Event, leaving: Leaving) -> str:
    return Subjects(shelf.plans(), shelf.units(), leaving).title(event)


def _typed(here: Invocation, office: Office, text: str) -> _Column:
    lines = command_lines(text)
    for words in lines:
        if name_of(words) not in SUPPOSABLE:
            said_only = name_of(words) in _SAID_ONLY
            raise Misused(
                _NOTHING_TO_SUPPOSE if said_only else _CANNOT, command=one_line(" ".join(words), 60), known=SUPPOSABLE
            )
    unheard = replace(here.terminal, out=io.StringIO(), err=io.StringIO())

    def act(store: Transactions) -> None:
        inside = replace(here, terminal=unheard, at_hand=replace(office, store=store, supposing=True))
        for words in lines:
            typed(words, inside)

    return _Column(text, here.terminal.text(_IF_DONE, commands=one_line(text, 200)), act)


def _refuse_unknown(office: Office, asked: Asked) -> None:
    """Raise Refused where nothing was found because there is nothing of that name."""
    if asked.task:
        raise Refused(_NO_TASK, task=one_line(asked.task, 80))
    with office.store.begin(write=False) as session:
        plans = sorted(row.id for row in session.plans())
    if asked.plan and asked.plan not in plans:
        raise Refused(_NO_PLAN, plan=one_line(asked.plan, 60), known=plans or "–")


def _tell(terminal: Terminal, columns: Sequence[_Column], rows: Rows, *, as_json: bool) -> None:
    if as_json:
        names = [column.key for column in columns]
        terminal.json([{**_answer(one.found, names), "secrecy": str(one.level)} for one in rows.rows])
    elif not rows.rows:
        terminal.line(_NOTHING)
    else:
        rows.show(terminal, [column.head for column in columns])


def _answer(one: Supposition, names: Sequence[str]) -> dict[str, Any]:
    under = {name: _view(view) for name, view in zip(names, one.under, strict=True)}
    return {"task": one.task, "now": _view(one.now), "if": under}


def _view(view: TaskView | None) -> dict[str, Any] | None:
    if view is None:
        return None
    names = ("state", "lead", "due", "safe", "left")
    return {**{name: getattr(view, name) for name in names}, "provisional": bool(view.provisional)}
