"""A clock that was wrong: days that leap are refused, days are taken back, and everything heals."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.asking.as_of import as_of, on
from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.decision import Kind
from engine.service import Service
from events import making
from events.errors import EventError
from events.event import Document
from events.opening import make_store
from rules.amending.merging import Choice
from tests.worlds import PLAN, World, plan_text

RULES: list[dict[str, object]] = [
    {"due": "by 2025-08-20"},
    {"when": "task R1 missed", "due": "right after task R1 missed"},
    {"due": "every month by day 25"},
    {"due": "7 days after congress"},
]
AMENDED: list[dict[str, object]] = [RULES[0], RULES[1], {"due": "every month by day 20"}, {"due": "by 2025-12-24"}]


def begun(rules: list[dict[str, object]] = RULES) -> World:
    """A world whose plan has been swept up to 5 August 2025."""
    world = World()
    world.populate()
    world.adopt(plan_text(rules))
    world.tick("2025-08-05")
    return world


def table(world: World) -> dict[str, tuple[Any, ...]]:
    """The tasks that are not closed, by id: state, day, done on; and the facts that were missed."""
    with world.store.begin(write=False) as session:
        tasks = {v.id: (v.state, v.due, v.done_on) for v in session.view_tasks() if v.state != "closed"}
        missed = {row[0]: (row[7],) for row in session.dump("fact") if str(row[3]).startswith("missed:")}
    return {**tasks, **missed}


def grounds(world: World) -> dict[str, list[str]]:
    """The events that each task's date rests on."""
    with world.store.begin(write=False) as session:
        return {view.id: json.loads(view.basis) for view in session.view_tasks() if view.basis}


def take_back(world: World, day: str, today: str) -> None:
    """On `today`, `day` and those after it are taken back."""
    world.now = datetime.fromisoformat(today).replace(hour=3, tzinfo=UTC)
    world.service.record(making.withdrawn(making.day_id(date.fromisoformat(day)), **world.envelope()))


def limited(world: World, leap_days: int = 45) -> Service:
    """The service with a limit to what is taken for a pause."""
    return Service(world.store, replace(world.service.tools, leap_days=leap_days))


def day(text: str, **said: Any) -> Any:
    """The event that a day began, recorded on it."""
    moment = datetime.fromisoformat(text).replace(hour=1, tzinfo=UTC)
    return making.day_began(date.fromisoformat(text), recorded_at=moment, actor="clock", **said)


def holds(world: World) -> bool:
    """True if the log gives the kept state again."""
    return verify(world.service, make_store("memory:")).holds


def test_a_day_that_leaps_too_far_is_refused_without_a_word() -> None:
    """A dead battery's day is not swept: up to 45 days are a pause, one more needs the word, which the event keeps."""
    world = begun()
    service = limited(world)
    with pytest.raises(EventError, match="would leap from 2025-08-05 to 2030-08-11, more than the 45 days"):
        service.record(day("2030-08-11"))
    with pytest.raises(EventError, match="would leap"):
        service.record(day("2025-09-20"))
    service.record(day("2025-09-19"))
    assert service.record(day("2025-11-30", leap=True)).decision.event.data == {"leap": True}
    assert holds(world)


def test_the_first_day_of_all_is_held_against_the_last_event() -> None:
    """Where no day was swept yet, the leap is counted from the day on which something was recorded last."""
    world = World()
    service = limited(world)
    service.record(day("2019-01-01"))
    world = World()
    world.populate()
    with pytest.raises(EventError, match="would leap from 2025-07-21 to 2025-09-05"):
        limited(world).record(day("2025-09-05"))
    limited(world).record(day("2025-09-04"))


def test_a_day_before_the_last_one_swept_is_refused() -> None:
    """Whoever goes back to the right day is told that the log is ahead, and how to take that back."""
    world = begun()
    world.tick("2030-08-11")
    with pytest.raises(EventError, match=r"swept up to 2030-08-11, and this machine says 2025-08-06.*--take-back"):
        world.tick("2025-08-06")


def test_everything_heals_once_the_wrong_day_is_taken_back() -> None:
    """Missed limits, what followed from them, and rounds that have not begun go; all else is as if it had not been."""
    right, wrong = begun(), begun()
    wrong.tick("2030-08-11")
    assert table(wrong) != table(right)
    take_back(wrong, "2030-08-11", "2025-08-06")
    assert table(wrong) == table(right)
    for one in ("2025-08-06", "2025-08-22", "2025-09-02"):
        right.tick(one)
        wrong.tick(one)
        assert table(wrong) == table(right)
    assert holds(wrong)


def test_reminders_come_again_with_their_day() -> None:
    """A reminder that a wrong day swallowed is given on the right one."""
    right, wrong = begun(), begun()
    wrong.tick("2030-08-11")
    take_back(wrong, "2030-08-11", "2025-08-06")
    told = [
        [(one.kind, one.rule.id) for one in world.tick("2025-08-18").decision.changes if one.kind is Kind.REMINDER]
        for world in (right, wrong)
    ]
    assert told[0] == told[1] != []


def test_all_days_after_the_one_that_is_taken_back_go_with_it() -> None:
    """Three days were swept under the wrong clock: to take back the first is enough, and it can be done but once."""
    right, world = begun(), begun()
    for one in ("2030-08-11", "2030-08-12", "2030-09-01"):
        world.tick(one)
    take_back(world, "2030-08-11", "2025-08-06")
    assert table(world) == table(right)
    for gone in ("2030-08-11", "2030-08-12"):
        with pytest.raises(EventError, match=f"The day {gone} has been taken back already"):
            take_back(world, gone, "2025-08-06")
    world.tick("2025-08-06")
    assert holds(world)


def test_only_the_first_day_was_wrong() -> None:
    """Where the very first sweep is taken back, the next one looks back to where the log was begun."""
    world = World()
    world.populate()
    world.adopt(plan_text(RULES))
    before = table(world)
    world.tick("2030-08-11")
    take_back(world, "2030-08-11", "2025-07-22")
    assert table(world) == before
    world.tick("2025-08-05")
    assert table(world) == table(begun())
    assert holds(world)


def test_a_day_taken_back_can_be_swept_when_it_has_come() -> None:
    """The day that was once wrong comes: a second event says so, and it is swept."""
    right, world = begun(), begun()
    world.tick("2025-09-02")
    take_back(world, "2025-09-02", "2025-08-06")
    right.tick("2025-09-02")
    world.service.record(day("2025-09-02", number=2))
    assert table(world) == table(right)
    assert holds(world)


def test_a_day_is_not_corrected_nor_given_back() -> None:
    """A day is only taken back: no other day is put in its place, and what takes it back is not withdrawn itself."""
    world = begun()
    world.tick("2030-08-11")
    wrong = making.day_id(date(2030, 8, 11))
    with pytest.raises(EventError, match="cannot be corrected"):
        world.service.record(making.corrected(wrong, day=date(2025, 8, 6), **world.envelope()))
    world.service.record(making.withdrawn(wrong, **world.envelope(name="back")))
    with pytest.raises(EventError, match="takes a day back, and stays"):
        world.service.record(making.withdrawn("back", **world.envelope()))


def amend(world: World, rules: list[dict[str, object]], on: str, name: str) -> None:
    """A further version of the plan, for the day `on`."""
    with world.store.begin(write=False) as session:
        proposal = propose(session, world.service.tools, plan_text(rules), {}, Choice.TAKE)
    envelope = world.envelope(on, name, ahead=True, document=Document(text="2-KH/TU"))
    world.service.record(making.plan_amended(PLAN, proposal.version, **envelope))


def test_a_version_that_took_effect_on_a_wrong_day_waits_again() -> None:
    """A version that a wrong day put in force waits for its own, with what it says was done; then it takes effect."""
    right, wrong = begun(), begun()
    for world in (right, wrong):
        amend(world, [*AMENDED, {"due": "done"}], "2025-10-01", "v2")
    wrong.tick("2030-08-11")
    take_back(wrong, "2030-08-11", "2025-08-06")
    assert table(wrong) == table(right)
    for one in ("2025-09-30", "2025-10-01"):
        right.tick(one)
        wrong.tick(one)
        assert table(wrong) == table(right)
    assert wrong.tasks()["R4/12"] == ("active", "2025-12-24")
    assert wrong.tasks()["R5/12"][0] == "done"
    assert holds(wrong)


def test_versions_laid_down_under_a_wrong_clock_wait_in_their_order() -> None:
    """A version put in force by a wrong day, and one laid down on top of it, both wait; the last may be withdrawn."""
    world = begun()
    amend(world, AMENDED, "2025-10-01", "v2")
    world.tick("2030-08-11")
    amend(world, [*AMENDED, {"due": "by 2026-03-01"}], "2026-01-10", "v3")
    take_back(world, "2030-08-11", "2025-08-06")
    assert table(world) == table(begun())
    with pytest.raises(EventError):
        world.service.record(making.withdrawn("v2", **world.envelope()))
    world.tick("2025-10-01")
    assert world.tasks()["R4/12"] == ("active", "2025-12-24")
    assert world.tasks()["R5/12"][0] == "closed"
    world.tick("2026-01-10")
    assert world.tasks()["R5/12"] == ("active", "2026-03-01")
    assert holds(world)


def test_versions_that_wait_take_effect_together_as_one_after_the_other() -> None:
    """A row that one version changes and the next puts back rests on that next one, though one sweep takes both."""
    right, wrong = begun(), begun()
    worded = [{**RULES[0], "due": "by 2025-12-30"}, *RULES[1:]]
    for world in (right, wrong):
        amend(world, worded, "2025-10-01", "v2")
        world.tick("2030-08-11" if world is wrong else "2025-10-02")
        amend(world, RULES, "2025-10-20", "v3")
    take_back(wrong, "2030-08-11", "2025-10-02")
    for world in (right, wrong):
        world.tick("2025-10-21")
    assert table(wrong) == table(right)
    assert grounds(wrong) == grounds(right)
    assert grounds(right)[f"{PLAN}/R1/12"] == ["v3"]
    assert holds(wrong)


def test_what_was_recorded_under_a_wrong_clock_heals_with_the_next_sweep() -> None:
    """An event that a machine of 2030 recorded opens rounds of years ahead; the next day swept takes them back."""
    right, wrong = begun(), begun()
    for world, year in ((right, 2025), (wrong, 2030)):
        world.now = datetime(year, 8, 5, 4, tzinfo=UTC)
        amend(world, [{"due": "by 2025-08-20"}, *RULES[1:], {"due": "every month by day 10"}], "2025-08-05", "v2")
    assert table(wrong) != table(right)
    right.tick("2025-08-06")
    wrong.tick("2025-08-06")
    assert table(wrong) == table(right)
    assert holds(wrong)


def test_to_look_back_on_a_day_sees_nothing_of_days_taken_back() -> None:
    """As things stood on a day that was once swept too early, the wrong sweep had no part in it."""
    right, wrong = begun(), begun()
    wrong.tick("2025-09-02")
    wrong.tick("2025-09-03")
    take_back(wrong, "2025-09-02", "2025-08-06")
    for world in (right, wrong):
        world.log("congress", "2025-08-04")
        world.service.record(day("2025-09-02", number=1 if world is right else 2))
    stood = [on(world.service, date(2025, 9, 3), make_store("memory:")) for world in (right, wrong)]
    tables = [table(World(then.store)) for then in stood]  # type: ignore[arg-type]  # the store in memory just opened
    assert tables[0] == tables[1] == table(right)


def test_what_was_known_at_a_moment_is_still_found_after_a_wrong_clock() -> None:
    """An event recorded “in 2030” does not hide what was recorded after it, once the clock was right."""
    world = begun()
    world.tick("2030-08-11")
    take_back(world, "2030-08-11", "2025-08-06")
    world.log("congress", "2025-08-04")
    known = table(world)
    moment = world.now
    world.tick("2025-08-07")
    world.log("guidance", "2025-08-07", "vn")
    then = as_of(world.service, moment, make_store("memory:"))
    assert table(World(then.store)) == known  # type: ignore[arg-type]  # the store in memory just opened
    assert "ke-hoach/R4/12" in known
