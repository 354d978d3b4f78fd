"""Laws of merging and amending: versions, decisions and events made up at random."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.asking.plan_proposals import propose
from engine.snapshot import Snapshot
from events import making
from events.errors import EventsError
from events.event import Document, Event
from rules.amending.comparing import compare
from rules.amending.foreseeing import foreseen
from rules.amending.merging import Choice, merge
from rules.compiling import compile_plan
from rules.problems import MergeError
from tests.property.happenings import DAYS, EXAMPLES, PLACES, moved_down, plans, with_groups
from tests.worlds import PLAN, World

DECISIONS = st.dictionaries(st.sampled_from(["R1", "R2", "R3", "R4", "R5", "R6"]), st.sampled_from(Choice))
VERSION_DAY = "2025-07-21"
LIVE = ("planned", "needs_date", "active")
REFUSED = {"kept-waits", "taken-waits", "never-starts"}
"""Why two rows do not go together; the last: what is kept is never late, or happens where nobody waits for it.

The officer is told of each such pair before he decides. What becomes of the head of the plan is not decided by row.
"""


@settings(max_examples=EXAMPLES or 20, deadline=None)
@given(plans(), plans())
def test_all_kept_is_the_running_version_and_all_taken_the_new_one(running: str, proposed: str) -> None:
    """Keeping everything gives the rules of the one, taking everything the text of the other."""
    assert merge(running, proposed, {}, Choice.TAKE) == proposed
    kept = compile_plan(merge(running, proposed, {}, Choice.KEEP, header=Choice.KEEP))
    assert dict(kept.rules) == dict(compile_plan(running).rules)


@settings(max_examples=EXAMPLES or 30, deadline=None)
@given(plans(), plans(), DECISIONS, st.sampled_from(Choice))
def test_each_rule_is_as_was_decided(
    running: str, proposed: str, decisions: dict[str, Choice], default: Choice
) -> None:
    """A merged plan differs from the running one in rules that were taken only, and from the new one in kept ones.

    What is refused was foreseen: the two rows, and why they do not go together.
    """
    old, new = compile_plan(running), compile_plan(proposed)
    decisions = {name: choice for name, choice in decisions.items() if name in {*old.rules, *new.rules}}
    try:
        merged = compile_plan(merge(running, proposed, decisions, default))
    except MergeError as error:
        by_row = [problem for problem in error.problems if problem.code != "head-moves"]
        assert {problem.code for problem in by_row} <= REFUSED
        told = [(one.code, one.args, one.why) for one in foreseen(running, proposed)]
        assert all((one.code, one.args, one.why) in told for one in by_row)
        assert all({"kept", "taken"} <= set(one.args) or {"rule", "other"} <= set(one.args) for one in by_row)
        return
    assert {decisions.get(name, default) for name in compare(old, merged).rules.names} <= {Choice.TAKE}
    assert {decisions.get(name, default) for name in compare(new, merged).rules.names} <= {Choice.KEEP}


@st.composite
def happenings(draw: st.DrawFn) -> Callable[[World], object]:
    """A milestone is planned, held, or put off."""
    name = draw(st.sampled_from(sorted(PLACES)))
    day, place = draw(st.sampled_from(DAYS)).isoformat(), draw(st.sampled_from(PLACES[name]))
    phase = draw(st.sampled_from(["planned", "held", "postponed"]))
    if phase != "postponed":
        return lambda world: world.log(name, day, place, phase)
    new = draw(st.none() | st.sampled_from(DAYS))
    return lambda world: world.service.record(
        making.milestone_postponed(name, plan=PLAN, unit=place, new_day=new, **world.envelope())
    )


def made(text: str, todo: list[Callable[[World], object]]) -> World:
    world = World()
    world.populate()
    with_groups(world, 7)  # of the same members, whichever plan names them
    world.adopt(text)
    for happens in todo:
        with suppress(EventsError):  # it cannot be: held twice, put off after it was held
            happens(world)
    return world


def happened(world: World) -> list[Event]:
    """What became of its milestones, as far as it was taken."""
    with world.service.store.begin(write=False) as session:
        return [one.event for one in session.events() if one.event.type.startswith("milestone.")]


def live(world: World) -> dict[str, tuple[str, str | None]]:
    return {name: row for name, row in world.tasks().items() if row[0] in LIVE}


def amend(world: World, proposed: str) -> None:
    with world.service.store.begin(write=False) as session:
        version = propose(session, world.service.tools, proposed, {}).version
    document = Document(text="2-KH/TU")
    world.service.record(making.plan_amended(PLAN, version, **world.envelope(VERSION_DAY, document=document)))


@settings(max_examples=EXAMPLES or 20, deadline=None)
@given(plans(), plans(), st.lists(happenings(), max_size=8))
def test_an_amended_plan_gives_the_tasks_that_it_would_have_given_from_the_first(
    text: str, proposed: str, todo: list[Callable[[World], object]]
) -> None:
    """Taken whole, a version gives the open tasks and dates that come of its adoption and the same happenings.

    But for dates from before its day: in a row that it adds they bind nobody, so that nothing is missed by them either.
    """
    assume("missed" not in proposed)
    assume(compile_plan(text).hash != compile_plan(proposed).hash)
    amended, fresh = made(text, todo), made(proposed, todo)
    assume(len(happened(amended)) == len(happened(fresh)))  # what a text says was held can be planned no more
    amend(amended, proposed)
    for world in (amended, fresh):
        world.tick("2026-01-05")  # until then rounds open as they are looked at
    at_once = live(fresh)
    before = {name for name, (_, due) in at_once.items() if due and due < VERSION_DAY}
    apart = {name: row for name, row in live(amended).items() if name not in before}
    assert apart == {name: row for name, row in at_once.items() if name not in before}


def by_title(world: World) -> dict[str, tuple[str, str | None]]:
    """The tasks by what is to be done: a row that the version brings has its number for a key, whatever it is."""
    with world.service.store.begin(write=False) as session:
        snapshot = Snapshot(session, world.service.tools)
        plan = snapshot.plans()[PLAN]
        parts = {name: name.partition("/") for name in world.tasks()}
        return {
            f"{snapshot.rule(plan, rule).title}/{place}": world.tasks()[name]
            for name, (rule, _, place) in parts.items()
        }


REPORTS = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["12", *PLACES["own_congress"]])), max_size=4)


@settings(max_examples=EXAMPLES or 20, deadline=None)
@given(plans(), plans(), st.lists(happenings(), max_size=8), REPORTS, st.booleans())
def test_rows_that_move_down_keep_all_they_have(
    text: str, proposed: str, todo: list[Callable[[World], object]], reports: list[tuple[int, str]], again: bool
) -> None:
    """A version in which a row is new and all others have the next number gives the tasks of one that moves none."""
    assume(compile_plan(text).hash != compile_plan(proposed).hash)
    plain, moved = made(text, todo), made(text, todo)
    for world in (plain, moved):
        for number, unit in reports:
            with suppress(EventsError):
                world.service.record(making.task_done(f"{PLAN}/R{number}/{unit}", plan=PLAN, **world.envelope()))
    amend(plain, proposed)
    amend(moved, moved_down(proposed))
    found = by_title(moved)
    assert found.pop("Việc mới/12")[0] == "active"
    assert found == by_title(plain)
    if again:
        amend(moved, proposed)
        found = by_title(moved)
        assert found.pop("Việc mới/12")[0] == "closed"
        assert found == by_title(plain)
