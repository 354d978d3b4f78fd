"""Every row of month_sums.csv: a day, a period, and where it ends under either way of rounding."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.counting.periods import add_months, last_of_month

with Path(__file__).with_name("month_sums.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))

Case = dict[str, str]


def months_of(case: Case) -> int:
    return int(case["years"]) * 12 + int(case["months"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.values()))
def test_the_sums_of_the_table(case: Case) -> None:
    """Where a month lacks the day, the named rounding decides; the law here rounds down, which is the default."""
    start, days = date.fromisoformat(case["from"]), timedelta(days=int(case["days"]))
    assert add_months(start, months_of(case), "down") + days == date.fromisoformat(case["rounded_down"])
    assert add_months(start, months_of(case), "up") + days == date.fromisoformat(case["rounded_up"])
    assert add_months(start, months_of(case)) == add_months(start, months_of(case), "down")


@pytest.mark.parametrize(("month", "last"), [((2012, 2), 29), ((2013, 2), 28)])
def test_ends_of_months(month: tuple[int, int], last: int) -> None:
    """The last day of a month knows leap years."""
    assert last_of_month(*month) == date(*month, last)


def test_the_table_has_every_kind_of_sum() -> None:
    """The table stays big enough: sums that are exact, and sums whose month lacks the day."""
    rounded = [case for case in CASES if case["rounded_down"] != case["rounded_up"]]
    assert len(rounded) >= 11
    assert len(CASES) - len(rounded) >= 19
