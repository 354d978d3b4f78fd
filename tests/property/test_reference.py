"""The engine against the reference: after any history and one sweep, both have the same table of tasks.

The stores and the matchers are each held against it, with histories that mostly fit (`deeds`) and with such as are
mostly refused (`happenings`).
"""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.asking.course.standing_still import count_standing_still, standing_still
from engine.facts.fact import Concluded, Fact, fact_of
from engine.happenings.entry import Entry
from engine.happenings.kinds import MEANINGS
from engine.matching import Matcher, PlainMatcher
from engine.pipeline.following import Arrival
from engine.service import write
from engine.snapshot import Snapshot
from events.appending import place as place_in
from events.event import Event
from events.opening import make_store
from events.views import TaskView
from rules.compiling import compile_plan
from rules.offsets import Recurring
from tests.property.deeds import (
    Deed,
    apart,
    attempt,
    deeds,
    ending,
    leaving,
    lived,
    reopened,
    rich_plans,
    text_of,
    versions,
)
from tests.property.happenings import EXAMPLES, made, plans, steps, take
from tests.reference.days import Dates
from tests.reference.state import Followed, Row, Task, table
from tests.reference.state import World as Known
from tests.reference.still import moved_last
from tests.worlds import PLAN, World

FORTNIGHT = timedelta(days=14)
END = "2026-02-16"
"""The day that is swept at last: after everything that may happen."""


def witness() -> Matcher:
    """The second matcher, one for all; where the library is not installed, the plain one again."""
    try:
        from engine.durable import DurableMatcher  # noqa: PLC0415 - an extra, that not every machine has
    except ImportError:
        return PlainMatcher()
    return DurableMatcher()


MATCHERS = PlainMatcher(), witness()
with (Path(__file__).parents[2] / "engine" / "calendars" / "data" / "vn.csv").open(encoding="utf-8") as file:
    ANNOUNCED = {date.fromisoformat(row["date"]): row["working"] == "1" for row in csv.DictReader(file)}
compiled = cache(compile_plan)

# --- the table as a store has it --------------------------------------------------------------------------------------


def kept(world: World, plan: str = PLAN) -> Mapping[Task, Row]:
    """The table of a plan's tasks as the store has it; a task that waits need not be there."""
    with world.store.begin(write=False) as session:
        views = [one for one in session.view_tasks() if one.plan == plan and one.state not in ("waiting", "closed")]
        facts = [fact_of(row) for row in session.facts(plan, sorted({f"missed:{view.rule}" for view in views}))]
    missed = {(fact.topic.name, *fact.place): fact for fact in facts}
    return {task: row(view, missed.get(task)) for view in views for task in [(view.rule, view.unit, view.cycle)]}


def row(view: TaskView, missed: Fact | None) -> Row:
    said = missed.said if missed and isinstance(missed.said, Concluded) else Concluded()
    late = (missed.day, frozenset(said.grounds or ())) if missed and missed.day else None
    return Row(
        state=view.state,
        done_on=day(view.done_on),
        dates=Dates(day(view.due), day(view.set_by), bool(view.provisional), bool(view.in_doubt)),
        grounds=frozenset(json.loads(view.basis or "[]")),
        lead=view.lead,
        missed=late,
    )


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def log_of(world: World) -> list[Event]:
    with world.store.begin(write=False) as session:
        return [one.event for one in session.events()]


def agrees(world: World) -> None:
    """Assert that after one sweep the world has the table of the reference, for every plan."""
    world.tick(END)
    for plan in sorted({one.plan or "" for one in log_of(world) if one.type == "plan.adopted"}):
        known = known_at_last(log_of(world), plan)
        rows = table(known)
        assert kept(world, plan) == {task: row._replace(concluded=Followed()) for task, row in rows.items()}
        assert not closed_though_it_waits(world, known, rows)
        assert standing(world, plan) == {
            task: since
            for task, row in rows.items()
            if (since := moved_last(known, task, row, opened(world, plan, task))) and since <= known.day - FORTNIGHT
        }
    counted_as_listed(world)


def closed_though_it_waits(world: World, known: Known, rows: Mapping[Task, Row]) -> list[str]:
    """The closed tasks of a plan that goes on which only wait: rounds aside, and what units have had that ended."""
    with world.store.begin(write=False) as session:
        views = session.view_tasks(plan=known.name, state="closed") if not known.end else []
    rules = [one for one in known.plan.rules.values() if not isinstance(one.due, Recurring)]
    there = {(one.id, unit, "") for one in rules for unit in known.places(one) if unit not in known.ended}
    places = {view.id: (view.rule, view.unit, view.cycle) for view in views}
    return [name for name, place in places.items() if place in there and place not in rows]


def standing(world: World, plan: str) -> Mapping[Task, date]:
    """The tasks of a plan that have stood still for a fortnight, each with the last day of a move."""
    with world.store.begin(write=False) as session:
        views = session.view_tasks(plan=plan)
        since = standing_still(session, views, date.fromisoformat(END), FORTNIGHT.days)
    return {(view.rule, view.unit, view.cycle): since[view.id] for view in views if view.id in since}


def opened(world: World, plan: str, task: Task) -> date | None:
    """The first day of a task's period, if it has one."""
    with world.store.begin(write=False) as session:
        views = session.view_tasks(plan=plan, rule=task[0], unit=task[1])
    return day(next(view.window_start for view in views if view.cycle == task[2]))


def counted_as_listed(world: World) -> None:
    """Assert that as many tasks are counted as stand still, for however many days."""
    with world.store.begin(write=False) as session:
        views = session.view_tasks()
        for days in (1, 14, 100, 200):
            listed = standing_still(session, views, date.fromisoformat(END), days)
            assert count_standing_still(session, date.fromisoformat(END), days) == [len(listed)]


def known_at_last(log: Sequence[Event], plan: str = PLAN) -> Known:
    """All that is known of a plan at the end."""
    laid_down = {one.id: compiled(one.data["source"]) for one in log if one.type in ("plan.adopted", "plan.amended")}
    return Known(plan, date.fromisoformat(END), log, laid_down, ANNOUNCED)


# --- the laws ---------------------------------------------------------------------------------------------------------

Step = tuple[str, tuple[Any, ...]]
histories = st.tuples(rich_plans(), st.integers(0, 3), deeds | leaving | ending | reopened | apart)
matchers = st.sampled_from(MATCHERS)


EACH = {"for each": "commune", "lead": "each"}
DATED = [("hold", 21, 1), ("hold", 27, 0), ("set a date", 21, 1)]
RETURNED_BUT_DONE = (
    text_of(
        [
            {"due": "3 days after congress"},
            {"for each": "commune", "lead": "each", "when": "{none: [task R1]}", "due": "done"},
        ],
        False,
    ),
    0,
    [
        Deed("report", date(2025, 8, 8), 19, 0),
        Deed("return", date(2025, 8, 2), 38, 10),
        Deed("issue", date(2025, 8, 14), 17, 8),
    ],
)
"""What the plan says is done was reported and returned with a new day, and then a letter stopped the time of it."""


SET_BEFORE_THE_CONGRESS = (
    text_of(
        [{"due": "7 days after congress"}, {"due": "earliest of (by 2025-09-01, 30 working days before congress)"}],
        False,
    ),
    0,
    [Deed(what, date(2025, 7, day), 0, number) for what, day, number in DATED],
)
"""A date that is counted backwards may well be set to a day before what it is counted from."""


OPENED_AGAIN = (
    text_of([{"due": "once guidance"}], False),
    0,
    [
        Deed("plan", date(2025, 10, 6), 0, 1),
        Deed("end the plan", date(2025, 7, 21), 1, 3),
        Deed("withdraw", date(2025, 7, 21), 0, 1),
        Deed("open again", date(2025, 7, 21), 0, 0),
    ],
)
"""What a task waits for was planned; its plan ended, the planning was taken back, and then the end: it waits again."""


SET_TOO_EARLY = (
    text_of(
        [
            {"due": "earliest of (7 days after congress, 5 working days after guidance)"},
            {**EACH, "due": "7 days after own_congress"},
        ],
        False,
    ),
    0,
    [Deed("hold", date(2025, 7, 27), 0, 0), Deed("set a date", date(2025, 7, 21), 0, 0)],
)
"""One that is counted forwards may not."""


CLAUSES_OF_ANOTHER_VERSION = (
    "suspensions: [{milestone: congress, from: own_congress, until: guidance}]\n"
    + text_of([{**EACH, "due": "7 days after congress"}, {"due": "7 days after congress"}], False),
    0,
    [
        *(Deed("hold", date(2025, 7, 21), 0, 0) for _ in range(3)),
        Deed("end the plan", date(2025, 7, 21), 0, 0),
        Deed("amend", date(2025, 7, 27), 0, 7),
        Deed("extend", date(2025, 7, 21), 0, 0),
    ],
)
"""More time of a day before a version that suspends otherwise: it is judged by what the plan said on its own day."""


MISSED_AND_LEFT = (
    text_of(
        [
            *({"due": "by 2025-09-01"} for _ in range(3)),
            {**EACH, "due": "earliest of (right after guidance, 5 working days after task R1)"},
            {**EACH, "when": "{some commune: task R4 missed}", "due": "7 days after congress"},
        ],
        False,
    ),
    0,
    [
        *(Deed("report", date(2025, 7, 21), 0, 0) for _ in range(2)),
        Deed("report", date(2025, 8, 14), 0, 1),
        Deed("amend", date(2025, 7, 21), 8, 12),
        Deed("suspend all", date(2025, 8, 2), 0, 0),
    ],
)
"""What a version left behind was done too late: who waits for such a miss sees it, as others see that it was done."""


DATED_ONCE_DROPPED = (
    text_of(
        [
            *({**EACH, "due": "7 days after congress"} for _ in range(2)),
            {**EACH, "due": "before 2025-07-30"},
            {"due": "7 days after congress"},
        ],
        False,
    ),
    0,
    [
        Deed("report", date(2025, 7, 21), 0, 17),
        *(Deed("report", date(2025, 7, 21), 0, 0) for _ in range(2)),
        Deed("amend", date(2025, 7, 21), 0, 14),
        Deed("amend", date(2025, 9, 1), 1, 20),
        Deed("correct", date(2025, 7, 21), 0, 0),
        Deed("set a date", date(2025, 7, 21), 0, 23),
    ],
)
"""A date that is given to a task which a version has left behind is refused: it was the program's own fault."""


@settings(max_examples=EXAMPLES or 100, deadline=None)
@example(DATED_ONCE_DROPPED, PlainMatcher())
@example(MISSED_AND_LEFT, PlainMatcher())
@example(OPENED_AGAIN, PlainMatcher())
@example(CLAUSES_OF_ANOTHER_VERSION, PlainMatcher())
@example(SET_TOO_EARLY, PlainMatcher())
@example(RETURNED_BUT_DONE, PlainMatcher())
@example(SET_BEFORE_THE_CONGRESS, PlainMatcher())
@given(histories, matchers)
def test_the_engine_gives_the_table_of_the_reference(history: tuple[str, int, list[Deed]], matcher: Matcher) -> None:
    """States, dates, grounds, and what was missed: the same after any history."""
    agrees(lived(*history, matcher))


@settings(max_examples=EXAMPLES or 50, deadline=None)
@given(plans(), st.lists(steps() | versions, max_size=12))
def test_so_it_does_where_most_is_refused(text: str, todo: list[Deed | Step]) -> None:
    """What is refused changes nothing."""
    world = made(text, [], PlainMatcher())
    for one in todo:
        attempt(world, one) if isinstance(one, Deed) else take(world, one)
    agrees(world)


@settings(
    max_examples=EXAMPLES // 5 or 15,  # a database for each takes its time
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories, matchers)
def test_every_store_gives_the_table_of_the_reference(
    new_database: Callable[[], str], history: tuple[str, int, list[Deed]], matcher: Matcher
) -> None:
    """A database comes to the same table, with either matcher."""
    with closing(make_store(new_database())) as store:
        agrees(lived(*history, matcher, store))


LEFT_AND_DROPPED = (
    text_of(
        [
            {
                "lead": "nhom",
                "when": "{at least 2 of: [congress held, guidance planned, {every commune: own_congress held}]}",
                "due": "5 working days after guidance",
            },
            {"for each": "commune", "lead": "each", "when": "{some commune: own_congress held}", "due": "once task R1"},
            {"for each": "commune", "lead": "each", "when": "own own_congress", "due": "7 days after congress"},
        ],
        False,
        suspensions="[{milestone: congress, from: own_congress, until: guidance}]",
    ),
    2,
    [
        Deed(what, date(2025, 7, 21), ahead, number)
        for what, ahead, number in (
            ("report", 0, 0),
            ("hold", 0, 2),
            ("report", 0, 0),
            ("amend", 34, 6),
            ("correct", 0, 0),
            ("regroup", 0, 0),
        )
    ],
)
"""Who has left a group had done a task that a version drops; then what its date was counted from is put right."""
LEFT_AND_LATE = (
    LEFT_AND_DROPPED[0],
    2,
    [
        Deed("report", date(2025, 9, 19), 39, 0),
        Deed("amend", date(2025, 7, 21), 34, 6),
        Deed("regroup", date(2025, 7, 21), 0, 0),
    ],
)
"""The same, where it was done late: that it was missed is so whenever it comes to be known."""

EARLY_AND_DROPPED = (
    text_of(
        [
            {**EACH, "when": "{every commune: own_congress held}", "due": "7 days after congress"},
            {**EACH, "when": "congress planned", "due": "3 days after last commune task R1"},
            {**EACH, "when": "{none: [guidance held]}", "due": "7 days after congress"},
            {"when": "{at least 2 commune: task R2}", "due": "every month by day 25"},
            {"due": "once guidance"},
        ],
        False,
    ),
    2,
    [
        Deed("report", date(2025, 9, 7), 0, 16),
        Deed("report", date(2025, 7, 21), 0, 20),
        Deed("report", date(2025, 7, 21), 16, 8),
        Deed("amend", date(2025, 7, 21), 32, 4),
    ],
)
"""A round was done before it began, and a version that has no rounds was laid down before it began, too."""

CAME_BACK = (
    text_of(
        [
            {
                **EACH,
                "when": "{at least 2 of: [congress held, guidance planned, {every commune: own_congress held}]}",
                "due": "every week by friday",
            },
            {**EACH, "when": "{every commune: task R1}", "due": "7 days after own_congress"},
            {**EACH, "when": "congress planned", "due": "every week by friday"},
        ],
        False,
    ),
    1,
    [
        Deed("report", date(2025, 9, 19), 20, 15),
        Deed("amend", date(2025, 9, 7), 20, 1),
        Deed("amend", date(2025, 8, 2), 27, 9),
    ],
)
"""A version gives a row back its rounds, of which it owes none of the time before: one that was done then is left."""

RETURNED_AND_BACK = (
    CAME_BACK[0],
    1,
    [
        Deed("report", date(2025, 9, 19), 20, 15),
        Deed("return", date(2025, 7, 27), 6, 7),
        Deed("amend", date(2025, 9, 7), 20, 1),
        Deed("amend", date(2025, 8, 2), 27, 9),
    ],
)
"""The same where the report was returned: whether that is known before the version or after, nothing is left."""


@settings(max_examples=EXAMPLES or 50, deadline=None)
@example(RETURNED_AND_BACK, Random(1))
@example(CAME_BACK, Random(1))
@example(OPENED_AGAIN, Random(0))
@example(OPENED_AGAIN, Random(1))
@example(EARLY_AND_DROPPED, Random(4))
@example(LEFT_AND_DROPPED, Random(0))
@example(LEFT_AND_LATE, Random(1))
@given(histories, st.randoms(use_true_random=False))
def test_the_same_facts_in_any_order_give_the_same_table(history: tuple[str, int, list[Deed]], random: Random) -> None:
    """Recorded in another order, but for what names another event: that comes after it."""
    world = lived(*history, PlainMatcher())
    log = [event for event in log_of(world) if "day.began" not in f"{event.type} {event.corrects}"]
    world.tick(END)
    anew = recorded_anew(shuffled(without_versions_withdrawn(log), random))
    assert kept(anew) == kept(world)
    known = known_at_last(log)
    assert closed_though_it_waits(anew, known, kept(anew)) == closed_though_it_waits(world, known, kept(world)) == []


def without_versions_withdrawn(log: Sequence[Event]) -> list[Event]:
    """The events but for versions that were withdrawn while they waited: later nobody could withdraw them."""
    gone = {one.corrects for one in log if one.type == "event.withdrawn"}
    gone &= {one.id for one in log if one.type == "plan.amended"}
    return [one for one in log if gone.isdisjoint((one.id, one.corrects))]


def shuffled(log: Sequence[Event], random: Random) -> list[Event]:
    """The events in another order: the agencies and the plans first, and each after those that it names."""
    ordered = [one for one in log if one.type in ("units.registered", "plan.adopted")]
    waiting = [one for one in log if one not in ordered]
    after = {one.id: named(one) for one in waiting}
    random.shuffle(waiting)
    while waiting:
        left = {one.id for one in waiting}
        free = (one for one in waiting if left.isdisjoint(after[one.id]))
        ordered.append(next(free))
        waiting.remove(ordered[-1])
    return ordered


def named(event: Event) -> set[str | None]:
    """The events without which it could not be recorded."""
    others = (*(event.data.get("replaces") or ()), *(event.data.get("joins") or ()))
    return {event.corrects, event.data.get("amends"), *others}


def recorded_anew(log: Sequence[Event]) -> World:
    """A world in which these events were recorded in this order; nobody asks whether they could be."""
    world, now = World(), log[0].recorded_at
    for event in log:
        now = now if event.type == "milestone.planned" else max(now, datetime.combine(event.occurred_on, time(2), UTC))
        with world.store.begin() as session:
            recorded, _ = place_in(session, replace(event, recorded_at=now))
            entry = Entry(Snapshot(session, world.service.tools), recorded, MEANINGS)
            write(session, [Arrival(entry, entry.meaning.brings(entry))])
    world.tick(END)
    return world
