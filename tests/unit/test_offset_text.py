"""The offset language: what it reads, how it prints, what it refuses."""

from datetime import date

import pytest

from rules.language.offset_text import (
    OffsetSyntaxError,
    format_anchor,
    format_due,
    format_offset,
    parse_amount,
    parse_due,
    parse_offset,
)
from rules.offsets import (
    Anchor,
    Continuous,
    Counted,
    Cycle,
    Direction,
    Done,
    FromDate,
    Offset,
    Once,
    Pick,
    Recurring,
    Signal,
    SignalKind,
    Within,
)

CONGRESS = Anchor(signal=Signal(kind=SignalKind.MILESTONE, name="congress"))

CANONICAL = [
    ("7 working days after congress", "7 working days after congress"),
    ("07  Working Days AFTER congress", "7 working days after congress"),
    ("1 working day after congress", "1 working day after congress"),
    ("2 months and 1 year after congress", "1 year 2 months after congress"),
    ("3 days 1 week before congress", "1 week 3 days before congress"),
    ("1 quarter after congress", "3 months after congress"),
    ("1 quarter 1 month after congress", "4 months after congress"),
    ("0 days after congress", "0 days after congress"),
    ("0 days before congress", "before congress"),
    ("Before congress", "before congress"),
    ("right after own congress", "right after own congress"),
    ("once first commune congress", "once first commune congress"),
    ("per last party-body congress", "per last party-body congress"),
    ("5 days after task I.7 done", "5 days after task I.7"),
    ("5 days after own task XIV.1.đ missed", "5 days after own task XIV.1.đ missed"),
    ("5 days after task missed", "5 days after task missed"),
    ("before 2025-07-31", "before 2025-07-31"),
    ("by 2024-02-29", "by 2024-02-29"),
    ("from 2026-01-01", "from 2026-01-01"),
    ("in 2025", "in 2025"),
    ("in 2025..2030", "in 2025..2030"),
    ("in 2025-01..2025-12", "in 2025"),
    ("in 2025-h2", "in 2025-H2"),
    ("in 2025-Q1 .. 2025-Q2", "in 2025-H1"),
    ("in 2025-H2..2026-H1", "in 2025-H2..2026-H1"),
    ("in 2025-07..2025-09", "in 2025-Q3"),
    ("in 2025-08..2025-09", "in 2025-08..2025-09"),
    ("in 2024-02-01..2024-02-29", "in 2024-02"),
    ("in 2025-07-31", "in 2025-07-31"),
    ("in 2025-07-30..2025-08-02", "in 2025-07-30..2025-08-02"),
    ("every week by Friday", "every week by friday"),
    ("every month before day 025", None),
    ("every month before day 25", "every month before day 25"),
    ("every month by last day", "every month by last day"),
    ("every quarter before day 15 of its last month", "every quarter before day 15 of its last month"),
    ("every quarter by day 15 of its 3rd month", "every quarter by day 15 of its third month"),
    ("every half-year by last day of its fifth month", "every half-year by last day of its 5th month"),
    ("every year by 06-15", "every year by day 15 of its 6th month"),
    ("every year by 02-29", "every year by day 29 of its second month"),
    ("continuous", "continuous"),
    ("Done", "done"),
]


@pytest.mark.parametrize(("text", "printed"), [(text, printed) for text, printed in CANONICAL if printed])
def test_what_is_read_is_printed_in_one_form(text: str, printed: str) -> None:
    """Each text prints in its canonical form, which means the same."""
    spec = parse_due(text)
    assert format_due(spec) == printed
    assert parse_due(printed) == spec


def test_readings() -> None:
    """The values behind some of the forms."""
    assert parse_due("1 year 2 months before congress") == Counted(
        offset=Offset(direction=Direction.BEFORE, years=1, months=2), anchor=CONGRESS
    )
    assert parse_due("in 2025-Q3") == Within(start=date(2025, 7, 1), end=date(2025, 9, 30))
    assert parse_due("every year by 06-15") == Recurring(every=Cycle.YEAR, strictly_before=False, day=15, month=6)
    assert parse_due("every quarter by last day of its last month") == Recurring(
        every=Cycle.QUARTER, strictly_before=False, day=-1, month=-1
    )
    assert parse_due("every week before monday") == Recurring(every=Cycle.WEEK, strictly_before=True, day=1)
    assert parse_due("from 2026-01-01") == FromDate(day=date(2026, 1, 1))
    assert (parse_due("continuous"), parse_due("done")) == (Continuous(), Done())


def test_offsets_and_anchors_alone() -> None:
    """Offsets and anchors can be read and printed without the rest."""
    assert parse_offset("30 working days before") == Offset(direction=Direction.BEFORE, working_days=30)
    assert format_offset(Offset(direction=Direction.BEFORE)) == "0 days before"
    assert parse_amount("1 working day") == Offset(direction=Direction.AFTER, working_days=1)
    anchor = Anchor(signal=Signal(kind=SignalKind.MISSED, name="I.7"), pick=Pick.LAST, kind="commune")
    assert format_anchor(anchor) == "last commune task I.7 missed"
    assert parse_due("once last commune task I.7 missed") == Once(anchor=anchor)


ANCHOR = (
    "Expected: what is counted from: a milestone (lower-case letters, digits, _ and -), `task` and a rule's id, "
    "either after `own`, `first` and a unit kind, or `last` and a unit kind."
)
FORMS = (
    "Expected: an amount (`7 working days after …`), `before`, `by`, `from`, `in`, `every`, `right after`, `once`, "
    "`per`, `continuous`, `done` or `earliest of (…, …)`."
)
UNITS = "Expected: a unit of time (day, working day, week, month, quarter, year)."
SPANS = (
    "Expected: a year, half-year, quarter, month or day (2025, 2025-H1, 2025-Q3, 2025-07, 2025-07-31), "
    "or two joined by `..`."
)
MONTHS = "Expected: `of its first month` … `of its last month`; a quarter has 3 months, a half-year 6, a year 12."
DAYS = "Expected: `day 1` … `day 31`, or `last day`."
NUMBER = "Expected: a whole number of at most five digits."
LEFT = "is left over: the text before it is complete. Remove the rest, or write it as a rule of its own."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"column 1: The text is empty. {FORMS}"),
        ("  \n ", f"column 1: The text is empty. {FORMS}"),
        ("sau đại hội", f"column 1: “sau” is not understood here. {FORMS}"),
        ("after congress", f"column 1: “after” is not understood here. {FORMS}"),
        ("7 after congress", f"column 3: “after” is not understood here. {UNITS}"),
        ("7 working after congress", f"column 3: “working” is not understood here. {UNITS}"),
        ("7 hours after congress", f"column 3: “hours” is not understood here. {UNITS}"),
        ("7 days of congress", "column 8: “of” is not understood here. Expected: another amount, `after` or `before`."),
        ("7 days", "column 7: The text ends too early. Expected: another amount, `after` or `before`."),
        ("7 days and after congress", f"column 12: “after” is not understood here. {NUMBER}"),
        ("123456 days after congress", f"column 1: “123456” is not understood here. {NUMBER}"),
        ("-7 days after congress", f"column 1: “-7” is not understood here. {FORMS}"),
        ("٧ days after congress", f"column 1: “٧” is not understood here. {FORMS}"),
        (
            "7 days 8 days after congress",
            "column 10: The unit of time “day” stands here for the second time. Add the amounts up.",
        ),
        (
            "7 working days 1 working day after congress",
            "column 18: The unit of time “working day” stands here for the second time. Add the amounts up.",
        ),
        ("7 days after", f"column 13: The text ends too early. {ANCHOR}"),
        ("7 days after Congress", f"column 14: “Congress” is not understood here. {ANCHOR}"),
        ("7 days after own", f"column 17: The text ends too early. {ANCHOR}"),
        ("7 days after first congress", f"column 28: The text ends too early. {ANCHOR}"),
        ("before first", "column 13: The text ends too early. Expected: a unit kind, such as commune."),
        ("once task", "column 10: The text ends too early. Expected: the id of a task rule."),
        ("7 days after congress or so", f"column 23: “or” {LEFT}"),
        ("done yesterday", f"column 6: “yesterday” {LEFT}"),
        ("by 31/7/2025", "column 4: “31/7/2025” is not understood here. Expected: a date as YYYY-MM-DD."),
        ("before 2025-7-31", "column 8: “2025-7-31” is not understood here. Expected: a date as YYYY-MM-DD."),
        ("by 2025-02-30", "column 4: There is no day 2025-02-30 in the calendar. Correct the date."),
        ("by 0000-01-01", "column 4: There is no day 0000-01-01 in the calendar. Correct the date."),
        ("in", f"column 3: The text ends too early. {SPANS}"),
        ("in 2025-Q5", f"column 4: “2025-Q5” is not understood here. {SPANS}"),
        ("in 2025-01..", f"column 13: The text ends too early. {SPANS}"),
        ("in 2025-13", "column 4: There is no 2025-13 in the calendar. Correct the date."),
        (
            "in 2025-09..2025-07",
            "column 4: The period 2025-09..2025-07 ends before it starts. Put the earlier end first.",
        ),
        ("every day", "column 7: “day” is not understood here. Expected: week, month, quarter, half-year or year."),
        ("every month on day 3", "column 13: “on” is not understood here. Expected: `before` or `by`."),
        ("every week by day 3", "column 15: “day” is not understood here. Expected: monday, tuesday … sunday."),
        ("every month by day 32", f"column 20: “32” is not understood here. {DAYS}"),
        ("every month by day 025", f"column 20: “025” is not understood here. {DAYS}"),
        ("every year by 02-30", f"column 15: “02-30” is not understood here. {DAYS}"),
        ("every quarter by day 3", f"column 23: The text ends too early. {MONTHS}"),
        ("every quarter by day 3 of its 4th month", f"column 31: “4th” is not understood here. {MONTHS}"),
        ("every quarter by day 3 of its last", f"column 35: The text ends too early. {MONTHS}"),
        (
            "x" * 501,
            "column 501: The text has 501 characters; at most 500 are read. Write one deadline or condition only.",
        ),
    ],
)
def test_errors_say_what_was_read_and_what_was_expected(text: str, message: str) -> None:
    """Each error gives the column, what was read there, and what should stand there."""
    with pytest.raises(OffsetSyntaxError) as caught:
        parse_due(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["7 days after congress", "7 days", "before", "after", "by 2025-01-01", ""])
def test_an_offset_alone_has_amounts_and_a_side(text: str) -> None:
    """`parse_offset` takes nothing but amounts and a side."""
    with pytest.raises(OffsetSyntaxError):
        parse_offset(text)


def test_errors_can_be_translated() -> None:
    """The parts of an error are templates and their fields."""
    with pytest.raises(OffsetSyntaxError) as caught:
        parse_due("7 hours after congress")
    error = caught.value
    assert (error.template, error.fields, error.column) == ("“{read}” is not understood here.", {"read": "hours"}, 3)
    assert error.hint == UNITS
