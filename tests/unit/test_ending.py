"""Plans end: what was open is settled, what was done stays, nothing new comes, and all of it can be taken back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from engine.asking.verifying import verify
from events import making
from events.course import making as course
from events.errors import EventError
from events.event import Document
from events.joined import making as joining
from events.opening import make_store
from events.views import TaskView
from rules.compiling import compile_plan
from tests.worlds import PLAN, World, plan_text

OTHER = "ke-hoach-moi"
ROWS: Sequence[dict[str, Any]] = (
    {"due": "7 days after congress"},
    {"due": "every month by day 25"},
    {"due": "continuous"},
    {"due": "by 2025-09-01"},
    {"due": "3 days after guidance"},
)
LEFT = {"done": ["R1", "R2"], "not_required": ["R3", "R4", "R5"]}


@pytest.fixture
def world() -> World:
    """A plan with five rows, whose congress was held; row R5 waits."""
    return running(plan_text(ROWS))


def running(plan: str) -> World:
    """A plan whose congress was held, and some weeks later."""
    made = World()
    made.populate()
    made.adopt(plan)
    made.log("congress", "2025-07-23")
    made.tick("2025-09-10")
    return made


def close(world: World, day: str = "2025-09-10", plan: str = PLAN, by: str | None = None, **settled: Any) -> Any:
    said = settled or LEFT
    return world.service.record(making.plan_closed(plan, said, by=by, **world.envelope(day, f"end-{world.number}")))  # type: ignore[arg-type]  # as the tests name rows


def states(world: World) -> dict[str, str]:
    return {name: state for name, (state, _) in world.tasks().items()}


def view(world: World, name: str) -> TaskView:
    with world.store.begin(write=False) as session:
        [found] = [one for one in session.view_tasks() if one.id == f"{PLAN}/{name}"]
    return found


def refused(world: World, **settled: Any) -> str:
    with pytest.raises(EventError) as caught:
        close(world, **settled)
    return str(caught.value)


def test_each_open_row_is_done_or_closed(world: World) -> None:
    """What had begun of a row that is done counts as done on the last day; other rows are closed."""
    close(world)
    assert states(world) == {
        "R1/12": "done",
        "R2/12/2025-07": "done",
        "R2/12/2025-08": "done",
        "R2/12/2025-09": "done",
        "R3/12": "closed",
        "R4/12": "closed",
    }
    assert view(world, "R1/12").done_on == "2025-09-10"


def test_no_round_comes_after_the_end(world: World) -> None:
    """Sweeps pass a plan by that has ended."""
    close(world)
    before = states(world)
    decision = world.tick("2026-03-01").decision
    assert decision.changes == ()
    assert states(world) == before


def test_the_words_that_end_a_plan_settle_every_open_row(world: World) -> None:
    """A row that nobody speaks of, and one that waits, must be settled too; nothing is recorded without."""
    said = refused(world, done=["R1"], not_required=["R3"])
    assert "R2, R4, R5" in said
    assert states(world)["R3/12"] == "active"


def test_rows_are_settled_once_and_where_something_is_open(world: World) -> None:
    """Unknown rows, rows without anything open, rows settled twice, rows done that have not begun: all are refused."""
    every: dict[str, Any] = {"not_required": ["R2", "R3", "R4", "R5"]}
    assert "has no row “R9”" in refused(world, done=["R9"], **every)
    assert "in two ways" in refused(world, done=["R1", "R3"], **every)
    assert "has not begun" in refused(world, done=["R1", "R5"], not_required=["R2", "R3", "R4"])
    world.done(f"{PLAN}/R1/12", "2025-09-10")
    assert "nothing open" in refused(world, done=["R1"], **every)


def test_what_was_done_stays_and_follows_the_facts(world: World) -> None:
    """A congress corrected after the end moves the date of what was done before it."""
    world.done(f"{PLAN}/R1/12", "2025-08-01")
    close(world, done=["R2"], not_required=["R3", "R4", "R5"])
    assert view(world, "R1/12").due == "2025-07-30"
    held = world.log("congress", "2025-07-23").decision.event.id
    world.service.record(making.corrected(held, day=date(2025, 7, 29), **world.envelope("2025-09-11")))
    assert (view(world, "R1/12").state, view(world, "R1/12").due) == ("done", "2025-08-05")


def test_what_is_new_is_refused(world: World) -> None:
    """Milestones, reports, dates, suspensions and joins of a plan that has ended are refused with the reason."""
    world.adopt(plan_text(ROWS, plan=OTHER, number="2-KH/TU"))
    close(world)
    tries: list[Callable[[], Any]] = [
        lambda: world.log("guidance", "2025-09-09", "vn"),
        lambda: world.done(f"{PLAN}/R4/12", "2025-09-11"),
        lambda: world.suspend("2025-09-11", everything=True),
        lambda: world.suspend("2025-09-11", plan=[PLAN, OTHER], everything=True),
        lambda: world.service.record(
            joining.happening_joined([f"{PLAN}/congress", f"{OTHER}/congress"], **world.envelope())
        ),
        lambda: world.service.record(
            making.task_date_set(f"{PLAN}/R5/12", plan=PLAN, due=date(2025, 10, 1), **world.envelope())
        ),
    ]
    before = states(world)
    for one in tries:
        with pytest.raises(EventError, match="is closed since 2025-09-10"):
            one()
    assert states(world) == before


def test_a_correction_may_not_lead_past_the_end(world: World) -> None:
    """What happened before can be put right, but not to a day after the end."""
    held = world.log("congress", "2025-07-23").decision.event.id
    close(world)
    world.tick("2025-10-01")
    with pytest.raises(EventError, match="after that"):
        world.service.record(making.corrected(held, day=date(2025, 9, 30), **world.envelope("2025-10-01")))


def test_a_report_can_be_accepted_after_the_end_and_not_returned() -> None:
    """To return it would open again what nobody could report any more."""
    world = running(plan_text(ROWS).replace("milestones:", "policies: {follow: bto}\nmilestones:"))
    report = world.done(f"{PLAN}/R1/12", "2025-08-01").decision.event.id
    close(world, done=["R2"], not_required=["R3", "R4", "R5"])
    with pytest.raises(EventError, match="is closed since"):
        world.service.record(course.task_returned(report, reason="thiếu", unit="bto", **world.envelope("2025-09-11")))
    world.service.record(course.task_accepted(report, unit="bto", **world.envelope("2025-09-11")))
    assert states(world)["R1/12"] == "done"


def test_who_withdraws_the_end_has_the_plan_again(world: World) -> None:
    """Tasks are as the facts say by then: rounds that came meanwhile are open, limits that passed are missed."""
    ended = close(world).decision.event.id
    world.tick("2025-12-01")
    world.service.record(making.withdrawn(ended, **world.envelope("2025-12-01")))
    now = states(world)
    assert now["R3/12"] == "active"
    assert now["R2/12/2025-12"] == "active"
    assert now["R1/12"] == "active"
    world.log("guidance", "2025-11-30", "vn")
    assert states(world)["R5/12"] == "active"


def test_the_end_may_be_corrected_to_another_day(world: World) -> None:
    """Rounds that begin after it are closed, whatever was said of their row."""
    ended = close(world).decision.event.id
    world.service.record(making.corrected(ended, day=date(2025, 8, 31), **world.envelope("2025-09-11")))
    assert states(world)["R2/12/2025-09"] == "closed"
    assert view(world, "R2/12/2025-08").done_on == "2025-08-31"


def test_a_limit_missed_before_the_end_stays_missed(world: World) -> None:
    """Closing takes no lateness back."""
    close(world, done=["R2"], not_required=["R1", "R3", "R4", "R5"])
    with world.store.begin(write=False) as session:
        missed = {row.signal for row in session.facts(PLAN, ["missed:R1", "missed:R4"])}
    assert missed == {"missed:R1", "missed:R4"}


def test_a_plan_ends_once(world: World) -> None:
    """The same said again is known; another day is refused."""
    first = close(world).decision.event.id
    again = making.plan_closed(PLAN, {"done": ["R1", "R2"], "not_required": ["R3", "R4", "R5"]}, **world.envelope())
    assert world.service.record(again).decision.event.id == first
    assert "has ended already" in refused(world, day="2025-09-11", done=["R1"])


def test_the_day_must_fit(world: World) -> None:
    """Not before the plan, not before what was reported of it, not a day still to come."""
    world.done(f"{PLAN}/R1/12", "2025-09-09")
    every: dict[str, Any] = {"done": ["R2"], "not_required": ["R3", "R4", "R5"]}
    assert "cannot end on 2025-07-01" in refused(world, day="2025-07-01", **every)
    assert "“Việc 1”" not in refused(world, day="2025-09-08", **every)
    assert "happened on 2025-09-09" in refused(world, day="2025-09-08", **every)
    envelope = {**world.envelope(), "occurred_on": date(2030, 1, 1)}
    with pytest.raises(EventError, match="still to come"):
        world.service.record(making.plan_closed(PLAN, every, **envelope))  # type: ignore[arg-type]  # as above


def test_another_plan_takes_over(world: World) -> None:
    """Rows pass to rows of the plan that replaces this one, which must go on and have them."""
    world.adopt(plan_text(ROWS, plan=OTHER, number="2-KH/TU"))
    rest: dict[str, Any] = {"done": ["R1", "R2"], "not_required": ["R4", "R5"]}
    assert "has no row “R9”" in refused(world, by=OTHER, passed={"R3": "R9"}, **rest)
    assert "cannot replace itself" in refused(world, by=PLAN, passed={"R3": "R3"}, **rest)
    assert "There is no plan" in refused(world, by="khong-co", passed={"R3": "R3"}, **rest)
    decision = close(world, by=OTHER, passed={"R3": "R3"}, **rest).decision
    assert decision.event.type == "plan.replaced"
    assert {change.rule.id for change in decision.changes if change.state == "closed"} == {"R3", "R4"}
    with pytest.raises(EventError, match=f"to row R3 of plan “{OTHER}”"):
        world.done(f"{PLAN}/R3/12", "2025-09-11")


def test_a_plan_that_has_ended_replaces_none(world: World) -> None:
    """The plan that takes over must go on."""
    world.adopt(plan_text(ROWS[:1], plan=OTHER, number="2-KH/TU"))
    close(world, plan=OTHER, not_required=["R1"])
    assert "has itself ended" in refused(world, by=OTHER, done=["R1", "R2"], not_required=["R3", "R4", "R5"])


@pytest.mark.parametrize("clause", [True, False])
def test_a_plan_that_others_wait_for_cannot_end(clause: bool) -> None:
    """Tasks of another plan stand still until its milestone is held: after the end nobody could record it."""
    world = World()
    world.populate()
    world.adopt(plan_text([{"due": "by 2025-12-01"}], plan=OTHER, number="2-KH/TU"))
    suspensions = {"suspensions": "[{all: true, plans: all, until: guidance}]"} if clause else {}
    world.adopt(plan_text([{"due": "by 2025-12-01"}], **suspensions))
    if not clause:
        world.suspend("2025-07-22", plan=OTHER, everything=True, until=f"{PLAN}/guidance")
    assert states(world)[f"{OTHER}/R1/12"] == "suspended"
    assert "stand still until its milestone “Mốc guidance”" in refused(world, not_required=["R1"])
    world.log("guidance", "2025-09-01", "vn")
    close(world, not_required=["R1"])
    assert states(world) == {"R1/12": "closed", f"{OTHER}/R1/12": "active"}


def test_a_milestone_that_is_joined_can_be_recorded_elsewhere() -> None:
    """Who waits for it waits for the plan that goes on too, so this one may end."""
    world = World()
    world.populate()
    world.adopt(plan_text([{"due": "by 2025-12-01"}], plan=OTHER, number="2-KH/TU"))
    world.adopt(plan_text([{"due": "by 2025-12-01"}], suspensions="[{all: true, plans: all, until: guidance}]"))
    world.service.record(joining.happening_joined([f"{PLAN}/guidance", f"{OTHER}/guidance"], **world.envelope()))
    close(world, not_required=["R1"])
    world.log("guidance", "2025-09-15", "vn", plan=OTHER)
    assert states(world)[f"{OTHER}/R1/12"] == "active"


def test_a_version_that_waits_is_decided_first(world: World) -> None:
    """A plan does not end while a version of it waits for its day."""
    text = plan_text([*ROWS[:4], {"due": "5 days after guidance"}])
    with world.store.begin(write=False) as session:
        adopted = session.event_at(next(row.position for row in session.plans() if row.id == PLAN)).event
    version = making.VersionData(
        source=text,
        hash=compile_plan(text).hash,
        version=2,
        amends=adopted.id,
        proposed_hash=compile_plan(text).hash,
        decisions={},
        default="take",
        header="take",
    )
    envelope = world.envelope("2025-10-01", "version", document=Document(text="2-KH/TU"), ahead=True)
    world.service.record(making.plan_amended(PLAN, version, **envelope))
    assert "waits for its day, 2025-10-01" in refused(world)
    world.service.record(making.withdrawn("version", **world.envelope()))
    close(world)


def test_what_is_kept_is_what_the_log_gives(world: World) -> None:
    """Ended, corrected, opened, ended again: the log alone gives the same state."""
    ended = close(world).decision.event.id
    world.service.record(making.corrected(ended, day=date(2025, 9, 5), **world.envelope("2025-09-11")))
    world.service.record(making.withdrawn(ended, **world.envelope("2025-09-12")))
    close(world, day="2025-09-12")
    world.tick("2025-11-01")
    assert verify(world.service, make_store("memory:")).holds
