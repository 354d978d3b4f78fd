"""The command `delegate`: inside a unit a person is given a task."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, Id, On, Proof, TaskId
from adapters.cli.recording.course.remarks import Unit
from adapters.cli.recording.record import record
from adapters.statements.days import day_or_none
from adapters.statements.idempotent import idempotent
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import InForce, iso
from events.course import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_


def delegate(
    context: typer.Context,
    task: TaskId,
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help=N_("A post, or a name in short; it stays in the log for ever."))
    ],
    due: Annotated[
        str | None, typer.Option("--due", metavar="DATE", help=N_("A day of his own, not after the task's."))
    ] = None,
    unit: Unit = None,
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a task to a person inside a unit."""
    here, own_day = invocation(context), day_or_none("--due", due)

    def make(now: InForce, envelope: Envelope) -> Event:
        named = task_named(now.plans, task)
        return making.task_assigned(
            named, plan=task.partition("/")[0], person=person, due=own_day, unit=unit, **envelope
        )

    said = idempotent(here.clock, "task.assigned", task, on, (person, iso(own_day), unit), make)
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)
