"""Laws of the engine: plans and events made up at random, thrown at it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.matching import Matcher, PlainMatcher
from engine.verifying import TABLES, verify
from events import making
from events.errors import EventsError
from events.event import Document
from events.store import Store, open_store
from rules.compiling import check_plan, compile_plan
from rules.problems import Severity
from tests.worlds import COMMUNES, PLAN, World, plan_text

durable = pytest.importorskip("engine.durable", reason="durable-rules is not installed: matchers are not compared")

DAYS = [date(2025, 7, 21) + timedelta(days=n) for n in range(0, 160, 5)]
DUES = [
    "7 days after congress",
    "30 working days before congress",
    "5 working days after guidance",
    "right after guidance",
    "once guidance",
    "per guidance",
    "before first commune own_congress",
    "3 days after last commune own_congress",
    "by 2025-09-01",
    "before 2025-07-30",
    "in 2025-08..2025-10",
    "every month by day 25",
    "continuous",
    "done",
]
OWN = ["7 days after own_congress", "10 working days before own own_congress"]
WHENS = [
    None,
    "congress planned",
    "guidance held",
    "{all: [congress held, guidance held]}",
    "{any: [congress held, guidance held]}",
    "{none: [guidance held]}",
    "{at least 2 of: [congress held, guidance planned, {every commune: own_congress held}]}",
    "{some commune: own_congress held}",
    "task R1",
    "task R1 missed",
]
SUSPENSIONS = "[{milestone: congress, from: own_congress, until: guidance}]"
WHICH = [{"everything": True}, {"rules": ["R1", "R2"]}, {"milestone": "guidance"}, {"everything": True, "unit": "c1"}]
PLACES = {"congress": ("12",), "guidance": ("vn", "12"), "own_congress": COMMUNES}


@st.composite
def plans(draw: st.DrawFn) -> str:
    """The text of a plan that the checker takes."""

    def rules() -> st.SearchStrategy[dict[str, Any]]:
        return st.builds(
            lambda due, when, each: {
                **({"for each": "commune", "lead": "each"} if each or "own" in due.split() else {}),
                **({"when": when} if when else {}),
                "due": due,
            },
            st.sampled_from(DUES + OWN),
            st.sampled_from(WHENS),
            st.booleans(),
        )

    header = draw(st.sampled_from([{}, {"suspensions": SUSPENSIONS}]))
    text = plan_text(draw(st.lists(rules(), min_size=2, max_size=6)), **header)
    problems = check_plan(text)
    if any(problem.severity is Severity.ERROR for problem in problems):
        text = plan_text([{"due": due} for due in draw(st.lists(st.sampled_from(DUES), min_size=1, max_size=5))])
    return text


Step = Callable[[World], object]
KINDS = ["log", "log", "log", "done", "withdraw", "correct", "tick", "postpone", "date", "suspend", "resume", "extend"]


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, tuple[Any, ...]]:
    """One thing that an officer or the clock does, as (name, arguments)."""
    day = draw(st.sampled_from(DAYS)).isoformat()
    kind = draw(st.sampled_from(KINDS))
    milestone = draw(st.sampled_from(sorted(PLACES)))
    place = draw(st.sampled_from(PLACES[milestone]))
    number = draw(st.integers(1, 12))
    match kind:
        case "log":
            return kind, (milestone, day, place, draw(st.sampled_from(["planned", "held"])))
        case "done" | "date":
            rule, unit = draw(st.integers(1, 6)), draw(st.sampled_from(["12", *COMMUNES]))
            return kind, (f"{PLAN}/R{rule}/{unit}", day)
        case "postpone":
            return kind, (milestone, place, draw(st.sampled_from([None, date.fromisoformat(day)])))
        case "tick":
            return kind, (day,)
        case "suspend":
            return kind, (draw(st.sampled_from(WHICH)), draw(st.sampled_from([None, *PLACES])), day)
        case "extend":
            rule, unit = draw(st.integers(1, 6)), draw(st.sampled_from(["12", *COMMUNES]))
            return kind, (f"{PLAN}/R{rule}/{unit}", draw(st.booleans()), day)
        case _:
            return kind, (f"e{number}", day)


def take(world: World, step: tuple[str, tuple[Any, ...]]) -> None:
    """Do it; what does not fit is refused, which changes nothing."""
    name, args = step
    envelope = world.envelope(args[-1] if isinstance(args[-1], str) and args[-1][:2] == "20" else None)
    try:
        match name:
            case "log":
                world.log(*args)
            case "tick":
                world.tick(*args)
            case "done":
                world.service.record(making.task_done(args[0], plan=PLAN, **envelope))
            case "date":
                due = date.fromisoformat(args[1]) + timedelta(days=9)
                world.service.record(making.task_date_set(args[0], plan=PLAN, due=due, **envelope))
            case "postpone":
                milestone, unit, day = args
                event = making.milestone_postponed(milestone, plan=PLAN, unit=unit, new_day=day, **envelope)
                world.service.record(event)
            case "suspend" | "resume" | "extend":
                take_time(world, name, args)
            case "withdraw":
                world.service.record(making.withdrawn(args[0], **envelope))
            case "correct":
                day = date.fromisoformat(args[1]) + timedelta(days=1)
                world.service.record(making.corrected(args[0], day=day, **envelope))
    except EventsError:
        return


def take_time(world: World, name: str, args: tuple[Any, ...]) -> None:
    """Time stands still, runs again, or there is more of it."""
    if name == "suspend":
        world.suspend(args[2], until=args[1], **args[0])
    elif name == "resume":
        world.resume(*args)
    else:
        extend(world, *args)


def extend(world: World, task: str, override: bool, day: str) -> None:
    """An extension is asked for and granted; by override it is granted without being asked for."""
    due = date.fromisoformat(day) + timedelta(days=30)
    if not override:
        asked = making.extension_requested(task, plan=PLAN, due=due, reason="xin thêm thời gian", **world.envelope(day))
        world.service.record(asked)
    envelope = {**world.envelope(day), "document": Document(text="1-TB")}
    world.service.record(making.extension_granted(task, plan=PLAN, due=due, override=override, **envelope))


def made(text: str, todo: list[tuple[str, tuple[Any, ...]]], matcher: Matcher) -> World:
    world = World(matcher=matcher)
    world.populate()
    world.adopt(text)
    for step in todo:
        take(world, step)
    return world


def state(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.begin(write=False) as session:
        return {table: list(session.dump(table)) for table in TABLES}


@settings(max_examples=30, deadline=None)
@given(plans(), st.lists(steps(), max_size=14))
def test_state_kept_is_state_rebuilt_and_both_matchers_agree(
    text: str, todo: list[tuple[str, tuple[Any, ...]]]
) -> None:
    """Whatever happens, the log alone gives the kept state again, and the matchers come to the same rows."""
    plain = made(text, todo, PlainMatcher())
    report = verify(plain.service, open_store("memory:"))
    assert report.holds, report
    assert all(due is None for state, due in plain.tasks().values() if state == "suspended")
    assert state(plain.service.store) == state(made(text, todo, MATCHER).service.store)


@settings(max_examples=30, deadline=None)
@given(plans(), st.lists(steps(), max_size=12), st.sampled_from(WHICH), st.sampled_from([None, *PLACES]))
def test_each_event_reaches_every_task_that_it_concerns(
    text: str, todo: list[tuple[str, tuple[Any, ...]]], which: dict[str, Any], until: str | None
) -> None:
    """To look at everything again finds nothing to change, but for rounds, which the clock opens."""
    first = ("suspend", (which, until, DAYS[0].isoformat()))
    world = made(text, [first, *todo], PlainMatcher())
    everybody = making.units_registered([{"code": "new", "name": "Sở", "kind": "department"}], **world.envelope())
    changes = world.service.record(everybody, dry_run=True).decision.changes
    assert [(change.kind, change.rule.id, change.units) for change in changes if not change.cycle] == []


MATCHER = durable.DurableMatcher()
"""One for all: a ruleset keeps its memory for the life of the process."""


@settings(max_examples=30, deadline=None)
@given(plans())
def test_both_matchers_touch_the_same_rules(text: str) -> None:
    """For every signal there is, and for one there isn't, the two matchers give the same rules."""
    plan = compile_plan(text)
    for signal in plan.waiting_on:
        assert MATCHER.touched(plan, signal) == PlainMatcher().touched(plan, signal)


@settings(max_examples=20, deadline=None)
@given(plans(), st.lists(steps(), max_size=8), st.sampled_from(sorted(PLACES)), st.sampled_from(DAYS))
def test_withdrawing_the_last_event_restores_what_was_before(
    text: str, todo: list[tuple[str, tuple[Any, ...]]], milestone: str, day: date
) -> None:
    """Open tasks and their dates are what they were before the event; what it started is closed."""
    world = made(text, todo, PlainMatcher())
    before = {task: row for task, row in world.tasks().items() if row[0] not in ("closed", "done")}
    world.log(milestone, day.isoformat(), PLACES[milestone][0], name="last")
    world.service.record(making.withdrawn("last", **world.envelope(name="back")))
    after = {task: row for task, row in world.tasks().items() if row[0] not in ("closed", "done")}
    assert after == before


@settings(max_examples=20, deadline=None)
@given(plans(), st.lists(steps(), max_size=8), st.sampled_from(WHICH[:2]), st.sampled_from(DAYS), st.integers(0, 60))
def test_withdrawing_a_suspension_restores_what_was_before(
    text: str, todo: list[tuple[str, tuple[Any, ...]]], which: dict[str, Any], day: date, days: int
) -> None:
    """Ended or not, once it is taken back every task is as it was, and no trace of it is left but history."""
    assume("id: R2" in text)
    world = made(text, todo, PlainMatcher())
    before, left = still_open(world), world.left()
    world.suspend(day.isoformat(), "last", **which)
    if days % 2:
        world.resume("last", (day + timedelta(days=days)).isoformat())
    world.service.record(making.withdrawn("last", **world.envelope(name="back")))
    assert (still_open(world), world.left()) == (before, left)


def still_open(world: World) -> dict[str, tuple[str, str | None]]:
    """The tasks that are not over, rounds aside: these open as time passes, whatever is withdrawn."""
    return {
        task: row for task, row in world.tasks().items() if row[0] not in ("closed", "done") and task.count("/") == 1
    }


@settings(max_examples=20, deadline=None)
@given(plans(), st.permutations([(m, p) for m, places in PLACES.items() for p in places]), st.data())
def test_the_order_of_unrelated_events_does_not_matter(
    text: str, order: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Different milestones, or the same at different places, logged in any order give the same open tasks."""
    days = {place: data.draw(st.sampled_from(DAYS)).isoformat() for place in order}
    results = []
    for places in (sorted(order), order):
        world = made(text, [], PlainMatcher())
        for milestone, unit in places:
            world.log(milestone, days[milestone, unit], unit)
        results.append({task: row for task, row in world.tasks().items() if row[0] != "closed"})
    assert results[0] == results[1]
