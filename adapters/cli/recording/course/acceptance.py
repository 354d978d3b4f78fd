"""The commands `accept` and `return`: whoever follows a plan says what becomes of a report."""

from datetime import date
from typing import Annotated

import typer

from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, Attach, DryRun, Id, On, Proof, Reason, TaskId
from adapters.cli.recording.record import record
from adapters.statements.course.reports import OnReport
from adapters.statements.days import day_or_none
from events.course import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

By = Annotated[
    str | None,
    typer.Option("--by", metavar="UNIT", help=N_("Which unit says so; the one that follows the plan if not given.")),
]


def accept(
    context: typer.Context,
    task: TaskId,
    by: By = None,
    on: On = None,
    reason: Reason = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Accept what was reported done."""
    here = invocation(context)

    def make(report: str, unit: str | None, envelope: Envelope) -> Event:
        return making.task_accepted(report, unit=unit, reason=reason, **envelope)

    said = OnReport(kind="task.accepted", task=task, by=by, on=_day(here, on), content=(reason,), make=make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def return_report(
    context: typer.Context,
    task: TaskId,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why, in a line."))],
    due: Annotated[
        str | None, typer.Option("--due", metavar="DATE", help=N_("The new last day; if not given, it stays."))
    ] = None,
    by: By = None,
    on: On = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Return what was reported done."""
    here, new_day = invocation(context), day_or_none("--due", due)

    def make(report: str, unit: str | None, envelope: Envelope) -> Event:
        return making.task_returned(report, unit=unit, reason=reason, due=new_day, **envelope)

    content = (reason, new_day.isoformat() if new_day else None)
    said = OnReport(kind="task.returned", task=task, by=by, on=_day(here, on), content=content, make=make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def _day(here: Invocation, on: str | None) -> date:
    return day_or_none("--on", on) or here.clock.today()
