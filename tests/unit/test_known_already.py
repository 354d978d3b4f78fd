"""Milestones that were held before their plan: it says so itself, and is believed until an officer says otherwise."""

from datetime import date
from typing import Any

import pytest

from engine.asking.explaining import explain
from engine.asking.verifying import verify
from events import making
from events.errors import EventError
from events.event import Document
from events.opening import make_store
from rules.compiling import check_plan
from tests.unit.test_plan_amendment import amend
from tests.worlds import PLAN, World, plan_text

AFTER, SET, PER = {"due": "7 days after congress"}, {"due": "once congress"}, {"due": "per congress"}
AT = 'congress: {title: Mốc congress, at: "12"'


def text(*rules: dict[str, str], held: str | None = "2025-04-09", document: str = "331-KH/TU", **header: str) -> str:
    said = f", held: {held}" if held else ""
    return plan_text(rules or (AFTER, SET, PER), **header).replace(AT, f"{AT}{said}, document: {document}")


def adopted(source: str, today: str = "2025-07-28") -> World:
    made = World(today=today)
    made.populate()
    made.adopt(source)
    return made


def dates(made: World) -> dict[str, tuple[str, str | None, str | None]]:
    with made.store.begin(write=False) as session:
        return {view.id.removeprefix(f"{PLAN}/"): (view.state, view.due, view.set_by) for view in session.view_tasks()}


def grounds(made: World, task: str) -> list[str]:
    with made.store.begin(write=False) as session:
        found = explain(session, made.service.tools, f"{PLAN}/{task}")
    return [ground.recorded.event.id for ground in found.grounds]


def sound(made: World) -> bool:
    return bool(verify(made.service, make_store("memory:")).holds)


def refused(made: World, happens: Any) -> str:
    with pytest.raises(EventError) as caught:
        happens()
    assert sound(made)
    return str(caught.value)


def test_what_waits_for_it_begins_with_the_adoption() -> None:
    """It counts like one that was logged, and rests on the adoption; a date is to be set after that, not after it."""
    made = adopted(text())
    assert dates(made) == {
        "R1/12": ("active", "2025-04-16", None),
        "R2/12": ("needs_date", None, "2025-08-04"),
        "R3/12": ("needs_date", None, "2025-08-04"),
    }
    assert grounds(made, "R1/12") == [f"adopt-{PLAN}"]
    assert sound(made)


def test_the_time_to_set_a_date_never_begins_before_the_adoption() -> None:
    """Nor where the milestone was logged: nobody could set a date for what was not in force."""
    made = adopted(plan_text([SET]), today="2025-08-11")
    made.log("congress", "2025-07-22")
    assert dates(made) == {"R1/12": ("needs_date", None, "2025-08-18")}


def test_another_day_that_is_logged_is_believed_and_while_it_stands() -> None:
    """An officer's word stands before the plan's, as a correction does; taken back, the plan's counts again."""
    made = adopted(text(AFTER))
    made.log("congress", "2025-07-22", name="held")
    assert (dates(made)["R1/12"][1], grounds(made, "R1/12")) == ("2025-07-29", ["held"])
    made.service.record(making.corrected("held", day=date(2025, 7, 23), **made.envelope()))
    assert dates(made)["R1/12"][1] == "2025-07-30"
    made.service.record(making.withdrawn("held", **made.envelope()))
    assert (dates(made)["R1/12"][1], grounds(made, "R1/12")) == ("2025-04-16", [f"adopt-{PLAN}"])
    assert sound(made)


def test_the_same_day_said_again_is_known() -> None:
    """Who logs it for the day that the plan has says nothing new."""
    made = adopted(text(AFTER))
    logged = made.log("congress", "2025-04-09")
    assert (logged.known, logged.decision.event.id) == (True, f"adopt-{PLAN}")


def test_it_can_be_neither_planned_nor_put_off() -> None:
    """It is over, the plan says."""
    made = adopted(text(AFTER))
    words = refused(made, lambda: made.log("congress", "2025-09-01", phase="planned"))
    assert words.startswith("Plan “ke-hoach” itself says that “congress” was held on 2025-04-09. It can be neither")
    off = making.milestone_postponed("congress", plan=PLAN, unit="12", **made.envelope())
    assert "neither planned nor put off" in refused(made, lambda: made.service.record(off))


def test_a_day_still_to_come_is_refused() -> None:
    """What has not happened yet is not known."""
    made = World(today="2025-07-28")
    made.populate()
    with pytest.raises(EventError, match="was held on 2025-07-29, which is still to come: today is 2025-07-28"):
        made.adopt(text(held="2025-07-29"))


def test_a_version_says_it_otherwise() -> None:
    """What a new version says of it counts from then on: another day, no day, the day again."""
    made = adopted(text(AFTER))
    for number, (held, due) in enumerate([("2025-04-10", "2025-04-17"), (None, None), ("2025-04-09", "2025-04-16")]):
        amend(made, text(AFTER, held=held), name=f"v{number}")
        assert dates(made) == ({"R1/12": ("active", due, None)} if due else {})
        assert sound(made)
    assert grounds(made, "R1/12") == ["v2"]


def test_a_version_that_says_the_same_leaves_it_resting_on_the_first() -> None:
    """It rests on the version since which it has been said."""
    made = adopted(text(AFTER))
    amend(made, text(AFTER, {"due": "continuous"}), name="v2")
    assert grounds(made, "R1/12") == [f"adopt-{PLAN}"]


def test_it_begins_and_ends_suspensions() -> None:
    """A clause that ends with it was over before it began."""
    made = adopted(text({"due": "by 2025-09-01"}, suspensions="[{all: true, until: congress}]"))
    assert made.tasks() == {"R1/12": ("active", "2025-09-01")}


def test_what_happens_at_each_unit_is_held_nowhere_in_particular() -> None:
    """The plan file does not say at which."""
    source = plan_text([{"due": "before first commune own_congress"}]).replace(
        'of each: "commune"}', 'of each: "commune", held: 2025-04-09}'
    )
    told = [str(problem) for problem in check_plan(source) if problem.code == "held-of-each"]
    assert len(told) == 1
    assert "does not say at which it was" in told[0]


def test_the_document_of_a_milestone_does_not_begin_it() -> None:
    """A number alone says nothing of the day."""
    made = adopted(text(AFTER, held=None))
    assert dates(made) == {}
    made.log("congress", "2025-07-28")
    assert dates(made)["R1/12"][1] == "2025-08-04"


def test_a_document_may_prove_another_day() -> None:
    """The event keeps its own document."""
    made = adopted(text(AFTER))
    envelope = made.envelope("2025-04-10", document=Document(text="331-KH/TU"))
    made.service.record(making.milestone("congress", plan=PLAN, unit="12", phase="held", **envelope))
    assert dates(made)["R1/12"][1] == "2025-04-17"


def test_a_version_that_says_it_no_longer_reaches_tasks_of_other_plans_too() -> None:
    """Those that a suspension holds since what the plan said was held: time runs for them again."""
    made = adopted(text(AFTER))
    letter = plan_text([{"due": "by 2025-09-01"}], plan="khac", number="2-KH/TU")
    made.adopt(letter)
    made.suspend("2025-07-29", plan=["khac"], everything=True, since=f"{PLAN}/congress")
    with made.store.begin(write=False) as session:
        assert [view.state for view in session.view_tasks(plan="khac")] == ["suspended"]
    amend(made, text(AFTER, held=None))
    with made.store.begin(write=False) as session:
        assert [(view.state, view.due) for view in session.view_tasks(plan="khac")] == [("active", "2025-09-01")]
    assert sound(made)
