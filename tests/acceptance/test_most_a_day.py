"""Nobody gets more messages a day than so many: what is above waits for the next, as one; urgent ones leave."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.clock import SetClock
from engine.telling.news import news
from events.chain import moment_text
from events.delivery import sent
from events.opening import make_store
from events.store import Cap, Digests, Since, Timing
from events.views import Waiting
from tests.command_line import CommandLine
from tests.statements import asked
from tests.telling import letters, office
from tests.worlds import Rule, World, plan_text

AFTER: Rule = {"lead": "bto", "due": "7 days after congress"}
SOON: Rule = {"lead": "bto", "due": "2 days after guidance"}
LATER: Rule = {"lead": "bto", "due": "10 days after guidance"}
UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,
12,Tỉnh,province,vn,
bto,Ban Tổ chức,party-body,12,bto@example.vn
"""


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office on a database, with three plans."""
    store = make_store(database_url)
    made = office(store)
    made.adopt(plan_text((AFTER, SOON)))
    for plan in ("second", "third"):
        made.adopt(plan_text((AFTER, LATER), plan=plan))
    yield made
    store.close()


def one(world: World) -> Cap:
    """A message a day; the day began half a day ago."""
    return Cap(1, moment_text(world.now - timedelta(hours=12)))


def waiting(world: World) -> Waiting:
    return world.store.waiting(world.now, Timing(cap=one(world)))


def test_what_is_above_waits_for_the_next_day_and_is_one_message_then(world: World) -> None:
    """It is counted meanwhile; others, who have had none, are told."""
    world.log("congress", "2025-08-04")
    assert letters(world, cap=one(world)) == {"bto": [("activated", "R1", "2025-08-11")]}
    for plan in ("second", "third"):
        world.log("congress", "2025-08-04", plan=plan)
    assert (letters(world, cap=one(world)), waiting(world)) == ({}, Waiting(0, 0, 0, 0, 2))
    world.now += timedelta(hours=13)
    assert letters(world, cap=one(world)) == {"bto": [("activated", "R1", "2025-08-11")] * 2}
    assert waiting(world) == Waiting(0, 0, 0)
    with world.store.begin(write=False) as session:
        assert len(session.messages(status="sent", recipient="bto")) == 2


def test_what_an_event_makes_urgent_leaves_and_takes_the_rest_along(world: World) -> None:
    """The clock's word does not: it is of every day."""
    world.log("congress", "2025-08-04")
    letters(world, cap=one(world))
    world.log("congress", "2025-08-04", plan="second")
    assert letters(world, cap=one(world)) == {}
    world.log("guidance", "2025-08-04", "vn")
    assert letters(world, cap=one(world)) == {
        "bto": [("activated", "R1", "2025-08-11"), ("activated", "R2", "2025-08-06")]
    }
    world.tick("2025-08-12")
    assert "bto" not in letters(world, cap=Cap(1, moment_text(world.now - timedelta(days=30))))
    assert [kind for kind, _, _ in letters(world, cap=one(world))["bto"]] == ["overdue"] * 3


def test_a_claim_asks_no_more_however_it_is_held(world: World) -> None:
    """Not for a recipient more, nor for hours and days of their own: each is a condition of the same statement."""

    def statements(timing: Timing, units: int) -> int:
        with asked(world.store) as seen:
            claimed = world.store.claim(world.now, "w", 100, 60, news(date(2025, 8, 4), timing))
        world.store.settle([sent(one, world.now) for one in claimed])
        assert len(claimed) == units
        return len(seen)

    world.adopt(plan_text([{"for each": "commune", "lead": "each", "due": "30 days after own_congress"}], plan="own"))
    letters(world)
    world.log("congress", "2025-08-04")
    without = statements(Timing(), 1)
    for unit in ("c1", "c2"):
        world.log("own_congress", "2025-08-04", unit, plan="own")
    hours = {f"c{number}": Since(moment_text(world.now + timedelta(seconds=number)), "") for number in range(40)}
    assert statements(Timing(digests=Digests(None, hours), cap=Cap(9, moment_text(world.now))), 2) == without


def test_an_officer_sees_what_waits_for_the_next_day(database_url: str, tmp_path: Path) -> None:
    """And the next morning sends it."""
    line = CommandLine(tmp_path, database_url, more={"THOIHAN_MESSAGES_PER_DAY": "1"})
    line.registers(UNITS)
    line.adopts(plan_text(({"lead": "bto", "due": "by 2025-12-01"},)))
    line.clock.moment = SetClock.on(line.clock.today()).moment
    assert line.json("sweep")["sent"] == 1
    line.adopts(plan_text(({"lead": "bto", "due": "by 2025-12-02"},), plan="second"), "second")
    said = line("sweep").out
    assert "Waiting for the next day: 1 message(s), since their recipients have had 1 today." in said
    assert line.json("status")["waiting_for_next_day"] == 1
    line.clock.advance(timedelta(days=1))
    swept = line.json("sweep")
    assert (swept["sent"], swept["waiting_for_next_day"]) == (1, 0)
