"""The commands `extend ask`, `extend grant` and `extend refuse`: more time for a task."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, Attach, DryRun, Id, On, Proof, Reason, TaskId
from adapters.cli.recording.record import record
from adapters.statements.days import day
from adapters.statements.idempotent import idempotent
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import InForce
from events import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

Because = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why, in a line."))]
Until = Annotated[str, typer.Argument(metavar="DATE", help=N_("The last day on which it may be done."))]
By = Annotated[
    str | None, typer.Option("--by", metavar="UNIT", help=N_("Which unit decided; the plan may say which ones may."))
]


def ask(
    context: typer.Context,
    task: TaskId,
    until: Until,
    reason: Because,
    on: On = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Ask for more time."""
    here, due = invocation(context), day("DATE", until)

    def make(now: InForce, envelope: Envelope) -> Event:
        return making.extension_requested(
            task_named(now.plans, task), plan=_plan_of(task), due=due, reason=reason, **envelope
        )

    said = idempotent(here.clock, "extension.requested", task, on, (due.isoformat(), reason), make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def grant(
    context: typer.Context,
    task: TaskId,
    until: Until,
    override: Annotated[
        bool, typer.Option("--override", help=N_("Whatever the plan allows, and also when it is late; on a document."))
    ] = False,
    by: By = None,
    on: On = None,
    reason: Reason = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give more time."""
    here, due = invocation(context), day("DATE", until)

    def make(now: InForce, envelope: Envelope) -> Event:
        return making.extension_granted(
            task_named(now.plans, task),
            plan=_plan_of(task),
            due=due,
            override=override,
            reason=reason,
            unit=by,
            **envelope,
        )

    said = idempotent(here.clock, "extension.granted", task, on, (due.isoformat(), str(override), by), make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def refuse(
    context: typer.Context,
    task: TaskId,
    reason: Because,
    by: By = None,
    on: On = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give no more time."""
    here = invocation(context)

    def make(now: InForce, envelope: Envelope) -> Event:
        return making.extension_refused(
            task_named(now.plans, task), plan=_plan_of(task), reason=reason, unit=by, **envelope
        )

    said = idempotent(here.clock, "extension.refused", task, on, (reason, by), make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def _plan_of(task: str) -> str:
    return task.partition("/")[0]
