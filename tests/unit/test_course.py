"""The course of a task: taken up, on its way; what is said of it changes nothing, and whoever follows is told."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.words.catalogue import tr
from engine.asking.explaining import explain
from engine.asking.verifying import verify
from engine.service import Logged
from events.course import making
from events.errors import EventError
from events.making import corrected, withdrawn
from events.opening import make_store
from rules.compiling import check_plan, compile_plan
from tests.worlds import PLAN, Rule, World, plan_text

KINDS = {"vn": "central", "12": "province", "bto": "party-body", "c1": "commune", "c2": "commune"}
LED: Rule = {"lead": "bto", "cooperate": "[c1, c2]", "due": "7 days after congress"}
TASK = f"{PLAN}/R1/bto"


def world(*rules: Rule, **header: str) -> World:
    made = World()
    made.populate()
    made.adopt(plan_text(rules or (LED,), **header))
    made.tick("2025-09-24")
    made.log("congress", "2025-09-24")
    return made


def take_up(made: World, name: str | None = None, *, task: str = TASK, unit: str | None = None) -> Logged:
    return made.service.record(making.task_acknowledged(task, plan=PLAN, unit=unit, **made.envelope(name=name)))


def say(made: World, progress: str, name: str | None = None, **more: Any) -> Logged:
    return made.service.record(
        making.task_progress(TASK, plan=PLAN, progress=progress, **more, **made.envelope(name=name))
    )


def refused(made: World, happens: Any) -> str:
    with made.store.begin(write=False) as session:
        head = session.head()
    with pytest.raises(EventError) as error:
        happens()
    with made.store.begin(write=False) as session:
        assert session.head() == head
    return str(error.value)


def holds(made: World) -> bool:
    return verify(made.service, make_store("memory:")).holds


def told(logged: Logged) -> list[tuple[str, str]]:
    """Recipients, with the reasons that they are given."""
    contents, found = logged.decision.contents, []
    for message in logged.decision.messages:
        for item in contents[message.body_key]["items"]:
            assert item["role"] == "follow"
            found.append((message.recipient, tr(item["reason"]["template"], "en", **item["reason"]["args"])))
    return found


def test_what_is_said_on_the_way_changes_nothing_and_whoever_follows_is_told() -> None:
    """Neither taking it up nor progress moves the task; the plan's unit hears of both, with what is asked for."""
    made = world()
    before = made.tasks()
    assert told(take_up(made)) == [("12", "“hạn 1”: taken up on 24/09/2025")]
    assert told(take_up(made, unit="c1")) == [("12", "“hạn 1”: taken up on 24/09/2025 by Xã c1")]
    assert told(say(made, "một nửa")) == [("12", "“hạn 1”: một nửa")]
    hard = say(made, "một nửa", difficulty="thiếu người", proposal="thêm 5 ngày", unit="c2")
    assert told(hard) == [("12", "“hạn 1”: một nửa; difficulty: thiếu người; proposal: thêm 5 ngày")]
    assert made.tasks() == before
    assert holds(made)


def test_the_plan_says_who_follows() -> None:
    """The unit that the policies name is told instead; one that leads the task itself need not be."""
    assert [unit for unit, _ in told(say(world(LED, policies="{follow: c3}"), "xong một phần"))] == ["c3"]
    assert told(say(world(LED, policies="{follow: bto}"), "xong một phần")) == []
    text = plan_text((LED,), policies="{follow: nobody}")
    assert "unknown-unit" in [problem.code for problem in check_plan(text, known_units=KINDS)]
    assert compile_plan(plan_text((LED,))).hash != compile_plan(plan_text((LED,), policies="{follow: bto}")).hash


def test_it_is_explained_with_what_amends_it() -> None:
    """An explanation has the course in the order of the log; what was taken back is not in it."""
    made = world()
    take_up(made, "up")
    say(made, "một nửa", "half")
    say(made, "nhầm", "wrong")
    before = made.now.date() - timedelta(days=1)
    made.service.record(corrected("half", day=before, reason="đúng ngày", **made.envelope(name="right")))
    made.service.record(withdrawn("wrong", **made.envelope()))
    with made.store.begin(write=False) as session:
        found = explain(session, made.service.tools, TASK)
    course = [(one.recorded.event.id, [later.event.id for later in one.amendments]) for one in found.course]
    assert course == [("up", []), ("half", ["right"])]
    assert holds(made)


def test_the_same_said_again_is_known() -> None:
    """Taking up a task twice on one day, or the same progress, is one fact; on another day it is refused."""
    made = world()
    take_up(made, "up")
    say(made, "một nửa", "half")
    assert take_up(made).known
    assert say(made, "một nửa").known
    assert not say(made, "hai phần ba").known
    made.tick("2025-09-25")
    assert "was taken up on 2025-09-24 already" in refused(made, lambda: take_up(made))


def test_nothing_is_said_of_what_is_not_on_its_way() -> None:
    """Of a task that waits, that is done, or by a unit that has no part in it, nothing is recorded."""
    made = world(LED, {"due": "7 days after guidance"})
    assert "has not begun" in refused(made, lambda: take_up(made, task=f"{PLAN}/R2/12"))
    assert "There is no task" in refused(made, lambda: take_up(made, task=f"{PLAN}/R7/12"))
    assert "neither leads task" in refused(made, lambda: say(made, "xong", unit="c3"))
    made.done(TASK, "2025-09-24")
    made.tick("2025-09-25")
    assert "is done" in refused(made, lambda: take_up(made))
    assert "is done" in refused(made, lambda: say(made, "xong"))
    assert holds(made)


def test_what_was_said_before_the_report_is_recorded_after_it_too() -> None:
    """Of a day before that on which it was done, and nobody is told; of no later day."""
    made = world()
    made.done(TASK, "2025-09-24", "done")
    made.tick("2025-09-26")
    assert "give that day" in refused(made, lambda: say(made, "nửa việc"))
    made.service.record(withdrawn("done", **made.envelope()))
    made.done(TASK, "2025-09-26", "again")
    event = making.task_progress(TASK, plan=PLAN, progress="nửa việc", **made.envelope("2025-09-25"))
    assert told(made.service.record(event)) == []
    early = making.task_acknowledged(TASK, plan=PLAN, unit="c1", **made.envelope("2025-09-25"))
    assert told(made.service.record(early)) == []
    assert holds(made)
