"""Who prefers it is told at an hour of his working days, of all plans in one message; what is urgent at once."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from adapters.clock import SetClock, in_viet_nam
from adapters.telling.hours.digests import digests
from engine.snapshot import Snapshot
from events import making
from events.beside.rows import DigestRow
from events.chain import moment_text
from events.opening import make_store
from events.store import Digests, Since, Timing
from events.views import Waiting
from tests.command_line import CommandLine
from tests.telling import Post, flush, letters, office
from tests.worlds import Rule, World, adopted, plan_text

AFTER: Rule = {"lead": "bto", "due": "7 days after congress"}
SOON: Rule = {"lead": "bto", "due": "2 days after guidance"}
OTHER: Rule = {"lead": "bto", "due": "10 days after guidance"}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office on a database, with two plans."""
    store = make_store(database_url)
    made = office(store)
    made.adopt(plan_text((AFTER, SOON)))
    made.adopt(plan_text((OTHER, {**OTHER, "lead": "bnv"}), plan="other"))
    yield made
    store.close()


def since(world: World, hours: float = 0) -> Digests:
    """For one unit: its last hour was so many hours ago, or comes so much later."""
    at = world.now - timedelta(hours=hours)
    return Digests(None, {"bto": Since(moment_text(at), moment_text(at + timedelta(hours=9)))})


def waiting(world: World, digests: Digests) -> Waiting:
    return world.store.waiting(world.now, Timing(digests=digests))


BOTH = [("activated", "R1", "2025-08-11"), ("activated", "R1", "2025-08-13")]


def test_what_comes_after_the_hour_waits_for_the_next_and_is_one_message_then(world: World) -> None:
    """Of both plans; whoever is told as it comes hears at once, of each."""
    world.log("congress", "2025-08-04")
    world.log("guidance", "2025-08-03", "vn", plan="other")
    last = since(world, hours=1)
    assert letters(world, digests=last) == {"bnv": [("activated", "R2", "2025-08-13")]}
    assert (letters(world, digests=last), waiting(world, last)) == ({}, Waiting(0, 0, 0, 2))
    post = Post()
    assert letters(world, post, digests=since(world)) == {"bto": BOTH}
    assert [(message.address, message.body.subject.count("2 kế hoạch")) for message in post.handed] == [
        ("bto@example.vn", 1)
    ]
    assert (letters(world), waiting(world, last)) == ({}, Waiting(0, 0, 0, 0))


def test_what_an_event_makes_urgent_goes_at_once_and_takes_the_rest_along(world: World) -> None:
    """And what takes back what was told."""
    world.log("congress", "2025-08-04", name="held")
    last = since(world, hours=1)
    assert letters(world, digests=last) == {}
    world.log("guidance", "2025-08-04", "vn")
    assert letters(world, digests=last)["bto"] == [
        ("activated", "R1", "2025-08-11"),
        ("activated", "R2", "2025-08-06"),
    ]
    world.service.record(making.withdrawn("held", **world.envelope()))
    assert letters(world, digests=since(world, hours=1)) == {"bto": [("closed", "R1", None)]}


def test_what_the_clock_says_is_told_on_its_day_however_late_the_sweep(world: World) -> None:
    """A day that was swept after the hour is told in that sweep; one that begins before the hour waits for it."""
    world.log("congress", "2025-08-04")
    letters(world)
    world.tick("2025-08-12")
    over = Since(moment_text(world.now - timedelta(days=1)), moment_text(world.now - timedelta(hours=1)))
    before = Digests(over)
    assert (letters(world, digests=before), waiting(world, before)) == ({}, Waiting(0, 0, 0, 1))
    assert letters(world, digests=since(world, hours=1)) == {"bto": [("overdue", "R1", "2025-08-11")]}


def test_what_was_refused_is_composed_anew_of_all_plans(world: World) -> None:
    """Nothing of either plan was told; then it is, once."""
    from adapters.telling.channel import Temporary  # noqa: PLC0415
    from adapters.words.catalogue import Said  # noqa: PLC0415

    world.log("congress", "2025-08-04")
    world.log("guidance", "2025-08-03", "vn", plan="other")
    refusing = Post(answers={"bto@example.vn": [Temporary(Said("451", {}))]})
    assert "bto" not in letters(world, refusing, digests=since(world))
    world.now += timedelta(minutes=2)
    assert letters(world, refusing, digests=since(world)) == {"bto": BOTH}
    assert flush(world) == []


HOURS = {
    "2025-08-04 07:59": "2025-08-01",  # a Monday: the last working day was a Friday
    "2025-08-04 08:00": "2025-08-04",
    "2025-08-03 12:00": "2025-08-01",
    "2025-04-26 12:00": "2025-04-26",  # a Saturday that was worked
    "2025-02-02 12:00": "2025-01-24",  # Tết
    "2500-01-03 12:00": "2500-01-03",  # beyond what the calendar has
}


@pytest.mark.parametrize("moment", HOURS)
def test_hours_are_those_of_working_days(moment: str) -> None:
    """By the calendar in force, in Viet Nam; for who has said nothing as the settings have it."""
    rows = [DigestRow("bto", "16:30", "", ""), DigestRow("bnv", "off", "", ""), DigestRow("c1", "", "", "")]
    now = in_viet_nam(datetime.fromisoformat(f"{moment}+07:00"))
    with adopted(plan_text((AFTER,))).store.begin(write=False) as session:
        found = digests(time(8), rows, now, Snapshot(session, World().service.tools))
        alone = digests(None, rows, now, Snapshot(session, World().service.tools))
    assert found.everybody
    assert in_viet_nam(datetime.fromisoformat(found.everybody.moment)).isoformat()[:16] == f"{HOURS[moment]}T08:00"
    assert set(found.but) == {"bto", "bnv"}
    assert (found.of("bnv"), found.of("c1")) == (None, found.everybody)
    assert (alone.everybody, alone.but) == (None, {"bto": found.of("bto")})


def test_a_day_off_of_one_place_puts_its_hour_off() -> None:
    """A storm keeps the province's Monday free, but not that of one commune."""
    world = office()
    for unit, working in (("12", False), ("c1", True)):
        days: list[making.DayData] = [{"day": "2025-08-04", "working": working, "reason": "bão"}]
        world.service.record(making.calendar_amended("vn", days, unit=unit, **world.envelope(name=unit)))
    now = in_viet_nam(datetime.fromisoformat("2025-08-04 12:00+07:00"))
    with world.store.begin(write=False) as session:
        found = digests(time(8), [], now, Snapshot(session, world.service.tools))
    monday = found.everybody
    assert monday
    assert monday.moment.startswith("2025-08-04T01")
    assert {code for code in ("12", "bto", "c1", "c2", "vn") if found.of(code) == monday} == {"c1", "vn"}


UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,
12,Tỉnh,province,vn,
bto,Ban Tổ chức,party-body,12,bto@example.vn
"""


def test_a_unit_is_told_at_the_hour_that_was_said_for_it(database_url: str, tmp_path: Path) -> None:
    """As an officer sees it, on a Monday."""
    line = CommandLine(tmp_path, database_url)
    line.registers(UNITS)
    assert line.json("units", "digest", "bto") == {
        "unit": "bto",
        "digest": None,
        "usual": "off",
        "by": None,
        "known": True,
        "dry_run": False,
    }
    assert "would be so" in line("units", "digest", "bto", "16:00", "--dry-run").out
    assert line.json("units", "digest", "bto", "16:00")["digest"] == "16:00"
    assert line.json("units", "digest", "bto", "16:00")["known"]
    assert [unit["digest"] for unit in line.json("units", "list")] == [None, "16:00", None]
    assert "write a whole or a half hour" in line("units", "digest", "bto", "16:10", code=1).err
    line.adopts(plan_text(({"lead": "bto", "due": "by 2025-12-01"},)))
    said = line("sweep").out
    assert "Waiting for the hour at which their recipients are told all at once: 1 message(s)." in said
    assert line.json("status")["waiting_for_digest"] == 1
    line.clock.moment = SetClock.on(line.clock.today(), time(16)).moment
    swept = line.json("sweep")
    assert (swept["sent"], swept["waiting_for_digest"]) == (1, 0)
    assert "as it comes" in line("units", "digest", "bto", "usual").out
