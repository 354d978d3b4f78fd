"""What an event needs is read once: the statements that one asks the database for, counted."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from engine.asking.plan_proposals import propose
from engine.facts.plans import former_in
from events import making
from events.course import making as course
from events.database.store import SqlStore
from events.event import Document, Event
from events.joined import making as joining
from events.opening import make_store
from rules.amending.single_rows import plan_text as letter_text
from tests.statements import Statement, asked
from tests.worlds import PLAN, World, plan_text

RULES = [{"due": "7 days after congress"}, {"due": "3 working days after task R1 done"}]


def reads(world: World, record: Callable[[], object]) -> list[Statement]:
    """The statements that read while `record` is done."""
    with asked(world.service.store) as seen:
        record()
    return [one for one in seen if one[0].lstrip().upper().startswith(("SELECT", "WITH"))]


def test_what_is_read_for_an_event_is_read_once(database_url: str) -> None:
    """A milestone held asks for at most 3 things, a correction for 6, a report for 5, whatever is there."""
    world = World(make_store(database_url))
    world.populate()
    world.adopt(plan_text(RULES))
    world.tick("2025-07-22")

    assert len(reads(world, lambda: world.log("congress", "2025-09-24", name="held"))) <= 3
    corrected = making.corrected("held", day=date(2025, 9, 25), **world.envelope("2025-09-25"))
    assert len(reads(world, lambda: world.service.record(corrected))) <= 6
    assert len(reads(world, lambda: world.done(f"{PLAN}/R1/12", "2025-09-26"))) <= 5  # with its date
    store = world.service.store
    assert isinstance(store, SqlStore)
    store.close()


def test_an_event_looks_at_no_more_than_it_touches(sqlite_url: str) -> None:
    """Of a plan's tasks and dates those are read that the event may move: each is found by more than its plan."""
    world = World(make_store(sqlite_url))
    world.populate()
    world.adopt(plan_text(RULES))
    world.log("congress", "2025-09-22", name="held")
    corrected = making.corrected("held", day=date(2025, 9, 23), **world.envelope("2025-09-23"))
    asked = reads(world, lambda: world.service.record(corrected))
    store = world.service.store
    assert isinstance(store, SqlStore)
    with store._engine.connect() as connection:
        steps = [row[3] for one in asked for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one[0]}", one[1])]
    looked = [step for step in steps if step.startswith(("SEARCH task ", "SEARCH due ", "SCAN task", "SCAN due"))]
    assert {step.split()[1] for step in looked} == {"task", "due"}
    assert [step for step in looked if step.startswith("SCAN") or step.endswith("(plan=?)")] == []
    store.close()


def test_what_is_said_of_one_happening_is_read_once_for_all_its_plans(database_url: str) -> None:
    """Each plan that has it costs two statements: what it is decided by, and the suspensions that end with it."""
    world = World(make_store(database_url))
    world.populate()
    names = [f"p{number}" for number in range(6)]
    for name in names:
        world.adopt(plan_text([{"due": "7 days after congress"}, {"due": "once guidance"}], plan=name))
    world.service.record(joining.happening_joined([f"{name}/congress" for name in names], **world.envelope()))
    asked = reads(world, lambda: world.log("congress", "2025-09-24", plan="p0"))
    assert len(world.tasks()) == 6
    assert len(asked) <= 2 * len(names) + 4
    store = world.service.store
    assert isinstance(store, SqlStore)
    store.close()


def test_what_versions_of_other_plans_left_behind_is_not_looked_at(database_url: str) -> None:
    """A milestone held asks for nothing of other plans that have done tasks of rows which they dropped."""
    world = World(make_store(database_url))
    world.populate()
    for name in ("others", PLAN):
        world.adopt(plan_text([{"due": "7 days after congress"}, {"due": "by 2025-12-31"}], plan=name))
    world.log("congress", "2025-08-04", plan="others")
    world.service.record(making.task_done("others/R1/12", plan="others", **world.envelope("2025-08-13")))
    rest = plan_text([{"id": "R2", "title": "Việc 2", "due": "by 2025-12-31"}], plan="others")
    with world.store.begin(write=False) as session:
        version = propose(session, world.service.tools, rest, {}).version
    paper = Document(text="2-KH/TU")
    world.service.record(making.plan_amended("others", version, **world.envelope("2025-08-14", document=paper)))
    with world.store.begin(write=False) as session:
        assert [row.id for row in session.plans() if former_in(row)] == ["others"]

    world.log("guidance", "2025-09-23", "vn")  # the list of plans is read anew after a version
    asked = reads(world, lambda: world.log("congress", "2025-09-24", name="held"))
    assert len(asked) <= 4  # one fact is looked up by its id
    assert not [parameters for _, parameters in asked if "others" in str(parameters)]
    store = world.service.store
    assert isinstance(store, SqlStore)
    store.close()


def test_a_letter_costs_the_same_beside_many(sqlite_url: str) -> None:
    """Its first task, a report, its return and a taking up ask for as much beside forty letters as beside two."""
    world = World(make_store(sqlite_url))
    world.populate()
    found = []
    for first in (2, 40):
        for number in range(len(world.tasks()) + 1, first):
            world.adopt(letter(number))
        found.append([len(reads(world, record)) for record in course_of(world, first)])
    assert found[0] == found[1]
    assert max(found[0]) <= 7


def letter(number: int) -> str:
    """The text of a letter with one task."""
    header = {"plan": f"l{number}", "title": "t", "number": f"{number}-CV", "issuer": "i", "issued": "2025-07-21"}
    row = {"id": "1", "title": "Việc", "lead": "bto", "due": "by 2025-12-01", "says": "s", "cite": "c"}
    return letter_text({**header, "unit": "12", "letter": "true"}, row)


def course_of(world: World, number: int) -> list[Callable[[], object]]:
    """What is recorded of a letter, one after the other."""
    task: dict[str, Any] = {"task": f"l{number}/1/bto", "plan": f"l{number}"}
    events: list[Callable[[making.Envelope], Event]] = [
        lambda envelope: course.task_acknowledged(**task, **envelope),
        lambda envelope: making.task_done(**task, **envelope),
        lambda envelope: course.task_returned(f"report-{number}", reason="thiếu", unit="12", **envelope),
    ]
    names = (f"up-{number}", f"report-{number}", f"back-{number}")
    made = [event(world.envelope(None, name)) for event, name in zip(events, names, strict=True)]
    return [lambda: world.adopt(letter(number)), *(partial(world.service.record, event) for event in made)]
