"""Every row of due_dates.csv: a phrase, an event, and the dates that follow, with the reason beside them.

The expectations were counted day by day, without the code under test, and looked over on a wall calendar.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine.calendars.calendar import Calendar
from engine.counting import conventions
from engine.counting.due import Due, Happening, compute
from engine.counting.rounds import cycles
from rules.language.offset_text import parse_amount, parse_due
from rules.offsets import Anchor, DueSpec, Recurring, Signal, SignalKind, anchors_of
from rules.plan import Policies

Case = dict[str, str]

with Path(__file__).with_name("due_dates.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))

POLICIES = Policies(right_after=parse_amount("1 working day"), set_date_within=parse_amount("5 working days"))
CONGRESS = Anchor(signal=Signal(kind=SignalKind.MILESTONE, name="congress"))


@cache
def calendar(as_of: str) -> Calendar:
    return Calendar.build("vn", as_of=date.fromisoformat(as_of))


def spec_of(text: str) -> DueSpec:
    counted = text.endswith(("after", "before"))
    return parse_due(f"{text} congress" if counted else text)


def due_of(case: Case) -> Due:
    spec = spec_of(case["offset"])
    event = date.fromisoformat(case["event"]) if case["event"] else None
    convention = conventions.get(case["convention"])
    return compute(
        spec,
        when={CONGRESS: Happening(day=event, firm=True, event_ids=("e1",))} if event and anchors_of(spec) else {},
        starts=date(2025, 7, 21),
        calendar=calendar(case["as_of"]),
        convention=convention.override(dict(pair.split("=") for pair in case["settings"].split())),
        policies=POLICIES,
        cycle=cycles(spec, event, event)[0] if event and isinstance(spec, Recurring) else None,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['offset']} {case['event']} {case['convention']}")
def test_the_dates_of_the_table(case: Case) -> None:
    """What is computed is what the table says."""
    due = due_of(case)
    shown = {name: str(getattr(due, name) or "") for name in ("window_start", "nominal", "due", "safe")}
    shown["provisional"] = "yes" if due.provisional else "no"
    assert shown == {name: case[name] for name in shown}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['offset']} {case['event']} {case['convention']}")
def test_every_count_is_explained(case: Case) -> None:
    """Each step can be said, the days of the answer occur in the steps, and a provisional one says so."""
    due = due_of(case)
    said = " ".join(step.template.format(**step.args) for step in due.steps)
    assert {str(due.nominal), str(due.due), str(due.safe)} <= {word.strip(".,:;()") for word in said.split()}
    assert ("Provisional" in said) == due.provisional


def test_the_table_has_every_kind_of_edge() -> None:
    """The table stays big and wide enough: all conventions, both directions, zero, as-of days, provisional years."""
    assert len(CASES) >= 120
    assert {case["convention"] for case in CASES} == set(conventions.CONVENTIONS)
    assert {case["provisional"] for case in CASES} == {"yes", "no"}
    assert sum(case["offset"].startswith("0 ") for case in CASES) >= 4
    assert len({case["as_of"] for case in CASES}) >= 8
