"""A process that amends a calendar is killed while dates are counted again: the next one goes on, and once only."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from engine.pipeline import recounting
from events import making
from events.event import Event
from tests.faults import office
from tests.faults.kills_recording import told_by_the_killed
from tests.faults.kinds import Ground, Tally
from tests.worlds import World, plan_text

PLANS = 4
AT_ONCE = 25
"""Kills on one database, before all of it is verified."""

RULES = (
    {"due": "30 working days after congress"},
    {"for each": "commune", "lead": "each", "due": "20 working days after congress"},
)
_HELD, _MONDAY = date(2025, 9, 1), date(2025, 9, 8)


def run(ground: Ground, tries: int, chance: random.Random, *, on: str) -> Tally:
    """Kill so often."""
    tally = Tally()
    while tally.tries < tries:
        with ground.database(on) as url:
            _made(url).store.close()
            said = 0
            for _ in range(min(AT_ONCE, tries - tally.tries)):
                said = _killed(url, said, chance, tally)
            world = office.opened(url)
            world.service.recount()
            tally.doubled += office.wrong(world)
            with world.store.begin(write=False) as session:
                tally.lost += sum(session.find(_amendment(number).id) is None for number in range(said))
                tally.unnoticed += len(session.recounts())
            world.store.close()
    return tally


def _made(url: str) -> World:
    """Plans whose dates are counted over the days that will be off, and worked again."""
    world = office.opened(url)
    world.populate()
    for number in range(PLANS):
        world.adopt(plan_text(RULES, plan=f"p{number}", number=f"{number}-KH/TU"))
        world.log("congress", _HELD.isoformat(), plan=f"p{number}")
    return world


def _killed(url: str, first: int, chance: random.Random, tally: Tally) -> int:
    """Kill a process that amends from number `first` on; somebody else goes on, and the next number is returned.

    That is one who says the amendment in doubt again, one who reports in a plan, or nobody before the next amendment.
    """
    told = told_by_the_killed(lambda tell: _amend(url, first, tell), chance.uniform(0, 0.25))
    tally.tries += 1
    world, in_doubt = office.opened(url), first + len(told)
    tally.doubled += office.wrong(world)  # what is pending is held against what it was before
    with world.store.begin(write=False) as session:
        tally.lost += sum(session.find(_amendment(number).id) is None for number in told)
        known, pending = session.find(_amendment(in_doubt).id) is not None, {row.plan for row in session.recounts()}
    if pending and chance.random() < 1 / 2:
        plan = min(pending)
        world.service.record(_planned(plan, tally.tries))
        with world.store.begin(write=False) as session:
            tally.unnoticed += any(row.plan == plan for row in session.recounts())
    if not known or chance.random() < 1 / 2:
        world.service.record(_amendment(in_doubt))
    world.store.close()
    return in_doubt + 1


def _amend(url: str, first: int, tell: Callable[[int], None]) -> None:
    recounting.AT_ONCE = 1  # a transaction for each plan
    world = office.opened(url)
    for number in range(first, first + 1_000):
        world.service.record(_amendment(number))
        tell(number)


def _amendment(number: int) -> Event:
    """The event of that number: a day is off after all, or worked again."""
    day = _MONDAY + timedelta(days=number // 2 % 5)
    said: making.DayData = {"day": day.isoformat(), "working": bool(number % 2), "reason": "chống bão"}
    return making.calendar_amended("vn", [said], **_envelope(f"a{number}"))


def _planned(plan: str, number: int) -> Event:
    """A milestone of the plan is planned: that touches the plan."""
    return making.milestone("guidance", plan=plan, unit="vn", phase="planned", **_envelope(f"g{number}"))


def _envelope(name: str) -> making.Envelope:
    return making.Envelope(id=name, occurred_on=_HELD, recorded_at=datetime(2025, 9, 2, 2, tzinfo=UTC), actor="officer")
