"""Two officers contradict each other at once: one wins, the other is told what was recorded meanwhile, and by whom."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from engine.asking.verifying import verify
from engine.pipeline.conflicts import Basis
from engine.service import Service
from events import making
from events.errors import Conflict, EventError, EventsError
from events.event import Document, Event
from events.making import Envelope
from events.opening import make_store
from events.store import Store
from tests.processes import forked
from tests.worlds import PLAN, World, plan_text, tools

TASK = f"{PLAN}/R1/12"
DAY = date(2025, 8, 1)
Make = Callable[[Envelope], Event]
Pair = tuple[Make, Make]


def a_day_later(envelope: Envelope) -> Envelope:
    return {**envelope, "occurred_on": DAY + timedelta(days=1)}


def swapped(pair: Pair) -> Pair:
    first, second = pair
    return second, first


HALF: making.DayData = {"day": "2026-03-02", "working": True, "until": "11:30", "reason": "làm nửa ngày"}

PAIRS: dict[str, Pair] = {
    "resume, resume": (
        lambda e: making.suspension_ended("stop", **e),
        lambda e: making.suspension_ended("stop", **a_day_later(e)),
    ),
    "grant, refuse": (
        lambda e: making.extension_granted("ke-hoach/R2/12", plan=PLAN, due=date(2025, 12, 15), **e),
        lambda e: making.extension_refused("ke-hoach/R2/12", plan=PLAN, reason="đủ thời gian", **e),
    ),
    "merge, end": (lambda e: making.unit_merged("c1", into="c2", **e), lambda e: making.unit_ended("c1", **e)),
    "merge into what ends": (
        lambda e: making.unit_merged("c1", into="c2", **e),
        lambda e: making.unit_merged("c2", into="c3", **e),
    ),
    "correct, withdraw": (
        lambda e: making.corrected("held", day=date(2025, 7, 29), **e),
        lambda e: making.withdrawn("held", **e),
    ),
    "done, withdraw": (
        lambda e: making.task_done(TASK, plan=PLAN, **e),
        lambda e: making.withdrawn("held", **e),
    ),
    "two days": (
        lambda e: making.milestone("guidance", plan=PLAN, unit="vn", phase="held", **e),
        lambda e: making.milestone("guidance", plan=PLAN, unit="vn", phase="planned", **e),
    ),
    "off, half": (
        lambda e: making.calendar_amended("vn", [{"day": "2026-03-02", "working": False, "reason": "nghỉ"}], **e),
        lambda e: making.calendar_amended("vn", [HALF], **e),
    ),
}


def made(store: Store) -> World:
    world = World(store)
    world.populate()
    world.adopt(plan_text([{"due": "30 days after congress"}, {"due": "by 2025-12-01"}, {"due": "by 2025-12-02"}]))
    world.log("congress", "2025-07-25", name="held")
    world.suspend("2025-07-25", "stop", rules=["R3"])
    task, due = "ke-hoach/R2/12", date(2025, 12, 15)
    asked = making.extension_requested(task, plan=PLAN, due=due, reason="chờ số liệu", **world.envelope())
    world.service.record(asked)
    world.now = world.now.replace(month=8, day=4)
    return world


def envelope(world: World, actor: str) -> Envelope:
    document = Document(text=f"CV của {actor}")
    return Envelope(id=f"by {actor}", occurred_on=DAY, recorded_at=world.now, actor=actor, document=document)


@pytest.mark.parametrize("pair", PAIRS)
def test_of_two_that_looked_before_either_spoke_one_wins(store: Store, pair: str) -> None:
    """Both have looked; whoever comes second learns which event he did not know of, and records nothing."""
    world = made(store)
    with store.begin(write=False) as session:
        seen = session.head()
    together = threading.Barrier(2)

    def speaks(actor: str, make: Make) -> Conflict | None:
        together.wait()
        try:
            world.service.record(make(envelope(world, actor)), seen=seen)
        except Conflict as conflict:
            return conflict
        return None

    with ThreadPoolExecutor(2) as threads:
        spoken = [threads.submit(speaks, actor, make) for actor, make in zip(("An", "Bình"), PAIRS[pair], strict=True)]
        told = [one.result() for one in spoken]
    with store.begin(write=False) as session:
        recorded = [one.event.actor for one in session.events(after=seen)]
    assert len(recorded) == 1
    (conflict,) = (one for one in told if one)
    assert [one.event.actor for one in conflict.since] == recorded
    assert told[("An", "Bình").index(recorded[0])] is None
    assert verify(world.service, make_store("memory:")).holds


def test_what_is_of_another_matter_stands_in_nobodys_way(store: Store) -> None:
    """However much was recorded meanwhile, of other tasks, units and days, an officer who looked before is heard."""
    world = made(store)
    with store.begin(write=False) as session:
        seen = session.head()
    world.log("own_congress", "2025-07-28", "c1")
    world.service.record(making.unit_renamed("c3", name="Phường", **world.envelope()))
    world.done(f"{PLAN}/R2/12", "2025-07-28")
    world.tick("2025-08-05")
    world.service.record(making.withdrawn("held", **envelope(world, "An")), seen=seen)
    with pytest.raises(Conflict) as caught:
        world.service.record(making.task_done(TASK, plan=PLAN, **envelope(world, "Bình")), seen=seen)
    assert [one.event.actor for one in caught.value.since] == ["An"]
    assert world.service.record(making.withdrawn("held", **envelope(world, "An")), seen=seen).known


def test_processes_that_contradict_each_other_leave_one_word(database_url: str) -> None:
    """Of four programs that end the same suspension on four days, one does; each of the others is refused."""
    made(make_store(database_url)).store.close()

    def resume(day: int) -> None:
        store = make_store(database_url)
        service = Service(store, tools())
        with store.begin(write=False) as session:
            moment = session.event_at(session.head()).event.recorded_at + timedelta(days=10)
        ended = making.suspension_ended(
            "stop", id=f"end {day}", occurred_on=date(2025, 8, day), recorded_at=moment, actor=f"officer {day}"
        )
        try:
            service.record(ended)
        finally:
            store.close()

    with ThreadPoolExecutor(4) as threads:
        endings = list(threads.map(lambda day: forked(lambda: resume(day)), range(1, 5)))
    assert sorted(said for _, said in endings) == ["", "EventError", "EventError", "EventError"]


ANSWERED = (
    "The extension asked for task “ke-hoach/R2/12” has been answered already: CV của An (01/08/2025, An, by An). "
    "Nothing was recorded. Record a new request first, or correct that answer; whoever may can grant one as an "
    "override, on a document."
)
LATE: dict[str, tuple[Make, Make, str]] = {
    "resume, resume": (
        *PAIRS["resume, resume"],
        (
            "The suspension “stop” has ended already, on 2025-08-01: CV của An (01/08/2025, An, by An). Nothing was "
            "recorded; to change the day, correct that."
        ),
    ),
    "grant, refuse": (
        *PAIRS["grant, refuse"],
        ANSWERED,
    ),
    "refuse, grant": (
        *swapped(PAIRS["grant, refuse"]),
        ANSWERED,
    ),
    "merge, end": (
        *PAIRS["merge, end"],
        "Unit “c1” has ended already, on 2025-08-01: CV của An (01/08/2025, An, by An). Nothing was recorded.",
    ),
    "withdraw, correct": (
        *swapped(PAIRS["correct, withdraw"]),
        "Event “held” has been withdrawn already: CV của An (01/08/2025, An, by An). Nothing was recorded.",
    ),
}


@pytest.mark.parametrize("pair", LATE)
def test_whoever_looks_when_it_is_too_late_is_told_who_decided(pair: str) -> None:
    """What contradicts what stands is refused, with the document, the day and the officer by whom it stands."""
    world = made(make_store("memory:"))
    first, second, words = LATE[pair]
    world.service.record(first(envelope(world, "An")))
    with pytest.raises(EventError) as caught:
        world.service.record(second(envelope(world, "Bình")))
    assert str(caught.value) == words


def test_a_plan_is_adopted_once() -> None:
    """Whoever adopts a plan with other words than those in force is told who adopted these."""
    world = made(make_store("memory:"))
    text = plan_text([{"due": "by 2025-12-03"}])
    with pytest.raises(EventsError) as caught:
        world.service.record(_adoption(world, text))
    assert str(caught.value) == (
        "Plan “ke-hoach” has been adopted with other content (version 1): adopt-ke-hoach (21/07/2025, officer). "
        "Nothing was recorded."
    )


def _adoption(world: World, text: str) -> Event:
    plan = world.service.tools.compile(text)
    return making.plan_adopted(plan.id, source=text, hash=plan.hash, version=1, **envelope(world, "An"))


def test_who_rests_on_the_whole_log_is_told_all_that_came_since(store: Store) -> None:
    """A basis of everything holds while nothing at all was recorded, and else names what was."""
    world = made(store)
    with store.begin(write=False) as session:
        whole = Basis(position=session.head())
        whole.must_hold(session)
    world.tick("2025-08-05")
    world.log("own_congress", "2025-07-28", "c1")
    with store.begin(write=False) as session, pytest.raises(Conflict) as caught:
        whole.must_hold(session)
    assert [one.event.type for one in caught.value.since] == ["day.began", "milestone.held"]
    head = whole.position + 2
    assert str(caught.value) == (
        f"The log has moved on: its head was expected at position {whole.position} and is at {head}. "
        "Nothing was recorded. Read what has happened since, and decide again."
    )
