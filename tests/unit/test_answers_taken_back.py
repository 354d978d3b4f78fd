"""An acceptance or a return that is taken back is told to whom it was told, and to nobody who had not heard of it."""

from datetime import date

import pytest

from adapters.words.catalogue import say
from adapters.words.log import Logbook
from engine.asking.explaining import Explanation, explain
from engine.asking.verifying import verify
from engine.service import Logged
from events import making
from events.course import making as course
from events.opening import make_store
from tests.telling import flush, letters, office
from tests.worlds import PLAN, Rule, World, plan_text, tools

TASK = f"{PLAN}/R1/bto"
LED: Rule = {"lead": "bto", "due": "by 2025-08-29"}


def reported() -> World:
    """A report on a task of which whoever leads it has heard."""
    made = office()
    made.adopt(plan_text([LED], policies='{follow: "12"}'))
    flush(made)
    made.done(TASK, "2025-08-20", "report")
    flush(made)
    return made


def answer(made: World, kind: str, name: str) -> Logged:
    envelope = made.envelope(name=name)
    if kind == "accept":
        return made.service.record(course.task_accepted("report", unit="12", **envelope))
    return made.service.record(course.task_returned("report", reason="thiếu số liệu", unit="12", **envelope))


def withdraw(made: World, name: str, of: str) -> Logged:
    return made.service.record(making.withdrawn(of, **made.envelope(name=name)))


def heard(made: World) -> list[str]:
    """The kinds of what whoever leads the task is told by all that leaves now."""
    return [kind for kind, _, _ in letters(made).get("bto", ())]


SAID = [
    (("accept", "told", "back"), [["accepted"], ["not_accepted"]]),
    (("accept", "back"), [[]]),
    (("accept", "told", "back", "accept"), [["accepted"], []]),
    (("accept", "told", "back", "told", "accept"), [["accepted"], ["not_accepted"], ["accepted"]]),
    (("accept", "back", "accept"), [["accepted"]]),
    (("accept", "told", "back", "accept", "back"), [["accepted"], ["not_accepted"]]),
    (("return", "told", "back"), [["reopened"], ["not_returned"]]),
    (("return", "back"), [[]]),
    (("return", "told", "back", "return", "back"), [["reopened"], ["not_returned"]]),
    (("accept", "told", "back", "return"), [["accepted"], ["reopened"]]),
    (("return", "told", "back", "accept"), [["reopened"], ["not_returned", "accepted"]]),
]
"""What is said of the report, "told" where all that is ready leaves; and what is told each time, and in the end."""


@pytest.mark.parametrize(("steps", "told"), SAID)
def test_what_is_taken_back_is_told_to_whom_it_was_told(steps: tuple[str, ...], told: list[list[str]]) -> None:
    """A message says how the report stands, beside what its recipient was told of it."""
    made, last, found = reported(), "", []
    for number, step in enumerate(steps):
        if step == "told":
            found.append(heard(made))
        elif step == "back":
            withdraw(made, f"back{number}", last)
        else:
            last = f"{step}{number}"
            answer(made, step, last)
    assert [sorted(one) for one in [*found, heard(made)]] == [sorted(one) for one in told]
    assert verify(made.service, make_store("memory:")).holds


def test_a_withdrawal_that_is_withdrawn_is_an_acceptance_again() -> None:
    """The acceptance stands again, and that is told; the answer to it says so too."""
    made = reported()
    answer(made, "accept", "firm")
    withdraw(made, "back", "firm")
    heard(made)
    again = withdraw(made, "again", "back")
    assert [str(one.kind) for one in again.decision.changes] == ["accepted"]
    assert heard(made) == ["accepted"]


def explained(made: World) -> Explanation:
    with made.store.begin(write=False) as session:
        return explain(session, tools(), TASK)


def test_a_log_says_what_was_taken_back_and_not_what_that_was_said_of() -> None:
    """A correction or withdrawal of an answer is said as one of the answer, and what withdraws that as one of both."""
    made = reported()
    answer(made, "accept", "firm")
    withdraw(made, "back", "firm")
    withdraw(made, "again", "back")
    made.tick("2025-08-21")
    made.service.record(making.corrected("firm", day=date(2025, 8, 21), **made.envelope(name="day")))
    found = explained(made)
    book, (ground,) = Logbook(found.plan, found.units), found.course
    said = {
        one.event.id: say(book.what(one.event, [of.event for of in ground.named(one)]), "en")
        for one in ground.amendments
    }
    assert said == {
        "firm": "accepted on 20/08/2025 by Tỉnh",
        "back": "withdrawn: accepted on 20/08/2025 by Tỉnh",
        "again": "withdrawn: withdrawn: accepted on 20/08/2025 by Tỉnh",
        "day": "corrected to 21/08/2025: accepted on 20/08/2025 by Tỉnh",
    }


def test_the_history_says_that_a_return_was_taken_back() -> None:
    """By what a task turned is said as it was recorded: a withdrawal of the return, and not of the report."""
    made = reported()
    answer(made, "return", "back")
    withdraw(made, "gone", "back")
    found = explained(made)
    turn = found.stages[-1].since
    assert [one.event.id for one in turn.named] == ["back", "report"]
    assert turn.root.event.id == "report"
    assert say(Logbook(found.plan, found.units).entry(turn.recorded, turn.named), "en").startswith(
        "withdrawn: returned"
    )


def test_an_answer_shows_the_task_as_it_is() -> None:
    """A report that is accepted has the day that it had."""
    made = reported()
    (change,) = answer(made, "accept", "firm").decision.changes
    assert change.done_on == date(2025, 8, 20)


def test_a_report_withdrawn_meanwhile_says_enough() -> None:
    """Whoever withdraws the report too is told of nothing but that the task is open again."""
    made = reported()
    answer(made, "accept", "firm")
    heard(made)
    withdraw(made, "back", "firm")
    withdraw(made, "gone", "report")
    assert heard(made) == ["reopened"]
