"""The commands `correct` and `withdraw`: what was recorded wrongly is put right, or taken back."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import Anyway, AsJson, AtHour, DryRun, EventId, Id, Proof, Reason
from adapters.cli.recording.record import record
from adapters.statements.amendments import Correction, Withdrawal
from adapters.statements.days import day_or_none
from adapters.statements.hours import hour_or_none
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_NOTHING_NAMED = N_(
    "Say what was wrong: the day (--on), the time (--at), the date it carried (--carries), or the place (--unit)."
)


OnePlan = Annotated[
    str | None,
    typer.Option(
        "--plan", metavar="PLAN", help=N_("For this plan alone, where the event is of a happening that several have.")
    ),
]


def correct(
    context: typer.Context,
    event: EventId,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=N_("The day on which it really happened."))
    ] = None,
    carries: Annotated[
        str | None, typer.Option("--carries", metavar="DATE", help=N_("The date that its document really lays down."))
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Where it really happened."))] = None,
    at_hour: AtHour = None,
    plan: OnePlan = None,
    anyway: Anyway = False,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Correct an event."""
    if on is carries is unit is at_hour is None:
        raise Refused(_NOTHING_NAMED)
    said = Correction(
        event=event,
        on=day_or_none("--on", on),
        at=hour_or_none("--at", at_hour),
        carried=day_or_none("--carries", carries),
        unit=unit,
        anyway=anyway,
        reason=reason,
        plan=plan,
    )
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)


def withdraw(
    context: typer.Context,
    event: EventId,
    plan: OnePlan = None,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take an event back."""
    said = Withdrawal(event=event, reason=reason, plan=plan)
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)
