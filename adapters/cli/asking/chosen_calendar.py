"""The calendar that an officer chooses: by its name, as it was known on a day, as a unit sees it."""

from datetime import date
from typing import Annotated

import typer

from adapters.cli.frame.invocation import Invocation
from engine.calendars.calendar import Calendar
from engine.calendars.days import EVERYWHERE, Line
from rules.problems import N_

CalendarName = Annotated[
    str, typer.Option("--calendar", metavar="NAME", help=N_("Which working days: vn, or weekdays."))
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help=N_("The calendar as it was known on that day."))
]
SeenBy = Annotated[
    str | None,
    typer.Option("--unit", metavar="UNIT", help=N_("The calendar as that unit sees it, with what was amended here.")),
]


def chosen_calendar(here: Invocation, name: str, as_of: date | None, unit: str | None) -> Calendar:
    """The calendar with what events changed, if there is a log; as `unit` sees it, if it is given."""
    if unit is None and not here.has_store():
        return Calendar.build(name, as_of=as_of)
    return _amended_here(here, name, as_of, unit)


def _amended_here(here: Invocation, name: str, as_of: date | None, unit: str | None) -> Calendar:
    from engine.facts.calendar_amendments import amended_cut_off, amended_day  # noqa: PLC0415 - dates mostly need no store
    from engine.snapshot import Snapshot  # noqa: PLC0415

    with here.office() as office, office.store.begin(write=False) as session:
        units = Snapshot(session, office.tools).units()
        lines = [Line(*line) for line in units.lines(unit)] if unit else EVERYWHERE
        days = [amended_day(row) for row in session.calendar_days(name)]
        hours = [amended_cut_off(row) for row in session.cut_offs(name)]
    return Calendar.build(name, days, as_of, cut_offs=hours, lines=lines)
