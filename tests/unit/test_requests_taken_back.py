"""A request or an answer that is taken back is told to whom it was told, and to nobody who had not heard of it."""

from collections.abc import Callable
from datetime import date

import pytest

from engine.service import Logged
from events import making
from events.course import making as course
from events.event import Event
from events.store import Store
from tests.telling import flush, letters, office
from tests.worlds import PLAN, Rule, World, plan_text

TASK = f"{PLAN}/R1/bto"
LED: Rule = {"lead": "bto", "cooperate": "[c1, c2]", "due": "by 2025-08-29"}
LATER = date(2025, 9, 5)


def running(store: Store | None = None) -> World:
    """A task of which all that have a part in it have heard."""
    made = office(store)
    made.adopt(plan_text([LED], policies='{follow: "12", accept: true, extension: {by: ["12"]}}'))
    flush(made)
    return made


def asking(made: World, name: str, of: str = "c1") -> Event:
    return course.part_asked(TASK, plan=PLAN, of=of, content="số liệu", unit="bto", **made.envelope(name=name))


def answering(made: World, name: str) -> Event:
    return course.part_answered("asked", answer="gửi kèm", unit="c1", **made.envelope(name=name))


def more_time(made: World, name: str) -> Event:
    return making.extension_requested(TASK, plan=PLAN, due=LATER, reason="chưa đủ", **made.envelope(name=name))


def refusing(made: World, name: str) -> Event:
    return making.extension_refused(TASK, plan=PLAN, reason="đã đủ", unit="12", **made.envelope(name=name))


def taken_up(made: World, name: str) -> Event:
    return course.task_acknowledged(TASK, plan=PLAN, unit="bto", **made.envelope(name=name))


def progress(made: World, name: str) -> Event:
    return course.task_progress(TASK, plan=PLAN, progress="nửa việc", unit="bto", **made.envelope(name=name))


def report(made: World, name: str) -> Event:
    return making.task_done(TASK, plan=PLAN, **made.envelope(name=name))


SAYING: dict[str, tuple[Callable[[World, str], Event], str]] = {
    "part_asked": (asking, "c1"),
    "part_answered": (answering, "bto"),
    "asked": (more_time, "12"),
    "not_extended": (refusing, "bto"),
    "acknowledged": (taken_up, "12"),
    "progress": (progress, "12"),
    "done": (report, "12"),
}
"""How each is recorded, and who is told of it, by the kind of what is told."""

BACK = {
    "part_asked": "part_not_asked",
    "acknowledged": "not_acknowledged",
    "progress": "not_progress",
    "done": "not_done",
    "part_answered": "part_not_answered",
    "asked": "not_asked",
    "not_extended": "not_refused",
}


def said(made: World, kind: str, name: str) -> Logged:
    return made.service.record(SAYING[kind][0](made, name))


def withdraw(made: World, of: str, name: str) -> Logged:
    return made.service.record(making.withdrawn(of, **made.envelope(name=name)))


def correct(made: World, of: str, unit: str | None = None) -> Logged:
    made.tick("2025-07-22")
    return made.service.record(making.corrected(of, day=date(2025, 7, 22), unit=unit, **made.envelope()))


ANSWERING = {"part_answered": ("part_asked", "asked"), "not_extended": ("asked", "wanted")}
"""What is said before, and as which event."""


def before(made: World, kind: str) -> World:
    """What it goes back to was said, and told."""
    if kind in ANSWERING:
        said(made, *ANSWERING[kind])
        flush(made)
    return made


def heard(made: World, recipient: str) -> list[str]:
    """The kinds of what one recipient is told by all that leaves now."""
    return [kind for kind, _, _ in letters(made).get(recipient, ())]


STEPS = [
    (("say", "told", "back"), [["+"], ["-"]]),
    (("say", "back"), [[]]),
    (("say", "told", "back", "told", "again"), [["+"], ["-"], ["+"]]),
    (("say", "back", "again", "back"), [[]]),
    (("say", "told", "back", "again", "back"), [["+"], ["-"]]),
    (("say", "told", "back", "again", "told", "correct", "back"), [["+"], [], ["-"]]),
]
"""What is said, "told" where all that is ready leaves, "again" where a withdrawal is withdrawn; and what is told."""


@pytest.mark.parametrize("kind", SAYING)
@pytest.mark.parametrize(("steps", "told"), STEPS)
def test_what_is_taken_back_is_told_to_whom_it_was_told(
    kind: str, steps: tuple[str, ...], told: list[list[str]]
) -> None:
    """A message says how a request or an answer stands, beside what its recipient was told of it."""
    made, found, last = before(running(), kind), [], ""
    for number, step in enumerate(steps):
        match step:
            case "told":
                found.append(heard(made, SAYING[kind][1]))
            case "say":
                said(made, kind, "it")
            case "correct":
                correct(made, "it")
            case "back":
                last = f"back{number}"
                withdraw(made, "it", last)
            case "again":
                withdraw(made, last, f"again{number}")
    words = {"+": kind, "-": BACK[kind]}
    assert [*found, heard(made, SAYING[kind][1])] == [[words[one] for one in of] for of in told]


def test_another_request_is_another() -> None:
    """One that is asked instead of the one taken back is told beside that, and alone where that was not told."""
    made = running()
    said(made, "part_asked", "it")
    heard(made, "c1")
    withdraw(made, "it", "back")
    said(made, "part_asked", "instead")
    assert sorted(heard(made, "c1")) == ["part_asked", "part_not_asked"]
    withdraw(made, "instead", "gone")
    said(made, "part_asked", "more")
    withdraw(made, "more", "gone too")
    assert heard(made, "c1") == ["part_not_asked"]


@pytest.mark.parametrize("told", [True, False])
def test_an_answer_goes_in_silence_with_what_it_answers(told: bool) -> None:
    """Who asked takes the request back himself: of its answer nothing more is told, whether it was told or not."""
    made = before(running(), "part_answered")
    said(made, "part_answered", "it")
    if told:
        flush(made)
    withdraw(made, "asked", "back")
    assert letters(made) == {"c1": [("part_not_asked", "R1/Ban Tổ chức", "2025-08-29")]}
