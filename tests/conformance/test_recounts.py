"""Dates that are counted again plan by plan after a calendar was amended, on every store."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from threading import Event as Flag
from threading import Thread
from typing import Any

import pytest

from engine.asking.explaining import explain
from engine.asking.row_differences import TABLES
from engine.asking.verifying import verify
from engine.calendars.calendar import CalendarError
from engine.service import Service
from events import making
from events.database.store import SqlStore
from events.errors import LOCKED, EventError, StoreLocked
from events.event import Event
from events.opening import make_store
from events.rows import RecountRow
from events.store import Session, Store, Transactions
from tests.worlds import PLAN, World, plan_text, tools

RULES = (
    {"due": "5 working days after congress"},
    {"due": "2 days after task R1", "for each": "commune", "lead": "each"},
)
OTHER = "khac"
BOTH = sorted((PLAN, OTHER))


def made(store: Store) -> World:
    """Two plans, each with a date counted over Monday, 15 September 2025."""
    world = World(store)
    world.populate()
    world.adopt(plan_text(RULES))
    world.adopt(plan_text(RULES, plan=OTHER, number="2-KH/TU"))
    for plan in (PLAN, OTHER):
        world.log("congress", "2025-09-12", plan=plan)
    return world


def day_off(world: World, day: str = "2025-09-15") -> Event:
    """A day is off after all."""
    days: list[making.DayData] = [{"day": day, "working": False, "reason": "nghỉ chống bão"}]
    return making.calendar_amended("vn", days, **world.envelope("2025-09-12", name="storm"))


def left(world: World) -> World:
    """The same, with the day off recorded and no date counted again."""
    world.service.record(day_off(world))
    world.service = replace(world.service, leaving=False)
    return world


@pytest.fixture
def begun(store: Store) -> World:
    """Both plans are still to come."""
    world = made(store)
    world.service = replace(world.service, leaving=True)
    return left(world)


def pending(world: World) -> list[str]:
    """The plans still to come."""
    with world.store.begin(write=False) as session:
        return [row.plan for row in session.recounts()]


def dues(world: World) -> dict[str, str | None]:
    """The dates of both plans' first rows."""
    with world.store.begin(write=False) as session:
        return {view.plan: view.due for view in session.view_tasks() if view.rule == "R1"}


WAS, NOW = "2025-09-19", "2025-09-22"


def test_an_event_has_the_dates_of_its_own_plan_counted_first(begun: World) -> None:
    """A report in one plan leaves the other as it is, and what is kept is what the log gives all the while."""
    assert (pending(begun), dues(begun)) == (
        [PLAN, OTHER][::-1] if PLAN > OTHER else [PLAN, OTHER],
        {PLAN: WAS, OTHER: WAS},
    )
    assert verify(begun.service, make_store("memory:")).holds
    begun.done(f"{PLAN}/R1/12", "2025-09-12")
    assert (pending(begun), dues(begun)) == ([OTHER], {PLAN: NOW, OTHER: WAS})
    report = verify(begun.service, make_store("memory:"))
    assert report.holds
    assert [row.plan for row in report.pending] == [OTHER]
    begun.service.recount()
    assert (pending(begun), dues(begun)) == ([], {PLAN: NOW, OTHER: NOW})
    assert verify(begun.service, make_store("memory:")).holds


@pytest.mark.parametrize("what", ["an agency", "the clock", "a calendar"])
def test_what_all_plans_count_by_changes_after_all_are_counted(begun: World, what: str) -> None:
    """An agency, the clock, a further day of the calendar."""
    deeds: dict[str, Any] = {
        "an agency": lambda: begun.register([{"code": "c4", "name": "Xã 4", "kind": "commune", "parent": "12"}]),
        "the clock": lambda: begun.tick("2025-09-13"),
        "a calendar": lambda: begun.service.record(replace(day_off(begun, "2025-09-16"), id="again")),
    }
    deeds[what]()
    assert pending(begun) == []
    assert verify(begun.service, make_store("memory:")).holds


def test_the_same_said_again_goes_on_where_it_was_cut_short(begun: World) -> None:
    """Nothing is recorded twice, and each message is there once."""
    begun.number -= 1
    begun.now = begun.now.replace(second=begun.now.second - 1) if begun.now.second else begun.now
    assert begun.service.record(day_off(begun)).known
    assert (pending(begun), dues(begun)) == ([], {PLAN: NOW, OTHER: NOW})
    with begun.store.begin(write=False) as session:
        told = [one.key for one in session.messages() if one.key.startswith("storm/")]
    assert sorted(told) == [f"storm/{plan}/12/mail" for plan in BOTH]


def test_a_task_says_that_its_date_is_still_to_be_counted(begun: World) -> None:
    """Until it is."""

    def said() -> bool:
        with begun.store.begin(write=False) as session:
            return explain(session, tools(), f"{PLAN}/R1/12").recounting

    assert said()
    begun.service.recount([PLAN])
    assert not said()


def test_the_rows_are_those_of_an_amendment_that_was_never_cut_short(begun: World) -> None:
    """All that is concluded and told, to the byte."""
    begun.service.recount()
    whole = made(make_store("memory:"))
    whole.service.record(day_off(whole))

    def rows(world: World) -> dict[str, list[Any]]:
        with world.store.begin(write=False) as session:
            return {table: list(session.dump(table)) for table in TABLES}

    assert rows(begun) == rows(whole)


def test_a_day_that_pushes_a_date_out_of_the_calendars_is_refused(store: Store) -> None:
    """Nothing is recorded, and nothing is left to be counted."""
    world = made(store)
    world.adopt(LAST)
    world.log("congress", "2099-12-28", phase="planned", plan="cuoi")
    with world.store.begin(write=False) as session:
        head = session.head()
    days: list[making.DayData] = [{"day": str(day), "working": False, "reason": "nghỉ"} for day in LAST_DAYS]
    with pytest.raises((CalendarError, EventError)):
        world.service.record(making.calendar_amended("vn", days, **world.envelope("2025-09-12")))
    with world.store.begin(write=False) as session:
        assert (session.head(), session.recounts()) == (head, [])


LAST_DAYS = (date(2099, 12, 30), date(2099, 12, 31))
"""The last working days that the calendars have."""

LAST = plan_text(({"due": "2 working days after congress"},), plan="cuoi", number="3-KH/TU")


class Interrupted:
    """A store in which something is done by others between the look at what would follow and the writing."""

    parallel = False

    def __init__(self, store: Store, deed: Any) -> None:
        self.store, self.deed, self.url_label = store, deed, store.url_label

    @contextmanager
    def begin(self, write: bool = True, *, after: int | None = None) -> Iterator[Session]:
        if write and self.deed:
            deed, self.deed = self.deed, None
            deed()
        with self.store.begin(write, after=after) as session:
            yield session

    def turn(self, plan: str) -> Any:
        return self.store.turn(plan)

    def recounting(self, plans: Collection[str]) -> Any:
        return self.store.recounting(plans)


def test_what_is_recorded_while_it_is_looked_ahead_is_looked_at_too(store: Store) -> None:
    """A congress held meanwhile, whose date the day off would push out of the calendars: it is refused after all."""
    world = made(store)
    world.adopt(LAST)
    days: list[making.DayData] = [{"day": str(day), "working": False, "reason": "nghỉ"} for day in LAST_DAYS]
    event = making.calendar_amended("vn", days, **world.envelope("2025-09-12"))
    planned = lambda: world.log("congress", "2099-12-28", phase="planned", plan="cuoi")  # noqa: E731
    between: Transactions = Interrupted(store, planned)
    with pytest.raises((CalendarError, EventError)):
        Service(between, tools()).record(event)
    assert pending(world) == []


class Held(Interrupted):
    """A store in which somebody else counts dates again for longer than one waits."""

    def recounting(self, plans: Collection[str]) -> Any:
        raise StoreLocked(LOCKED, store="s", seconds="0")


def test_an_amendment_is_recorded_though_its_dates_cannot_be_counted_now(store: Store) -> None:
    """It is no error, and told: which plans are still to come. The next one goes on with them."""
    world = made(store)
    logged = Service(Held(store, None), tools()).record(day_off(world))
    assert [row.plan for row in logged.decision.recounts] == pending(world) == BOTH
    whole = world.service.record(making.unit_renamed("c1", name="Xã mới", **world.envelope("2025-09-12")))
    assert (whole.decision.recounts, pending(world), dues(world)) == ([], [], {PLAN: NOW, OTHER: NOW})


@pytest.mark.postgres
def test_others_record_while_dates_are_counted_and_who_touches_these_waits(postgres_url: str) -> None:
    """On PostgreSQL a recount holds up those alone who speak of a plan that is still to come."""
    store = make_store(postgres_url)
    assert isinstance(store, SqlStore)
    world = made(store)
    world.adopt(plan_text(RULES, plan="tuan", number="4-KH/TU", calendar="weekdays"))
    world.service = replace(world.service, leaving=True)
    left(world)
    waits = Flag()

    def report() -> None:
        other = make_store(postgres_url)
        Service(other, tools()).record(making.task_done(f"{PLAN}/R1/12", plan=PLAN, **world.envelope("2025-09-12")))
        waits.set()
        other.close()

    with store.recounting([PLAN]) as session:
        assert session.recounts() == [RecountRow(7, plan) for plan in BOTH]
        world.log("congress", "2025-09-12", plan="tuan")
        world.service.recount([OTHER])
        assert pending(world) == [PLAN]
        thread = Thread(target=report)
        thread.start()
        assert not waits.wait(1)
    assert waits.wait(30)
    thread.join()
    assert pending(world) == []
    assert verify(world.service, make_store("memory:")).holds
    store.close()
