"""What every store must do with messages that wait for approval: nothing of them leaves before, all as it is then."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from adapters.clock import day_in_viet_nam
from engine.asking.rebuilding import rebuild
from engine.service import Service
from engine.telling.news import news
from events import making
from events.delivery import APPROVED, AWAITING, CANCELLED, parked, sent
from events.opening import make_store
from events.store import Store, Timing
from events.views import Claimed
from tests.worlds import PLAN, World, plan_text

OF_EACH = {"for each": "commune", "lead": "each", "due": "30 days after congress"}
Told = list[tuple[str, str, str]]


def world(store: Store, *more: dict[str, str]) -> World:
    """A plan of which three communes have a task after a congress: three messages, at most two of which go by."""
    made = World(store)
    made.populate()
    made.adopt(plan_text([OF_EACH, *more], policies="{no progress: [], reminders: [2 days before due]}"))
    told(made, above=None)
    return made


def claimed(made: World, above: int | None = 2) -> list[Claimed]:
    return made.store.claim(made.now, "w", 100, 60, news(day_in_viet_nam(made.now), Timing(above=above)))


def told(made: World, above: int | None = 2) -> Told:
    """All that leaves: to whom, of which kind, with which due date."""
    found = list[tuple[str, str, str]]()
    while these := claimed(made, above):
        made.store.settle([sent(one, made.now) for one in these])
        said = ((one, item) for one in these for item in json.loads(one.content)["items"])
        found += [(one.recipient, item["change"], item["due"]) for one, item in said]
    return sorted(found)


def counted(made: World) -> dict[str, int]:
    with made.store.begin(write=False) as session:
        return session.counts().messages


def waiting(made: World) -> list[tuple[int, int, int, str]]:
    """The events that wait: their positions, messages and recipients, and who had them wait."""
    return [(one.position, one.messages, one.recipients, one.actor) for one in made.store.awaiting()]


def of_all(kind: str, due: str) -> Told:
    return [(unit, kind, due) for unit in ("c1", "c2", "c3")]


def test_what_one_event_tells_more_than_so_many_waits_and_is_counted(store: Store) -> None:
    """However often it is swept; approved it goes, once."""
    made = world(store)
    at = made.log("congress", "2025-07-28", unit="12").decision.position
    assert (told(made), told(made), counted(made)) == ([], [], {"awaiting": 3})
    assert waiting(made) == [(at, 3, 3, "")]
    assert made.store.decide(at, APPROVED, made.now, "thuy") == 3
    assert (told(made), told(made), waiting(made)) == (of_all("activated", "2025-08-27"), [], [])
    assert made.store.decide(at, APPROVED, made.now, "thuy") is None
    assert counted(made) == {"sent": 3}


def test_no_more_than_so_many_leave_at_once(store: Store) -> None:
    made = world(store)
    made.log("congress", "2025-07-28", unit="12")
    assert told(made, above=3) == of_all("activated", "2025-08-27")


def test_before_anything_leaves_it_can_be_seen_that_it_waits(store: Store) -> None:
    """Though it is held for what may correct it, or for the morning."""
    made = world(store)
    at = made.log("congress", "2025-07-28", unit="12").decision.position
    made.store.hold_back(made.now, 3)
    assert waiting(made) == []
    made.store.hold_back(made.now, 2)
    made.store.hold_back(made.now, 2)
    assert (waiting(made), counted(made)) == ([(at, 3, 3, "")], {"awaiting": 3})


def test_what_is_approved_says_how_things_stand_then(store: Store) -> None:
    """A mistake that was put right in the meantime is told by nobody, the date that came of it once."""
    made = world(store)
    first = made.log("congress", "2025-07-28", unit="12")
    told(made)
    right = making.corrected(first.decision.event.id, day=date(2025, 7, 25), **made.envelope("2025-07-28"))
    second = made.service.record(right).decision.position
    assert told(made) == []
    assert made.store.decide(first.decision.position, APPROVED, made.now, "thuy") == 3
    assert told(made) == []
    assert made.store.decide(second, APPROVED, made.now, "thuy") == 3
    assert told(made) == of_all("activated", "2025-08-25")  # a Monday: the 24th is a day off


def test_later_news_of_the_plan_waits_behind_it_for_those_to_whom_something_waits(store: Store) -> None:
    """So that a reminder does not say what nobody has approved; who has nothing waiting is told at once."""
    made = world(store, {"lead": "bto", "due": "by 2025-08-29"}, {"lead": "c1", "due": "by 2025-08-29"})
    at = made.log("congress", "2025-07-28", unit="12").decision.position
    told(made)
    made.tick("2025-08-27")
    assert told(made) == [("bto", "reminder", "2025-08-29")]
    assert counted(made)["awaiting"] == 6
    assert waiting(made) == [(at, 3, 3, "")]
    made.store.decide(at, APPROVED, made.now, "thuy")
    assert told(made) == sorted([*of_all("activated", "2025-08-27"), ("c1", "reminder", "2025-08-29")])


def test_what_is_cancelled_is_not_told_and_nobody_is_held_to_know_it(store: Store) -> None:
    """The next news of the task tells of it as new."""
    made = world(store)
    at = made.log("congress", "2025-07-28", unit="12").decision.position
    told(made)
    assert made.store.decide(at, CANCELLED, made.now, "thuy") == 3
    assert (told(made), counted(made), waiting(made)) == ([], {"cancelled": 3}, [])
    with store.begin(write=False) as session:
        assert not [row for row in session.dump("told") if row[2] == f"{PLAN}/R1/c1"]
    assert made.store.decide(at, APPROVED, made.now, "thuy") is None
    made.tick("2025-08-25")
    assert told(made) == of_all("activated", "2025-08-27")


def test_the_clock_waits_for_nobody(store: Store) -> None:
    """Though it reminds more at once than an event may tell."""
    made = world(store)
    made.log("congress", "2025-07-28", unit="12")
    told(made, above=None)
    made.tick("2025-08-25")
    assert told(made, above=0) == of_all("reminder", "2025-08-27")


def test_what_has_not_left_can_be_held_by_hand(store: Store) -> None:
    """Also where no limit is set; of what has left there is nothing to hold."""
    made = world(store)
    at = made.log("congress", "2025-07-28", unit="12").decision.position
    assert made.store.decide(at, AWAITING, made.now, "thuy") == 3
    assert (told(made, above=None), waiting(made)) == ([], [(at, 3, 3, "thuy")])
    made.store.decide(at, APPROVED, made.now, "thuy")
    assert made.store.decide(at, AWAITING, made.now, "thuy") == 3
    made.store.decide(at, APPROVED, made.now, "thuy")
    assert told(made, above=0) == of_all("activated", "2025-08-27")
    assert made.store.decide(at, AWAITING, made.now, "thuy") is None
    assert made.store.decide(at + 1, AWAITING, made.now, "thuy") is None


def test_it_can_be_decided_before_it_was_held(store: Store) -> None:
    """And tried before: then nothing is changed."""
    made = world(store)
    held = made.log("congress", "2025-07-28", unit="12").decision
    for state in (AWAITING, APPROVED, CANCELLED):
        assert made.store.decide(held.position, state, made.now, "thuy", dry_run=True) == 3
    assert (waiting(made), counted(made)) == ([], {"pending": 3})
    assert made.store.decide(held.position, APPROVED, made.now, "thuy") == 3
    assert told(made) == of_all("activated", "2025-08-27")
    gone = made.service.record(making.withdrawn(held.event.id, **made.envelope("2025-07-29"))).decision
    assert made.store.decide(gone.position, CANCELLED, made.now, "thuy") == 3
    assert (told(made), counted(made)) == ([], {"cancelled": 3, "sent": 3})


def test_what_there_would_be_to_say_is_foreseen_and_nothing_is_kept(store: Store) -> None:
    """As things stand now: of what was put right since there is nothing."""
    made = world(store)
    first = made.log("congress", "2025-07-28", unit="12")
    told(made)
    compose = news(day_in_viet_nam(made.now)).compose
    found = store.foreseen(first.decision.position, compose)
    assert [(one.recipient, one.channel) for one in found] == [("c1", "mail"), ("c2", "mail"), ("c3", "mail")]
    assert counted(made) == {"awaiting": 3}
    made.service.record(making.withdrawn(first.decision.event.id, **made.envelope("2025-07-28")))
    assert store.foreseen(first.decision.position, compose) == []


def test_what_was_refused_is_not_asked_for_again(store: Store) -> None:
    made = world(store)
    at = made.log("congress", "2025-07-28", unit="12").decision.position
    told(made)
    made.store.decide(at, APPROVED, made.now, "thuy")
    these = claimed(made)
    made.store.settle([parked(one, "550", refused=True) for one in these])
    for one in these:
        made.store.unpark(one.recipient, one.key)
    assert told(made) == of_all("activated", "2025-08-27")


def test_what_waits_and_what_was_decided_outlive_a_rebuild(store: Store) -> None:
    made = world(store)
    at = made.log("congress", "2025-07-28", unit="12").decision.position
    told(made)
    with store.begin() as session:
        assert not rebuild(session, Service(make_store("memory:"), made.service.tools)).differing
    assert (told(made), waiting(made)) == ([], [(at, 3, 3, "")])


@pytest.mark.parametrize("decided", [APPROVED, CANCELLED])
def test_many_workers_send_nothing_that_waits(store: Store, decided: str) -> None:
    """Nor does what was marked while somebody decides stay behind for ever."""
    made = world(store)

    def work(_: int) -> Told:
        return [*told(made), *told(made)]

    def record(_: int) -> Told:
        at = made.log("congress", "2025-07-28", unit="12").decision.position
        while not (found := made.store.awaiting()) or found[0].messages < 3:
            made.store.hold_back(made.now, 2)
        assert counted(made) == {"awaiting": 3}
        made.store.decide(at, decided, made.now, "thuy")
        return []

    of: list[Callable[[int], Told]] = [work, record, work, work]
    with ThreadPoolExecutor(4) as threads:
        left = [one for each in [threads.submit(one, 0) for one in of] for one in each.result()]
    left += told(made)
    assert sorted(left) == (of_all("activated", "2025-08-27") if decided == APPROVED else [])
    assert counted(made) == {"sent" if decided == APPROVED else "cancelled": 3}


def test_what_is_only_known_asks_for_no_approval(store: Store) -> None:
    """A plan that is taken over tells nobody, so there is nothing to look at."""
    made = World(store)
    made.populate()
    made.adopt(plan_text([{**OF_EACH, "due": "by 2025-08-29", "no progress": "[]"}]), taken_over=True)
    made.store.hold_back(made.now, 0)
    assert (told(made, above=0), waiting(made), counted(made).get("awaiting", 0)) == ([], [], 0)
    made.tick("2025-08-27")
    assert told(made, above=0) == of_all("reminder", "2025-08-29")
