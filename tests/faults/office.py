"""An office whose statements are numbered: each can be said again, and is then known to be the same."""

from datetime import UTC, date, datetime, timedelta

from engine.asking.verifying import Report, verify
from events import making
from events.event import Event
from events.opening import make_store
from tests.worlds import World, plan_text

RULES = (
    {"for each": "commune", "lead": "each", "due": "7 days after guidance"},
    {"due": "30 working days before congress"},
)
_FIRST = date(2025, 9, 1)
SWEPT = 5
"""Every so many statements one is the clock's."""


def made(url: str) -> World:
    """An office with a plan and a guidance, whose day is corrected again and again."""
    world = World(make_store(url))
    world.populate()
    world.adopt(plan_text(RULES))
    world.log("guidance", "2025-08-01", "vn", name="guidance-1")
    return world


def opened(url: str) -> World:
    """The same office, by connections of its own."""
    return World(make_store(url, lock_wait=30))


def statement(number: int) -> Event:
    """The event of that number: the day of the guidance is corrected, or the clock reaches another day."""
    today = _FIRST + timedelta(days=number // SWEPT)
    moment = datetime.combine(today, datetime.min.time(), UTC).replace(hour=2) + timedelta(seconds=number % SWEPT)
    if number % SWEPT == SWEPT - 1:
        return making.day_began(today, recorded_at=moment, actor="clock", number=1)
    day = date(2025, 8, 1) + timedelta(days=number % 25 + 1)
    return making.corrected(
        "guidance-1", day=day, id=f"c{number}", occurred_on=today, recorded_at=moment, actor="officer"
    )


def there(world: World, number: int) -> bool:
    """True if that statement is in the log."""
    with world.store.begin(write=False) as session:
        return session.find(statement(number).id) is not None


def wrong(world: World) -> int:
    """How many rows are other than the log gives; 1 where its chain or the database itself is not sound."""
    report: Report = verify(world.service, make_store("memory:"))
    return 0 if report.holds else sum(report.rows.differing.values()) or 1
