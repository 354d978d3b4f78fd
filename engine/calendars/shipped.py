"""The tables that ship with the program: the days that documents changed, and the first days of the lunar years."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from engine.calendars.days import DayKind, DayRow

SHIPPED = ("vn", "weekdays")
"""Calendars by name: the public offices of Viet Nam; and Monday to Friday without any holiday."""


@cache
def shipped(name: str) -> tuple[DayRow, ...]:
    """The rows that ship with calendar `name`, which must be one of SHIPPED."""
    return tuple(_shipped_row(line) for line in _lines(f"{name}.csv")) if name == "vn" else ()


@cache
def lunar_years() -> Mapping[int, tuple[date, date | None]]:
    """The first day of each lunar year, and its Hùng Kings' day (10/3; a holiday since 2007), by year."""
    lines = _lines("vn_lunar.csv")
    return {int(line["year"]): (date.fromisoformat(line["tet"]), _day_or_none(line["hung_kings"])) for line in lines}


def _lines(name: str) -> Iterator[dict[str, str]]:
    text = files("engine.calendars").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _shipped_row(line: Mapping[str, str]) -> DayRow:
    return DayRow(
        day=date.fromisoformat(line["date"]),
        working=line["working"] == "1",
        kind=DayKind(line["kind"]),
        reason=line["reason"],
        source=line["document"],
        known_from=date.fromisoformat(line["known_from"]),
        other_day=_day_or_none(line["other_day"]),
    )


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
