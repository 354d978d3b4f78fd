"""Single points of counting that the table of cases does not show: errors, parts of a count, bulk input."""

from datetime import date

import numpy as np
import pytest

from engine.calendars.calendar import Calendar, OutOfRange
from engine.counting import conventions
from engine.counting.arrays import Counts, count_many
from engine.counting.conventions import Convention
from engine.counting.periods import Count, add_months, count
from engine.counting.steps import count_steps
from rules.language.offset_text import parse_offset
from rules.offsets import Direction

VN = Calendar.build("vn")
CIVIL = conventions.get("vn-civil-code")
NOT_COUNTED = "the day of the event is not counted (Bộ luật Dân sự 2015, Điều 147.3)."


def counted(event: str, text: str, convention: Convention = CIVIL) -> Count:
    return count(date.fromisoformat(event), parse_offset(text), VN, convention)


def steps(event: str, text: str, convention: Convention = CIVIL) -> list[str]:
    found = count_steps(counted(event, text, convention), VN, convention)
    return [step.template.format(**step.args) for step in found]


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ("1999-12-31", "1 day after"),
        ("2100-01-01", "1 day before"),
        ("9999-12-31", "1 day after"),
        ("0001-01-01", "1 year before"),
        ("2026-01-01", "99999 years after"),
        ("2026-01-01", "99999 months before"),
        ("2026-01-01", "99999 working days after"),
        ("2026-01-01", "99999 days before"),
        ("2099-12-31", "1 working day after"),
        ("2099-12-30", "1 year after"),
        ("2000-01-03", "1 working day before"),
    ],
)
def test_what_lies_outside_the_calendar_is_refused(event: str, text: str) -> None:
    """An event or an answer outside the table is an error, never a date that was not looked up."""
    with pytest.raises(OutOfRange, match="calendar vn, which covers 2000-01-01 to 2099-12-31"):
        counted(event, text)


def test_months_and_years_are_rounded_once() -> None:
    """A year and a month from 31 January are thirteen months, rounded once, and not through 29 February."""
    assert counted("2023-01-31", "1 year 1 month after").months_end == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 2, 29), 48) == date(2028, 2, 29)
    assert add_months(date(2025, 3, 31), -1) == date(2025, 2, 28)


def test_adding_months_beyond_the_years_of_the_calendar() -> None:
    """The years 1 to 9999 are all there are."""
    with pytest.raises(ValueError, match="beyond the years 1 to 9999"):
        add_months(date(9999, 12, 1), 1)


def test_the_nominal_day_is_not_rolled() -> None:
    """Chains count on from the nominal day: 7 and 7 days are 14 days, wherever the first ends."""
    first = counted("2025-09-20", "7 days after")
    assert first.due == date(2025, 9, 29)
    assert counted(first.nominal.isoformat(), "7 days after").due == counted("2025-09-20", "14 days after").due


def test_a_count_tells_how_it_was_made() -> None:
    """The steps name the rule, each day off with its document, the worked Saturday, and both ends of the count."""
    assert steps("2026-01-30", "30 working days before") == [
        f"Counting goes back from the day before 2026-01-30: {NOT_COUNTED}",
        "Working day 1 is 2026-01-29.",
        "Not counted: 11 Saturday(s) or Sunday(s) from 2025-12-18 to 2026-01-29.",
        "2026-01-01 is off: New Year's Day (Bộ luật Lao động 45/2019/QH14, Điều 112.1).",
        "2026-01-02 is off, exchanged for 2026-01-10, which is worked (Công văn 12729/VPCP-KGVX (25/12/2025)).",
        "2026-01-10 is worked, exchanged for 2026-01-02, which is off (Công văn 12729/VPCP-KGVX (25/12/2025)).",
        "Working day 30 is 2025-12-18.",
    ]


def test_a_moved_day_tells_why() -> None:
    """A last day that is off is named with its document, and so is the article that moves it, and the safe day."""
    assert steps("2025-08-26", "1 week after") == [
        f"Counting starts on the day after 2025-08-26: {NOT_COUNTED}",
        "7 day(s) later: 2025-09-02. Days off on the way are counted too.",
        "2025-09-02 is off: National Day, 2 September (Bộ luật Lao động 45/2019/QH14, Điều 112.1).",
        "A last day that is a day off moves to the next working day: 2025-09-03 (Bộ luật Dân sự 2015, Điều 148.5).",
        "Safe under every reading of the law: 2025-08-29, the last working day on or before 2025-09-02.",
    ]


@pytest.mark.parametrize(
    ("event", "text", "settings", "said"),
    [
        ("2025-01-31", "1 month after", {}, "That month has no day 31, so it is the last day of the month."),
        ("2024-02-29", "1 year before", {}, "1 year(s) earlier: 2023-02-28 (Bộ luật Dân sự 2015, Điều 148.3, 148.4)."),
        ("2025-06-30", "0 days before", {}, "“Before 2025-06-30” means by the day before: 2025-06-29"),
        (
            "2025-06-30",
            "0 days before",
            {"before_date": "same_day"},
            "“Before 2025-06-30” is taken to include that day",
        ),
        ("2025-06-30", "0 days after", {}, "There is nothing to count: the day is 2025-06-30 itself."),
        (
            "2025-07-01",
            "1 month after",
            {"months": "working_days_30"},
            "A month is counted as 30 working days (months=",
        ),
        ("2025-09-24", "7 days after", {"count_event_day": "yes"}, "the period ends on 2025-09-30."),
        ("2025-09-24", "2 days after", {"count_event_day": "yes"}, "Counting starts with 2025-09-24"),
        (
            "2025-08-01",
            "45 days after",
            {"after_means": "first_day_after"},
            "the first day after the period: 2025-09-16",
        ),
        (
            "2025-09-20",
            "7 days after",
            {"roll_after": "none"},
            "stays 2025-09-27, although it is a day off (roll_after=",
        ),
        ("2025-09-20", "7 days after", {"roll_after": "previous"}, "moves to the working day before: 2025-09-26"),
        ("2025-09-12", "3 days after", {"short_periods": "3"}, "In a period of 3 day(s) days off are not counted"),
        ("2025-09-25", "9 days before", {"clear_days": "yes"}, "so it must be done one day earlier, by 2025-09-15"),
        (
            "2025-09-12",
            "2 days after",
            {"min_working_days": "2"},
            "must include 2 working days, so it ends on 2025-09-16",
        ),
        ("2025-09-06", "1 day after", {}, "2025-09-07; from the event until then there is no working day."),
        ("2028-01-21", "1 working day after", {}, "2028-01-24 is expected to be off for Tết; no decision is known yet"),
        ("2027-12-31", "5 days after", {}, "Provisional: the days off of 2028 have not been announced"),
    ],
)
def test_every_setting_tells_itself(event: str, text: str, settings: dict[str, str], said: str) -> None:
    """What a setting did is said in the steps, with the authority or the setting that did it."""
    assert said in " ".join(steps(event, text, CIVIL.override(settings)))


def bulk(
    events: list[str], amounts: list[int], unit: str = "working day", direction: Direction = Direction.AFTER
) -> Counts:
    return count_many(np.array(events, "datetime64[D]"), np.array(amounts), unit, direction, VN, CIVIL)


def test_bulk_refuses_what_is_outside_and_names_it() -> None:
    """The first event outside the calendar, or whose answer is, is named."""
    with pytest.raises(OutOfRange, match="The day 2150-01-01 is outside"):
        bulk(["2026-01-01", "2150-01-01"], [1, 1])
    with pytest.raises(OutOfRange, match="Counted from 2099-12-01"):
        bulk(["2026-01-01", "2099-12-01"], [1, 60])
    with pytest.raises(OutOfRange, match="Counted from 2026-01-02"):
        bulk(["2026-01-01", "2026-01-02"], [1, 10**15], "month")


@pytest.mark.parametrize(
    ("events", "amounts", "unit"),
    [(["2026-01-01"], [-1], "day"), (["2026-01-01"], [1], "days"), (["NaT"], [1], "day")],
)
def test_bulk_refuses_what_is_no_question(events: list[str], amounts: list[int], unit: str) -> None:
    """A negative amount, an unknown unit and a missing date are errors."""
    with pytest.raises(ValueError, match=r"negative|no unit|not a date"):
        bulk(events, amounts, unit)


def test_bulk_of_nothing_is_nothing() -> None:
    """No events, no answers."""
    assert [len(column) for column in bulk([], [])] == [0, 0, 0, 0]
