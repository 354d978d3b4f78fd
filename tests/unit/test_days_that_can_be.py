"""Days on which events can be, as recorded or corrected; and more time that counts by its own day."""

from collections.abc import Callable
from datetime import date

import pytest

from engine.asking.verifying import verify
from engine.tasks import State
from events import making
from events.course import making as course
from events.errors import EventError
from events.event import Document, Event
from events.opening import make_store
from tests.worlds import PLAN, World, adopted, plan_text

LED = {"lead": "bto", "cooperate": "[c1]", "due": "by 2025-08-29"}
TASK = f"{PLAN}/R1/bto"
AHEAD, BEFORE = "2025-12-01", "2025-08-01"


def closed(made: World) -> None:
    left = making.SettledRows(done=[], not_required=["R1", "R2"])
    made.service.record(making.plan_closed(PLAN, left, **made.envelope("2025-08-12", "named")))


def accepted(made: World) -> None:
    made.done(TASK, "2025-08-10", "report")
    made.service.record(course.task_accepted("report", unit="12", **made.envelope("2025-08-12", "named")))


def returned(made: World) -> None:
    made.done(TASK, "2025-08-10", "report")
    envelope = made.envelope("2025-08-12", "named")
    made.service.record(course.task_returned("report", reason="thiếu", due=None, unit="12", **envelope))


def answered(made: World) -> None:
    asked = made.envelope("2025-08-10", "asked")
    made.service.record(course.part_asked(TASK, plan=PLAN, of="c1", content="x", due=None, **asked))
    made.service.record(course.part_answered("asked", answer="y", unit="c1", **made.envelope("2025-08-12", "named")))


def resumed(made: World) -> None:
    made.suspend("2025-08-10", "suspension", rules=["R1"])
    made.resume("suspension", "2025-08-12", "named")


def withdrawn(made: World) -> None:
    made.log("congress", "2025-08-10", name="congress")
    made.service.record(making.withdrawn("congress", **made.envelope("2025-08-12", "named")))


def set_right(made: World) -> None:
    made.log("congress", "2025-08-10", name="congress")
    day = date(2025, 8, 9)
    made.service.record(making.corrected("congress", day=day, **made.envelope("2025-08-12", "named")))


def taken_up(made: World) -> None:
    made.service.record(course.task_acknowledged(TASK, plan=PLAN, unit=None, **made.envelope("2025-08-12", "named")))


def corrected(made: World, event: str, day: str) -> str:
    """What is said against it."""
    with made.store.begin(write=False) as session:
        head = session.head()
    with pytest.raises(EventError) as error:
        made.service.record(making.corrected(event, day=date.fromisoformat(day), **made.envelope("2025-08-20")))
    with made.store.begin(write=False) as session:
        assert session.head() == head
    return str(error.value)


@pytest.mark.parametrize(
    "happens",
    [closed, accepted, returned, answered, resumed, withdrawn, set_right, taken_up],
    ids=lambda one: one.__name__,
)
def test_nothing_is_corrected_to_a_day_still_to_come(happens: Callable[[World], None]) -> None:
    """Of no type, nor by way of a correction: its own command would refuse that day."""
    made = adopted(plan_text([LED, LED]))
    happens(made)
    assert f"{AHEAD} is still to come" in corrected(made, "named", AHEAD)


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (accepted, "so nothing can have become of it on 2025-08-01"),
        (returned, "so nothing can have become of it on 2025-08-01"),
        (answered, "so nobody can have answered on 2025-08-01"),
        (resumed, "cannot end on 2025-08-01"),
    ],
)
def test_no_answer_is_corrected_to_a_day_before_what_it_answers(happens: Callable[[World], None], words: str) -> None:
    """Nor is what it answers put after it."""
    made = adopted(plan_text([LED, LED]))
    happens(made)
    assert words in corrected(made, "named", BEFORE)


@pytest.mark.parametrize(("happens", "event"), [(returned, "report"), (answered, "asked")])
def test_what_was_answered_is_not_put_after_its_answer(happens: Callable[[World], None], event: str) -> None:
    """The report is of the tenth, and what became of it of the twelfth."""
    made = adopted(plan_text([LED, LED]))
    happens(made)
    assert "2025-08-15" in corrected(made, event, "2025-08-15")


def on(made: World, day: str) -> making.Envelope:
    return made.envelope(day, "early", document=Document(text="1-TB"))


@pytest.mark.parametrize(
    "said",
    [
        lambda made, day: course.task_acknowledged(TASK, plan=PLAN, unit=None, **on(made, day)),
        lambda made, day: course.task_assigned(TASK, plan=PLAN, person="PTP", due=None, unit=None, **on(made, day)),
        lambda made, day: course.part_asked(TASK, plan=PLAN, of="c1", content="x", due=None, **on(made, day)),
        lambda made, day: making.task_date_set(TASK, plan=PLAN, due=date(2025, 9, 9), **on(made, day)),
        lambda made, day: making.extension_granted(
            TASK, plan=PLAN, due=date(2025, 9, 9), override=True, **on(made, day)
        ),
    ],
)
def test_nothing_is_said_of_a_task_before_its_plan(said: Callable[[World, str], Event]) -> None:
    """It is refused, and what was recorded is not corrected to such a day either."""
    made = adopted(plan_text([LED]))
    made.tick("2025-08-01")
    with pytest.raises(EventError, match="begins on 2025-07-21, and 2020-01-01 is before that"):
        made.service.record(said(made, "2020-01-01"))
    made.service.record(said(made, "2025-08-01"))
    assert "begins on 2025-07-21, and 2020-01-01 is before that" in corrected(made, "early", "2020-01-01")


def granted(made: World) -> None:
    envelope = made.envelope("2025-08-20", "grant", document=Document(text="1-TB"))
    made.service.record(making.extension_granted(TASK, plan=PLAN, due=date(2025, 9, 9), override=True, **envelope))


def dated(made: World) -> None:
    envelope = made.envelope("2025-08-20", "date")
    made.service.record(
        making.task_date_set(TASK, plan=PLAN, due=date(2025, 9, 9), anyway=True, reason="x", **envelope)
    )


@pytest.mark.parametrize("before", [granted, dated])
def test_more_time_of_a_day_before_the_report_counts_whichever_is_recorded_first(
    before: Callable[[World], None],
) -> None:
    """Done on the third of a month, due on the ninth by what was decided before: in time, in both orders."""
    found = []
    for order in ((before, reported), (reported, before)):
        made = adopted(plan_text([LED]))
        made.tick("2025-09-20")
        for happens in order:
            happens(made)
        found.append(made.tasks()["R1/bto"])
        assert verify(made.service, make_store("memory:")).holds
    assert found == [(State.DONE, "2025-09-09")] * 2


def reported(made: World) -> None:
    made.done(TASK, "2025-09-03", "report")
    with pytest.raises(EventError, match="say on which"):  # as of a later day it is done
        made.service.record(making.task_date_set(TASK, plan=PLAN, due=date(2025, 9, 30), **made.envelope()))
