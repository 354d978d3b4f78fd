"""The command `what-if`: a milestone that is not in the log, on one day or another, and the dates side by side."""

from typing import Annotated, Any

import typer

from adapters.bootstrap import Office
from adapters.cli.days import day
from adapters.cli.desk import desk
from adapters.cli.options import AsJson
from adapters.cli.saying import Milestone, Saying
from adapters.cli.showing import STATES
from adapters.cli.terminal import Terminal
from engine.supposing import Asked, Supposition, suppose
from engine.tasks import State
from events.event import Event
from events.rows import TaskView
from rules.problems import N_

_NOW = N_("Now")
_NOTHING = N_("No task would change.")
_IF = N_("If {milestone} is on {day}")
_NOT_THERE = N_("no such task")


def what_if(
    context: typer.Context,
    milestone: Annotated[
        str, typer.Argument(metavar="MILESTONE", help=N_("The milestone's name; `thoihan plan show` lists them."))
    ],
    on: Annotated[
        list[str], typer.Option("--on", metavar="DATE", help=N_("A day that it may be on; repeat it to compare."))
    ],
    planned: Annotated[bool, typer.Option("--planned", help=N_("It would be planned, not held."))] = False,
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help=N_("Where it would be."))] = None,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Of which plan."))] = None,
    task: Annotated[str | None, typer.Option("--task", metavar="TASK", help=N_("Ask about this task only."))] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="CODE", help=N_("Ask about the tasks of this unit only."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what would follow."""
    at = desk(context)
    days = [day("--on", one) for one in on]
    said = [
        Milestone(name=milestone, phase="planned" if planned else "held", on=one, unit=unit, plan=plan) for one in days
    ]
    with at.office() as office:
        hypotheses = [[_event(office, one)] for one in said]
        found = suppose(office.service, hypotheses, asked=Asked(task=task, unit=of, plan=hypotheses[0][0].plan))
    changed = [one for one in found if one.changes]
    if as_json:
        at.terminal.json([_answer(one, [each.isoformat() for each in days]) for one in changed])
    elif not changed:
        at.terminal.line(_NOTHING)
    else:
        heads = [at.terminal.text(_IF, milestone=milestone, day=one) for one in days]
        rows = ((one.task, *(_said(at.terminal, view) for view in (one.now, *one.under))) for one in changed)
        at.terminal.table((N_("Id"), _NOW, *heads), rows)


def _event(office: Office, said: Milestone) -> Event:
    with office.store.begin(write=False) as session:
        return Saying.look(session, office.tools, said, None).event(office)


def _said(terminal: Terminal, view: TaskView | None) -> str:
    if view is None:
        return terminal.label(_NOT_THERE)
    return terminal.value(view.due) if view.due else terminal.label(STATES[State(view.state)])


def _answer(one: Supposition, days: list[str]) -> dict[str, Any]:
    under = {name: _view(view) for name, view in zip(days, one.under, strict=True)}
    return {"task": one.task, "now": _view(one.now), "if": under}


def _view(view: TaskView | None) -> dict[str, Any] | None:
    if view is None:
        return None
    return {"state": view.state, "due": view.due, "safe": view.safe, "provisional": bool(view.provisional)}
