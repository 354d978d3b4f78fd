"""The command `log`: a milestone is planned, held or postponed; at one unit, or at many at once."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, AtHour, Attach, AtUnits, DryRun, Id, Proof, SkipBad, Source, Yes
from adapters.cli.frame.refusals import missing
from adapters.cli.recording.many.asked import Manner, is_many
from adapters.cli.recording.record import record
from adapters.statements.days import day_or_none
from adapters.statements.hours import hour_or_none
from adapters.statements.milestones_and_tasks import Milestone, Phase
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_NO_HOUR = N_("--at is the time at which it happens; --postponed is of no time. Nothing was recorded.")
_ONE_PHASE = N_(
    "--planned and --postponed exclude each other: to plan it for another day, log it with --planned again."
)

Name = Annotated[
    str, typer.Argument(metavar="MILESTONE", help=N_("The milestone's name; `thoihan plan show` lists them."))
]
Day = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("The day: 30/9/2025 or 2025-09-30."))]


def log(
    context: typer.Context,
    milestone: Name,
    on: Day = None,
    planned: Annotated[bool, typer.Option("--planned", help=N_("It is planned for that day, not held yet."))] = False,
    postponed: Annotated[
        bool, typer.Option("--postponed", help=N_("On that day it was put off; nobody knows until when."))
    ] = False,
    unit: AtUnits = None,
    source: Source = None,
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
    skip_bad: SkipBad = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Log a milestone."""
    here, happened = invocation(context), day_or_none("--on", on)
    day_by = None if happened else "--on"
    manner = Manner(source=source, day_by=day_by, skip_bad=skip_bad, yes=yes, dry_run=dry_run, as_json=as_json)
    many = is_many(here, unit or (), manner, of_one=bool(attach or event_id))
    if happened is None and not source:
        raise missing("--on", "thoihan log")
    said = Milestone(
        name=milestone,
        phase=_phase(planned=planned, postponed=postponed, hour=at_hour),
        on=happened or here.clock.today(),
        at=hour_or_none("--at", at_hour),
        unit=unit[0] if unit and not many else None,
        plan=plan,
        carried=day_or_none("--carries", carries),
    )
    if many:
        return _many(here, said, unit or (), manner, happened, document)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)
    return 0


def _phase(*, planned: bool, postponed: bool, hour: str | None) -> Phase:
    if planned and postponed:
        raise Refused(_ONE_PHASE)
    if postponed and hour:
        raise Refused(_NO_HOUR)
    return "postponed" if postponed else "planned" if planned else "held"


def _many(
    here: Invocation, said: Milestone, units: Sequence[str], manner: Manner, on: date | None, document: str | None
) -> int:
    from adapters.cli.recording.many.asked import wished  # noqa: PLC0415 - mostly one thing is logged
    from adapters.cli.recording.many.recording import record_many  # noqa: PLC0415
    from adapters.cli.typed_in.many.wishes import of_milestones  # noqa: PLC0415

    with here.office() as office:
        found = wished(
            here, office, manner, lambda names, sheet: of_milestones(names, said, units, sheet, on, document)
        )
        return record_many(here, office, found, manner)
