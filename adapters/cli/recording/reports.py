"""The commands `done` and `set-date`: a task is reported done, or given its date."""

from datetime import date
from typing import Annotated

import typer

from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import Anyway, AsJson, Attach, DryRun, Id, On, Proof, Reason, TaskId
from adapters.cli.recording.record import record
from adapters.cli.typed_in.days import day, day_or_none
from adapters.cli.typed_in.milestones_and_tasks import DateSet, TaskDone
from rules.problems import N_


def done(
    context: typer.Context,
    task: TaskId,
    product: Annotated[
        str | None,
        typer.Option("--product", metavar="TEXT", help=N_("What came of it: a paper by its number, a link.")),
    ] = None,
    on: On = None,
    anyway: Anyway = False,
    reason: Reason = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Report a task done."""
    here = invocation(context)
    said = TaskDone(task=task, on=_or_today(here, on), product=product, anyway=anyway, reason=reason)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def set_date(
    context: typer.Context,
    task: TaskId,
    due: Annotated[str, typer.Argument(metavar="DATE", help=N_("The last day on which it may be done."))],
    on: On = None,
    anyway: Anyway = False,
    reason: Reason = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a task its date."""
    here = invocation(context)
    said = DateSet(task=task, due=day("DATE", due), on=_or_today(here, on), anyway=anyway, reason=reason)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def _or_today(here: Invocation, on: str | None) -> date:
    return day_or_none("--on", on) or here.clock.today()
