"""A correction gives only what is kept of events of that type, and a unit only where that one could have said it."""

from datetime import date, time
from typing import Any

import pytest

from engine.facts.fact import fact_of
from engine.happenings.amendments import ADDING
from engine.happenings.kinds import MEANINGS
from engine.service import Logged
from events import making
from events.course import making as course
from events.documents import making as documents
from events.documents.packing import packed
from events.errors import EventError, EventsError
from events.event import Document
from events.rows import FactRow
from tests.worlds import PLAN, World, plan_text

TASK = f"{PLAN}/R1/bto"
BESIDE = f"{PLAN}/R2/bto"
OPEN = f"{PLAN}/R3/bto"
PAPER = packed(b"...")


def office() -> World:
    """A task on its way, and one of which each sort of thing was said, by the ids in `SAID`."""
    made = World()
    made.populate()
    row = {"lead": "bto", "cooperate": "[c1, c2]", "due": "30 days after congress"}
    made.adopt(plan_text([row] * 4, policies='{follow: "12", extension: {by: ["12"]}}'))
    made.tick("2025-09-24")
    made.log("congress", "2025-09-24", name="held")
    record, envelope = made.service.record, made.envelope
    record(course.task_acknowledged(TASK, plan=PLAN, unit="c1", **envelope(name="taken")))
    record(course.task_acknowledged(TASK, plan=PLAN, unit="c2", **envelope(name="taken2")))
    record(course.task_progress(TASK, plan=PLAN, progress="nửa việc", unit="c1", **envelope(name="way")))
    record(course.task_assigned(TASK, plan=PLAN, person="PTP", unit="c1", **envelope(name="given")))
    record(course.part_asked(TASK, plan=PLAN, of="c1", content="số liệu", **envelope(name="asked")))
    record(course.part_answered("asked", answer="đây", unit="c1", **envelope(name="answer")))
    record(making.task_date_set(TASK, plan=PLAN, due=date(2025, 11, 1), **envelope(name="dated")))
    on = envelope(name="more", document=Document(text="1-CV"))
    record(making.extension_granted(TASK, plan=PLAN, due=date(2025, 12, 1), override=True, unit="12", **on))
    made.done(BESIDE, "2025-09-24", "done")
    record(course.task_accepted("done", unit="12", **envelope(name="firm")))
    return made


def corrected(made: World, name: str, **what: object) -> Logged:
    return made.service.record(making.corrected(name, **what, **made.envelope()))  # type: ignore[arg-type]


def everything() -> World:
    """The same office, with an event of every other type that can be corrected, by their ids."""
    made = office()
    record, envelope = made.service.record, made.envelope
    record(making.extension_requested(OPEN, plan=PLAN, due=date(2025, 12, 1), reason="bận", **envelope(name="wish")))
    record(making.extension_refused(OPEN, plan=PLAN, reason="đủ", unit="12", **envelope(name="no")))
    made.tick("2025-10-10")
    made.log("guidance", "2025-11-01", "vn", "planned", name="planned")
    record(making.milestone_postponed("guidance", plan=PLAN, unit="vn", **envelope("2025-10-02", "put off")))
    made.log("own_congress", "2025-10-03", "c1", name="own")
    made.suspend("2025-10-01", "stop", everything=True, unit="c1")
    made.resume("stop", "2025-10-05", "go")
    record(making.extension_requested(TASK, plan=PLAN, due=date(2026, 1, 5), reason="bận", **envelope(name="wish2")))
    record(making.withdrawn("wish2", **envelope(name="gone")))
    record(making.corrected("own", day=date(2025, 10, 2), **envelope(name="fix")))
    kept: Any = {"size": PAPER.size, "hash": PAPER.hash}
    paper = documents.document_attached("held", name="a.txt", media_type="text/plain", **kept, **envelope(name="paper"))
    record(paper, files=[PAPER])
    record(documents.report_handed_up(rows=1, **kept, **envelope(name="handed")), files=[PAPER])
    made.done(f"{PLAN}/R4/bto", "2025-10-01", "done4")
    made.done(OPEN, "2025-10-01", "done3")
    record(course.task_returned("done3", reason="thiếu", unit="12", **envelope("2025-10-03", "back")))
    made.adopt(plan_text([{"due": "continuous"}], plan="khac", number="2-KH/TU"))
    record(making.plan_closed("khac", {"done": [], "not_required": ["R1"]}, **envelope("2025-10-09", "end")))
    return made


GIVEN: dict[str, list[object]] = {
    "day": [date(2025, 9, 26), date(2025, 10, 4), date(2025, 10, 10), date(2025, 7, 21)],
    "unit": ["c1", "c2", "12", "bto", "vn"],
    "carried": [date(2025, 10, 1)],
    "at": [time(9, 30)],
}
"""What a correction can give: of several days and units one at least is another than was said."""


def test_a_correction_of_any_type_is_refused_or_changes_something() -> None:
    """Every type that can be corrected is walked, with each field that a correction has."""
    made = everything()
    with made.store.begin(write=False) as session:
        log = [one.event for one in session.events()]
    kinds = {one.type for one in log if corrected_at_all(made, one.id)}
    there = {name for name, meaning in MEANINGS.items() if meaning.amending} | set(ADDING) | {"event.corrected"}
    assert kinds == there - NEVER
    for event in log:
        for field, values in GIVEN.items():
            for value in values:
                changes_or_is_refused(made, event.id, {field: value})


NEVER = {"plan.amended", "day.began", "plan.replaced", "milestone.not_held"}
"""Types that are withdrawn only; and those that go by the same words as another one here."""


def corrected_at_all(made: World, name: str) -> bool:
    """True if some correction of an event is taken."""
    tried = [{field: value} for field, values in GIVEN.items() for value in values]
    return any(changes_or_is_refused(made, name, one) for one in tried)


def changes_or_is_refused(made: World, name: str, what: dict[str, object]) -> bool:
    """True if the correction is taken, and changes what is known; False where it is refused."""
    event = making.corrected(name, **what, **made.envelope())  # type: ignore[arg-type]
    try:
        decision = made.service.record(event, dry_run=True).decision
    except EventsError:
        return False
    with made.store.begin(write=False) as session:
        known = {fact.id: fact for row in session.dump("fact") for fact in [fact_of(FactRow(*row))]}
    assert decision.facts_gone or any(known.get(fact.id) != fact for fact in decision.facts), (name, what)
    return True


NOT_THEIRS = {
    "taken": ("12", "neither leads"),
    "way": ("12", "neither leads"),
    "given": ("12", "neither leads"),
    "asked": ("c2", "is another request"),
    "answer": ("c2", "“c1” was asked"),
    "dated": ("12", "no unit is kept"),
    "more": ("c1", "lets these decide"),
    "firm": ("c1", "accepted and returned by"),
}
"""What was said, with a unit that cannot have said it, and what is answered."""


@pytest.mark.parametrize("name", NOT_THEIRS)
def test_a_unit_that_cannot_have_said_it_is_no_correction(name: str) -> None:
    """Whoever would be refused as it is recorded is refused as a correction too; and nothing is recorded."""
    made, (unit, answer) = office(), NOT_THEIRS[name]
    with pytest.raises(EventError, match=answer):
        corrected(made, name, unit=unit)
    with made.store.begin(write=False) as session:
        assert [one for one in session.amending(name) if one.event.type == "event.corrected"] == []


def test_a_report_keeps_no_unit() -> None:
    """The unit of a report is its task's: whoever corrects it is told to record it of the right one."""
    made = office()
    made.service.record(making.withdrawn("firm", **made.envelope()))
    with pytest.raises(EventError, match="record it of that one"):
        corrected(made, "done", unit="c1")


def test_a_unit_that_took_it_up_before_does_not_again() -> None:
    """By a correction nobody takes a task up twice; who cooperates in it, or leads it, may have been meant."""
    made = office()
    with pytest.raises(EventError, match="was taken up"):
        corrected(made, "taken", unit="c2")
    corrected(made, "taken", unit="bto")
    assert made.service.record(
        course.task_acknowledged(TASK, plan=PLAN, unit="c1", **made.envelope(name="again"))
    ).decision.position


@pytest.mark.parametrize("name", [*NOT_THEIRS, "done"])
def test_a_day_of_a_document_is_kept_of_milestones_alone(name: str) -> None:
    """No other event has a date that its document lays down."""
    made = office()
    if name == "done":
        made.service.record(making.withdrawn("firm", **made.envelope()))
    with pytest.raises(EventError, match="no date is kept"):
        corrected(made, name, carried=date(2025, 10, 1))


def test_what_is_kept_is_corrected_as_before() -> None:
    """A milestone's place and the date of its document; and a correction of a correction asks for the same."""
    made = office()
    back = corrected(made, "held", carried=date(2025, 10, 1)).decision.event.id
    with pytest.raises(EventError, match="no unit with the code"):
        corrected(made, back, unit="nowhere")
    assert corrected(made, "way", unit="c2").decision.position
