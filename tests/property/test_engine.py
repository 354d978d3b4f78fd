"""Laws of the engine that need no long history: two matchers witness for each other, and order does not matter."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.asking.verifying import Report, verify
from engine.matching import PlainMatcher
from engine.service import Service
from events.opening import make_store
from rules import compiling, rule_selectors
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


def without(plan: Plan, signals: Iterable[Signal]) -> Plan:
    """The plan, its index lacking these signals."""
    return replace(plan, waiting_on={one: rules for one, rules in plan.waiting_on.items() if one not in set(signals)})


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
    assert disagreeing(without(plan, [signal])) == [signal]
    assert set(disagreeing(replace(plan, waiting_on={}))) == set(waited_for)


LIVING = plan_text(
    [
        {"due": "7 days after congress"},
        {"when": "congress held", "due": "done"},
        {"when": "task R2", "due": "by 2025-12-01"},
        {"due": "by 2025-07-25"},
        {"when": "task R4 missed", "due": "by 2025-12-01"},
        {"due": "by 2025-12-31"},
    ],
    suspensions="[{rules: [R6], from: guidance, until: own_congress}]",
)
"""A plan in which a task waits for each sort of happening: a milestone, a report, a miss, a suspension's beginning."""


def lived(compiled: Callable[[str], Plan]) -> Report:
    """The report of verifying `LIVING` with both matchers, by a program that compiles plans so."""
    made = World()
    made.service = replace(made.service, tools=replace(made.service.tools, compile=compiled, plans={}))
    made.populate()
    made.adopt(LIVING)
    made.log("congress", "2025-07-22")
    made.log("guidance", "2025-07-23", "vn")
    made.tick("2025-07-28")
    other = Service(make_store("memory:"), replace(made.service.tools, matcher=durable.DurableMatcher()))
    return verify(made.service, make_store("memory:"), also={"durable": other})


@pytest.mark.parametrize(
    ("lacking", "rows"),
    [
        ([], 0),
        ([Signal(kind=SignalKind.MILESTONE, name="congress")], 3),
        ([Signal(kind=SignalKind.DONE, name="R2")], 1),
        ([Signal(kind=SignalKind.MISSED, name="R4")], 1),
        ([Signal(kind=SignalKind.MILESTONE, name="guidance")], 1),
        (signals_of(compile_plan(LIVING)), 5),
    ],
)
def test_a_state_built_on_a_broken_index_does_not_verify(lacking: list[Signal], rows: int) -> None:
    """A task that the plain matcher left as it was, because the index lacked a signal, differs with the other one."""
    report = lived(lambda source: without(compile_plan(source), lacking))
    assert not report.rows.differing
    assert report.disagreeing.get("task", 0) == rows
    assert report.holds is not bool(lacking)


CONDITIONS = [
    "congress held",
    "{all: [congress planned, guidance held]}",
    "{any: [congress held, guidance held]}",
    "{none: [congress held]}",
    "{at least 1 of: [congress held, guidance held]}",
    "{all: [guidance held, {any: [{none: [congress held]}, task R2]}]}",
    "{every commune: own_congress held}",
    "{some commune: own_congress held}",
    "{at least 2 commune: own_congress held}",
]


@pytest.mark.parametrize("when", CONDITIONS)
@pytest.mark.parametrize("clause", ["rules: [R1]", "label: hop", "all: true", "milestone: congress"])
def test_neither_witness_believes_the_other(when: str, clause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what builds the index finds nothing in conditions, the other matcher still finds every happening."""
    rules = [{"when": when, "due": "by 2025-12-01", "labels": "[hop]"}, {"due": "by 2025-12-01"}]
    text = plan_text(rules, suspensions=f"[{{{clause}, from: guidance, until: own_congress}}]")
    whole = compile_plan(text)
    assert not disagreeing(whole)
    monkeypatch.setattr(compiling, "atoms", lambda _condition: ())
    monkeypatch.setattr(rule_selectors, "atoms", lambda _condition: ())
    blind, fresh = compile_plan(text), durable.DurableMatcher()  # which remembers nothing of the whole plan
    for signal in signals_of(whole):
        assert fresh.touched(blind, signal) == PlainMatcher().touched(whole, signal)


@pytest.mark.parametrize("path", sorted(PLANS.glob("*.yaml")), ids=lambda path: path.stem)
def test_both_matchers_agree_on_the_plans_that_come_along(path: Path) -> None:
    """For every signal of a real plan the two matchers give the same rules."""
    assert not disagreeing(compile_plan(path.read_text(encoding="utf-8")))


def any_of(milestones: Iterable[int]) -> dict[str, str]:
    """A rule that waits for any of these milestones."""
    return {"when": f"{{any: [{', '.join(f'm{number} held' for number in milestones)}]}}", "due": "continuous"}


@pytest.mark.parametrize(
    ("rules", "clause"),
    [
        ([any_of([0])] * 300, {}),
        ([any_of([i, i + 300, i + 600]) for i in range(300)], {}),
        ([any_of(range(900))], {}),
        ([any_of([i]) for i in range(300)], {"suspensions": "[{all: true, from: m1, until: m2}]"}),
    ],
    ids=["one happening of all rules", "each rule its own happenings", "a rule of many", "a clause for all rules"],
)
def test_a_plan_of_any_size_and_shape_is_matched(rules: list[dict[str, str]], clause: dict[str, str]) -> None:
    """Plans that would be too much for one ruleset of the library, each in its own way, are matched like any other."""
    milestones = {f"m{number}": "12" for number in range(900)}
    assert not disagreeing(compile_plan(plan_text(rules, milestones, **clause)))


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
    world.tick("2026-03-31")
    return {task: row for task, row in world.tasks().items() if row[0] != "closed"}


@settings(max_examples=20, deadline=None)
@given(plans(), st.permutations([(m, p) for m, places in PLACES.items() for p in places]), st.data())
def test_the_order_of_unrelated_events_does_not_matter(
    text: str, order: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Different milestones, or the same at different places, logged in any order give the same open tasks."""
    days = {place: data.draw(st.sampled_from(DAYS)) for place in order}
    assert happened(text, sorted(order), days) == happened(text, order, days)
