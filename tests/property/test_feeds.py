"""Laws of calendars: whatever happens, each shows what is so, and never less than it showed before."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from icalendar import Calendar

from adapters.feeds.calendar_text import calendar_text
from adapters.feeds.entries import released
from adapters.feeds.following import followed
from adapters.feeds.serving import keep_served
from adapters.leaving import NOTHING_SECRET
from events.views import TaskView
from tests.property.machines import on_every_store
from tests.property.test_living import UNITS, Living
from tests.worlds import World

Entries = Mapping[str, Any]
OPEN = ("planned", "needs_date", "active")


def served(world: World, unit: str) -> bytes:
    """The calendar of a unit, which is kept as served."""
    with world.store.begin(write=False) as session:
        found = followed(session, world.service.tools, unit, "vi")
    keep_served(world.store, found.served)
    return b"".join(calendar_text(released(found.feed, NOTHING_SECRET, "vi"), "vi"))


def entries(data: bytes) -> Entries:
    whole: Any = Calendar.from_ical(data)
    found = whole.walk("VEVENT")
    by_task = {str(one["UID"]).partition("@")[0]: one for one in found}
    assert len(by_task) == len(found)
    return by_task


def said(entry: Any) -> tuple[date, bool]:
    return entry["DTSTART"].dt, str(entry["STATUS"]) == "CANCELLED"


def led(world: World, unit: str) -> list[TaskView]:
    """The tasks that a unit leads, as lists have them."""
    with world.store.begin(write=False) as session:
        return session.view_tasks(lead=unit)


def holds(of: Entries, tasks: list[TaskView]) -> None:
    """Each open task with a date is there once, on its last day; what is open and has none is not, or is cancelled."""
    for task in tasks:
        entry = of.get(task.id)
        if task.state in OPEN and task.due:
            assert entry is not None
            assert said(entry) == (date.fromisoformat(task.due), False), task
        elif task.state == "active":
            assert entry is None or said(entry)[1], task
        elif task.state in ("closed", "suspended") and entry is not None:
            assert said(entry)[1], task


class Feeds(Living):
    """All that can happen, while agencies look at their calendars now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, Entries] = {}

    @rule(unit=st.sampled_from(UNITS))
    def look(self, unit: str) -> None:
        """A calendar is the same in every store, follows from what is so, and counts up with what it says."""
        first, *others = [served(world, unit) for world in self.worlds]
        assert all(one == first for one in others)
        assert served(self.world, unit) == first
        found, before = entries(first), self.seen.get(unit, {})
        holds(found, led(self.world, unit))
        assert before.keys() <= found.keys()
        for name, was in before.items():
            grown = int(found[name]["SEQUENCE"]) - int(was["SEQUENCE"])
            assert grown >= (said(found[name]) != said(was)), name
        self.seen[unit] = found

    def teardown(self) -> None:
        for unit in UNITS if self.ids else ():
            self.look(unit)


def test_a_calendar_shows_what_is_so(new_database: Callable[[], str]) -> None:
    """After any history, in memory and on both databases."""
    on_every_store(Feeds, new_database)
