"""Laws of merging and amending: versions, decisions and events made up at random."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.matching import PlainMatcher
from engine.proposing import propose
from engine.verifying import verify
from events import making
from events.errors import EventsError
from events.event import Document
from events.store import open_store
from rules.comparing import compare
from rules.compiling import compile_plan
from rules.merging import Choice, merge
from rules.problems import PlanError
from tests.property.test_engine import MATCHER, made, plans, state, steps, take
from tests.worlds import PLAN, World

DECISIONS = st.dictionaries(st.sampled_from(["R1", "R2", "R3", "R4", "R5", "R6"]), st.sampled_from(Choice))
Steps = list[tuple[str, tuple[Any, ...]]]
LIVE = ("planned", "needs_date", "active")


@settings(max_examples=20, deadline=None)
@given(plans(), plans())
def test_all_kept_is_the_running_version_and_all_taken_the_new_one(running: str, proposed: str) -> None:
    """Keeping everything gives the rules of the one, taking everything the text of the other."""
    assert merge(running, proposed, {}, Choice.TAKE) == proposed
    kept = compile_plan(merge(running, proposed, {}, Choice.KEEP, header=Choice.KEEP))
    assert dict(kept.rules) == dict(compile_plan(running).rules)


@settings(max_examples=30, deadline=None)
@given(plans(), plans(), DECISIONS, st.sampled_from(Choice))
def test_each_rule_is_as_was_decided(
    running: str, proposed: str, decisions: dict[str, Choice], default: Choice
) -> None:
    """A merged plan differs from the running one in rules that were taken only, and from the new one in kept ones."""
    old, new = compile_plan(running), compile_plan(proposed)
    decisions = {name: choice for name, choice in decisions.items() if name in {*old.rules, *new.rules}}
    try:
        merged = compile_plan(merge(running, proposed, decisions, default))
    except PlanError as error:
        assert {problem.code for problem in error.problems} <= {"kept-waits", "taken-waits", "head-moves"}  # noqa: PT017 - which, is the law
        return
    assert {decisions.get(name, default) for name in compare(old, merged).rules.names} <= {Choice.TAKE}
    assert {decisions.get(name, default) for name in compare(new, merged).rules.names} <= {Choice.KEEP}


def amend(world: World, proposed: str, decisions: dict[str, Choice], default: Choice, day: str) -> None:
    """Amend the plan, effective on `day`; what does not fit is refused, which changes nothing."""
    try:
        with world.service.store.begin(write=False) as session:
            version = propose(session, world.service.tools, proposed, decisions, default).version
        event = making.plan_amended(PLAN, version, document=Document(text="2-KH/TU"), **world.envelope(day))
        world.service.record(event)
    except (EventsError, PlanError):
        return


@st.composite
def amendments(draw: st.DrawFn) -> tuple[str, dict[str, Choice], Choice, str]:
    days = st.sampled_from(["2025-07-21", "2025-07-25", "2025-08-20", "2025-10-01"])
    return draw(plans()), draw(DECISIONS), draw(st.sampled_from(Choice)), draw(days)


@settings(max_examples=20, deadline=None)
@given(plans(), st.lists(st.one_of(steps(), amendments()), max_size=12))
def test_state_kept_is_state_rebuilt_and_both_matchers_agree(text: str, todo: list[Any]) -> None:
    """However often the plan is amended, now or for a later day, the log alone gives the kept state again."""
    worlds = [made(text, [], matcher) for matcher in (PlainMatcher(), MATCHER)]
    for world in worlds:
        for one in todo:
            if len(one) == 4:
                amend(world, *one)
            else:
                take(world, one)
    report = verify(worlds[0].service, open_store("memory:"))
    assert report.holds, report
    assert state(worlds[0].service.store) == state(worlds[1].service.store)


@settings(max_examples=20, deadline=None)
@given(plans(), plans(), st.lists(steps(), max_size=8))
def test_an_amended_plan_gives_the_tasks_that_it_would_have_given_from_the_first(
    text: str, proposed: str, todo: Steps
) -> None:
    """Taken whole, a version gives the open tasks and dates that come of its adoption and the same happenings."""
    assume("missed" not in proposed)  # that a limit was missed is kept for ever, also under other words
    happenings = [one for one in todo if one[0] in ("log", "postpone")]
    amended = made(text, happenings, PlainMatcher())
    amend(amended, proposed, {}, Choice.TAKE, "2025-07-21")
    adopted = made(proposed, happenings, PlainMatcher())
    live = [{name: row for name, row in world.tasks().items() if row[0] in LIVE} for world in (amended, adopted)]
    assert live[0] == live[1]
