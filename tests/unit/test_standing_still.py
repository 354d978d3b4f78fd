"""Tasks that stand still: those with a last day that have begun, and of which nothing was heard for some days."""

from datetime import date

from engine.asking.course.standing_still import count_standing_still, standing_still
from events import making
from events.course import making as course
from tests.unit.test_left_behind import amend
from tests.worlds import PLAN, Rule, World, adopted, plan_text

LED: Rule = {"lead": "bto", "due": "by 2025-12-31"}
TASK = f"{PLAN}/R1/bto"


def world(*rules: Rule) -> World:
    """A plan that was adopted on 21 July."""
    return adopted(plan_text(rules or (LED,)))


def still(made: World, today: str, days: int = 14) -> dict[str, str]:
    """The tasks that stand still on a day, with the last day of a move; as many are counted."""
    on = date.fromisoformat(today)
    with made.store.begin(write=False) as session:
        found = standing_still(session, session.view_tasks(), on, days)
        assert count_standing_still(session, on, days) == [len(found)]
    return {task.removeprefix(f"{PLAN}/"): day.isoformat() for task, day in found.items()}


def say(made: World, day: str, task: str = TASK, name: str | None = None) -> None:
    made.service.record(course.task_progress(task, plan=PLAN, progress="một nửa", **made.envelope(day, name)))


def test_a_task_stands_still_from_its_plan_on() -> None:
    """On the fourteenth day without a word it does, and not a day before."""
    made = world()
    assert still(made, "2025-08-03") == {}
    assert still(made, "2025-08-04") == {"R1/bto": "2025-07-21"}
    assert still(made, "2025-08-04", 15) == {}


def test_every_word_is_a_move() -> None:
    """That it was taken up, how far it has come, a returned report; what is taken back was no word."""
    made = world(LED, LED)
    made.service.record(course.task_acknowledged(TASK, plan=PLAN, **made.envelope("2025-07-25")))
    say(made, "2025-08-01", name="half")
    made.tick("2025-08-10")
    assert still(made, "2025-08-10") == {"R2/bto": "2025-07-21"}
    assert still(made, "2025-08-15") == {"R1/bto": "2025-08-01", "R2/bto": "2025-07-21"}
    made.service.record(making.withdrawn("half", **made.envelope("2025-08-10")))
    assert still(made, "2025-08-10") == {"R1/bto": "2025-07-25", "R2/bto": "2025-07-21"}
    made.done(TASK, "2025-08-10", "first")
    assert still(made, "2025-09-30") == {"R2/bto": "2025-07-21"}
    made.service.record(course.task_returned("first", reason="thiếu", unit="12", **made.envelope("2025-08-10")))
    assert still(made, "2025-08-23") == {"R2/bto": "2025-07-21"}
    assert still(made, "2025-08-24") == {"R1/bto": "2025-08-10", "R2/bto": "2025-07-21"}


def test_what_a_task_rests_on_moves_it() -> None:
    """The congress from which it counts, and a date that an officer set."""
    made = world({"due": "60 days after congress"}, {"due": "once guidance"})
    made.log("congress", "2025-08-01")
    made.log("guidance", "2025-08-01", unit="vn")
    assert still(made, "2025-08-14") == {}
    assert still(made, "2025-08-15") == {"R1/12": "2025-08-01"}
    until = date(2025, 12, 1)
    made.service.record(making.task_date_set(f"{PLAN}/R2/12", plan=PLAN, due=until, **made.envelope("2025-08-10")))
    assert still(made, "2025-08-24") == {"R1/12": "2025-08-01", "R2/12": "2025-08-10"}


def test_what_has_not_begun_or_has_no_last_day_stands_nowhere() -> None:
    """A period to come, what waits, what is only planned, a standing duty, what time stands still for."""
    made = world({"due": "in 2025-12"}, {"due": "continuous"}, {"due": "7 days after congress"}, LED)
    made.log("congress", "2025-12-20", phase="planned")
    made.suspend("2025-07-30", rules=["R4"])
    assert still(made, "2025-11-30") == {}
    assert still(made, "2025-12-15") == {"R1/12": "2025-12-01"}


def test_a_round_stands_still_from_its_first_day() -> None:
    """Each round by itself."""
    made = world({"lead": "bto", "due": "every quarter by day 15 of its last month"})
    made.tick("2025-10-20")
    assert still(made, "2025-10-14") == {"R1/bto/2025-Q3": "2025-07-21"}
    assert still(made, "2025-10-15") == {"R1/bto/2025-Q3": "2025-07-21", "R1/bto/2025-Q4": "2025-10-01"}


def test_a_round_with_a_date_of_its_own_stands_still_from_its_first_day_too() -> None:
    """Set before the round began: the date was the last thing said, but the round moved by beginning."""
    made = world({"lead": "bto", "due": "every quarter by day 15 of its last month"})
    made.tick("2025-10-20")
    task, until = f"{PLAN}/R1/bto/2025-Q4", date(2025, 11, 3)
    made.service.record(making.task_date_set(task, plan=PLAN, due=until, **made.envelope("2025-08-01")))
    assert still(made, "2025-10-14") == {"R1/bto/2025-Q3": "2025-07-21"}
    assert still(made, "2025-10-15")["R1/bto/2025-Q4"] == "2025-10-01"


def test_a_row_stands_still_from_the_version_on_that_added_it() -> None:
    """Also where a version of an earlier day has its words since."""
    made = world(LED)
    amend(made, LED, LED, day="2025-08-14")
    amend(made, LED, {**LED, "due": "by 2025-12-30"}, day="2025-08-04")
    assert still(made, "2025-09-30") == {"R1/bto": "2025-07-21", "R2/bto": "2025-08-14"}


def test_a_row_that_was_dropped_and_added_again_stands_still_from_the_later_version_on() -> None:
    """Whatever the versions are called: what an earlier one said of the row was replaced."""
    made = world(LED)
    amend(made, LED, LED, day="2025-07-22", name="sau")
    amend(made, LED, day="2025-09-19", name="giữa")
    amend(made, LED, LED, day="2025-08-14", name="an")
    amend(made, LED, {**LED, "due": "by 2025-12-30"}, day="2025-08-04", name="bình")
    assert still(made, "2025-09-30") == {"R1/bto": "2025-07-21", "R2/bto": "2025-08-14"}


def test_of_a_day_on_which_some_stand_still_and_some_do_not_each_is_counted() -> None:
    """Those due on one day may rest on different things."""
    made = world({"due": "30 days after congress"}, {"due": "by 2025-08-31"}, {"due": "by 2025-08-31"})
    made.log("congress", "2025-08-01")
    say(made, "2025-08-01", f"{PLAN}/R3/12")
    assert still(made, "2025-08-05") == {"R2/12": "2025-07-21"}
