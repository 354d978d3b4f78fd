"""The tally of tasks is what the tasks come to, in every store: kept by differences, never counted anew."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from engine.asking.verifying import verify
from events import making
from events.database.dialects import address, open_engine
from events.database.migrating import upgrade
from events.database.store import SqlStore
from events.opening import make_store
from events.rows import NO_DAY, Changes, TallyRow
from events.store import Store
from tests.conformance.examples import due, task
from tests.older_schemas import back_to
from tests.tallying import counted_tally, days_as_due, kept_tally
from tests.worlds import COMMUNES, PLAN, World, plan_text

RULES: list[dict[str, Any]] = [
    {"for each": "commune", "lead": "each", "due": "7 days after congress"},
    {"for each": "commune", "lead": "bto", "due": "3 working days after congress"},
    {"due": "once guidance"},
    {"for each": "[c1, c2]", "lead": "c1", "due": "by 2025-12-01"},
    {"for each": "commune", "lead": "each", "due": "every month by day 5"},
]


def tally(world: World) -> dict[tuple[Any, ...], int]:
    """The tally as it is kept: what the tasks come to."""
    with world.service.store.begin(write=False) as session:
        found = kept_tally(session)
        assert found == counted_tally(session)
        assert days_as_due(session)
    return found


def test_each_agency_that_leads_its_own_is_counted_with_the_others(store: Store) -> None:
    """However many communes lead a task each, they are one row; who leads for others has a row of his own."""
    world = begun(store)
    found = tally(world)
    assert found[PLAN, "", "active", 1, "", "2025-10-01"] == 3
    assert found[PLAN, "bto", "active", 1, "", "2025-09-29"] == 3
    assert found[PLAN, "", "needs_date", 1, "", "2025-09-29"] == 1
    assert (found[PLAN, "", "active", 1, "", "2025-12-01"], found[PLAN, "c1", "active", 1, "", "2025-12-01"]) == (1, 1)


def test_the_tally_follows_whatever_becomes_of_the_tasks(store: Store) -> None:
    """Reports, corrections, suspensions, calendars, days that pass, agencies that end: nothing is left at zero."""
    world = begun(store)
    steps: list[Callable[[], object]] = [
        lambda: world.done(f"{PLAN}/R1/c1", "2025-10-01", "in-time"),
        lambda: world.done(f"{PLAN}/R1/c2", "2025-10-03", "late"),
        lambda: world.done(f"{PLAN}/R2/c2", "2025-10-03"),
        lambda: corrected(world, "held", date(2025, 9, 23)),
        lambda: amended(world, "2025-09-26"),
        lambda: amended(world, "2025-09-29", unit="c1"),
        lambda: world.service.record(making.unit_merged("c2", into="c1", **world.envelope("2025-10-06"))),
        lambda: world.suspend("2025-09-26", "stop", everything=True),
        lambda: world.resume("stop", "2025-10-06"),
        lambda: world.service.record(making.withdrawn("late", **world.envelope("2025-10-21"))),
        lambda: world.tick("2025-11-10"),
        lambda: world.service.record(making.withdrawn("held", **world.envelope("2025-11-11"))),
    ]
    seen = []
    for step in steps:
        step()
        seen.append(tally(world))
        assert 0 not in seen[-1].values()
    assert [step for step, (one, other) in enumerate(pairwise(seen), 1) if one == other] == []
    assert verify(world.service, make_store("memory:")).holds


def test_a_tally_that_is_wrong_is_found(database_url: str) -> None:
    """`verify` holds what is kept against a count of the tasks that the log gives."""
    store = make_store(database_url)
    world = begun(store)
    with store.begin() as session:
        session.apply(Changes(tally=[TallyRow(PLAN, "", "active", 1, "", "2025-10-01", 1)]))
    assert verify(world.service, make_store("memory:")).rows.differing == {"tally": 1}
    store.close()


@pytest.mark.parametrize("count", [1, 600])
def test_what_comes_to_zero_goes(database_url: str, count: int) -> None:
    """A number is added to the one that is there, however many are written at once; none is kept that is zero."""
    store = make_store(database_url)
    for more, left in ((2, 2), (1, 3), (-3, 0), (4, 4)):
        with store.begin() as session:
            session.apply(Changes(tally=[TallyRow("p", f"{n}", "active", 1, "", NO_DAY, more) for n in range(count)]))
        with store.begin(write=False) as session:
            assert [row.tasks for row in session.tally("p")] == [left] * count * bool(left)
            assert session.counts().tasks == ({"active": left * count} if left else {})
            assert session.tally("q") == []
    store.close()


def test_a_store_from_before_is_counted_once(database_url: str) -> None:
    """The step that brings the tally fills it from the tasks and the dates that are there."""
    store = make_store(database_url)
    assert isinstance(store, SqlStore)
    done = [task(f"p/R/d{n}", state="done", done_on=day) for n, day in enumerate(("2025-08-08", "2025-08-09"))]
    odd = [
        task("p/R/none", due_key=None),
        task("p/R/led", lead="12"),
        task("p/R/set", due_key="d2", state="needs_date"),
    ]
    with store.begin() as session:
        session.apply(
            Changes(tasks_new=[*done, *odd], dues=[due(provisional=1), due("d2", due=None, set_by="2025-08-07")])
        )
    store.close()
    engine = open_engine(address(database_url), 1)
    with engine.begin() as connection:
        back_to(connection, 12)
    upgrade(engine)
    engine.dispose()
    store = make_store(database_url)
    with store.begin(write=False) as session:
        assert kept_tally(session) == counted_tally(session)
        assert len(kept_tally(session)) == 5
    store.close()


def begun(store: Store) -> World:
    """The communes have begun what the congress starts, on the calendar of the day."""
    world = World(store)
    world.populate(COMMUNES)
    world.adopt(plan_text(RULES))
    world.tick("2025-08-06")
    world.log("congress", "2025-09-24", name="held")
    world.log("guidance", "2025-09-22", "vn")
    return world


def corrected(world: World, event: str, day: date) -> None:
    """An event was of another day."""
    world.service.record(making.corrected(event, day=day, **world.envelope("2025-10-03")))


def amended(world: World, day: str, **where: Any) -> None:
    """A day is off, everywhere or at a unit."""
    days: list[making.DayData] = [{"day": day, "working": False, "reason": "bão"}]
    world.service.record(making.calendar_amended("vn", days, **where, **world.envelope("2025-10-04")))
