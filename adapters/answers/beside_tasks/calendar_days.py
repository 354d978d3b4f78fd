"""A year of a calendar for programs; the form is documented in docs/cli.md."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine.calendars.calendar import Calendar
from engine.calendars.days import CutOff, DayRow


def year_answer(table: Calendar, year: int) -> dict[str, Any]:
    """The days of a year that are not what their weekday says, and the daily cut-off hours."""
    found = {"calendar": table.version, "year": year, "provisional": year not in table.firm_years}
    rows = table.rows_between(date(year, 1, 1), date(year, 12, 31))
    hours = [cut_off_answer(one) for one in cut_offs_of(table, year)]
    return {**found, "days": [day_answer(row) for row in rows], "cut_offs": hours}


def cut_offs_of(table: Calendar, year: int) -> Sequence[CutOff]:
    """The cut-off hour in force when the year begins, and those that begin to be in it."""
    since = {one.since for layer in table.cut_offs for one in layer.hours if one.since.year == year}
    days = [date(year, 1, 1), *sorted(since)]
    return list(dict.fromkeys(one for day in days if (one := table.cut_off_in_force(day))))


def cut_off_answer(one: CutOff) -> dict[str, Any]:
    """A daily cut-off hour."""
    at = f"{one.at:%H:%M}" if one.at else None
    return {"since": one.since.isoformat(), "at": at, "reason": one.reason, "source": one.source}


def day_answer(row: DayRow) -> dict[str, Any]:
    """A day that is not what its weekday says."""
    return {
        "day": row.day.isoformat(),
        "working": row.working,
        "until": f"{row.until:%H:%M}" if row.until else None,
        "kind": str(row.kind),
        "reason": row.reason,
        "source": row.source,
        "known_from": row.known_from.isoformat(),
    }
