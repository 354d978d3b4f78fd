"""Reports that a task was done: accepted, or returned with a reason and a new day, by whoever follows the plan."""

from datetime import date
from typing import Any

import pytest

from adapters.words.catalogue import tr
from engine.asking.explaining import explain
from engine.asking.verifying import verify
from engine.happenings.entry import Entry
from engine.happenings.kinds import MEANINGS
from engine.pipeline.following import Arrival
from engine.service import Logged, write
from engine.snapshot import Snapshot
from engine.tasks import Standing, State, standing
from events import making
from events.appending import place
from events.course import making as course
from events.errors import EventError, UnknownEvent
from events.event import Event
from events.opening import make_store
from rules.compiling import compile_plan
from tests.worlds import PLAN, Rule, World, adopted, plan_text

LED: Rule = {"lead": "bto", "due": "by 2025-08-29"}
TASK = f"{PLAN}/R1/bto"
AWAITING = "{accept: yes}"


def world(*rules: Rule, **header: str) -> World:
    return adopted(plan_text(rules or (LED,), **header))


def give_back(
    made: World, report: str, day: str, due: str | None = None, name: str | None = None, by: str = "12"
) -> Logged:
    new_day = date.fromisoformat(due) if due else None
    envelope = made.envelope(day, name)
    return made.service.record(course.task_returned(report, reason="thiếu số liệu", due=new_day, unit=by, **envelope))


def accept(made: World, report: str, day: str, name: str | None = None, by: str | None = "12") -> Logged:
    return made.service.record(course.task_accepted(report, unit=by, **made.envelope(day, name)))


def withdraw(made: World, event: str) -> Logged:
    return made.service.record(making.withdrawn(event, **made.envelope()))


def refused(made: World, happens: Any) -> str:
    with made.store.begin(write=False) as session:
        head = session.head()
    with pytest.raises((EventError, UnknownEvent)) as error:
        happens()
    with made.store.begin(write=False) as session:
        assert session.head() == head
    return str(error.value)


def cell(made: World) -> Standing:
    with made.store.begin(write=False) as session:
        (view,) = [one for one in session.view_tasks() if one.id == TASK]
    due, done_on = (date.fromisoformat(day) if day else None for day in (view.due, view.done_on))
    return standing(State(view.state), due=due, remind_on=None, done_on=done_on, today=made.now.date())


def missed(made: World) -> list[str | None]:
    with made.store.begin(write=False) as session:
        return [row.day for row in session.facts(PLAN, ["missed:R1"])]


def holds(made: World) -> bool:
    return verify(made.service, make_store("memory:")).holds


def test_a_returned_report_stands_no_longer() -> None:
    """The task is open again until the new day, and whoever leads it is told why; its next report decides the cell."""
    made = world()
    made.done(TASK, "2025-08-28", "first")
    logged = give_back(made, "first", "2025-09-02", "2025-09-12")
    (content,) = logged.decision.contents.values()
    (item,) = content["items"]
    assert (item["change"], item["due"], item["role"]) == ("reopened", "2025-09-12", "lead")
    told = tr(item["reason"]["template"], "en", **item["reason"]["args"])
    assert told == "“hạn 1”: the report was returned: thiếu số liệu"
    assert made.tasks() == {"R1/bto": ("active", "2025-09-12")}
    made.tick("2025-09-10")
    made.done(TASK, "2025-09-10", "second")
    assert cell(made) is Standing.DONE_IN_TIME
    assert missed(made) == []
    assert holds(made)


def test_without_a_new_day_the_old_one_stays() -> None:
    """What is returned after its last day without another one is overdue, as if nobody had reported it."""
    made = world()
    made.done(TASK, "2025-08-28", "first")
    made.tick("2025-09-02")
    give_back(made, "first", "2025-09-02")
    assert made.tasks() == {"R1/bto": ("active", "2025-08-29")}
    assert (cell(made), missed(made)) == (Standing.OVERDUE, ["2025-08-30"])
    assert holds(made)


def test_who_reported_late_was_late_whatever_the_new_day() -> None:
    """A new day does not undo that the report came after the last one; in time, it does, through every return."""
    late = world()
    late.done(TASK, "2025-09-01", "first")
    give_back(late, "first", "2025-09-02", "2025-09-12")
    late.tick("2025-09-03")
    assert missed(late) == ["2025-08-30"]
    made = world()
    made.done(TASK, "2025-08-29", "first")
    give_back(made, "first", "2025-09-02", "2025-09-12")
    made.done(TASK, "2025-09-12", "second")
    give_back(made, "second", "2025-09-15", "2025-09-19")
    made.tick("2025-09-19")
    assert (made.tasks(), missed(made)) == ({"R1/bto": ("active", "2025-09-19")}, [])
    made.tick("2025-09-20")
    assert missed(made) == ["2025-09-20"]
    assert holds(late)
    assert holds(made)


def test_what_waits_for_the_task_waits_again() -> None:
    """A returned report begins nothing; what it had begun is closed until the next one."""
    made = world(LED, {"due": "5 working days after task R1"})
    made.done(TASK, "2025-08-28", "first")
    assert made.tasks()["R2/12"] == ("active", "2025-09-08")
    give_back(made, "first", "2025-08-28", "2025-09-12")
    assert "R2/12" not in made.tasks()
    made.done(TASK, "2025-09-08")
    assert made.tasks()["R2/12"] == ("active", "2025-09-15")
    assert holds(made)


def test_a_report_takes_its_return_along() -> None:
    """Withdrawn, it takes the new day with it; the return withdrawn, it stands again; corrected, it stays returned."""
    made = world()
    made.done(TASK, "2025-08-28", "first")
    give_back(made, "first", "2025-09-02", "2025-09-12", "back")
    made.service.record(making.corrected("first", day=date(2025, 8, 27), **made.envelope(name="right")))
    assert made.tasks() == {"R1/bto": ("active", "2025-09-12")}
    withdraw(made, "back")
    assert made.tasks() == {"R1/bto": ("done", "2025-08-29")}
    give_back(made, "first", "2025-09-02", "2025-09-15")
    withdraw(made, "first")
    assert made.tasks() == {"R1/bto": ("active", "2025-08-29")}
    with made.store.begin(write=False) as session:
        assert session.facts(PLAN, ["returned:R1", "date:R1", "done:R1"]) == []
    assert holds(made)


def test_a_report_after_a_return_is_another_one() -> None:
    """Only one of two reports can stand: the return of the first is not taken back while there is the second."""
    made = world()
    made.done(TASK, "2025-08-28", "first")
    give_back(made, "first", "2025-08-28", name="back")
    made.done(TASK, "2025-08-28", "second")
    assert "withdraw it first: `thoihan withdraw second`" in refused(made, lambda: withdraw(made, "back"))
    withdraw(made, "second")
    withdraw(made, "back")
    assert made.tasks() == {"R1/bto": ("done", "2025-08-29")}
    assert holds(made)


def test_an_accepted_report_is_firm() -> None:
    """It is neither returned, corrected nor withdrawn before the acceptance is; whoever leads is told of it."""
    made = world(policies=AWAITING)
    made.done(TASK, "2025-08-28", "first")
    (content,) = accept(made, "first", "2025-08-29", "yes").decision.contents.values()
    assert [(item["change"], item["role"]) for item in content["items"]] == [("accepted", "lead")]
    assert "was accepted already" in refused(made, lambda: give_back(made, "first", "2025-08-29"))
    assert "so is firm" in refused(made, lambda: withdraw(made, "first"))
    wrong = making.corrected("first", day=date(2025, 8, 27), **made.envelope())
    assert "so is firm" in refused(made, lambda: made.service.record(wrong))
    assert accept(made, "first", "2025-08-29").known
    with made.store.begin(write=False) as session:
        found = explain(session, made.service.tools, TASK)
    assert found.report
    assert (found.report.word("accepted_by"), found.awaits_acceptance) == ("12", False)
    withdraw(made, "yes")
    with made.store.begin(write=False) as session:
        assert explain(session, made.service.tools, TASK).awaits_acceptance
    give_back(made, "first", "2025-08-29")
    assert made.tasks() == {"R1/bto": ("active", "2025-08-29")}
    assert holds(made)


def test_a_plan_or_a_row_says_what_awaits_acceptance() -> None:
    """A row's word stands before the plan's; neither changes the hash of what decides dates."""
    plan = compile_plan(plan_text((LED, {**LED, "accept": "no"}), policies=AWAITING))
    assert [plan.awaits_acceptance(rule) for rule in plan.rules.values()] == [True, False]
    other = compile_plan(plan_text((LED, {**LED, "accept": "true"})))
    assert [other.awaits_acceptance(rule) for rule in other.rules.values()] == [False, True]
    assert plan.hash != other.hash
    assert [rule.hash for rule in plan.rules.values()] == [rule.hash for rule in other.rules.values()]


def test_whoever_is_to_accept_a_report_is_told_of_it() -> None:
    """Of a report that awaits acceptance the unit that follows the plan hears; of others nobody does."""
    made = world(LED, {**LED, "accept": "no"}, {"due": "done"}, policies=AWAITING)
    made.done(f"{PLAN}/R2/bto", "2025-08-28", "other")
    logged = made.done(TASK, "2025-08-28", "first")
    assert [message.recipient for message in logged.decision.messages] == ["12"]
    (content,) = logged.decision.contents.values()
    assert [(item["change"], item["role"]) for item in content["items"]] == [("done", "follow")]
    with made.store.begin(write=False) as session:
        told = [message.key for message in session.messages()]
    assert [key for key in told if key.startswith(("other/", "adopt-"))] == [f"adopt-{PLAN}/{PLAN}/bto/mail"]
    assert holds(made)


def test_only_who_follows_the_plan_says_what_becomes_of_a_report() -> None:
    """The unit that the plan names, else its own; nobody else, and no correction puts another in its place."""
    made = world()
    made.done(TASK, "2025-08-28", "first")
    assert "“bto” does not" in refused(made, lambda: accept(made, "first", "2025-08-28", by="bto"))
    assert "“officer” does not" in refused(made, lambda: accept(made, "first", "2025-08-28", by=None))
    assert "“c1” does not" in refused(made, lambda: give_back(made, "first", "2025-08-28", by="c1"))
    accept(made, "first", "2025-08-28", "yes")
    other = making.corrected("yes", unit="bto", **made.envelope())
    assert "“bto” does not" in refused(made, lambda: made.service.record(other))
    named = world(policies="{follow: c2}")
    named.done(TASK, "2025-08-28", "first")
    assert "“12” does not" in refused(named, lambda: accept(named, "first", "2025-08-28"))
    accept(named, "first", "2025-08-28", by="c2")


def test_what_cannot_be_is_refused() -> None:
    """No report, one taken back, one of a later day, a day that has passed or that is not later."""
    made = world()
    assert "nobody" in refused(made, lambda: accept(made, "nobody", "2025-08-28"))
    assert "is of type plan.adopted" in refused(made, lambda: accept(made, f"adopt-{PLAN}", "2025-08-28"))
    made.done(TASK, "2025-08-28", "first")
    assert "nothing can have become of it" in refused(made, lambda: accept(made, "first", "2025-08-27"))
    assert "had passed already" in refused(made, lambda: give_back(made, "first", "2025-08-28", "2025-08-27"))
    assert "is not later" in refused(made, lambda: give_back(made, "first", "2025-08-28", "2025-08-29"))
    give_back(made, "first", "2025-08-28", "2025-09-01", "back")
    assert give_back(made, "first", "2025-08-28", "2025-09-01").known
    assert "was returned already" in refused(made, lambda: give_back(made, "first", "2025-08-28", "2025-09-02"))
    assert "was returned already" in refused(made, lambda: accept(made, "first", "2025-08-28"))
    withdraw(made, "first")
    assert "has been withdrawn already" in refused(made, lambda: accept(made, "first", "2025-08-28"))


@pytest.mark.parametrize("last_first", [False, True])
def test_a_return_stands_before_an_acceptance_whichever_came_first(last_first: bool) -> None:
    """Where a log has both of one report, it was returned: nobody is left without work that was asked for again."""
    made = world()
    made.done(TASK, "2025-08-28", "first")
    answers: list[Event] = [
        course.task_accepted("first", unit="12", **made.envelope("2025-08-29")),
        course.task_returned("first", reason="thiếu", unit="12", **made.envelope("2025-08-29")),
    ]
    for event in reversed(answers) if last_first else answers:
        with made.store.begin() as session:  # nobody asks whether it could be
            recorded, _ = place(session, event)
            entry = Entry(Snapshot(session, made.service.tools), recorded, MEANINGS)
            write(session, [Arrival(entry, entry.meaning.brings(entry))])
    assert made.tasks() == {"R1/bto": ("active", "2025-08-29")}
    assert holds(made)


def test_what_came_of_it_is_kept_with_the_report() -> None:
    """A report names its product; an explanation has it, and the whole course in the order of the log."""
    made = world()
    done = making.task_done(TASK, plan=PLAN, product="15-BC/BTO", **made.envelope("2025-08-28", "first"))
    made.service.record(done)
    give_back(made, "first", "2025-08-28", name="back")
    made.done(TASK, "2025-08-28", "second")
    with made.store.begin(write=False) as session:
        found = explain(session, made.service.tools, TASK)
    course_of = [(one.recorded.event.id, [later.event.id for later in one.amendments]) for one in found.course]
    assert course_of == [("first", ["back"]), ("second", [])]
    assert found.course[0].recorded.event.data["product"] == "15-BC/BTO"
    assert holds(made)
