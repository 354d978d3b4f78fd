"""What every store must say of programs that are told: what goes into the outbox for them, and when it leaves."""

from datetime import timedelta

import pytest

from adapters.clock import day_in_viet_nam
from engine.telling.news import news
from events.beside.kept import WebhookRow
from events.delivery import CANCELLED, sent
from events.rows import Changes, RecountRow
from events.store import Quiet, Store, Timing
from tests.conformance.test_approving import OF_EACH
from tests.worlds import World, plan_text

NIGHT = Timing(quiet=Quiet(everywhere=True, urgent_too=True))
MADE = "2025-07-21T01:00:00.000000Z"


@pytest.fixture
def world(store: Store) -> World:
    """Three communes have a task after a congress, in two plans, and none of them has heard of it."""
    made = World(store)
    made.populate()
    made.adopt(plan_text([OF_EACH]))
    made.adopt(plan_text([OF_EACH], plan="hai"))
    made.log("congress", "2025-07-21", name="held", plan="ke-hoach")
    made.log("congress", "2025-07-21", name="held-too", plan="hai")
    return made


def registered(store: Store, name: str, unit: str = "", plan: str = "", fed: int = 0) -> WebhookRow:
    row = WebhookRow(name * 16, unit, plan, "https://a.example/", MADE, "a", "", 0, fed)
    with store.begin() as session:
        session.apply(Changes(webhooks=[row]))
    return row


def told(store: Store) -> set[tuple[str, str, str]]:
    """The messages to programs: recipient, channel and plan."""
    with store.begin(write=False) as session:
        rows = [(one.recipient, one.channel, one.key) for one in session.messages()]
    return {(unit, channel, key.split("/")[-3]) for unit, channel, key in rows if channel.startswith("webhook.")}


def statuses(store: Store) -> dict[str, set[str]]:
    """The states of messages, by their channels."""
    found: dict[str, set[str]] = {}
    with store.begin(write=False) as session:
        for one in session.messages():
            found.setdefault(one.channel, set()).add(one.status)
    return found


def test_programs_are_told_of_whom_and_what_they_follow(world: World) -> None:
    """Once, and of what came before they were registered nothing."""
    store = world.store
    with store.begin(write=False) as session:
        units = sorted({one.recipient for one in session.messages()})
        head = session.head()
    registered(store, "a", unit=units[0])
    registered(store, "b", plan="hai")
    registered(store, "c", unit=units[1], plan="hai")
    registered(store, "d", fed=head)
    for _ in range(2):
        assert [one.id[0] for one in store.feed_webhooks(world.now)] == ["a", "b", "c", "d"]
        assert told(store) == {
            *((units[0], f"webhook.{'a' * 16}", plan) for plan in ("ke-hoach", "hai")),
            *((unit, f"webhook.{'b' * 16}", "hai") for unit in units),
            (units[1], f"webhook.{'c' * 16}", "hai"),
        }


def test_at_night_programs_alone_are_told(world: World) -> None:
    """And what is held for a correction waits for them too; the messages of many are not more by them."""
    store, now = world.store, world.now
    registered(store, "a")
    store.feed_webhooks(now)
    assert store.waiting(now, NIGHT).for_the_morning == 6
    store.hold_back(now, 3)
    assert store.awaiting() == []
    held = NIGHT._replace(hold=timedelta(minutes=10))
    assert store.claim(now, "w", 100, 60, news(day_in_viet_nam(now), held)) == []
    claimed = store.claim(now, "w", 100, 60, news(day_in_viet_nam(now), NIGHT))
    assert {one.channel for one in claimed} == {f"webhook.{'a' * 16}"}
    store.settle([sent(one, now) for one in claimed])


def test_one_that_is_removed_is_told_nothing_that_waits(world: World) -> None:
    """Nor fed again."""
    store = world.store
    row = registered(store, "a")
    store.feed_webhooks(world.now)
    with store.begin() as session:
        session.apply(Changes(webhooks=[row._replace(removed_at=MADE, fed=2)]))
    assert store.feed_webhooks(world.now) == []
    assert statuses(store)[f"webhook.{row.id}"] == {CANCELLED}
    with store.begin(write=False) as session:
        assert [WebhookRow._make(one).fed for one in session.dump("webhook")] == [-1]


def test_what_was_cancelled_goes_to_no_program(world: World) -> None:
    """Whoever said that it shall never go meant them too."""
    store, now = world.store, world.now
    with store.begin(write=False) as session:
        position = session.recorded("held").position
    store.decide(position, "awaiting", now, "a")
    store.decide(position, "cancelled", now, "a")
    registered(store, "a")
    store.feed_webhooks(now)
    assert {plan for _, _, plan in told(store)} == {"hai"}


def test_what_an_amendment_still_has_to_tell_comes_in_its_turn(world: World) -> None:
    """While dates are to be counted again by it, it is not passed by: its messages come later, at its position."""
    store = world.store
    with store.begin() as session:
        first = session.recorded("held").position
        session.apply(Changes(recounts=[RecountRow(first, "ke-hoach")]))
    registered(store, "a")
    store.feed_webhooks(world.now)
    assert told(store) == set()
    with store.begin() as session:
        session.apply(Changes(recounts_done=[RecountRow(first, "ke-hoach")]))
    store.feed_webhooks(world.now)
    assert {plan for _, _, plan in told(store)} == {"ke-hoach", "hai"}
