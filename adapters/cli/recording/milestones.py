"""The command `log`: a milestone is planned, held or postponed."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, AtHour, Attach, DryRun, Id, Proof
from adapters.cli.frame.refusals import Refused
from adapters.cli.recording.record import record
from adapters.cli.typed_in.days import day, day_or_none
from adapters.cli.typed_in.hours import hour_or_none
from adapters.cli.typed_in.milestones_and_tasks import Milestone, Phase
from rules.problems import N_

_NO_HOUR = N_("--at is the time at which it happens; --postponed is of no time. Nothing was recorded.")
_ONE_PHASE = N_(
    "--planned and --postponed exclude each other: to plan it for another day, log it with --planned again."
)


def log(
    context: typer.Context,
    milestone: Annotated[
        str, typer.Argument(metavar="MILESTONE", help=N_("The milestone's name; `thoihan plan show` lists them."))
    ],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The day: 30/9/2025 or 2025-09-30."))],
    planned: Annotated[bool, typer.Option("--planned", help=N_("It is planned for that day, not held yet."))] = False,
    postponed: Annotated[
        bool, typer.Option("--postponed", help=N_("On that day it was put off; nobody knows until when."))
    ] = False,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help=N_("Where; needed if it happens at each unit."))
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PLAN", help=N_("Of which plan, if several have it."))
    ] = None,
    carries: Annotated[
        str | None, typer.Option("--carries", metavar="DATE", help=N_("The date that its document lays down."))
    ] = None,
    at_hour: AtHour = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Log a milestone."""
    if planned and postponed:
        raise Refused(_ONE_PHASE)
    if postponed and at_hour:
        raise Refused(_NO_HOUR)
    here = invocation(context)
    phase: Phase = "postponed" if postponed else "planned" if planned else "held"
    said = Milestone(
        name=milestone,
        phase=phase,
        on=day("--on", on),
        at=hour_or_none("--at", at_hour),
        unit=unit,
        plan=plan,
        carried=day_or_none("--carries", carries),
    )
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)
