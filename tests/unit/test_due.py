"""From every kind of `due:` and what has happened to the Due, and the rounds of recurring duties."""

from datetime import date, time
from itertools import pairwise
from typing import Any

import pytest

from engine.calendars.calendar import Calendar, OutOfRange
from engine.counting import conventions
from engine.counting.conventions import Convention
from engine.counting.due import Due, Happening, by_hand, compute
from engine.counting.rounds import CycleSpan, cycles, day_in
from rules.language.offset_text import parse_amount, parse_due
from rules.offsets import Anchor, Cycle, Recurring, Signal, SignalKind
from rules.plan import Policies

VN = Calendar.build("vn")
CIVIL = conventions.get("vn-civil-code")
POLICIES = Policies(right_after=parse_amount("1 working day"), set_date_within=parse_amount("5 working days"))
CONGRESS = Anchor(signal=Signal(kind=SignalKind.MILESTONE, name="congress"))


def recurring(text: str) -> Recurring:
    spec = parse_due(text)
    assert isinstance(spec, Recurring)
    return spec


def happening(day: str = "2025-09-24", **fields: Any) -> Happening:
    return Happening(**{"day": date.fromisoformat(day), "firm": True, "event_ids": ("e1",), **fields})


def due(
    text: str,
    on: Happening | None = None,
    *,
    convention: Convention = CIVIL,
    policies: Policies = POLICIES,
    cycle: CycleSpan | None = None,
) -> Due:
    return compute(
        parse_due(text),
        when={CONGRESS: on} if on else {},
        starts=date(2025, 7, 21),
        calendar=VN,
        convention=convention,
        policies=policies,
        cycle=cycle,
    )


def test_a_due_carries_its_receipt() -> None:
    """Calendar version, convention with what was set otherwise, and the events that it rests on."""
    found = due("7 days after congress", happening(), convention=CIVIL.override({"roll_after": "none"}))
    assert found.calendar == VN.version
    assert found.convention == "vn-civil-code[roll_after=none]"
    assert found.basis == ("e1",)
    assert found.steps


def test_a_planned_event_makes_a_provisional_due() -> None:
    """What is counted from a plan is the same date, provisional, and says so; once held it is firm."""
    planned, held = (due("30 working days before congress", happening(firm=firm)) for firm in (False, True))
    assert planned.due == held.due == date(2025, 8, 11)
    assert (planned.provisional, held.provisional) == (True, False)
    assert "is only planned" in planned.steps[-1].template


def test_right_after_is_the_plans_policy() -> None:
    """`right after` counts what the plan lays down."""
    policies = Policies(right_after=parse_amount("3 days"), set_date_within=parse_amount("5 working days"))
    assert due("right after congress", happening()).due == date(2025, 9, 25)
    assert due("right after congress", happening(), policies=policies).due == date(2025, 9, 29)


@pytest.mark.parametrize("text", ["once congress", "per congress"])
def test_what_waits_for_a_date_says_by_when_to_set_one(text: str) -> None:
    """No due date yet, but the day by which an officer must set it, counted from the event."""
    found = due(text, happening())
    assert (found.nominal, found.due, found.safe, found.remind_on) == (None, None, None, None)
    assert found.set_by == date(2025, 10, 1)
    assert found.basis == ("e1",)


def test_a_document_may_bring_the_date() -> None:
    """`per` takes the date that the document carries; `once` waits for an officer all the same."""
    carrying = happening(carried=date(2025, 11, 30))
    found = due("per congress", carrying)
    assert (found.nominal, found.due, found.safe) == (date(2025, 11, 30), date(2025, 11, 30), date(2025, 11, 28))
    assert found.basis == ("e1",)
    assert due("once congress", carrying).due is None


def test_a_date_set_by_hand_is_a_fixed_date() -> None:
    """It stays where the officer put it, unless fixed dates roll, and rests on his event."""
    sunday = date(2025, 8, 31)
    found = by_hand(sunday, "e9", VN, CIVIL, POLICIES)
    assert (found.due, found.safe, found.basis, found.provisional) == (sunday, date(2025, 8, 29), ("e9",), False)
    rolled = by_hand(sunday, "e9", VN, CIVIL.override({"fixed_date_roll": "next"}), POLICIES)
    assert rolled.due == date(2025, 9, 3)


@pytest.mark.parametrize(
    ("text", "window_start"),
    [("from 2026-01-01", date(2026, 1, 1)), ("continuous", date(2025, 7, 21)), ("done", None)],
)
def test_what_has_no_last_day(text: str, window_start: date | None) -> None:
    """Standing work, work from a day on, and work that was done have no due date, but say why."""
    found = due(text)
    assert (found.nominal, found.due, found.safe, found.set_by, found.remind_on) == (None,) * 5
    assert found.window_start == window_start
    assert len(found.steps) == 1


def test_reminders_count_from_the_safe_day() -> None:
    """A task is near some working days before its safe day, not its due day."""
    found = due("by 2026-02-22")
    assert found.safe == date(2026, 2, 13)
    assert found.remind_on == date(2026, 2, 10)
    soon = Policies(right_after=POLICIES.right_after, set_date_within=POLICIES.set_date_within, remind_working_days=0)
    assert due("by 2026-02-22", policies=soon).remind_on == date(2026, 2, 13)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(None, "2025-09-26"), (time(15), "2025-09-26"), (time(15, 1), "2025-09-29")],
)
def test_after_the_cut_off_it_counts_as_of_the_next_working_day(at: time | None, expected: str) -> None:
    """What happens by the hour set counts that day, later than it from the next working day on."""
    found = due("2 working days after congress", happening(at=at), convention=CIVIL.override({"cut_off": "15:00"}))
    assert found.due == date.fromisoformat(expected)
    assert due("2 working days after congress", happening(at=at)).due == date(2025, 9, 26)


def test_before_an_event_does_not_move_onto_it() -> None:
    """A period before an event never rolls to the event's day or past it."""
    found = due("before congress", happening("2025-09-22"), convention=CIVIL.override({"roll_before": "next"}))
    assert (found.due, found.safe) == (date(2025, 9, 21), date(2025, 9, 19))


def test_a_window_does_not_move_out_of_itself() -> None:
    """A window of days off stays, even where fixed dates move back."""
    found = due("in 2025-07-05..2025-07-06", convention=CIVIL.override({"fixed_date_roll": "previous"}))
    assert (found.window_start, found.due, found.safe) == (date(2025, 7, 5), date(2025, 7, 6), date(2025, 7, 6))


def test_a_missing_happening_is_the_callers_error() -> None:
    """Counting from nothing, and a recurring duty without its round, are errors."""
    with pytest.raises(ValueError, match="the happening that is counted from is missing"):
        due("7 days after congress")
    with pytest.raises(ValueError, match="in a cycle only"):
        due("every month by day 5")


def test_a_date_outside_the_calendar_is_refused() -> None:
    """A fixed date that the calendar does not have is an error."""
    with pytest.raises(OutOfRange, match="2150-01-01"):
        due("by 2150-01-01")
    with pytest.raises(OutOfRange, match="2000-01-01"):
        due("before 2000-01-01")


@pytest.mark.parametrize(
    ("every", "first", "second"),
    [
        ("month", ("2025-01", "2025-01-01"), ("2025-02", "2025-02-01")),
        ("quarter", ("2025-Q1", "2025-01-01"), ("2025-Q2", "2025-04-01")),
        ("half-year", ("2025-H1", "2025-01-01"), ("2025-H2", "2025-07-01")),
        ("year", ("2025", "2025-01-01"), ("2026", "2026-01-01")),
    ],
)
def test_rounds_have_names_and_ends(every: str, first: tuple[str, str], second: tuple[str, str]) -> None:
    """A round has its name, begins on its first day, and ends on the day before the next one begins."""
    spec = Recurring(every=Cycle(every), strictly_before=False, day=-1, month=-1)
    spans = cycles(spec, date(2025, 1, 3), date(2026, 12, 31))
    assert [(span.id, span.start.isoformat()) for span in spans[:2]] == [first, second]
    assert all((after.start - before.end).days == 1 for before, after in pairwise(spans))


def test_weeks_are_iso_weeks() -> None:
    """A week begins on Monday and has the number, and the year, that ISO 8601 gives it."""
    spec = recurring("every week by sunday")
    first, second = cycles(spec, date(2025, 1, 3), date(2025, 1, 6))
    assert (first.id, first.start, second.id) == ("2025-W01", date(2024, 12, 30), "2025-W02")
    (last,) = cycles(spec, date(2026, 12, 31), date(2026, 12, 31))
    assert last.id == "2026-W53"


@pytest.mark.parametrize(
    ("text", "start", "until", "expected"),
    [
        ("every quarter before day 15 of its last month", "2025-07-21", "2025-12-31", ["2025-Q3", "2025-Q4"]),
        ("every quarter before day 15 of its last month", "2025-09-15", "2025-12-31", ["2025-Q4"]),
        ("every quarter by day 15 of its last month", "2025-09-15", "2025-12-31", ["2025-Q3", "2025-Q4"]),
        ("every month by day 5", "2025-07-21", "2025-08-31", ["2025-08"]),
        ("every month by day 5", "2025-07-21", "2025-07-20", []),
        ("every week by friday", "2025-07-21", "2025-07-28", ["2025-W30", "2025-W31"]),
        ("every year by 06-15", "2025-07-21", "2026-01-01", ["2026"]),
    ],
)
def test_rounds_that_are_owed(text: str, start: str, until: str, expected: list[str]) -> None:
    """The rounds begun by a day; one whose day had passed before the start is not owed."""
    spans = cycles(recurring(text), date.fromisoformat(start), date.fromisoformat(until))
    assert [span.id for span in spans] == expected


@pytest.mark.parametrize(
    ("text", "first_day", "expected"),
    [
        ("every month by day 31", "2024-02-01", "2024-02-29"),
        ("every month by last day", "2025-04-01", "2025-04-30"),
        ("every quarter by day 20 of its first month", "2025-04-01", "2025-04-20"),
        ("every quarter by last day of its second month", "2025-01-01", "2025-02-28"),
        ("every half-year by day 15 of its last month", "2025-07-01", "2025-12-15"),
        ("every year by day 15 of its last month", "2025-01-01", "2025-12-15"),
        ("every week by sunday", "2025-07-21", "2025-07-27"),
    ],
)
def test_the_day_named_in_a_round(text: str, first_day: str, expected: str) -> None:
    """Each way to name a day in a round, and months that are too short for it."""
    spec = recurring(text)
    (span, *_) = cycles(spec, date.fromisoformat(first_day), date.fromisoformat(first_day))
    assert isinstance(span, CycleSpan)
    assert day_in(spec, span) == date.fromisoformat(expected)
