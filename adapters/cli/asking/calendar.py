"""The command `calendar show`: which days are worked and which are not, and by which document."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from adapters.cli.asking.chosen_calendar import AsOf, CalendarName, SeenBy, chosen_calendar
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.statements.days import day_or_none
from adapters.words.catalogue import day_text
from adapters.words.refused.refusal import Refused
from engine.calendars.calendar import Calendar
from engine.calendars.days import CutOff, DayRow
from rules.problems import N_

_NONE = N_("Every weekday is worked, and no other day.")
_YEAR_OPEN = N_("{year} is not announced yet: its days are an estimate.")
_YEAR = N_("“{text}” is not a year.")
_KINDS = {True: N_("worked"), False: N_("off")}
_HALF = N_("worked until {until}")
_CUT_OFF = N_("From {since} on the daily cut-off hour is {at}: {reason} ({source}).")
_NO_CUT_OFF = N_("From {since} on there is no daily cut-off hour: {reason} ({source}).")


def calendar(
    context: typer.Context,
    year: Annotated[str | None, typer.Argument(metavar="YEAR", help=N_("Which year; this one if not given."))] = None,
    name: CalendarName = "vn",
    as_of: AsOf = None,
    unit: SeenBy = None,
    as_json: AsJson = False,
) -> None:
    """Show the days that are not what their weekday says."""
    here = invocation(context)
    which = _year(here, year)
    table = chosen_calendar(here, name, day_or_none("--as-of", as_of), unit)
    rows = table.rows_between(date(which, 1, 1), date(which, 12, 31))
    firm = which in table.firm_years
    if as_json:
        found = {"calendar": table.version, "year": which, "provisional": not firm}
        hours = [_cut_off(one) for one in _cut_offs(table, which)]
        here.terminal.json({**found, "days": [_day(row) for row in rows], "cut_offs": hours})
    else:
        _show(here, rows, which, firm)
        for one in _cut_offs(table, which):
            said = {"since": one.since, "reason": one.reason, "source": one.source or "–"}
            here.terminal.line(_CUT_OFF if one.at else _NO_CUT_OFF, at=f"{one.at:%H:%M}" if one.at else "–", **said)


def _cut_offs(table: Calendar, year: int) -> Sequence[CutOff]:
    """The cut-off hour in force when the year begins, and those that begin to be in it."""
    since = {one.since for layer in table.cut_offs for one in layer.hours if one.since.year == year}
    days = [date(year, 1, 1), *sorted(since)]
    return list(dict.fromkeys(one for day in days if (one := table.cut_off_in_force(day))))


def _cut_off(one: CutOff) -> dict[str, Any]:
    at = f"{one.at:%H:%M}" if one.at else None
    return {"since": one.since.isoformat(), "at": at, "reason": one.reason, "source": one.source}


def _year(here: Invocation, text: str | None) -> int:
    if text is None:
        return here.clock.today().year
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 9999):
        raise Refused(_YEAR, text=text[:20])
    return int(text)


def _day(row: DayRow) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "working": row.working,
        "until": f"{row.until:%H:%M}" if row.until else None,
        "kind": str(row.kind),
        "reason": row.reason,
        "source": row.source,
        "known_from": row.known_from.isoformat(),
    }


def _show(here: Invocation, rows: Sequence[DayRow], year: int, firm: bool) -> None:
    terminal = here.terminal
    if rows:
        table = (
            (
                day_text(row.day, terminal.lang, weekday=True),
                terminal.text(_HALF, until=f"{row.until:%H:%M}") if row.until else terminal.label(_KINDS[row.working]),
                row.reason,
                row.source,
            )
            for row in rows
        )
        terminal.table((N_("Day"), N_("Worked or off"), N_("Reason"), N_("Document")), table)
    else:
        terminal.line(_NONE)
    if not firm:
        terminal.line(_YEAR_OPEN, year=year)
