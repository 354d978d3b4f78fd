"""Laws of the engine that need no long history: two matchers witness for each other, and order does not matter."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.asking.verifying import verify
from engine.matching import PlainMatcher
from engine.service import Service
from events.opening import open_store
from rules.compiling import compile_plan
from rules.offsets import Signal, SignalKind
from rules.plan import Plan
from tests.property.happenings import DAYS, PLACES, plans
from tests.worlds import World, plan_text

durable = pytest.importorskip("engine.durable", reason="durable-rules is not installed: matchers are not compared")

PLANS = Path(__file__).parents[2] / "rules" / "plans"
MATCHER = durable.DurableMatcher()
"""One for all: a ruleset keeps its memory for the life of the process."""


def signals_of(plan: Plan) -> list[Signal]:
    """Every signal that the plan's milestones and rules can give, and some that nothing gives."""
    names = [(SignalKind.MILESTONE, name) for name in (*plan.milestones, "nothing")]
    names += [(kind, name) for name in (*plan.rules, "R0") for kind in (SignalKind.DONE, SignalKind.MISSED)]
    return [Signal(kind=kind, name=name) for kind, name in names]


def disagreeing(plan: Plan) -> list[Signal]:
    """The signals for which the two matchers give other rules."""
    return [one for one in signals_of(plan) if MATCHER.touched(plan, one) != PlainMatcher().touched(plan, one)]


@settings(max_examples=30, deadline=None)
@given(plans())
def test_both_matchers_touch_the_same_rules(text: str) -> None:
    """For every signal that may come, waited for or not, the two matchers give the same rules."""
    assert not disagreeing(compile_plan(text))


@settings(max_examples=30, deadline=None)
@given(plans(), st.data())
def test_a_signal_that_the_index_lacks_is_noticed(text: str, data: st.DataObject) -> None:
    """The second matcher reads the rules and not the index: whatever is missing there, the two do not agree."""
    plan = compile_plan(text)
    waited_for = sorted(signal for signal, rules in plan.waiting_on.items() if rules)
    if not waited_for:
        return
    signal = data.draw(st.sampled_from(waited_for))
    lacking = {one: rules for one, rules in plan.waiting_on.items() if one != signal}
    assert disagreeing(replace(plan, waiting_on=lacking)) == [signal]
    assert set(disagreeing(replace(plan, waiting_on={}))) == set(waited_for)


def test_a_state_built_on_a_broken_index_does_not_verify() -> None:
    """What an event did not start, because the index lacked its signal, the other matcher starts: verify says so."""
    text = plan_text([{"due": "7 days after congress"}])
    signal = Signal(kind=SignalKind.MILESTONE, name="congress")

    def broken(source: str) -> Plan:
        plan = compile_plan(source)
        return replace(plan, waiting_on={one: rules for one, rules in plan.waiting_on.items() if one != signal})

    made = World()
    made.service = replace(made.service, tools=replace(made.service.tools, compile=broken, plans={}))
    made.populate()
    made.adopt(text)
    assert not made.log("congress", "2025-08-01").decision.changes
    other = Service(open_store("memory:"), replace(made.service.tools, matcher=MATCHER))
    report = verify(made.service, open_store("memory:"), also={"durable": other})
    assert not report.differing
    assert report.disagreeing["task"] == 1
    assert not report.holds


def test_threads_that_ask_at_once_get_their_own_answers() -> None:
    """The matcher on durable_rules answers four threads as it answers one."""
    shipped = [compile_plan(path.read_text(encoding="utf-8")) for path in sorted(PLANS.glob("*.yaml"))]
    asked = [(plan, signal) for plan in shipped for signal in plan.waiting_on] * 4
    fresh = durable.DurableMatcher()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda one: fresh.touched(*one), asked))
    assert answers == [PlainMatcher().touched(*one) for one in asked]


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
