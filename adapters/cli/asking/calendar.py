"""The command `calendar show`: which days are worked and which are not, and by which document."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from adapters.answers.beside_tasks.calendar_days import cut_offs_of, year_answer
from adapters.cli.asking.chosen_calendar import AsOf, CalendarName, SeenBy, chosen_calendar
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.statements.days import day_or_none
from adapters.words.catalogue import day_text
from adapters.words.refused.refusal import Refused
from engine.calendars.days import DayRow
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
        here.terminal.json(year_answer(table, which))
    else:
        _show(here, rows, which, firm)
        for one in cut_offs_of(table, which):
            said = {"since": one.since, "reason": one.reason, "source": one.source or "–"}
            here.terminal.line(_CUT_OFF if one.at else _NO_CUT_OFF, at=f"{one.at:%H:%M}" if one.at else "–", **said)


def _year(here: Invocation, text: str | None) -> int:
    if text is None:
        return here.clock.today().year
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 9999):
        raise Refused(_YEAR, text=text[:20])
    return int(text)


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
