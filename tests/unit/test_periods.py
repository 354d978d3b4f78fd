"""Periods as officers call them are the rounds that they mean."""

from datetime import date

import pytest

from adapters.names.periods import Period, period_said, period_within

DAY = date(2026, 10, 3)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("quý III/2026", "2026-Q3"),
        ("Quý 3 năm 2026", "2026-Q3"),
        ("Q3/2025", "2025-Q3"),
        ("quy iv", "2026-Q4"),
        ("quý này", "2026-Q4"),
        ("quý trước", "2026-Q3"),
        ("tháng 9", "2026-09"),
        ("tháng 09/2025", "2025-09"),
        ("tháng 12", "2025-12"),  # that of this year has not begun
        ("tháng trước", "2026-09"),
        ("tuần 31/2026", "2026-W31"),
        ("6 tháng đầu năm", "2026-H1"),
        ("sáu tháng cuối năm 2025", "2025-H2"),
        ("năm 2025", "2025"),
        ("năm trước", "2025"),
        ("2026-Q3", "2026-Q3"),
        ("2026Q3", "2026-Q3"),
        ("2026-09", "2026-09"),
    ],
)
def test_a_period_is_the_round_of_its_name(text: str, name: str) -> None:
    """Without a year the last that had begun."""
    found = period_said(text, DAY)
    assert found is not None
    assert found.name(DAY) == name
    assert found.is_round(name)


@pytest.mark.parametrize("text", ["", "quý", "quý 5", "tháng 13", "III", "9/2026", "quý III/26", "báo cáo quý III"])
def test_what_names_no_period_is_none(text: str) -> None:
    """A number alone neither, unless it is known what recurs so."""
    assert period_said(text, DAY) is None


@pytest.mark.parametrize(
    ("text", "like", "period"),
    [
        ("III", "2026-Q1", Period("Q3")),
        ("3/2026", "2026-Q1", Period("Q3", 2026)),
        ("9", "2026-01", Period("09")),
        ("9/2026", "2025-12", Period("09", 2026)),
        ("31", "2026-W01", Period("W31")),
        ("III", "2026-01", None),
        ("13", "2026-01", None),
    ],
)
def test_a_number_alone_is_read_by_what_recurs(text: str, like: str, period: Period | None) -> None:
    """By the name of another round."""
    assert period_said(text, DAY, like) == period


def test_a_period_is_found_within_a_name() -> None:
    """With its first word left to the name, and without; the longest goes first."""
    found = list(period_within("Báo cáo quý III/2026 Bình Lư", DAY))
    assert found[0] == ("Báo cáo quý Bình Lư", Period("Q3", 2026))
    assert found[1] == ("Báo cáo Bình Lư", Period("Q3", 2026))
    assert {period for _, period in found} == {Period("Q3", 2026)}
