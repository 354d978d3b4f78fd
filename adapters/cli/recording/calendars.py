"""The command `calendar amend`: all that one document says of the days of a calendar, at once."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, Id, Proof
from adapters.cli.recording.record import record
from adapters.statements.days import day_or_none
from adapters.statements.registers.calendar_days import Amendment, cut_off_said, day_data, days_said
from adapters.words.refused.refusal import Refused
from engine.calendars.calendar import Calendar
from rules.problems import N_

_NOTHING = N_("Say what changes: --off, --working, --half or --cut-off. Nothing was recorded.")
_NO_FROM = N_("--from is the day from which --cut-off holds; give both, or neither. Nothing was recorded.")


def amend(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why, in a line."))],
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="DATE", help=N_("A day off, or a range DATE..DATE; as often as needed.")),
    ] = None,
    working: Annotated[
        list[str] | None,
        typer.Option("--working", metavar="DATE", help=N_("A day that is worked, or a range; as often as needed.")),
    ] = None,
    half: Annotated[
        list[str] | None,
        typer.Option("--half", metavar="DATE=HH:MM", help=N_("A day worked until that hour; as often as needed.")),
    ] = None,
    cut_off: Annotated[
        str | None,
        typer.Option("--cut-off", metavar="HH:MM", help=N_("The hour after which every day is over; none to end it.")),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("Since when --cut-off holds; today if not given."))
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only for this unit and those below it."))
    ] = None,
    calendar: Annotated[str, typer.Option("--calendar", metavar="NAME", help=N_("The calendar's name."))] = "vn",
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Amend a calendar."""
    here = invocation(context)
    if since and not cut_off:
        raise Refused(_NO_FROM)
    days = days_said(Calendar.build(calendar), off or (), working or (), half or ())
    hours = cut_off_said(cut_off, day_or_none("--from", since) or here.clock.today(), reason) if cut_off else None
    if not days and not hours:
        raise Refused(_NOTHING)
    said = [day_data(day, what, reason) for day, what in sorted(days.items())]
    amendment = Amendment(calendar=calendar, unit=unit, days=said, cut_off=hours)
    record(here, amendment, document, event_id, dry_run=dry_run, as_json=as_json)
