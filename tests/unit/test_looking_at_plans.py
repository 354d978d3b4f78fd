"""Looking back at what changed as a whole: versions of plans, and agencies."""

from datetime import date

from engine.asking.as_of import on
from engine.asking.explaining import explain
from events import making
from events.opening import make_store
from tests.unit.test_plan_amendment import amend, world
from tests.worlds import PLAN, World, plan_text

FIRST = {"due": "7 days after congress"}
SECOND = {"due": "10 days after congress"}
THIRD = {"due": "14 days after congress"}


def due_on(made: World, day: str) -> str | None:
    """The due date of R1 as it stood on that day; None where there was no such task."""
    then = on(made.service, date.fromisoformat(day), make_store("memory:"))
    with then.store.begin(write=False) as session:
        return next((view.due for view in session.view_tasks() if view.rule == "R1"), None)


def started() -> World:
    made = world(FIRST)
    made.log("congress", "2025-08-01")
    return made


def test_a_version_counts_from_its_day_swept_or_not() -> None:
    """Until its day the plan was what it had been, though the new text was known."""
    made = started()
    amend(made, plan_text([SECOND]), "2025-08-11")
    assert [due_on(made, day) for day in ("2025-08-04", "2025-08-10", "2025-08-11")] == [
        "2025-08-08",
        "2025-08-08",
        "2025-08-11",
    ]
    made.tick("2025-08-20")
    assert [due_on(made, day) for day in ("2025-08-10", "2025-08-11", "2025-08-20")] == [
        "2025-08-08",
        "2025-08-11",
        "2025-08-11",
    ]


def test_a_version_that_was_withdrawn_never_was() -> None:
    """Neither on its day nor after."""
    made = started()
    amend(made, plan_text([SECOND]), "2025-08-11", name="second")
    made.service.record(making.withdrawn("second", **made.envelope("2025-08-05")))
    made.tick("2025-08-20")
    assert [due_on(made, day) for day in ("2025-08-05", "2025-08-11", "2025-08-20")] == ["2025-08-08"] * 3


def test_versions_follow_on_each_other_on_the_day_looked_at() -> None:
    """One that is dated before the one that it follows on counts only with it."""
    made = started()
    amend(made, plan_text([SECOND]), "2025-08-06", name="second")
    made.tick("2025-08-06")
    amend(made, plan_text([THIRD]), "2025-08-02", name="third")
    assert [due_on(made, day) for day in ("2025-08-05", "2025-08-06")] == ["2025-08-08", "2025-08-15"]


def test_a_version_is_told_as_what_changed_the_date() -> None:
    """Looked at from a day that nobody swept, the history names the version, not the day."""
    made = started()
    amend(made, plan_text([SECOND]), "2025-08-11", name="second")
    then = on(made.service, date(2025, 8, 15), make_store("memory:"))
    with then.store.begin(write=False) as session, made.service.store.begin(write=False) as log:
        found = explain(session, made.service.tools, f"{PLAN}/R1/12", log=log)
    assert [stage.since.recorded.event.id for stage in found.stages] == ["e3", "second"]


def test_an_agency_led_until_it_merged() -> None:
    """Before the day of the merger its tasks were its own."""
    made = world({"due": "by 2025-09-30", "lead": "bto"})
    made.service.record(making.unit_merged("bto", into="12", **made.envelope("2025-08-20")))
    leads = {}
    for day in ("2025-08-19", "2025-08-20"):
        then = on(made.service, date.fromisoformat(day), make_store("memory:"))
        with then.store.begin(write=False) as session:
            leads[day] = session.view_tasks()[0].lead
    assert leads == {"2025-08-19": "bto", "2025-08-20": "12"}
