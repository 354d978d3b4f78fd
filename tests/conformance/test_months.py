"""The published tables of month arithmetic that the date libraries of law-making are tried on."""

import csv
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.counting.periods import add_months, last_of_month

HERE = Path(__file__).resolve()
SHARED = Path(os.environ.get("THOIHAN_SHARED", HERE.parents[2].parent / "shared")) / "conformance"
PERIOD = re.compile(r"\[(\d+) years, (\d+) months, (\d+) days\]")

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"the tables are not at {SHARED}: set THOIHAN_SHARED to the folder that holds conformance/",
)


def rows(name):
    """The cells of a table, without its header; none where it is not there."""
    path = SHARED / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as table:
        found = [[cell.strip() for cell in row] for row in csv.reader(table, delimiter=";") if row]
    return [tuple(row) for row in found[1:]]


def added(start, period, rounding):
    years, months, days = map(int, PERIOD.fullmatch(period).groups())
    return add_months(date.fromisoformat(start), years * 12 + months, rounding) + timedelta(days=days)


@pytest.mark.parametrize(("start", "period", "end"), rows("exact_computations.csv"))
def test_exact_months(start, period, end):
    """Where the day exists, both roundings give it."""
    assert added(start, period, "down") == added(start, period, "up") == date.fromisoformat(end)


@pytest.mark.parametrize(("start", "period", "up", "down"), rows("ambiguous_computations.csv"))
def test_ambiguous_months(start, period, up, down):
    """Where it does not, the named rounding decides; the law here rounds down, which is the default."""
    assert added(start, period, "up") == date.fromisoformat(up)
    assert added(start, period, "down") == date.fromisoformat(down)
    years, months, _ = map(int, PERIOD.fullmatch(period).groups())
    assert add_months(date.fromisoformat(start), years * 12 + months) == date.fromisoformat(down)


@pytest.mark.parametrize(("day", "first", "last"), rows("first_last_day_of_month.csv"))
def test_ends_of_months(day, first, last):
    """The first and the last day of a month."""
    on = date.fromisoformat(day)
    assert on.replace(day=1) == date.fromisoformat(first)
    assert last_of_month(on.year, on.month) == date.fromisoformat(last)


def test_the_tables_are_read():
    """No table is empty: a lost file must not pass for a passed test."""
    assert len(rows("exact_computations.csv")) >= 19
    assert len(rows("ambiguous_computations.csv")) >= 11
    assert len(rows("first_last_day_of_month.csv")) >= 2
