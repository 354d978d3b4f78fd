"""The commands `part ask` and `part answer`: whoever leads a task asks those that cooperate for their part."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, Attach, DryRun, EventId, Id, On, Proof, TaskId
from adapters.cli.recording.record import record
from adapters.statements.course.answers import Answered
from adapters.statements.days import day_or_none
from adapters.statements.idempotent import idempotent
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import InForce, iso
from events.course import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_


def ask(
    context: typer.Context,
    task: TaskId,
    of: Annotated[str, typer.Argument(metavar="UNIT", help=N_("The unit that is asked; it cooperates in the task."))],
    content: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What is asked of it, in a line."))],
    due: Annotated[
        str | None, typer.Option("--due", metavar="DATE", help=N_("Until when; not after the task's own day."))
    ] = None,
    on: On = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Ask a cooperating unit for its part."""
    here, until = invocation(context), day_or_none("--due", due)

    def make(now: InForce, envelope: Envelope) -> Event:
        named = task_named(now.plans, task)
        return making.part_asked(named, plan=task.partition("/")[0], of=of, content=content, due=until, **envelope)

    said = idempotent(here.clock, "part.asked", task, on, (of, content, iso(until)), make)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)


def answer(
    context: typer.Context,
    event: EventId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("The answer, in a line; its paper is the document."))],
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help=N_("Which unit answers; the one that was asked if not given.")),
    ] = None,
    on: On = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Answer what was asked of a cooperating unit."""
    here = invocation(context)
    said = Answered(asked=event, answer=text, unit=unit, on=day_or_none("--on", on) or here.clock.today())
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)
