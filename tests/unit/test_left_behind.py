"""Done tasks that a version of a plan leaves behind: their dates, and whether they were missed, follow the facts on."""

from collections.abc import Sequence
from datetime import date

import pytest

from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.facts.plans import former_in
from engine.happenings.ending.open_rows import open_rows
from engine.snapshot import Snapshot
from events import making
from events.errors import EventError
from events.event import Document
from events.opening import make_store
from tests.worlds import PLAN, Rule, World, adopted, plan_text

CONGRESS: Rule = {"due": "5 working days after congress"}
OTHER: Rule = {"id": "R2", "title": "Việc khác", "due": "by 2025-09-01"}


def world(*rules: Rule) -> World:
    return adopted(plan_text(rules))


def amend(made: World, *rules: Rule, day: str = "2025-08-14", name: str | None = None) -> None:
    """Record a version of the plan with these rules alone, in force from that day."""
    with made.store.begin(write=False) as session:
        version = propose(session, made.service.tools, plan_text(rules), {}).version
    head = made.envelope(day, name, document=Document(text="2-KH/TU"))
    made.service.record(making.plan_amended(PLAN, version, **head))


def left(made: World) -> dict[str, tuple[str, str | None, bool]]:
    """The tasks of the first row: state, due date, and whether it is noted that they were missed."""
    with made.store.begin(write=False) as session:
        missed = {(row.unit, row.cycle) for row in session.facts(PLAN, ["missed:R1"])}
        views = [view for view in session.view_tasks() if view.rule == "R1"]
    return {
        view.id.removeprefix(f"{PLAN}/"): (view.state, view.due, (view.unit, view.cycle) in missed) for view in views
    }


def verifies(made: World) -> None:
    report = verify(made.service, make_store("memory:"))
    assert report.holds, report


def done_late() -> World:
    """The congress held on 4 August, so that the first row is due on the 11th; it was done on the 13th."""
    made = world(CONGRESS, OTHER)
    made.log("congress", "2025-08-04", "12", name="held")
    made.done(f"{PLAN}/R1/12", "2025-08-13", name="report")
    return made


def test_the_date_of_a_done_task_of_a_dropped_row_follows_the_facts() -> None:
    """The congress is corrected after its row was dropped, or before: the same date, and nothing missed."""
    after, before = done_late(), done_late()
    amend(after, OTHER)
    assert left(after) == {"R1/12": ("done", "2025-08-11", True)}
    after.service.record(making.corrected("held", day=date(2025, 8, 8), **after.envelope("2025-08-15")))
    before.service.record(making.corrected("held", day=date(2025, 8, 8), **before.envelope("2025-08-14")))
    amend(before, OTHER)
    assert left(after) == left(before) == {"R1/12": ("done", "2025-08-15", False)}
    verifies(after)
    verifies(before)


def test_a_day_off_announced_later_counts_for_it_too() -> None:
    """A calendar is amended: the date moves, though no row is due by it any more."""
    made = done_late()
    amend(made, OTHER)
    row: making.DayData = {"day": "2025-08-08", "working": False, "reason": "bão"}
    made.service.record(making.calendar_amended("vn", [row], **made.envelope("2025-08-15")))
    assert left(made) == {"R1/12": ("done", "2025-08-12", True)}
    verifies(made)


def test_it_follows_what_its_row_waited_for_by_the_words_of_then() -> None:
    """The row counted from another's limit, which the version moves: the words of then count for what is left."""
    other: Rule = {**OTHER, "due": "5 working days after congress"}
    made = world({"due": "2 days after task R2 missed"}, other)
    made.log("congress", "2025-07-28", "12", name="held")
    made.tick("2025-08-06")
    made.done(f"{PLAN}/R1/12", "2025-08-07")
    assert left(made) == {"R1/12": ("done", "2025-08-07", False)}
    amend(made, {**OTHER, "due": "20 working days after congress"})
    made.service.record(making.corrected("held", day=date(2025, 7, 29), **made.envelope("2025-08-15")))
    assert left(made) == {"R1/12": ("done", "2025-08-08", False)}
    verifies(made)


def test_a_done_round_that_is_owed_no_longer_follows_too() -> None:
    """A duty of every month becomes one of every quarter; the month that was done goes on counting its suspension."""
    made = world({"due": "every month by day 25"}, OTHER)
    made.done(f"{PLAN}/R1/12/2025-07", "2025-07-28")
    amend(made, {"due": "every quarter by last day of its last month"}, OTHER)
    assert left(made)["R1/12/2025-07"] == ("done", "2025-07-25", True)
    made.log("congress", "2025-07-24", "12")
    stop = making.suspension_began(PLAN, everything=True, until="congress", **made.envelope("2025-07-22"))
    made.service.record(stop)
    state, due, missed = left(made)["R1/12/2025-07"]
    assert (state, due, missed) == ("done", "2025-07-27", True)
    verifies(made)


def test_a_report_taken_back_leaves_nothing() -> None:
    """What nobody reports any more is closed, and nothing is counted for it again."""
    made = done_late()
    amend(made, OTHER)
    made.service.record(making.withdrawn("report", **made.envelope("2025-08-15")))
    assert left(made)["R1/12"][0] == "closed"
    made.service.record(making.corrected("held", day=date(2025, 8, 8), **made.envelope("2025-08-15")))
    assert left(made)["R1/12"][0] == "closed"
    verifies(made)


def test_a_row_that_comes_back_is_the_plans_again() -> None:
    """The row has its words by the version that brings it back, and what was left is its own."""
    made = done_late()
    amend(made, OTHER)
    amend(made, {**CONGRESS, "due": "6 working days after congress"}, OTHER, day="2025-08-15")
    assert left(made) == {"R1/12": ("done", None, False)}  # the 12th was before there was such a row
    made.service.record(making.corrected("held", day=date(2025, 8, 8), **made.envelope("2025-08-18")))
    assert left(made) == {"R1/12": ("done", "2025-08-18", False)}
    verifies(made)


@pytest.mark.parametrize("reported", [True, False])
def test_only_a_plan_of_which_something_is_left_names_a_version_before(reported: bool) -> None:
    """Where nothing was done of what a version drops, nothing is looked at again for it."""
    made = done_late() if reported else world(CONGRESS, OTHER)
    amend(made, OTHER)
    with made.store.begin(write=False) as session:
        [row] = session.plans()
        adopted = session.recorded(row.adoption).position
    assert [(one.position, one.rules) for one in former_in(row)] == ([(adopted, ("R1",))] if reported else [])


@pytest.mark.parametrize("order", [("done", "amend", "merge"), ("done", "merge", "amend"), ("merge", "done", "amend")])
@pytest.mark.parametrize(
    "rest", [(), ({"lead": "12", "due": "7 days after congress"},)], ids=["dropped", "one for all"]
)
def test_who_led_what_is_left_goes_by_the_day_on_which_it_was_done(order: Sequence[str], rest: Sequence[Rule]) -> None:
    """An heir had taken over by then, whichever of the report, the version and the merger was recorded first."""
    each: Rule = {"for each": "commune", "lead": "each", "due": "7 days after congress"}
    made = adopted(plan_text([each], {"congress": "12"}))
    made.log("congress", "2025-07-21")
    for what in order:
        if what == "done":
            made.done(f"{PLAN}/R1/c3", "2025-09-19")
        elif what == "amend":
            amend(made, *(rest or ({"lead": "12", "due": "by 2025-12-31"},)), day="2025-07-21")
        else:
            made.service.record(making.unit_merged("c3", into="c2", **made.envelope("2025-08-26")))
    with made.store.begin(write=False) as session:
        assert [view.lead for view in session.view_tasks(plan=PLAN, rule="R1", unit="c3")] == ["c2"]
    verifies(made)


MONTHLY: Rule = {"due": "every month by day 25"}
WEEKLY: Rule = {"due": "every week by friday"}


def test_a_version_owes_no_round_of_before_it_had_the_row() -> None:
    """A round of July of a row that came in September is reported to no avail, and is no open row of the plan."""
    made = world(OTHER)
    amend(made, MONTHLY, OTHER, day="2025-09-10")
    with pytest.raises(EventError, match="has no round “2025-07”"):
        made.done(f"{PLAN}/R1/12/2025-07", "2025-09-11")
    with made.store.begin(write=False) as session:
        snapshot = Snapshot(session, made.service.tools)
        rows = open_rows(snapshot, snapshot.plans()[PLAN], date(2025, 9, 12))
    assert rows["R1"].tasks == 1


def test_a_report_that_is_taken_back_closes_the_round_that_a_row_owes_no_more_since_it_came_back() -> None:
    """Each week, each month, each week again: what was done in the first weeks is none of the last version's."""
    made = world(WEEKLY, OTHER)
    made.done(f"{PLAN}/R1/12/2025-W32", "2025-08-08", name="report")
    amend(made, MONTHLY, OTHER, name="second")
    amend(made, WEEKLY, OTHER, day="2025-08-19", name="third")
    assert left(made)["R1/12/2025-W32"] == ("done", "2025-08-08", False)
    made.service.record(making.withdrawn("report", **made.envelope("2025-08-20")))
    assert left(made)["R1/12/2025-W32"][0] == "closed"
    verifies(made)
