"""A plan that runs already is taken over: nobody is told what he knows; from then on he hears what changes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.asking.verifying import verify
from events import making
from events.opening import make_store
from rules.compiling import compile_plan
from tests.command_line import CommandLine
from tests.telling import letters, office
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
