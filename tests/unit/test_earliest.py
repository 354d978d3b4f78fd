"""The earliest of several limits: read and printed, counted, explained, and followed by a task."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from engine.asking.explaining import explain
from engine.asking.verifying import verify
from engine.calendars.calendar import Calendar
from engine.counting import conventions
from engine.counting.arrays import count_many, earliest
from engine.counting.due import Happening, compute
from events import making
from events.opening import make_store
from rules.compiling import check_plan, compile_plan
from rules.language.offset_text import OffsetSyntaxError, format_due, parse_amount, parse_due
from rules.offsets import Anchor, Direction, Earliest, Signal, SignalKind
from rules.plan import Policies
from tests.worlds import PLAN, World, plan_text

VN = Calendar.build("vn")
CIVIL = conventions.get("vn-civil-code")
POLICIES = Policies(right_after=parse_amount("1 working day"), set_date_within=parse_amount("5 working days"))
CONGRESS = Anchor(signal=Signal(kind=SignalKind.MILESTONE, name="congress"))
TWO = "earliest of (before 2025-08-31, 5 days before congress)"


@pytest.mark.parametrize(
    "text",
    [
        TWO,
        "earliest of (by 2025-08-31, in 2025-Q3, right after own congress)",
        "earliest of (7 working days after task I.7, before first commune congress)",
    ],
)
def test_what_is_printed_is_read_back(text: str) -> None:
    """Several limits in brackets; spaces before brackets and commas do not matter."""
    assert format_due(parse_due(text)) == text
    assert parse_due(text.replace("(", " ( ").replace(",", " , ")) == parse_due(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("earliest of (before 2025-08-31)", "column 31: “)” is not understood here."),
        ("earliest of ()", "column 14: “)” is not understood here."),
        ("earliest of by 2025-08-31", "column 13: “by” is not understood here."),
        ("earliest of (by 2025-08-31, by 2025-09-01", "column 42: The text ends too early."),
        ("earliest of (by 2025-08-31, continuous)", "column 29: “continuous” is no last day"),
        ("earliest of (once guidance, by 2025-08-31)", "column 14: “once guidance” is no last day"),
        (f"earliest of ({TWO}, by 2025-08-31)", "is no last day"),
    ],
)
def test_what_are_no_limits_is_refused(text: str, said: str) -> None:
    """One limit, none, one without a last day, several within one."""
    with pytest.raises(OffsetSyntaxError) as caught:
        parse_due(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("congress", "firm", "due", "provisional"),
    [
        (None, True, "2025-08-30", False),
        ("2025-08-20", True, "2025-08-15", False),
        ("2025-08-20", False, "2025-08-15", True),
        ("2025-09-24", False, "2025-08-30", False),
    ],
)
def test_the_earliest_limit_is_the_date(congress: str | None, firm: bool, due: str, provisional: bool) -> None:
    """One that nobody knows yet is left out; provisional is what the one that counts is."""
    when = {CONGRESS: Happening(day=date.fromisoformat(congress), firm=firm, event_ids=("e1",))} if congress else {}
    starts = date(2025, 7, 21)
    found = compute(parse_due(TWO), when=when, starts=starts, calendar=VN, convention=CIVIL, policies=POLICIES)
    assert (str(found.due), found.provisional) == (due, provisional)
    assert found.limit == (0 if due == "2025-08-30" else 1)
    assert found.safe is not None
    assert found.safe <= date.fromisoformat(due)


@given(st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2025, 12, 1)), st.integers(1, 40)), min_size=1, max_size=20))
def test_arrays_come_to_the_same(asked: list[tuple[date, int]]) -> None:
    """Of two limits of each, counted as arrays, the earlier: as one by one."""
    events, amounts = np.array([day for day, _ in asked], "datetime64[D]"), np.array([amount for _, amount in asked])
    units = ("working day", "day")
    found = earliest([count_many(events, amounts, unit, Direction.AFTER, VN, CIVIL) for unit in units])
    spec = [parse_due(f"earliest of ({n} working days after congress, {n} days after congress)") for _, n in asked]
    for place, (day, _) in enumerate(asked):
        when = {CONGRESS: Happening(day=day, firm=True, event_ids=())}
        one = compute(spec[place], when=when, starts=day, calendar=VN, convention=CIVIL, policies=POLICIES)
        assert (found.due[place].item(), found.safe[place].item()) == (one.due, one.safe)


def test_a_task_follows_its_earliest_limit() -> None:
    """It begins with the limit that is a day; a congress planned before moves it, one put off gives it back."""
    made = World()
    made.populate()
    made.adopt(plan_text([{"due": TWO}]))
    assert made.tasks() == {"R1/12": ("active", "2025-08-30")}
    made.log("congress", "2025-08-20", phase="planned")
    assert made.tasks() == {"R1/12": ("active", "2025-08-15")}
    with made.store.begin(write=False) as session:
        explanation = explain(session, made.service.tools, f"{PLAN}/R1/12")
    assert explanation.due
    said = [one["template"] for one in json.loads(explanation.due.steps)]
    assert [one for one in said if "earliest" in one] == [
        "There are several limits, and the earliest counts. Limit {number}:",
        "There are several limits, and the earliest counts. Limit {number}:",
        "The earliest is limit {number}: {day}.",
    ]
    new_day = date(2025, 10, 1)
    put_off = making.milestone_postponed("congress", plan=PLAN, unit="12", new_day=new_day, **made.envelope())
    made.service.record(put_off)
    assert made.tasks() == {"R1/12": ("active", "2025-08-30")}
    assert verify(made.service, make_store("memory:")).holds


def test_a_task_of_happenings_alone_begins_with_the_first() -> None:
    """Neither is known: it waits; one is held: it counts from there, until the other gives an earlier day."""
    made = World()
    made.populate()
    made.adopt(plan_text([{"due": "earliest of (31 days after congress, 3 days after guidance)"}]))
    assert made.tasks() == {}
    made.log("congress", "2025-08-01")
    assert made.tasks() == {"R1/12": ("active", "2025-09-03")}
    made.log("guidance", "2025-08-05", "vn")
    assert made.tasks() == {"R1/12": ("active", "2025-08-08")}


def test_each_limit_is_checked() -> None:
    """A milestone that is not there, a day outside the calendar, counting back from what has happened."""
    bad = {"due": "earliest of (before nowhere, by 1999-01-01)"}
    assert {one.code for one in check_plan(plan_text([bad]))} >= {"unknown-milestone", "never-due"}
    late = {"when": "congress held", "due": "earliest of (by 2025-12-01, 3 days before congress)"}
    assert "starts-too-late" in {one.code for one in check_plan(plan_text([late]))}


def test_the_shipped_row_that_says_two_limits() -> None:
    """XIV.1.2: a day, and before the commune's own congress."""
    plan = compile_plan((Path(rules.__file__).parent / "plans" / "376-kh-tu.yaml").read_bytes())
    rule = plan.rules["XIV.1.2"]
    assert isinstance(rule.due, Earliest)
    assert format_due(rule.due) == "earliest of (before 2025-07-31, before commune_congress)"
    assert rule.id in plan.waiting_on[Signal(kind=SignalKind.MILESTONE, name="commune_congress")]


def test_what_is_told_names_the_happening_of_the_limit_that_counts() -> None:
    """Of two happenings the one that gives the date is named, and none where the date is a day of its own."""
    made = World()
    made.populate()
    made.adopt(plan_text([{"due": "earliest of (before 2025-08-31, 31 days after congress, 3 days after guidance)"}]))

    def told(milestone: str, day: str, unit: str = "12") -> list[tuple[str, str]]:
        decision = made.log(milestone, day, unit).decision
        items = [item for body in decision.bodies for item in json.loads(body.content)["items"]]
        return [(item["due"], item["reason"]["args"].get("happening", "")) for item in items]

    assert told("congress", "2025-07-23") == [("2025-08-25", "Mốc congress")]  # 23/8 is a Saturday
    assert told("guidance", "2025-08-05", "vn") == [("2025-08-08", "Mốc guidance")]
