"""The engine against the reference: after any history and one sweep, both have the same table of tasks."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.facts.fact import fact_of
from engine.happenings.entry import Entry
from engine.happenings.kinds import MEANINGS
from engine.matching import Matcher, PlainMatcher
from engine.pipeline.following import Arrival
from engine.service import write
from engine.snapshot import Snapshot
from events.appending import place as place_in
from events.event import Event
from events.rows import TaskView
from rules.compiling import compile_plan
from tests.property.happenings import EXAMPLES, made, plans, steps
from tests.reference.state import Row, table
from tests.worlds import PLAN, World

END = "2026-02-02"
"""The day that is swept at last: after everything that may happen."""


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def kept(world: World) -> Mapping[tuple[str, str, str], Row]:
    """The table of tasks as the store has it."""
    with world.store.begin(write=False) as session:
        views = session.view_tasks()
        facts = [fact_of(row) for row in session.facts(PLAN, [f"missed:{view.rule}" for view in views])]
    missed = {(fact.topic.name, *fact.place): fact.day for fact in facts}
    return {place(view): row(view, missed) for view in views if view.state != "closed"}


def place(view: TaskView) -> tuple[str, str, str]:
    return view.rule, view.unit, view.cycle


def row(view: TaskView, missed: Mapping[tuple[str, str, str], date | None]) -> Row:
    grounds = frozenset((view.basis or "[]").strip("[]").replace('"', "").split(",")) - {""}
    days = day(view.due), day(view.set_by), day(view.done_on)
    return Row(view.state, *days, grounds, missed.get(place(view)))


def said(rows: Mapping[tuple[str, str, str], Row], other: Mapping[tuple[str, str, str], Row]) -> dict[Any, Any]:
    """The rows, without the grounds where the other has no date that could rest on any."""
    return {name: one if one.due or one.set_by else one._replace(grounds=frozenset()) for name, one in rows.items()}


def agrees(text: str, todo: list[tuple[str, tuple[Any, ...]]], matcher: Matcher) -> None:
    world = made(text, todo, matcher)
    world.tick(END)
    with world.store.begin(write=False) as session:
        log = [one.event for one in session.events()]
    reference = table(compile_plan(text), log, date.fromisoformat(END))
    assert said(kept(world), reference) == said(reference, reference)


@settings(max_examples=EXAMPLES or 50, deadline=None)
@given(plans(), st.lists(steps(), max_size=12))
def test_the_engine_gives_the_table_of_the_reference(text: str, todo: list[tuple[str, tuple[Any, ...]]]) -> None:
    """States, dates, grounds, and what was missed: the same after any history."""
    agrees(text, todo, PlainMatcher())


def recorded_anew(log: list[Event]) -> World:
    """A world in which these events were recorded in this order; nobody asks whether they could be."""
    world = World()
    for event in log:
        with world.store.begin() as session:
            recorded, _ = place_in(session, event)
            entry = Entry(Snapshot(session, world.service.tools), recorded, MEANINGS)
            write(session, [Arrival(entry, entry.meaning.brings(entry))])
    world.tick(END)
    return world


@settings(max_examples=EXAMPLES or 25, deadline=None)
@given(plans(), st.lists(steps(), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_same_facts_in_any_order_give_the_same_table(
    text: str, todo: list[tuple[str, tuple[Any, ...]]], random: Random
) -> None:
    """Recorded in another order, but for what names another event: that comes after it."""
    world = made(text, todo, PlainMatcher())
    with world.store.begin(write=False) as session:
        log = [one.event for one in session.events() if one.event.type != "day.began"]
    (units, plan), waiting = log[:2], log[2:]
    random.shuffle(waiting)
    ordered = [units, plan]
    while waiting:
        left = {one.id for one in waiting}
        free = (one for one in waiting if left.isdisjoint({one.corrects, *(one.data.get("replaces") or ())}))
        ordered.append(next(free))
        waiting.remove(ordered[-1])
    world.tick(END)
    assert kept(recorded_anew(ordered)) == kept(world)
