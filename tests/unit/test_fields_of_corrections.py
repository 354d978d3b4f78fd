"""A correction gives only what is kept of events of that type, and a unit only where that one could have said it."""

from datetime import date

import pytest

from engine.service import Logged
from events import making
from events.course import making as course
from events.errors import EventError
from events.event import Document
from tests.worlds import PLAN, World, plan_text

TASK = f"{PLAN}/R1/bto"
BESIDE = f"{PLAN}/R2/bto"


def office() -> World:
    """A task on its way, and one of which each sort of thing was said, by the ids in `SAID`."""
    made = World()
    made.populate()
    row = {"lead": "bto", "cooperate": "[c1, c2]", "due": "30 days after congress"}
    made.adopt(plan_text([row, row], policies='{follow: "12", extension: {by: ["12"]}}'))
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


NOT_THEIRS = {
    "taken": ("12", "neither leads"),
    "way": ("12", "neither leads"),
    "given": ("12", "neither leads"),
    "asked": ("12", "neither leads"),
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
