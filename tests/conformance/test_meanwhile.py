"""An event that is decided beside other writers: what was recorded before it took the log is counted in, or no matter.

Each test stands at the seam: `Between` records something else when the event has been decided and asks for the log.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.pipeline import meanwhile
from engine.pipeline.meanwhile import at_home
from engine.service import Service
from events import making
from events.catalogue import TYPES
from events.errors import Conflict, DuplicateEvent, EventError
from events.event import Document, Event
from events.opening import make_store
from events.store import Session, Store
from tests.conformance.test_store_races import cut, holders
from tests.worlds import PLAN, World, plan_text, tools

OTHER = "khac"
EACH = {"for each": "commune", "lead": "each"}
BOTH = {"when": "{all: [congress, guidance]}", "due": "5 days after guidance"}
ROWS = [{**EACH, "due": "10 working days after congress"}, {"due": "by 2025-12-01"}, BOTH]
CLAUSE = "[{milestone: congress, plans: all, until: halt}]"
HALTS = {"congress": "12", "halt": "12", "guidance": "vn"}
PAPER = Document(text="9-KH/TU", issued=date(2025, 7, 21))

Deed = Callable[[World], object]


@dataclass
class Between:
    """A store of which several write: before a transaction for writing is begun, the next of `deeds` is done."""

    store: Store
    deeds: list[Callable[[], object]] = field(default_factory=list)
    parallel: bool = True
    turns: list[str] = field(default_factory=list)  # the plans in which a turn was taken

    @property
    def url_label(self) -> str:
        return self.store.url_label

    @contextmanager
    def begin(self, write: bool = True, *, after: int | None = None) -> Iterator[Session]:
        if write and self.deeds:
            self.deeds.pop(0)()
        with self.store.begin(write, after=after) as session:
            yield session

    @contextmanager
    def recounting(self, plans: Collection[str]) -> Iterator[Session]:
        with self.store.recounting(plans) as session:
            yield session

    @contextmanager
    def turn(self, plan: str) -> Iterator[bool]:
        self.turns.append(plan)
        with self.store.turn(plan) as waited:
            yield waited


def made(store: Store, *plans: str) -> World:
    world = World(store)
    world.populate()
    world.adopt(plan_text(ROWS))
    for plan in plans or (other(),):
        world.adopt(plan)
    return world


def other(**header: str) -> str:
    return plan_text(ROWS, HALTS, plan=OTHER, number="2-KH/TU", **header)


def congress(world: World, day: str = "2025-07-25") -> Event:
    return making.milestone("congress", plan=PLAN, unit="12", phase="held", **world.envelope(day, "ours"))


def interrupted(world: World, event: Event, *deeds: Deed, seen: int | None = None) -> int:
    """How often `event` was decided while each of `deeds` was done before the log was taken."""
    between = Between(world.store, [lambda deed=deed: deed(world) for deed in deeds])  # type: ignore[misc]
    logged = Service(between, tools()).record(event, seen=seen)
    assert not between.deeds
    return logged.tries


def whole(world: World) -> None:
    report = verify(world.service, make_store("memory:"))
    assert report.holds, report


def new_commune(world: World) -> None:
    rows: list[making.UnitData] = [{"code": "c4", "name": "Xã c4", "kind": "commune", "parent": "12"}]
    world.service.record(making.units_registered(rows, **world.envelope()))


def day_off(world: World) -> None:
    days: list[making.DayData] = [{"day": "2025-08-01", "working": False, "reason": "bão"}]
    world.service.record(making.calendar_amended("vn", days, **world.envelope()))


def closing_hour(world: World) -> None:
    world.service.record(
        making.calendar_amended(
            "vn", cut_off={"since": "2025-07-01", "at": "15:00", "reason": "quy chế"}, **world.envelope()
        )
    )


def new_version(world: World) -> None:
    rows = [{**EACH, "due": "20 days after congress"}, *ROWS[1:]]
    with world.store.begin(write=False) as session:
        version = propose(session, world.service.tools, plan_text(rows), {}).version
    world.service.record(making.plan_amended(PLAN, version, **world.envelope("2025-07-25", document=PAPER)))


def letter(world: World) -> None:
    world.adopt(plan_text([{"due": "continuous"}], HALTS, plan="cong-van", number="3-CV/TU", suspensions=CLAUSE))


NEWS: dict[str, Deed] = {
    "the same plan": lambda world: world.log("guidance", "2025-07-24", "vn"),
    "a report in the same plan": lambda world: world.done(f"{PLAN}/R2/12", "2025-07-24"),
    "an agency": new_commune,
    "a calendar": day_off,
    "a closing hour": closing_hour,
    "a version of the plan": new_version,
    "a plan that suspends": letter,
    "the clock": lambda world: world.tick("2025-09-01"),
    "a suspension of every plan": lambda world: world.suspend("2025-07-25", plan=None, everything=True),
    "a suspension elsewhere": lambda world: world.suspend("2025-07-25", plan=OTHER, everything=True),
    "a correction elsewhere": lambda world: world.service.record(making.withdrawn("theirs", **world.envelope())),
}


@pytest.mark.parametrize("news", NEWS)
def test_news_that_matter_are_counted_in(store: Store, news: str) -> None:
    """An event that was decided without knowing of them is decided again, and stands as if it had come after them."""
    world = made(store)
    world.log("guidance", "2025-07-22", "vn", name="theirs", plan=OTHER)
    assert interrupted(world, congress(world), NEWS[news]) == 2
    whole(world)


def halted(world: World) -> object:
    return world.log("halt", "2025-07-24", plan=OTHER)


TIES: dict[str, Callable[[Store], World]] = {
    "by a clause": lambda store: made(store, other(suspensions=CLAUSE)),
    "by an officer": lambda store: suspended(made(store), PLAN),
    "by an officer, all": lambda store: suspended(made(store), None),
}


def suspended(world: World, plan: str | None) -> World:
    world.suspend("2025-07-22", plan=plan, everything=True, until=f"{OTHER}/halt")
    return world


@pytest.mark.parametrize("tie", TIES)
def test_news_of_a_plan_that_is_tied_are_counted_in(store: Store, tie: str) -> None:
    """The milestone of another plan with which a suspension ends matters to who decides on the tasks it suspends."""
    world = TIES[tie](store)
    assert interrupted(world, congress(world), halted) == 2
    assert world.tasks()["R1/c1"][0] == "active"
    whole(world)


@pytest.mark.parametrize("tie", TIES)
def test_who_ends_a_suspension_elsewhere_knows_what_happened_there(store: Store, tie: str) -> None:
    """A milestone that ends a suspension of another plan's tasks is decided again for news of that plan."""
    world = TIES[tie](store)
    event = making.milestone("halt", plan=OTHER, unit="12", phase="held", **world.envelope("2025-07-24", "ours"))
    assert interrupted(world, event, lambda world: world.service.record(congress_named(world, "theirs"))) == 2
    assert world.tasks()["R1/c1"][0] == "active"
    whole(world)


def congress_named(world: World, name: str) -> Event:
    return making.milestone("congress", plan=PLAN, unit="12", phase="held", **world.envelope("2025-07-25", name))


NO_MATTER: dict[str, Deed] = {
    "a milestone": lambda world: world.log("congress", "2025-07-24", plan=OTHER),
    "one that is planned": lambda world: world.log("congress", "2025-08-24", phase="planned", plan=OTHER),
    "a report": lambda world: done(world, f"{OTHER}/R2/12"),
    "more time": lambda world: more_time(world, f"{OTHER}/R2/12"),
    "several": lambda world: [world.log(name, "2025-07-24", plan=OTHER) for name in ("congress", "halt")],
}


def done(world: World, task: str) -> object:
    return world.service.record(making.task_done(task, plan=OTHER, **world.envelope("2025-07-24")))


def more_time(world: World, task: str) -> object:
    day = date(2025, 12, 15)
    return world.service.record(
        making.extension_requested(task, plan=OTHER, due=day, reason="chờ số liệu", **world.envelope())
    )


@pytest.mark.parametrize("news", NO_MATTER)
def test_news_of_another_plan_are_no_matter(store: Store, news: str) -> None:
    """What was decided without them holds, with a later place in the log, and all rows have that place."""
    world = made(store)
    with store.begin(write=False) as session:
        head = session.head()
    event = congress(world)
    assert interrupted(world, event, NO_MATTER[news]) == 1
    with store.begin(write=False) as session:
        last = session.event_at(session.head())
        ours = [row.since for row in session.tasks(PLAN, ["R1"])]
        told = [row.position for row in session.messages() if row.key.startswith("ours/")]
    assert (last.event.id, last.position > head + 1) == ("ours", True)
    assert set(ours) == set(told) == {last.position}
    whole(world)


def test_a_milestone_that_nobody_waits_for_elsewhere_is_no_matter(store: Store) -> None:
    """Of a plan with one milestone that ends a suspension elsewhere, another milestone ties nothing."""
    world = suspended(made(store), PLAN)
    assert interrupted(world, congress(world), lambda world: world.log("guidance", "2025-07-24", "vn", plan=OTHER)) == 1
    whole(world)


def test_the_third_try_holds_the_log(store: Store) -> None:
    """After two decisions that came to nothing, the third is made while nobody else can record."""
    world = made(store)
    assert interrupted(world, congress(world), NEWS["an agency"], NEWS["a calendar"]) == 3
    assert "R1/c4" in world.tasks()
    whole(world)


def test_where_others_record_in_the_same_plan_the_second_try_waits_for_its_turn(store: Store) -> None:
    """Whoever meets another in his plan decides beside others once more, when it is his turn in that plan."""
    world = made(store)
    between = Between(store, [lambda: NEWS["the same plan"](world)])
    assert Service(between, tools()).record(congress(world)).tries == 2
    assert between.turns == [PLAN]
    assert world.tasks()["R3/12"] == ("active", "2025-07-29")
    whole(world)


def test_news_of_another_sort_give_no_reason_to_take_turns(store: Store) -> None:
    """An agency that is registered keeps nobody from deciding in his plan, beside others."""
    world = made(store)
    between = Between(store, [lambda: NEWS["an agency"](world)])
    assert Service(between, tools()).record(congress(world)).tries == 2
    assert between.turns == []


@pytest.mark.parametrize("second", ["an agency", "a report in the same plan"])
def test_a_turn_is_no_promise(store: Store, second: str) -> None:
    """What comes in although one has the turn is seen all the same, and then the log is held."""
    world = made(store)
    deeds = [lambda: NEWS["the same plan"](world), lambda: NEWS[second](world)]
    between = Between(store, deeds)
    assert Service(between, tools()).record(congress(world)).tries == 3
    assert between.turns == [PLAN]
    assert ("R1/c4" in world.tasks()) == (second == "an agency")
    whole(world)


@pytest.mark.postgres
def test_who_loses_his_turn_on_the_way_records_all_the_same(postgres_url: str) -> None:
    """The turn's connection is cut while its holder decides: his event is recorded once, and no turn is left behind."""
    store = make_store(postgres_url)
    world = made(store)
    between = Between(store, [lambda: NEWS["the same plan"](world), lambda: cut(store)])
    assert Service(between, tools()).record(congress(world)).tries == 2
    assert (between.turns, holders(store)) == ([PLAN], [])
    whole(world)
    store.close()


def test_where_others_were_met_turns_are_taken_for_a_while(store: Store) -> None:
    """In that plan and no other; then it is tried without, and the next who is met begins it anew."""
    world = made(store)
    between = Between(store, [lambda: NEWS["the same plan"](world)])
    service = Service(between, tools())
    service.record(congress(world))
    report = making.task_done(f"{OTHER}/R2/12", plan=OTHER, **world.envelope("2025-07-25"))
    service.record(report)
    assert between.turns == [PLAN]
    for _ in range(meanwhile.TURNS + 1):
        envelope = world.envelope("2025-08-25", ahead=True)
        service.record(making.milestone("own_congress", plan=PLAN, unit="c1", phase="planned", **envelope))
    assert between.turns == [PLAN] * meanwhile.TURNS


def test_the_same_sent_twice_at_once_counts_once(store: Store) -> None:
    """Who sends an event that another has just recorded is told so, as if he had come later."""
    world = made(store)
    event = congress(world)
    between = Between(store, [lambda: world.service.record(event)])
    logged = Service(between, tools()).record(event)
    assert (logged.known, logged.tries) == (True, 2)
    with store.begin(write=False) as session:
        assert session.head() == logged.decision.position
    whole(world)


def test_two_officers_who_record_the_same_at_once_count_once(store: Store) -> None:
    """The second is told that it is known, whoever he is, and though the first named what it was held by."""
    world = made(store)
    event = congress(world)
    first = replace(event, actor="another", document=Document(text="12-TB/TU"))
    logged = Service(Between(store, [lambda: world.service.record(first)]), tools()).record(event)
    assert (logged.known, logged.decision.event.actor) == (True, "another")
    whole(world)


def test_an_id_that_was_just_taken_is_refused(store: Store) -> None:
    """Another event of the same id, though of another plan, is found before the log is added to."""
    world = made(store)
    event = congress(world)
    with pytest.raises(DuplicateEvent):
        interrupted(world, event, lambda world: world.log("congress", "2025-07-24", name="ours", plan=OTHER))
    whole(world)


def test_what_has_become_impossible_is_refused(store: Store) -> None:
    """An event that fitted when it was first decided is refused by what was recorded meanwhile, and leaves nothing."""
    world = made(store)
    with pytest.raises(EventError, match="2025-07-24"):
        interrupted(world, congress(world), lambda world: world.log("congress", "2025-07-24"))
    with store.begin(write=False) as session:
        assert session.find("ours") is None
    whole(world)


def test_who_saw_less_is_still_told(store: Store) -> None:
    """Who names the place up to which he had seen the log is refused what somebody then says of the same."""
    world = made(store)
    task = f"{PLAN}/R2/12"
    with store.begin(write=False) as session:
        seen = session.head()
    event = making.task_done(task, plan=PLAN, **world.envelope("2025-07-25", "ours"))
    with pytest.raises(Conflict) as caught:
        interrupted(world, event, lambda world: world.done(task, "2025-07-24", "theirs"), seen=seen)
    assert [one.event.id for one in caught.value.since] == ["theirs"]
    with store.begin(write=False) as session:
        assert session.find("ours") is None


def test_who_saw_less_is_told_of_other_plans_too(store: Store) -> None:
    """Two dates of two plans rest on one suspension: who speaks of one and saw less is told what was said of the other.

    The decision would be the same; that he knew of it is another matter, and asked under the lock.
    """
    world = made(store)
    for plan in (PLAN, OTHER):
        world.log("congress", "2025-07-22", plan=plan)
    world.suspend("2025-07-23", "stop", plan=None, everything=True)
    world.resume("stop", "2025-07-24")
    with store.begin(write=False) as session:
        seen = session.head()
    event = making.task_done(f"{PLAN}/R1/c1", plan=PLAN, **world.envelope("2025-07-25", "ours"))
    with pytest.raises(Conflict) as caught:
        interrupted(world, event, lambda world: done(world, f"{OTHER}/R1/c1"), seen=seen)
    assert [one.event.plan for one in caught.value.since] == [OTHER]
    assert interrupted(world, event, lambda world: done(world, f"{OTHER}/R1/c2")) == 1
    whole(world)


def test_types_that_are_at_home_speak_of_one_plan(store: Store) -> None:
    """Every type that is decided beside others must name a plan, and brings nothing but facts of it."""
    world = made(store)
    home = {name for name in TYPES if at_home(example(world, name))}
    assert home == {
        *("milestone.planned", "milestone.held", "milestone.postponed", "milestone.not_held"),
        *("task.done", "task.date_set", "task.acknowledged", "task.progress", "task.assigned", "part.asked"),
        *("extension.requested", "extension.granted", "extension.refused"),
    }
    assert {TYPES[name].plan for name in home} == {"must"}


def example(world: World, name: str) -> Event:
    envelope = world.envelope()
    return Event(
        id=envelope["id"],
        type=name,
        plan=PLAN,
        occurred_on=envelope["occurred_on"],
        recorded_at=envelope["recorded_at"],
        actor="officer",
    )
