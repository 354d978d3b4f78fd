"""Messages leave in the hours of the settings, on working days of who receives them; urgent ones at any time."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from adapters.clock import SetClock
from adapters.telling.hours.quiet_hours import quiet
from adapters.telling.hours.sending_hours import SendingHours
from engine.snapshot import Snapshot
from events import making
from events.course import making as course
from events.opening import make_store
from events.store import Quiet, Timing
from events.views import Waiting
from tests.command_line import CommandLine
from tests.telling import MAIL_OF_EACH, letters, office
from tests.worlds import Rule, World, adopted, plan_text

AFTER: Rule = {"lead": "bto", "due": "7 days after congress"}
SOON: Rule = {"lead": "bto", "due": "2 days after guidance"}
EACH: Rule = {"for each": "commune", "lead": "each", "due": "7 days after guidance"}
UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,
12,Tỉnh,province,vn,
bto,Ban Tổ chức,party-body,12,bto@example.vn
"""
NIGHT = Quiet(everywhere=True)
DAY = SendingHours(start=time(7), end=time(21))


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office on a database, with a plan."""
    store = make_store(database_url)
    made = office(store)
    made.adopt(plan_text((AFTER, SOON, EACH)))
    yield made
    store.close()


def waiting(world: World, quiet: Quiet = NIGHT, hold: timedelta = timedelta()) -> Waiting:
    return world.store.waiting(world.now, Timing(hold, quiet))


def test_what_is_not_urgent_waits_for_the_morning(world: World) -> None:
    """It is counted as that, also where it still waits for what may correct it; nothing of it is lost."""
    world.log("congress", "2025-08-04")
    assert letters(world, quiet=NIGHT) == {}
    assert waiting(world) == waiting(world, hold=timedelta(minutes=10)) == Waiting(0, 0, 1)
    assert letters(world) == {"bto": [("activated", "R1", "2025-08-11")]}
    assert waiting(world) == Waiting(0, 0, 0)


def test_what_an_event_makes_urgent_leaves_at_night_and_takes_along_what_waits(world: World) -> None:
    """To others it stays quiet."""
    world.log("congress", "2025-08-04")
    assert letters(world, quiet=NIGHT) == {}
    world.log("guidance", "2025-08-04", "vn")
    assert letters(world, quiet=NIGHT._replace(urgent_too=True)) == {}
    assert letters(world, quiet=NIGHT) == {
        "bto": [("activated", "R1", "2025-08-11"), ("activated", "R2", "2025-08-06")]
    }
    assert letters(world) == {unit: [("activated", "R3", "2025-08-11")] for unit in ("c1", "c2")}


def test_what_takes_back_what_was_told_leaves_at_night(world: World) -> None:
    """Nobody is to work on it in vain."""
    world.log("congress", "2025-08-04", name="held")
    letters(world)
    world.service.record(making.withdrawn("held", **world.envelope()))
    assert letters(world, quiet=NIGHT) == {"bto": [("closed", "R1", None)]}


def test_what_the_clock_says_waits_for_the_morning(world: World) -> None:
    """A day begins at midnight: who is late by then hears of it when he is at work."""
    world.log("congress", "2025-08-04")
    letters(world)
    world.tick("2025-08-12")
    assert letters(world, quiet=NIGHT) == {}
    assert waiting(world) == Waiting(0, 0, 1)
    assert letters(world) == {"bto": [("overdue", "R1", "2025-08-11")]}


def test_what_is_taken_back_leaves_though_a_rung_waits(world: World) -> None:
    """On a Saturday: the clock's word waits for Monday, and what it speaks of is taken back meanwhile."""
    world.log("congress", "2025-08-04", name="held")
    letters(world)
    world.tick("2025-08-12")
    assert letters(world, quiet=NIGHT) == {}
    world.service.record(making.withdrawn("held", **world.envelope()))
    assert letters(world, quiet=NIGHT) == {"bto": [("closed", "R1", None)]}


def test_it_is_quiet_at_some_and_not_at_others(world: World) -> None:
    """A day off of one commune; or a day on which only one works."""
    world.log("guidance", "2025-08-04", "vn")
    letters(world, quiet=Quiet(everywhere=True, but=frozenset({"bto"})))
    assert waiting(world, Quiet(but=frozenset({"c1"}))) == Waiting(0, 0, 1)
    assert letters(world, quiet=Quiet(but=frozenset({"c1"}))) == {"c2": [("activated", "R3", "2025-08-11")]}
    assert letters(world, quiet=Quiet(everywhere=True, but=frozenset({"c1"}))) == {
        "c1": [("activated", "R3", "2025-08-11")]
    }


@pytest.mark.parametrize(
    ("moment", "everywhere"),
    [
        ("2025-08-04 06:59", True),
        ("2025-08-04 07:00", False),
        ("2025-08-04 20:59", False),
        ("2025-08-04 21:00", True),
        ("2025-08-03 12:00", True),  # a Sunday
        ("2025-04-26 12:00", False),  # a Saturday that was worked (official days, shared calendar)
        ("2025-05-02 12:00", True),  # the Friday that was off for it
        ("2500-01-03 12:00", False),  # beyond what the calendar has
    ],
)
def test_hours_and_days_are_those_of_viet_nam(moment: str, everywhere: bool) -> None:
    """By the calendar in force, with Saturdays that are worked."""
    with adopted(plan_text((AFTER,))).store.begin(write=False) as session:
        snapshot = Snapshot(session, World().service.tools)
        assert quiet(DAY, datetime.fromisoformat(moment), snapshot) == Quiet(everywhere=everywhere)


def test_a_day_off_of_one_place_is_quiet_there() -> None:
    """The storm keeps the province's Monday free, but not that of one commune; on Sunday nobody works."""
    world = office()
    days: list[making.DayData] = [{"day": "2025-08-04", "working": False, "reason": "bão"}]
    world.service.record(making.calendar_amended("vn", days, unit="12", **world.envelope(name="storm")))
    days = [{"day": "2025-08-04", "working": True, "reason": "không bị bão"}]
    world.service.record(making.calendar_amended("vn", days, unit="c1", **world.envelope(name="no storm")))
    with world.store.begin(write=False) as session:
        snapshot = Snapshot(session, world.service.tools)
        found = quiet(DAY, datetime(2025, 8, 4, 12), snapshot)  # noqa: DTZ001 - a clock on a wall
        assert [unit["code"] for unit in MAIL_OF_EACH if found.at(unit["code"])] == ["12", "bto", "bnv", "c2"]
        sunday = quiet(DAY, datetime(2025, 8, 3, 12), snapshot)  # noqa: DTZ001 - the same
        assert sunday == Quiet(everywhere=True)


def test_a_sweep_at_night_says_what_waits_and_the_morning_sends_it(database_url: str, tmp_path: Path) -> None:
    """As an officer sees it."""
    line = CommandLine(tmp_path, database_url, more={"THOIHAN_SENDING_HOURS": "07:00-21:00"})
    line.registers(UNITS)
    line.adopts(plan_text(({"lead": "bto", "due": "by 2025-12-01"},)))
    evening = SetClock.on(line.clock.today(), time(22)).moment
    line.clock.moment = evening
    said = line("sweep").out
    assert "Waiting for the hours in which messages are sent (07:00-21:00 on working days): 1 message(s)." in said
    assert line.json("status")["waiting_for_hours"] == 1
    line.clock.moment = evening + timedelta(hours=9)
    said = line.json("sweep")
    assert (said["sent"], said["waiting_for_hours"]) == (1, 0)


def test_what_is_said_of_a_task_on_its_way_wakes_nobody(world: World) -> None:
    """Though its due day is near, or over: whoever follows the plan has nothing to do by it."""
    world.adopt(plan_text([{"lead": "bto", "due": "by 2025-07-22"}], plan="gap", policies='{follow: "12"}'))
    assert letters(world)["bto"] == [("activated", "R1", "2025-07-22")]
    task = "gap/R1/bto"
    world.service.record(course.task_acknowledged(task, plan="gap", unit="bto", **world.envelope()))
    world.service.record(course.task_progress(task, plan="gap", progress="nửa việc", **world.envelope()))
    assert letters(world, quiet=NIGHT) == {}
    assert [kind for kind, _, _ in letters(world)["12"]] == ["acknowledged", "progress"]
