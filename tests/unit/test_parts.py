"""Persons inside a unit are given tasks, and cooperating units asked for their part: neither moves the task."""

from datetime import date
from typing import Any

import pytest

from adapters.words.catalogue import tr
from engine.asking.explaining import explain
from engine.asking.verifying import verify
from engine.facts.fact import said_in
from engine.facts.topics import Sort, Topic
from engine.service import Logged
from engine.snapshot import facts_in
from events import making
from events.course import making as course
from events.errors import EventError, UnknownEvent
from events.opening import make_store
from tests.worlds import PLAN, Rule, World, adopted, plan_text

LED: Rule = {"lead": "bto", "cooperate": "[c1, c2]", "due": "by 2025-08-29"}
TASK = f"{PLAN}/R1/bto"


def world(*rules: Rule) -> World:
    return adopted(plan_text(rules or (LED,)))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def assign(
    made: World, person: str, due: str | None = None, name: str | None = None, unit: str | None = None
) -> Logged:
    said = course.task_assigned(TASK, plan=PLAN, person=person, due=day(due), unit=unit, **made.envelope(name=name))
    return made.service.record(said)


def ask(made: World, of: str, due: str | None = None, name: str | None = None, content: str = "số liệu") -> Logged:
    said = course.part_asked(TASK, plan=PLAN, of=of, content=content, due=day(due), **made.envelope(name=name))
    return made.service.record(said)


def answer(made: World, asked: str, unit: str, name: str | None = None, text: str = "gửi kèm") -> Logged:
    return made.service.record(course.part_answered(asked, answer=text, unit=unit, **made.envelope(name=name)))


def refused(made: World, happens: Any) -> str:
    with made.store.begin(write=False) as session:
        head = session.head()
    with pytest.raises((EventError, UnknownEvent)) as error:
        happens()
    with made.store.begin(write=False) as session:
        assert session.head() == head
    return str(error.value)


def told(logged: Logged) -> list[tuple[str, str, str]]:
    """Recipients, their part in the task, and the reasons that they are given."""
    found = []
    for message in logged.decision.messages:
        for item in logged.decision.contents[message.body_key]["items"]:
            said = tr(item["reason"]["template"], "en", **item["reason"]["args"])
            found.append((message.recipient, item["role"], said))
    return found


def facts(made: World, sort: str) -> list[dict[str, str]]:
    with made.store.begin(write=False) as session:
        return [dict(said_in(fact).words) for fact in facts_in(session, PLAN, [Topic(Sort(sort), "R1")])]


def unanswered(made: World) -> list[str]:
    with made.store.begin(write=False) as session:
        parts = explain(session, made.service.tools, TASK).parts
    return [said_in(fact).word("of") for fact in parts if not said_in(fact).word("answered_on")]


def holds(made: World) -> bool:
    return verify(made.service, make_store("memory:")).holds


def test_a_person_has_a_day_of_his_own_and_nobody_outside_is_told() -> None:
    """The task and its day stay, no message leaves; who is given it anew is given it instead, unit by unit."""
    made = world()
    before = made.tasks()
    first = assign(made, "PTP", "2025-08-20", "first")
    assert (first.decision.changes, first.decision.messages) == ((), ())
    assign(made, "chuyên viên", "2025-08-25", "second")
    assign(made, "địa chính", unit="c1")
    assert made.tasks() == before
    with made.store.begin(write=False) as session:
        second = session.recorded("second").event
    assert second.data["replaces"] == ["first"]
    assert holds(made)


@pytest.mark.parametrize("person", ["Ông A, a@tinh.vn", "PTP, 0912 345 678"])
def test_no_address_of_a_person_gets_into_the_log(person: str) -> None:
    """What is recorded stays for ever: an address or a number is refused."""
    made = world()
    assert "has an address in it" in refused(made, lambda: assign(made, person))


def test_the_inner_day_is_not_after_the_task_s() -> None:
    """A later day, one that has passed, a unit without a part in the task, a task that is over: refused."""
    made = world()
    assert "is due on 2025-08-29, and 2025-08-30 is later" in refused(made, lambda: assign(made, "PTP", "2025-08-30"))
    assert "had passed already" in refused(made, lambda: assign(made, "PTP", "2025-07-20"))
    assert "neither leads task" in refused(made, lambda: assign(made, "PTP", unit="c3"))
    assign(made, "PTP", "2025-08-29")
    made.done(TASK, "2025-07-21")
    made.tick("2025-07-22")
    assert "is done" in refused(made, lambda: assign(made, "PTP"))


def test_whoever_is_asked_is_told_and_whoever_leads_of_the_answer() -> None:
    """The task shows who has not answered; nothing else of it changes."""
    made = world()
    before = made.tasks()
    asked = "“hạn 1”: your part is asked for until 15/08/2025: số liệu"
    assert told(ask(made, "c1", "2025-08-15", "one")) == [("c1", "cooperate", asked)]
    assert told(ask(made, "c2", name="two")) == [("c2", "cooperate", "“hạn 1”: your part is asked for: số liệu")]
    assert unanswered(made) == ["c1", "c2"]
    assert told(answer(made, "one", "c1")) == [("bto", "lead", "“hạn 1”: Xã c1 has answered: gửi kèm")]
    assert unanswered(made) == ["c2"]
    assert made.tasks() == before
    assert holds(made)


def test_a_request_takes_its_answer_along() -> None:
    """An answer that is withdrawn is still to come; a request that is withdrawn asks nobody, answered or not."""
    made = world()
    made.tick("2025-07-22")
    ask(made, "c1", name="one")
    answer(made, "one", "c1", "said")
    made.service.record(making.withdrawn("said", **made.envelope()))
    assert unanswered(made) == ["c1"]
    answer(made, "one", "c1", "again")
    made.service.record(making.corrected("one", day=date(2025, 7, 21), reason="đúng ngày", **made.envelope()))
    assert unanswered(made) == []
    made.service.record(making.withdrawn("one", **made.envelope()))
    assert facts(made, "part") == []
    assert holds(made)


def test_only_who_cooperates_is_asked_and_only_who_is_asked_answers() -> None:
    """Another unit, a day too late, an answer to nothing or twice: refused; the same once more is known."""
    made = world()
    assert "does not cooperate in task" in refused(made, lambda: ask(made, "c3"))
    assert "does not cooperate in task" in refused(made, lambda: ask(made, "bto"))
    assert "There is no unit" in refused(made, lambda: ask(made, "c9"))
    assert "is later" in refused(made, lambda: ask(made, "c1", "2025-09-01"))
    ask(made, "c1", name="one")
    assert ask(made, "c1").known
    assert "“c1” was asked, and not “c2”" in refused(made, lambda: answer(made, "one", "c2"))
    assert "asks nobody for his part" in refused(made, lambda: answer(made, f"adopt-{PLAN}", "c1"))
    assert "nobody" in refused(made, lambda: answer(made, "nobody", "c1"))
    answer(made, "one", "c1")
    assert answer(made, "one", "c1").known
    assert "was answered already" in refused(made, lambda: answer(made, "one", "c1", text="khác"))
    assert holds(made)


def test_the_members_of_a_group_cooperate() -> None:
    """One of them may be asked, and take the task up; of a group that stands for nobody yet, any other unit."""
    made = World()
    made.populate()
    groups: list[making.UnitData] = [
        {"code": "nhom", "name": "Nhóm", "kind": "group", "parent": "12", "members": ["c1", "c3"]},
        {"code": "lien-quan", "name": "Cơ quan liên quan", "kind": "group", "parent": "12"},
    ]
    made.service.record(making.units_registered(groups, **made.envelope()))
    open_to_all = {"lead": "bto", "cooperate": "[lien-quan]", "due": "by 2025-08-29"}
    made.adopt(plan_text(({"lead": "bto", "cooperate": "[nhom]", "due": "by 2025-08-29"}, open_to_all)))
    ask(made, "c3", name="one")
    answer(made, "one", "c3")
    ask(made, "nhom", name="all")
    answer(made, "all", "c1")
    made.service.record(course.task_acknowledged(TASK, plan=PLAN, unit="c1", **made.envelope()))
    assert "does not cooperate in task" in refused(made, lambda: ask(made, "c2"))
    other = course.part_asked(f"{PLAN}/R2/bto", plan=PLAN, of="c2", content="số liệu", **made.envelope())
    assert told(made.service.record(other))[0][0] == "c2"
    assert holds(made)
