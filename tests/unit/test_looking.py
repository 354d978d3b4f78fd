"""What if, as of when, and proof: looking at the log without adding to it."""

from datetime import UTC, date, datetime

import pytest

from engine.asking.anchors import check_anchor, export_head, read_anchor
from engine.asking.as_of import as_of, on
from engine.asking.explaining import explain
from engine.asking.row_differences import TABLES
from engine.asking.what_if import Asked, Hypothesis, logged, suppose
from events import making
from events.errors import EventError
from events.event import Document, Event
from events.opening import make_store
from events.store import Transactions
from tests.worlds import PLAN, World, adopted, plan_text

RULES = ({"due": "7 days after congress"}, {"due": "30 working days before congress"}, {"due": "by 2025-08-29"})


@pytest.fixture
def world() -> World:
    return adopted(plan_text(RULES))


def congress(made: World, day: str, phase: str = "held", name: str | None = None) -> Event:
    envelope = made.envelope(day, name, ahead=phase == "planned")
    return making.milestone("congress", plan=PLAN, unit="12", phase=phase, **envelope)  # type: ignore[arg-type]  # a phase


def supposed(made: World, day: str) -> Hypothesis:
    return logged(made.service.tools, [congress(made, day)])


def rows(store: Transactions) -> list[list[tuple[object, ...]]]:
    with store.begin(write=False) as session:
        return [list(session.dump(table)) for table in TABLES]


def test_hypotheses_stand_side_by_side_and_nothing_is_written(world: World) -> None:
    """Each day gives the dates that logging it would give, and the store is as it was."""
    before = rows(world.service.store)
    found = suppose(world.service.store, [supposed(world, "2025-09-24"), supposed(world, "2025-09-30")])
    assert rows(world.service.store) == before
    dues = {one.task: (one.now and one.now.due, *(view and view.due for view in one.under)) for one in found}
    assert dues == {
        f"{PLAN}/R1/12": (None, "2025-10-01", "2025-10-07"),
        f"{PLAN}/R2/12": (None, "2025-08-11", "2025-08-15"),
        f"{PLAN}/R3/12": ("2025-08-29", "2025-08-29", "2025-08-29"),
    }
    world.service.record(congress(world, "2025-09-24"))
    assert world.tasks()["R1/12"] == ("active", "2025-10-01")


def test_one_task_can_be_asked_about(world: World) -> None:
    """Only what is asked about is answered."""
    task = f"{PLAN}/R1/12"
    (found,) = suppose(world.service.store, [supposed(world, "2025-09-24")], asked=Asked(task=task))
    assert found.task == task
    assert found.changes


def test_a_hypothesis_on_nothing_is_refused(world: World) -> None:
    """An unknown milestone is named, and nothing is written."""
    before = rows(world.service.store)
    event = making.milestone("congres", plan=PLAN, unit="12", phase="held", **world.envelope("2025-09-24"))
    with pytest.raises(EventError, match="congress"):
        suppose(world.service.store, [logged(world.service.tools, [event])])
    assert rows(world.service.store) == before


def test_what_was_known_at_a_moment_is_what_was_kept_then(world: World) -> None:
    """The log up to a moment gives every row as it stood, whatever came later."""
    world.service.record(congress(world, "2025-09-30", "planned"))
    moment, then = world.now, rows(world.service.store)
    world.service.record(congress(world, "2025-09-24"))
    fresh = make_store("memory:")
    as_of(world.service, moment, fresh)
    assert rows(fresh) == then
    earliest = make_store("memory:")
    as_of(world.service, datetime(2020, 1, 1, tzinfo=UTC), earliest)
    assert not any(rows(earliest))


def stood(made: World, day: str) -> dict[str, tuple[str, str | None]]:
    """Every task's state and due date as they were on that day, by what is known now."""
    then = on(made.service, date.fromisoformat(day), make_store("memory:"))
    with then.store.begin(write=False) as session:
        return {view.id.removeprefix(f"{PLAN}/"): (view.state, view.due) for view in session.view_tasks()}


def test_a_task_that_began_later_was_not_there_on_the_day(world: World) -> None:
    """What happened counts from the day it happened, whenever it was recorded; before that day there was no task."""
    world.now = datetime(2025, 10, 20, 2, tzinfo=UTC)
    world.service.record(congress(world, "2025-09-24"))
    assert "R1/12" not in stood(world, "2025-09-23")
    assert stood(world, "2025-09-24")["R1/12"] == ("active", "2025-10-01")


def test_a_plan_counts_from_the_day_that_it_was_made(world: World) -> None:
    """A day planned for a congress is known from its recording on, not from the day that it is planned for."""
    world.now = datetime(2025, 8, 10, 2, tzinfo=UTC)
    world.service.record(congress(world, "2025-09-30", "planned"))
    world.now = datetime(2025, 9, 3, 2, tzinfo=UTC)
    world.service.record(congress(world, "2025-09-24"))
    assert "R1/12" not in stood(world, "2025-08-09")
    assert stood(world, "2025-08-10")["R1/12"] == ("planned", "2025-10-07")
    assert stood(world, "2025-09-23")["R1/12"] == ("planned", "2025-10-07")
    assert stood(world, "2025-09-24")["R1/12"] == ("active", "2025-10-01")


def test_what_is_known_now_corrects_what_was_recorded_then(world: World) -> None:
    """A corrected day holds for the day looked at too, and what was withdrawn never was."""
    world.service.record(congress(world, "2025-09-30", name="held"))
    world.service.record(making.corrected("held", day=date(2025, 9, 24), **world.envelope("2025-10-20")))
    assert stood(world, "2025-09-25")["R1/12"] == ("active", "2025-10-01")
    world.service.record(making.withdrawn("held", **world.envelope("2025-10-21")))
    assert "R1/12" not in stood(world, "2025-09-25")


def test_a_task_was_open_until_it_was_done_and_suspended_until_it_resumed(world: World) -> None:
    """Reports, suspensions and their ends count from their own days."""
    world.suspend("2025-08-05", "stop", rules=["R3"])
    world.resume("stop", "2025-08-12")
    world.done(f"{PLAN}/R3/12", "2025-09-02")
    days = ("2025-08-04", "2025-08-05", "2025-08-11", "2025-08-12", "2025-09-01", "2025-09-02")
    assert [stood(world, day)["R3/12"] for day in days] == [
        ("active", "2025-08-29"),
        ("suspended", None),
        ("suspended", None),
        ("active", "2025-09-05"),
        ("active", "2025-09-05"),
        ("done", "2025-09-05"),
    ]


def test_more_time_and_days_off_count_from_the_day_they_were_given(world: World) -> None:
    """A due date is the one that it was on that day: put off, or counted on another calendar, only since then."""
    world.service.record(congress(world, "2025-08-20"))
    grant = world.envelope("2025-08-25")
    grant["document"] = Document(text="CV 1")
    world.service.record(
        making.extension_granted(f"{PLAN}/R3/12", plan=PLAN, due=date(2025, 9, 19), override=True, **grant)
    )
    off = making.DayData(day="2025-08-27", working=False, reason="nghỉ bù")
    world.service.record(making.calendar_amended("vn", [off], **world.envelope("2025-08-26")))
    assert [stood(world, f"2025-08-{day}")["R3/12"][1] for day in (24, 25)] == ["2025-08-29", "2025-09-19"]
    assert [stood(world, f"2025-08-{day}")["R1/12"][1] for day in (25, 26)] == ["2025-08-27", "2025-08-28"]


def test_before_a_plan_there_were_no_tasks_of_it(world: World) -> None:
    """A plan counts from its first day, though it be adopted later, and nothing of it from before that day."""
    world.service.record(making.unit_merged("bto", into="12", **world.envelope("2025-07-01")))
    assert stood(world, "2025-07-20") == {}
    assert stood(world, "2025-07-21")["R3/12"] == ("active", "2025-08-29")


def test_as_it_stands_today_is_as_it_is(world: World) -> None:
    """Looked at from the day of the last event, with nothing ahead, the state is the one that is kept."""
    world.service.record(congress(world, "2025-07-21", name="held"))
    world.done(f"{PLAN}/R3/12", "2025-07-21")
    world.tick("2025-08-28")
    world.tick("2025-09-01")
    assert stood(world, "2025-09-01") == world.tasks()


def test_a_day_is_looked_at_by_what_was_known_at_a_moment(world: World) -> None:
    """Both together: how things stood on the day, as far as anybody knew then."""
    moment = world.now
    world.service.record(congress(world, "2025-07-10"))
    known = as_of(world.service, moment, make_store("memory:"))
    then = on(known, date(2025, 7, 21), make_store("memory:"))
    with then.store.begin(write=False) as session:
        assert [view.rule for view in session.view_tasks()] == ["R3"]
    assert set(stood(world, "2025-07-21")) == {"R1/12", "R2/12", "R3/12"}


def test_an_explanation_of_a_day_shows_events_as_they_stand_in_the_log(world: World) -> None:
    """Looked at from a day, an event keeps its place, its hash and its moment, and what came later is not told."""
    world.service.record(congress(world, "2025-09-24", name="late"))
    world.suspend("2025-08-05", "stop", rules=["R3"])
    world.resume("stop", "2025-08-12")
    then = on(world.service, date(2025, 8, 6), make_store("memory:"))
    with world.service.store.begin(write=False) as log, then.store.begin(write=False) as session:
        found = explain(session, world.service.tools, f"{PLAN}/R3/12", log=log)
        stop = found.grounds[-1]
        assert stop.recorded == log.recorded("stop")
        assert not stop.amendments
        assert found.stages[-1].since.recorded == log.recorded("stop")


def test_an_anchor_shows_whether_the_log_was_changed(world: World) -> None:
    """What was there when the anchor was taken is there unchanged, or the anchor breaks."""
    anchor = export_head(world.service.store)
    world.service.record(congress(world, "2025-09-24"))
    assert check_anchor(world.service.store, anchor.position, anchor.hash).holds
    assert not check_anchor(world.service.store, anchor.position, "0" * 64).holds
    assert not check_anchor(world.service.store, 99, anchor.hash).holds
    with pytest.raises(EventError):
        read_anchor("{}")
