"""More time, dates and returns: what counts, and what is refused, goes by the day of each, not by which came first."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import permutations

import pytest

from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.facts.fact import said_in
from engine.facts.known import Facts
from engine.facts.topics import Sort, Topic
from engine.snapshot import facts_in
from events import making
from events.course import making as course
from events.errors import EventError
from events.event import Document
from events.opening import make_store
from rules.amending.merging import Choice
from tests.worlds import PLAN, World, plan_text

TASK = f"{PLAN}/R1/bto"
BY = {"lead": "bto", "due": "by 2025-08-22"}
POLICIES = '{follow: "12", extension: {times: 2, by: ["12"]}}'
TODAY = "2025-09-12"
ASSIGNED = Topic(Sort.ASSIGNED, "R1")
Deed = Callable[[World], object]


def world(due: str = BY["due"]) -> World:
    made = World()
    made.populate()
    made.adopt(plan_text([{**BY, "due": due}], policies=POLICIES))
    made.tick(TODAY)
    return made


def day(text: str) -> date:
    return date.fromisoformat(text)


def granted(on: str, due: str, override: bool = True) -> Deed:
    def deed(made: World) -> object:
        envelope = made.envelope(on, f"g{on}{due}", document=Document(text="9-CV"))
        event = making.extension_granted(TASK, plan=PLAN, due=day(due), override=override, unit="12", **envelope)
        return made.service.record(event)

    return deed


def asked(on: str, name: str = "ask") -> Deed:
    event = making.extension_requested
    return lambda made: made.service.record(
        event(TASK, plan=PLAN, due=day("2025-09-30"), reason="bận", **made.envelope(on, name))
    )


def refused(on: str, name: str = "no") -> Deed:
    event = making.extension_refused
    return lambda made: made.service.record(event(TASK, plan=PLAN, reason="đủ", unit="12", **made.envelope(on, name)))


def dated(on: str, due: str) -> Deed:
    event = making.task_date_set
    return lambda made: made.service.record(
        event(TASK, plan=PLAN, due=day(due), anyway=True, reason="ghi muộn", **made.envelope(on, f"s{on}"))
    )


def reported(on: str) -> Deed:
    return lambda made: made.done(TASK, on, "done")


def returned(on: str, due: str) -> Deed:
    event = course.task_returned
    return lambda made: made.service.record(
        event("done", reason="thiếu", due=day(due), unit="12", **made.envelope(on, "back"))
    )


def put_off(on: str, new: str) -> Deed:
    event = making.milestone_postponed
    return lambda made: made.service.record(
        event("congress", plan=PLAN, unit="12", new_day=day(new), **made.envelope(on, f"p{on}"))
    )


def given(on: str, person: str) -> Deed:
    event = course.task_assigned
    return lambda made: made.service.record(event(TASK, plan=PLAN, person=person, **made.envelope(on, f"a{on}")))


def read(made: World) -> object:
    """How the task stands, with what it rests on, whether it was missed."""
    with made.store.begin(write=False) as session:
        [view] = session.view_tasks(rule="R1")
        missed = [fact.day for fact in session.facts(PLAN, ["missed:R1"])]
    return view.state, view.due, view.done_on, view.in_doubt, sorted((view.basis or "").split(",")), missed


EARLY, LATE = granted("2025-08-15", "2025-09-30"), granted("2025-09-01", "2025-10-20")
SET_EARLY, SET_LATE = dated("2025-08-15", "2025-08-29"), dated("2025-09-01", "2025-10-20")
DONE, BACK = reported("2025-08-21"), returned("2025-09-12", "2025-10-15")
PUT_OFF = [put_off("2025-08-11", "2025-10-01"), put_off("2025-08-12", "2025-09-20")]


@pytest.mark.parametrize(
    ("deeds", "due"),
    [
        ([EARLY, LATE], "2025-10-20"),
        ([SET_EARLY, SET_LATE], "2025-10-20"),
        ([EARLY, SET_LATE], "2025-10-20"),
        ([SET_EARLY, EARLY, LATE], "2025-10-20"),
        ([SET_EARLY, DONE, BACK], "2025-10-15"),
        ([EARLY, DONE, BACK], "2025-10-15"),
    ],
)
def test_whichever_was_recorded_first_the_same_day_counts(deeds: Sequence[Deed], due: str) -> None:
    """None is refused for what was said on a later day, nor stands for it."""
    found = []
    for order in permutations(deeds):
        if DONE in order and order.index(DONE) > order.index(BACK):
            continue
        made = world()
        for deed in order:
            deed(made)
        found.append(read(made))
        assert verify(made.service, make_store("memory:")).holds
    assert all(one == found[0] for one in found)
    assert found[0][1] == due  # type: ignore[index]  # what is read is a tuple


def test_a_grant_goes_by_what_the_milestone_was_planned_for_on_its_day() -> None:
    """That it was put off afterwards, beyond the day granted, is no reason to refuse the grant; it changes nothing."""
    for order in permutations([granted("2025-08-08", "2025-09-15"), *PUT_OFF]):
        made = world("7 days after congress")
        made.log("congress", "2025-09-01", phase="planned", name="plan")
        for deed in order:
            deed(made)
        assert read(made)[1] == "2025-09-29"  # type: ignore[index]  # what is read is a tuple


def reworded(made: World) -> object:
    """From 1 September on the row is due later."""
    text = plan_text([{**BY, "due": "by 2025-10-25"}], policies=POLICIES)
    with made.store.begin(write=False) as session:
        proposal = propose(session, made.service.tools, text, {}, Choice.TAKE)
    envelope = made.envelope("2025-09-01", document=Document(text="2-KH"))
    return made.service.record(making.plan_amended(PLAN, proposal.version, **envelope))


def test_a_grant_goes_by_the_words_that_the_plan_had_on_its_day() -> None:
    """A version of a later day that has a later date is no reason to refuse it either."""
    for order in ([0, 1], [1, 0]):
        made = world()
        for number in order:
            (EARLY, reworded)[number](made)
        assert read(made)[1] == "2025-10-25"  # type: ignore[index]  # what is read is a tuple


def test_persons_follow_each_other_by_their_days() -> None:
    """Who was given the task last by his own day has it."""
    found = []
    for order in permutations([given("2025-08-15", "PTP"), given("2025-09-01", "TP")]):
        made = world()
        for deed in order:
            deed(made)
        with made.store.begin(write=False) as session:
            facts = Facts.build(facts_in(session, PLAN, [ASSIGNED]))
        found.append(said_in(facts.at(ASSIGNED, "bto")).word("person"))
    assert found == ["TP", "TP"]


def test_what_is_asked_and_granted_in_time_and_recorded_late_is_in_time() -> None:
    """The day of a request and of a grant decides whether it is in time; one after the last day is refused."""
    made = world()
    with pytest.raises(EventError, match="was due on 2025-08-22, which has passed"):
        asked("2025-08-23")(made)
    asked("2025-08-20")(made)
    with pytest.raises(EventError, match="was due on 2025-08-22, which has passed"):
        granted("2025-08-23", "2025-09-30", override=False)(made)
    granted("2025-08-22", "2025-09-30", override=False)(made)
    assert read(made)[1] == "2025-09-30"  # type: ignore[index]  # what is read is a tuple


@pytest.mark.parametrize("answer", [refused, lambda on, name: granted(on, "2025-09-30", override=False)])
def test_nothing_is_answered_before_it_was_asked(answer: Callable[[str, str], Deed]) -> None:
    """Neither when it is recorded, nor by a correction of either day."""
    made = world()
    asked("2025-08-20")(made)
    with pytest.raises(
        EventError, match="asked for more time on 2025-08-20, so nobody can have answered on 2025-08-19"
    ):
        answer("2025-08-19", "no")(made)
    logged = answer("2025-08-21", "no")(made)
    name = logged.decision.event.id  # type: ignore[attr-defined]  # a deed may give anything
    for of, wrong in ((name, "2025-08-19"), ("ask", "2025-08-22")):
        with pytest.raises(EventError, match="so nobody can have answered on"):
            made.service.record(making.corrected(of, day=day(wrong), **made.envelope()))
    made.service.record(making.corrected("ask", day=day("2025-08-21"), **made.envelope()))


def test_an_answer_names_what_it_answers() -> None:
    """It is filled in, and needs not be known by who sends the answer again; without it the request is open again."""
    made = world()
    asked("2025-08-20")(made)
    refused("2025-08-21")(made)
    with made.store.begin(write=False) as session:
        assert session.recorded("no").event.data["answers"] == ["ask"]
    refused("2025-08-21")(made)
    with pytest.raises(EventError, match="has been answered already"):
        refused("2025-08-22", "again")(made)
    made.service.record(making.withdrawn("no", **made.envelope()))
    refused("2025-08-22", "again")(made)
    asked("2025-08-22", "more")(made)
    assert verify(made.service, make_store("memory:")).holds


def test_an_override_of_an_earlier_day_leaves_a_request_open() -> None:
    """It cannot be the answer to what was asked since."""
    made = world()
    asked("2025-08-20")(made)
    granted("2025-08-19", "2025-09-10")(made)
    refused("2025-08-21")(made)
    with made.store.begin(write=False) as session:
        assert session.recorded("no").event.data["answers"] == ["ask"]
