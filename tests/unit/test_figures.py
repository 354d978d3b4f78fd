"""Figures by the tally are those to which one comes by looking at each task."""

from collections import Counter
from datetime import date

from engine.asking.figures import begun, standings
from engine.tasks import Standing, State, standing
from events import making
from events.views import TaskView
from tests.worlds import PLAN, World, plan_text

RULES = [
    {"due": "by 2025-08-29"},
    {"due": "by 2025-10-01"},
    {"for each": "commune", "lead": "each", "due": "7 days after congress"},
    {"due": "once guidance"},
    {"due": "once congress"},
]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def seen(view: TaskView, today: date) -> Standing:
    """Where a task stands, its reminder aside."""
    due, done_on, set_by = day(view.due), day(view.done_on), day(view.set_by)
    return standing(State(view.state), due=due, remind_on=None, done_on=done_on, today=today, set_by=set_by)


def test_figures_are_what_one_counts_task_by_task() -> None:
    """On each day, the day before a limit, on it and after it, without anything being written at midnight."""
    world = World()
    world.populate()
    world.adopt(plan_text(RULES))
    world.log("congress", "2025-08-04")
    world.log("guidance", "2025-08-20", unit="vn")
    world.done(f"{PLAN}/R3/c1", "2025-08-11")
    world.done(f"{PLAN}/R3/c2", "2025-08-12")
    with world.store.begin(write=False) as session:
        views, tally = session.view_tasks(), session.tally()
    for today in (date(2025, 8, n) for n in (11, 12, 27, 28, 29, 30)):
        assert standings(tally, today) == Counter(seen(view, today) for view in views)
    late = standings(tally, date(2025, 8, 30))
    assert (late[Standing.OVERDUE], late[Standing.DATE_OVERDUE]) == (2, 2)
    assert (late[Standing.DONE_IN_TIME], late[Standing.DONE_LATE]) == (1, 1)


def test_tasks_that_wait_again_are_not_begun() -> None:
    """A plan has as many tasks as are listed."""
    world = World()
    world.populate()
    world.adopt(plan_text(RULES))
    world.log("congress", "2025-08-04", name="held")
    with world.store.begin(write=False) as session:
        assert begun(session.tally()) == {PLAN: len(session.view_tasks())} == {PLAN: 6}
    world.service.record(making.withdrawn("held", **world.envelope("2025-08-05")))
    with world.store.begin(write=False) as session:
        assert begun(session.tally()) == {PLAN: len(session.view_tasks())}
