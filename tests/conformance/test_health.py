"""What every store must say of how messages leave: how long they have waited, and how those who send them went."""

from datetime import timedelta

import pytest

from adapters.clock import day_in_viet_nam
from engine.telling.news import news
from events.beside.rows import HealthRow
from events.delivery import put_off, sent
from events.store import Quiet, Store, Timing
from events.views import Backlog
from tests.conformance.test_approving import OF_EACH
from tests.worlds import World, plan_text

NIGHT = Quiet(everywhere=True)


@pytest.fixture
def world(store: Store) -> World:
    """Three communes have a task after a congress, and none of them has heard of it."""
    made = World(store)
    made.populate()
    made.adopt(plan_text([OF_EACH], policies="{reminders: [2 days before due]}"))
    made.log("congress", "2025-07-21", name="held")
    return made


def test_what_could_leave_is_counted_with_how_long_it_has_waited(world: World) -> None:
    """Also what was put off; not what is held for a correction, or for the morning."""
    store, now = world.store, world.now
    with store.begin(write=False) as session:
        since = session.recorded("held").event.recorded_at
    ready = Backlog(3, since.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), None)
    found = store.backlog(now, Timing())
    assert (found.messages, found.by_the_clock) == (ready.messages, None)
    assert found.since is not None
    assert found.since[:19] == since.isoformat()[:19]
    assert store.backlog(now, Timing(hold=timedelta(days=1))) == Backlog(0, None, None)
    assert store.backlog(now, Timing(quiet=NIGHT)) == Backlog(0, None, None)
    claimed = store.claim(now, "w", 100, 60, news(day_in_viet_nam(now)))
    store.settle([put_off(one, now + timedelta(hours=1), "down") for one in claimed])
    assert store.backlog(now, Timing()) == found


def test_what_a_day_had_to_say_is_told_apart(world: World) -> None:
    """A reminder that has not left is late since its day was swept."""
    store = world.store
    claimed = store.claim(world.now, "w", 100, 60, news(day_in_viet_nam(world.now)))
    store.settle([sent(one, world.now) for one in claimed])
    assert store.backlog(world.now, Timing()) == Backlog(0, None, None)
    world.tick("2025-08-18")
    found = store.backlog(world.now, Timing())
    assert (found.messages, found.since) == (3, found.by_the_clock)
    assert found.since is not None


def test_how_parts_went_is_kept_by_name(store: Store) -> None:
    """The last word on each counts."""
    well = HealthRow("mail", "2025-07-21T01:00:00Z", "2025-07-21T01:00:00Z", "", 0, "")
    down = HealthRow("send", "2025-07-21T01:00:00Z", "", "2025-07-21T01:00:00Z", 1, "it is down")
    store.note([down, well])
    assert store.health() == [well, down]
    store.note([down._replace(failures=2)])
    assert store.health() == [well, down._replace(failures=2)]
