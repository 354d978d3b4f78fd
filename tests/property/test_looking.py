"""Laws of looking back: at random worlds, from random days."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.asking.as_of import on
from engine.asking.contact_differences import Contacts
from engine.asking.verifying import verify
from engine.matching import PlainMatcher
from engine.service import Service
from events.opening import make_store
from tests.property.happenings import DAYS, made, plans, steps
from tests.worlds import PLAN, World

LAST = date(2026, 3, 2)
"""Later than anything that the steps speak of."""


def looked_at(world: World, day: date) -> Service:
    return on(world.service, day, make_store("memory:"))


def there(service: Service) -> dict[str, tuple[str, str | None, str | None]]:
    """The tasks that are not closed, each with its state, its due date and the day it was done."""
    with service.store.begin(write=False) as session:
        views = [view for view in session.view_tasks() if view.state != "closed"]
        return {view.id.removeprefix(f"{PLAN}/"): (view.state, view.due, view.done_on) for view in views}


@settings(max_examples=30, deadline=None)
@given(plans(), st.lists(steps(), max_size=14), st.sampled_from(DAYS))
def test_any_day_can_be_looked_at(text: str, todo: list[tuple[str, tuple[Any, ...]]], day: date) -> None:
    """The state of a past day is the one that its own log gives, and nothing in it was done later."""
    then = looked_at(made(text, todo, PlainMatcher()), day)
    found = verify(then, make_store("memory:"))
    assert replace(found, contacts=Contacts()).holds  # a log has no addresses, so a look back has none
    assert all(done_on is None or done_on <= day.isoformat() for _, _, done_on in there(then).values())


@settings(max_examples=30, deadline=None)
@given(plans(), st.lists(steps(), max_size=14))
def test_looked_at_from_the_end_things_are_as_they_are(text: str, todo: list[tuple[str, tuple[Any, ...]]]) -> None:
    """When everything has happened, what is known now of that day is what is kept."""
    world = made(text, todo, PlainMatcher())
    world.tick(LAST.isoformat())
    assert there(looked_at(world, LAST)) == there(world.service)
