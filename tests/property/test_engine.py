"""Laws of the engine that need no long history: matchers agree on rules, and order does not matter."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.matching import PlainMatcher
from rules.compiling import compile_plan
from tests.property.happenings import DAYS, PLACES, plans
from tests.worlds import World

durable = pytest.importorskip("engine.durable", reason="durable-rules is not installed: matchers are not compared")

MATCHER = durable.DurableMatcher()
"""One for all: a ruleset keeps its memory for the life of the process."""


@settings(max_examples=30, deadline=None)
@given(plans())
def test_both_matchers_touch_the_same_rules(text: str) -> None:
    """For every signal there is, and for one there isn't, the two matchers give the same rules."""
    plan = compile_plan(text)
    for signal in plan.waiting_on:
        assert MATCHER.touched(plan, signal) == PlainMatcher().touched(plan, signal)


def happened(text: str, order: list[tuple[str, str]], days: dict[tuple[str, str], date]) -> dict[str, object]:
    """The open tasks once these milestones were held at these places, in this order."""
    world = World()
    world.populate()
    world.adopt(text)
    for milestone, unit in order:
        world.log(milestone, days[milestone, unit].isoformat(), unit)
    return {task: row for task, row in world.tasks().items() if row[0] != "closed"}


@settings(max_examples=20, deadline=None)
@given(plans(), st.permutations([(m, p) for m, places in PLACES.items() for p in places]), st.data())
def test_the_order_of_unrelated_events_does_not_matter(
    text: str, order: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Different milestones, or the same at different places, logged in any order give the same open tasks."""
    days = {place: data.draw(st.sampled_from(DAYS)) for place in order}
    assert happened(text, sorted(order), days) == happened(text, order, days)
