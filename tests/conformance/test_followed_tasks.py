"""The promises that every store must keep about the tasks that a calendar follows."""

import pytest

from adapters.feeds.following import followed as calendar
from events.beside.rows import ServedRow
from events.chain import moment_text
from events.event import Event
from events.rows import Changes, HistoryRow
from events.store import Store
from events.views import Numbered
from tests.conformance.examples import NOW, due, event, task
from tests.worlds import PLAN, World, plan_text


def fill(store: Store, *events: Event, **changes: object) -> None:
    with store.begin() as session:
        for one in events:
            session.append(one)
        session.apply(Changes(**changes))  # type: ignore[arg-type]


def test_tasks_are_found_by_unit_by_lead_by_row_and_by_what_was_served(store: Store) -> None:
    """Each once, in the order of its day, with how often it became another, and when it became what it is."""
    own, led = task("p/I.1/12", unit="12", lead="12"), task("p/I.2/13", rule="I.2", unit="13", lead="12")
    row, was = task("p/I.3/13", rule="I.3", unit="13", lead="13"), task("p/I.4/13", rule="I.4", unit="13", lead="13")
    waits = task("p/I.5/12", rule="I.5", unit="12", lead="12", state="waiting", due_key=None, day="9999-12-31")
    other = task("p/I.6/13", rule="I.6", unit="13", lead="13")
    fill(
        store,
        event(),
        dues=[due()],
        tasks_new=[own, led, row, was, waits, other],
        history=[HistoryRow("p", own.id, position, "planned", None, 1, "moved") for position in (2, 3)],
        served=[ServedRow("12", "p", was.id, 1, "2025-08-08", 0), ServedRow("14", "p", other.id, 1, "2025-08-08", 0)],
    )
    with store.begin(write=False) as session:
        found = session.followed("12", ["12"], [("p", "I.3"), ("p", "I.1"), ("q", "I.6")])
        assert session.followed("15", [], []) == []
    assert [one.task.id for one in found] == [own.id, led.id, row.id, was.id, waits.id]
    assert [one.turns for one in found] == [2, 0, 0, 0, 0]
    assert {one.changed_at for one in found} == {moment_text(NOW)}
    assert [one.task.due for one in found] == ["2025-08-08"] * 4 + [None]


def test_numbers_are_those_as_of_an_event(store: Store) -> None:
    """How often a task had become another by then, and what its calendar was served; nothing of a task that is not."""
    own, other = task("p/I.1/12"), task("p/I.2/12", rule="I.2")
    fill(
        store,
        event(),
        event("e2"),
        event("e3"),
        dues=[due()],
        tasks_new=[own, other],
        history=[HistoryRow("p", own.id, position, "planned", None, 1, "moved") for position in (2, 3)],
        served=[ServedRow("12", "p", own.id, 7, "2025-08-08", 0)],
    )
    wanted = [("12", own.id, 2), ("12", own.id, 3), ("13", own.id, 1), ("12", other.id, 3), ("12", "p/I.9/12", 3)]
    with store.begin(write=False) as session:
        found = session.numbered(wanted)
        assert session.numbered([]) == {}
    moment, served, stands = moment_text(NOW), (7, "2025-08-08", 0), (due().remind_on, "2025-08-08")
    assert found == {
        wanted[0]: Numbered(1, moment, *served, *stands),
        wanted[1]: Numbered(2, moment, *served, *stands),
        wanted[2]: Numbered(0, moment, None, None, None, *stands),
        wanted[3]: Numbered(0, moment, None, None, None, *stands),
    }


@pytest.mark.parametrize("cooperates", [False, True])
def test_the_number_of_statements_does_not_grow_with_the_tasks(store: Store, cooperates: bool) -> None:
    """A department that leads (or cooperates in) a row has a calendar of 3 tasks, or of 300, by as many statements."""
    world, asked = World(store), list[tuple[int, int]]()
    world.populate([])
    for count in (3, 300):
        codes = [f"x{count}-{number}" for number in range(count)]
        world.register([{"code": code, "name": code, "kind": f"k{count}", "parent": "12"} for code in codes])
        named = {"lead": "each", "cooperate": "[bto]"} if cooperates else {"lead": "bto"}
        rules = [{"for each": f"k{count}", "due": "7 days after guidance", **named}]
        name = f"{PLAN}-{count}"
        world.adopt(plan_text(rules, {"guidance": "12"}, plan=name, policies="{notify cooperating: true}"))
        world.log("guidance", "2025-08-01", plan=name)
        asked.append(_counted(store, world))
    assert [entries for entries, _ in asked] == [3, 303]
    assert asked[1][1] <= asked[0][1] + 1  # one plan more is loaded


def _counted(store: Store, world: World) -> tuple[int, int]:
    """The number of entries, and of statements."""
    before = store.query_count
    with store.begin(write=False) as session:
        found = calendar(session, world.service.tools, "bto", "vi")
    return len(found.feed.entries), store.query_count - before
