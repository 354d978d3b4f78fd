"""A plan that runs already is taken over: nobody is told what he knows; from then on he hears what changes."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.telling.channel import Permanent, Temporary
from adapters.words.catalogue import Said
from engine.asking.verifying import verify
from engine.telling.news import news
from events import making
from events.delivery import sent
from events.opening import make_store
from events.store import Quiet, Timing
from rules.compiling import compile_plan
from tests.command_line import CommandLine
from tests.telling import MAIL_OF_EACH, Post, flush, letters, office
from tests.worlds import PLAN, Rule, World, plan_text

LATE: Rule = {"lead": "bto", "due": "by 2025-08-01"}
AHEAD: Rule = {"lead": "bto", "due": "by 2025-12-01"}
UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,vn@example.vn
12,Tỉnh Lai Châu,province,vn,tinh@example.vn
bto,Ban Tổ chức,party-body,12,bto@example.vn
"""
DECEMBER = date(2025, 12, 15)
EACH: Rule = {"for each": "commune", "lead": "each", "due": "by 2025-11-03"}
WAITS: Rule = {"lead": "bto", "due": "7 days after congress"}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office on a database that took over a plan of July in October, and has sent what there is to send."""
    store = make_store(database_url)
    made = office(store, "2025-10-01")
    text = plan_text((LATE, AHEAD, EACH, WAITS))
    event = making.plan_adopted(
        PLAN, source=text, hash=compile_plan(text).hash, version=1, taken_over=True, **made.envelope("2025-10-01")
    )
    made.service.record(event)
    yield made
    store.close()


def test_nobody_is_told_how_things_stand(world: World) -> None:
    """Neither at once nor when a day begins: what is late is known to be; and the store is sound."""
    assert letters(world) == {}
    world.tick("2025-10-01")
    assert letters(world) == {}
    with world.store.begin(write=False) as session:
        assert {view.status for view in session.messages()} == {"covered"}
        told = {row[2].removeprefix(f"{PLAN}/"): row[4:6] for row in session.dump("told")}
    assert told["R1/bto"] == ("active", "2025-08-01")
    assert verify(world.service, make_store("memory:")).holds


def test_who_works_on_it_hears_what_changes(world: World) -> None:
    """Also where both are sent at once: a date that moved is said as that, not as a new task."""
    due = making.task_date_set(f"{PLAN}/R2/bto", plan=PLAN, due=DECEMBER, **world.envelope("2025-10-01"))
    world.service.record(due)
    world.log("congress", "2025-10-01")
    assert letters(world) == {"bto": [("moved", "R2", "2025-12-15"), ("activated", "R4", "2025-10-08")]}


def test_reminders_come_as_ever(world: World) -> None:
    """Those of days to come."""
    assert letters(world) == {}
    world.tick("2025-10-30")
    assert letters(world)["c1"] == [("reminder", "R3", "2025-11-03")]


def test_what_is_late_and_not_settled_is_chased_from_the_next_rung_on(world: World) -> None:
    """The lead of it, and who stands above him."""
    world.tick("2025-10-01")
    assert letters(world) == {}
    world.tick("2025-10-10")
    found = letters(world)
    assert found["bto"] == [("overdue", "R1", "2025-08-01")]
    assert [item[:2] for item in found["12"]] == [("overdue", "R1/Ban Tổ chức")]


def test_an_officer_takes_a_plan_over(database_url: str, tmp_path: Path) -> None:
    """He is told that nobody is, and what is to be settled; a dry run says the same, and changes nothing."""
    line = CommandLine(tmp_path, database_url)
    line.registers(UNITS)
    line.on("2025-10-01")
    file = line.writes("ke-hoach.yaml", plan_text((LATE, AHEAD)))
    assert line.json("plan", "add", file, "--takeover", "--dry-run")["to_settle"] == [
        {"task": f"{PLAN}/R1/bto", "due": "2025-08-01"}
    ]
    said = line("plan", "add", file, "--takeover").out
    assert "Messages: none." in said
    assert "nobody is told of its tasks now" in said
    assert "Past their last day, and open here: 1 task(s)." in said
    assert "taken over" not in line("plan", "add", file, "--takeover").out  # it is there already
    assert line.json("sweep")["sent"] == 0
    line("done", f"{PLAN}/R1/bto", "--on", "2025-07-30")
    assert line.json("status")["overdue"] == 0


def test_what_begins_since_it_is_joined_is_known_too(database_url: str, tmp_path: Path) -> None:
    """The congress was logged in another plan; of what it begins there nothing is said, and it is to be settled."""
    line = CommandLine(tmp_path, database_url)
    line.registers(UNITS)
    line.adopts(plan_text((AHEAD,)))
    line.on("2025-08-05")
    line("log", "congress", "--on", "2025-08-04")
    line.on("2025-09-10")
    line("sweep")
    file = line.writes("khac.yaml", plan_text((WAITS,), plan="khac", number="2-KH/TU"))
    same = f"congress={PLAN}/congress"
    assert line.json("plan", "add", file, "--takeover", "--same", same)["to_settle"] == [
        {"task": "khac/R1/bto", "due": "2025-08-11"}
    ]
    assert line.json("sweep")["sent"] == 0


def test_what_waits_to_be_known_is_no_message(database_url: str, tmp_path: Path) -> None:
    """Nothing is counted or listed that is to leave, nor by a telephone that is new; a dry run says what would be."""
    line = CommandLine(tmp_path, database_url)
    line.registers(UNITS)
    line.on("2025-10-01")
    file = line.writes("ke-hoach.yaml", plan_text((LATE, AHEAD)))
    tried = line("plan", "add", file, "--takeover", "--dry-run").out
    assert "nobody would be told of its tasks then" in tried
    assert "would have to be reported" in tried
    line("plan", "add", file, "--takeover")
    assert "Messages: none." in line("units", "add", line.writes("so.csv", "code,phone\nbto,0912345678\n")).out
    status = line.json("status")
    assert (status["messages"], status["waiting"], status["waiting_for_hours"]) == ({}, 0, 0)
    assert line.json("outbox") == []
    assert line.json("sweep")["sent"] == 0


def by_telephone(world: World) -> list[tuple[str, str | None]]:
    """What is told by telephone now, of all that leaves: the kind and the due date of each item."""
    found: list[tuple[str, str | None]] = []
    while claimed := world.store.claim(world.now, "w", 10, 60, news(world.now.date())):
        items = (item for one in claimed if one.channel == "sms" for item in json.loads(one.content)["items"])
        found += ((item["change"], item["due"]) for item in items)
        world.store.settle([sent(one, world.now) for one in claimed])
    return found


@pytest.mark.parametrize("noted", [True, False])
def test_a_telephone_tells_only_what_changes_since(world: World, *, noted: bool) -> None:
    """Not how things stood when the plan was taken over, whether that was noted by then; and it goes on from there."""
    if noted:
        assert by_telephone(world) == []
    world.register([{**one, "phone": "0912345678"} for one in MAIL_OF_EACH if one["code"] == "bto"])
    due = making.task_date_set(f"{PLAN}/R2/bto", plan=PLAN, due=DECEMBER, **world.envelope("2025-10-01"))
    world.service.record(due)
    assert by_telephone(world) == [("moved", "2025-12-15")]
    world.log("congress", "2025-10-01")
    assert by_telephone(world) == [("activated", "2025-10-08")]
    assert verify(world.service, make_store("memory:")).holds


def test_a_telephone_tells_what_arrived_by_no_mail(world: World) -> None:
    """A task that began after the takeover, of which the mail was refused."""
    flush(world, Post())
    world.log("congress", "2025-10-01")
    flush(world, Post(answers={"bto@example.vn": [Permanent(Said("550 no such user"))]}))
    world.register([{**one, "phone": "0912345678"} for one in MAIL_OF_EACH if one["code"] == "bto"])
    assert by_telephone(world) == [("activated", "2025-10-08")]


def test_what_was_refused_is_not_forgotten_to_be_known(world: World) -> None:
    """A change that was sent with what is only noted, and did not arrive, is told as a change when it is sent again."""
    due = making.task_date_set(f"{PLAN}/R2/bto", plan=PLAN, due=DECEMBER, **world.envelope("2025-10-01"))
    world.service.record(due)
    assert letters(world, Post(answers={"bto@example.vn": [Temporary(Said("451"))]})) == {}
    world.now += timedelta(hours=1)
    assert letters(world) == {"bto": [("moved", "R2", "2025-12-15")]}


def test_a_telephone_at_night_waits_for_the_morning(database_url: str) -> None:
    """Also of a plan that was adopted aloud, with a task that is late: nothing has become of it."""
    store = make_store(database_url)
    world = office(store, "2025-10-01")
    world.adopt(plan_text((LATE,)))
    flush(world)
    world.register([{**one, "phone": "0912345678"} for one in MAIL_OF_EACH if one["code"] == "bto"])
    night = Timing(quiet=Quiet(everywhere=True))
    assert not store.claim(world.now, "w", 10, 60, news(world.now.date(), night))
    assert store.waiting(world.now, night).for_the_morning == 1
    store.close()
