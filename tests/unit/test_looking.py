"""What if, as of when, and proof: looking at the log without adding to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.anchoring import check_anchor, export_head, read_anchor
from engine.remembering import as_of, on
from engine.supposing import Asked, Hypothesis, logged, suppose
from engine.tasks import Standing
from engine.verifying import TABLES
from events import making
from events.errors import EventError
from events.event import Event
from events.store import Store, open_store
from tests.worlds import PLAN, World, plan_text

RULES = ({"due": "7 days after congress"}, {"due": "30 working days before congress"}, {"due": "by 2025-08-29"})


@pytest.fixture
def world() -> World:
    made = World()
    made.populate()
    made.adopt(plan_text(RULES))
    return made


def congress(made: World, day: str, phase: str = "held", name: str | None = None) -> Event:
    envelope = made.envelope(day, name)
    return making.milestone("congress", plan=PLAN, unit="12", phase=phase, **envelope)  # type: ignore[arg-type]  # a phase


def supposed(made: World, day: str) -> Hypothesis:
    return logged(made.service.tools, [congress(made, day)])


def rows(store: Store) -> list[list[tuple[object, ...]]]:
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
    fresh = open_store("memory:")
    as_of(world.service, moment, fresh)
    assert rows(fresh) == then
    earliest = open_store("memory:")
    as_of(world.service, datetime(2020, 1, 1, tzinfo=UTC), earliest)
    assert not any(rows(earliest))


def test_where_a_task_stood_on_a_day(world: World) -> None:
    """On a day before it was done a task was open, and after its due date late."""
    world.done(f"{PLAN}/R3/12", "2025-09-02")
    with world.service.store.begin(write=False) as session:
        view = next(view for view in session.view_tasks() if view.rule == "R3")
    days = {day: on(view, view_day) for day, view_day in ((n, view_date(n)) for n in (1, 28, 31))}
    assert days == {1: Standing.IN_TIME, 28: Standing.NEAR, 31: Standing.OVERDUE}
    assert on(view, view_date(31) + timedelta(days=5)) is Standing.DONE_LATE


def view_date(number: int) -> date:
    return datetime(2025, 8, number, tzinfo=UTC).date()


def test_an_anchor_shows_whether_the_log_was_changed(world: World) -> None:
    """What was there when the anchor was taken is there unchanged, or the anchor breaks."""
    anchor = export_head(world.service.store)
    world.service.record(congress(world, "2025-09-24"))
    assert check_anchor(world.service.store, anchor.position, anchor.hash).holds
    assert not check_anchor(world.service.store, anchor.position, "0" * 64).holds
    assert not check_anchor(world.service.store, 99, anchor.hash).holds
    with pytest.raises(EventError):
        read_anchor("{}")
