"""The commands `ack` and `progress`: a task is taken up, and how far it has come."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, Attach, DryRun, Id, On, Proof, TaskId
from adapters.cli.recording.record import record
from adapters.statements.idempotent import idempotent
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import InForce
from events.course import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

Unit = Annotated[
    str | None,
    typer.Option("--unit", metavar="UNIT", help=N_("Which unit says so, where it is not the one that leads.")),
]


def ack(
    context: typer.Context,
    task: TaskId,
    unit: Unit = None,
    on: On = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say that a task was taken up."""
    here = invocation(context)

    def make(now: InForce, envelope: Envelope) -> Event:
        return making.task_acknowledged(task_named(now.plans, task), plan=task.partition("/")[0], unit=unit, **envelope)

    said = idempotent(here.clock, "task.acknowledged", task, on, (unit,), make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def progress(
    context: typer.Context,
    task: TaskId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("How far it has come, in a line."))],
    difficulty: Annotated[
        str | None, typer.Option("--difficulty", metavar="TEXT", help=N_("What is in its way, in a line."))
    ] = None,
    proposal: Annotated[
        str | None, typer.Option("--proposal", metavar="TEXT", help=N_("What the unit asks for, in a line."))
    ] = None,
    unit: Unit = None,
    on: On = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say how far a task has come."""
    here = invocation(context)

    def make(now: InForce, envelope: Envelope) -> Event:
        return making.task_progress(
            task_named(now.plans, task),
            plan=task.partition("/")[0],
            progress=text,
            difficulty=difficulty,
            proposal=proposal,
            unit=unit,
            **envelope,
        )

    said = idempotent(here.clock, "task.progress", task, on, (text, difficulty, proposal, unit), make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)
