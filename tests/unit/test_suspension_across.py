"""Suspensions that reach further than one plan: a letter's clause, and an officer's word for several plans or all."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from adapters.words.catalogue import say, tr
from adapters.words.log import Logbook
from engine.asking.explaining import explain
from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from events import making
from events.errors import EventError
from events.event import Document
from events.opening import make_store
from rules.compiling import check_plan, compile_plan
from tests.worlds import PLAN, Rule, World, plan_text

EACH = {"for each": "commune", "lead": "each"}
OWN = {**EACH, "due": "10 days after own_congress"}
DAY = {"due": "by 2025-12-01", "labels": "[nhân sự]"}
CLAUSE = "[{milestone: own_congress, plans: all, until: guidance}]"


def other(*rules: Rule, plan: str = "khac", number: str = "2-KH/TU", **header: str) -> str:
    return plan_text(rules or (OWN, DAY), plan=plan, number=number, **header)


def letter(clause: str = CLAUSE, **header: str) -> str:
    head = {"plan": "cong-van", "number": "4029-CV/TU", **header}
    return plan_text([{"due": "continuous"}], suspensions=clause, **head)


def world(*plans: str) -> World:
    made = World()
    made.populate()
    for plan in plans:
        made.adopt(plan)
    return made


def kinds(made: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (str(change.kind), f"{change.plan}/{change.rule.id}", tuple(change.units)) for change in made.decision.changes
    ]


def open_tasks(made: World) -> dict[str, tuple[str, str | None]]:
    return {name: row for name, row in made.tasks().items() if row[0] != "closed"}


def amend(made: World, text: str, day: str | None = None, name: str | None = None) -> Any:
    with made.service.store.begin(write=False) as session:
        version = propose(session, made.service.tools, text, {}).version
    plan = compile_plan(text).id
    document = Document(text="4030-CV/TU")
    return made.service.record(
        making.plan_amended(plan, version, **made.envelope(day, name, document=document, ahead=True))
    )


def steps(made: World, task: str) -> list[str]:
    with made.service.store.begin(write=False) as session:
        return [tr(one.template, "en", **one.args) for one in explain(session, made.service.tools, task).steps]


def grounds(made: World, task: str) -> list[tuple[str, str]]:
    """The events that a date rests on, and what an officer reads of them."""
    with made.service.store.begin(write=False) as session:
        found = explain(session, made.service.tools, task)
    book = Logbook(found.plan, found.units, found.plans)
    said = ((ground.recorded.event, book.what(ground.recorded.event)) for ground in found.grounds)
    return [(event.id, say(what, "en")) for event, what in said]


def holds(made: World) -> bool:
    return verify(made.service, make_store("memory:")).holds


def test_a_letter_suspends_what_other_plans_count_from() -> None:
    """From the letter's first day until its milestone, in every plan, with the letter named; nobody is told twice."""
    made = world(plan_text([OWN, DAY]), other())
    made.log("own_congress", "2025-07-24", "c1")
    assert made.tasks()["R1/c1"] == ("active", "2025-08-04")
    made.now = made.now.replace(day=26)
    adopted = made.adopt(letter(issued="2025-07-26"))
    assert ("suspended", f"{PLAN}/R1", ("c1",)) in kinds(adopted)
    keys = [message.key for message in adopted.decision.messages]
    assert f"adopt-cong-van/{PLAN}/c1/mail" in keys
    assert len(keys) == len(set(keys))
    assert made.left() == {"R1/c1": "8 days"}
    made.log("own_congress", "2025-07-28", "c2", plan="khac")
    assert made.left() == {"R1/c1": "8 days", "khac/R1/c2": "10 days"}
    ended = made.log("guidance", "2025-08-20", "vn", name="new", plan="cong-van")
    assert kinds(ended) == [("resumed", "ke-hoach/R1", ("c1",)), ("resumed", "khac/R1", ("c2",))]
    assert made.tasks()["R1/c1"] == ("active", "2025-08-28")
    assert made.tasks()["khac/R1/c2"] == ("active", "2025-09-03")  # the tenth day is a Saturday, then come holidays
    told = steps(made, f"{PLAN}/R1/c1")
    assert "After 26/07/2025 no time ran: suspended (4029-CV/TU)." in told
    assert "Time ran again from the day after 20/08/2025 (Mốc guidance)." in told
    assert grounds(made, f"{PLAN}/R1/c1")[1:] == [
        ("adopt-cong-van", "plan 4029-CV/TU, “Kế hoạch”, put into force on 26/07/2025"),
        ("new", "“Mốc guidance” held on 20/08/2025"),
    ]
    assert holds(made)


def test_who_is_told_reads_what_happened_in_the_other_plan() -> None:
    """The message for one plan names the milestone, or the letter, of the other by its own title or number."""
    made = world(plan_text([OWN]))
    made.log("own_congress", "2025-07-24", "c1")
    happenings = [
        made.adopt(letter()).decision,
        made.log("guidance", "2025-08-20", "vn", plan="cong-van").decision,
    ]
    told = [[c["event"]["title"] for c in one.contents.values() if c["plan"]["id"] == PLAN] for one in happenings]
    assert told == [["4029-CV/TU"], ["Mốc guidance"]]


def test_a_plan_adopted_later_is_suspended_from_the_first() -> None:
    """A letter in force holds for plans that come after it."""
    made = world(letter())
    made.adopt(plan_text([OWN]))
    made.log("own_congress", "2025-07-24", "c1")
    assert made.left() == {"R1/c1": "10 days"}
    made.log("guidance", "2025-07-25", "vn", plan="cong-van")
    assert made.tasks()["R1/c1"] == ("active", "2025-08-04")
    assert holds(made)


def test_a_letter_is_corrected_and_withdrawn_like_any_event() -> None:
    """What its milestone's correction or withdrawal changes, it changes in the other plans."""
    made = world(plan_text([OWN]), letter())
    made.log("own_congress", "2025-07-24", "c1")
    made.log("guidance", "2025-08-04", "vn", name="new", plan="cong-van")
    assert made.tasks()["R1/c1"] == ("active", "2025-08-14")
    made.service.record(making.corrected("new", day=date(2025, 8, 5), **made.envelope("2025-08-05")))
    assert made.tasks()["R1/c1"] == ("active", "2025-08-15")
    made.service.record(making.withdrawn("new", **made.envelope()))
    assert made.left() == {"R1/c1": "10 days"}
    assert holds(made)


def test_a_letter_of_one_province_touches_no_other() -> None:
    """Without a unit of its own, a clause holds at the letter's unit and below; with one, there."""
    made = world(plan_text([{**EACH, "due": "by 2025-12-01"}, DAY]))
    made.adopt(letter("[{all: true, plans: [ke-hoach], until: guidance}]", unit="c2"))
    assert set(made.left()) == {"R1/c2"}
    far = letter("[{all: true, plans: all, unit: c1, until: guidance}]", plan="xa", number="9-CV/TU")
    made.adopt(far)
    assert set(made.left()) == {"R1/c1", "R1/c2"}
    assert holds(made)


def test_a_clause_for_every_plan_is_for_its_own_too() -> None:
    """`plans: all` means the letter's own tasks as well, with nothing said of other plans in their grounds."""
    made = world(plan_text([OWN], suspensions=CLAUSE), other())
    made.log("own_congress", "2025-07-24", "c1")
    made.log("own_congress", "2025-07-24", "c1", plan="khac")
    assert made.left() == {"R1/c1": "10 days", "khac/R1/c1": "10 days"}
    made.log("guidance", "2025-08-04", "vn")
    assert {due for _, due in open_tasks(made).values()} == {"2025-08-14", "2025-12-01"}
    assert holds(made)


def test_an_amended_letter_suspends_and_lets_go() -> None:
    """A clause that a version brings or drops, now or on its day, changes the other plans then and rests on it."""
    made = world(plan_text([OWN]), letter("[{label: khac, plans: all, until: guidance}]"))
    made.log("own_congress", "2025-07-24", "c1")
    before = open_tasks(made)
    assert kinds(amend(made, letter(), name="brings"))[-1:] == [("suspended", "ke-hoach/R1", ("c1",))]
    assert "brings" in dict(grounds(made, f"{PLAN}/R1/c1"))
    amend(made, letter(title="Công văn sửa lần hai"))
    assert "brings" in dict(grounds(made, f"{PLAN}/R1/c1"))
    ahead = amend(made, letter("[{label: khac, plans: all, until: guidance}]"), "2025-07-25")
    assert [str(change.kind) for change in ahead.decision.foreseen] == ["resumed"]
    assert made.left() == {"R1/c1": "10 days"}
    assert kinds(made.tick("2025-07-25")) == [("resumed", "ke-hoach/R1", ("c1",))]
    assert open_tasks(made) == before
    assert holds(made)


def test_a_letter_and_a_plan_that_drops_rows_may_take_effect_on_one_day() -> None:
    """What the letter suspends from then on is looked for in the version of that day, which has fewer rows."""
    made = world(plan_text([OWN, DAY, OWN]), letter("[{label: khac, plans: all, until: guidance}]"))
    made.log("own_congress", "2025-07-24", "c1")
    amend(made, letter(), "2025-07-30", name="letter")
    amend(made, plan_text([OWN, DAY]), "2025-07-30", name="plan")
    decided = kinds(made.tick("2025-07-30"))
    assert ("suspended", "ke-hoach/R1", ("c1",)) in decided
    assert [rule for kind, rule, _ in decided if kind == "closed"] == ["ke-hoach/R3"]
    assert holds(made)


def test_a_letter_that_takes_effect_on_a_day_silences_what_that_day_would_have_said() -> None:
    """Nobody is reminded of a task on the day on which an amended letter suspends it."""
    made = world(plan_text([OWN]), letter("[{label: khac, plans: all, until: guidance}]"))
    made.log("own_congress", "2025-07-24", "c1")  # due on 4 August, and reminded of on 30 July
    amend(made, letter(), "2025-07-30")
    told = made.tick("2025-07-30").decision
    assert [str(change.kind) for change in told.changes] == ["suspended"]
    assert [(c["plan"]["id"], len(c["items"])) for c in told.contents.values()] == [(PLAN, 1)]


def test_an_officer_suspends_every_plan_at_once() -> None:
    """One event and one end, for the plans there are and those adopted later, each chosen by what it calls things."""
    made = world(plan_text([OWN, DAY]), other())
    made.suspend("2025-07-22", "stop", "9-CV/TU", plan=None, label="nhân sự")
    assert made.left() == {"R2/12": "132 days", "khac/R2/12": "132 days"}
    made.adopt(other(plan="sau"))
    assert set(made.left()) == {"R2/12", "khac/R2/12", "sau/R2/12"}
    assert "After 22/07/2025 no time ran: suspended (9-CV/TU)." in steps(made, "sau/R2/12")
    made.resume("stop", "2025-08-01")
    assert made.left() == {}
    assert {row for name, row in made.tasks().items() if "R2" in name} == {("active", "2025-12-11")}
    assert holds(made)


def test_an_officer_suspends_several_plans_from_and_until_milestones_of_one() -> None:
    """Each of them sees the milestones of the plan that has them, where they happen."""
    made = world(plan_text([DAY]), other(), other(plan="ngoai"))
    bounds = {"since": "khac/congress", "until": "khac/guidance"}
    made.suspend("2025-07-22", "stop", plan=[PLAN, "khac"], everything=True, **bounds)
    assert made.left() == {}
    made.log("congress", "2025-07-31", plan="khac", phase="planned")
    assert made.left() == {}
    made.log("congress", "2025-07-31", plan="khac")
    assert made.left() == {"R1/12": "123 days", "khac/R2/12": "123 days"}
    made.log("guidance", "2025-08-20", "vn", plan="khac")
    assert made.tasks() == {
        "R1/12": ("active", "2025-12-21"),
        "khac/R2/12": ("active", "2025-12-21"),
        "ngoai/R2/12": ("active", "2025-12-01"),
    }
    made.service.record(making.withdrawn("stop", **made.envelope()))
    assert {due for _, due in made.tasks().values()} == {"2025-12-01"}
    assert holds(made)


def test_a_suspension_of_one_plan_may_end_with_the_milestone_of_another() -> None:
    """And begin with one of its own: it begins, ends and moves with them."""
    made = world(plan_text([DAY]), other())
    made.suspend("2025-07-22", "stop", rules=["R1"], since="congress", until="khac/guidance")
    assert made.left() == {}
    made.log("congress", "2025-07-31", name="held")
    assert made.left() == {"R1/12": "123 days"}
    made.service.record(making.corrected("held", day=date(2025, 8, 1), **made.envelope("2025-08-01")))
    assert made.left() == {"R1/12": "122 days"}
    made.log("guidance", "2025-08-20", "vn", plan="khac")
    assert made.tasks()["R1/12"] == ("active", "2025-12-20")
    assert holds(made)


def test_a_version_keeps_the_milestones_that_suspensions_end_with() -> None:
    """A plan cannot drop a milestone with which a suspension, of whichever plan, begins or ends."""
    made = world(plan_text([DAY]), other(DAY, {"due": "7 days after congress"}))
    made.suspend("2025-07-22", "stop", everything=True, until="khac/congress")
    version = plan_text([DAY], {"guidance": "vn"}, plan="khac", number="2-KH/TU")
    with pytest.raises(EventError) as caught:
        amend(made, version)
    assert "milestones: " not in str(caught.value)
    assert "elsewhere: congress (-, 2025-07-22, stop). Nothing was recorded." in str(caught.value)


WRONG: list[tuple[Callable[[World], object], str]] = [
    (
        lambda made: made.suspend("2025-08-01", plan=[PLAN, "kac"], label="nhân sự"),
        "There is no plan “kac” here. Known are: khac, ke-hoach. Adopt the plan first, or correct its name.",
    ),
    (
        lambda made: made.suspend("2025-08-01", plan=[PLAN, "khac"], label="nhan su"),
        (
            "No task of plan “ke-hoach” is meant by this suspension. Nothing was recorded. "
            "Leave the plan out, or choose otherwise."
        ),
    ),
    (
        lambda made: made.suspend("2025-08-01", plan=None, milestone="congres"),
        (
            "No task of any plan here is meant by this suspension. Nothing was recorded. "
            "Known milestones are: congress, own_congress; known labels: nhân sự."
        ),
    ),
    (
        lambda made: made.suspend("2025-08-01", plan=None, rules=["R1"]),
        (
            "The numbers of tasks differ from plan to plan, and this suspension names them for more than one. "
            "Nothing was recorded. Name one plan, or choose the tasks by a milestone or a label."
        ),
    ),
    (
        lambda made: made.suspend("2025-08-01", plan=None, label="nhân sự", until="guidance"),
        (
            "A suspension of more plans than one begins or ends with the milestone of one of them, written "
            "PLAN/MILESTONE; “guidance” does not say which plan. Nothing was recorded."
        ),
    ),
    (
        lambda made: made.suspend("2025-08-01", plan=None, label="nhân sự", until="khac/guidanc"),
        "Plan “khac” has no milestone “guidanc”. Known are: guidance. Correct the name.",
    ),
    (
        lambda made: made.suspend("2025-08-01", plan=None, label="nhân sự", until="kac/guidance"),
        "There is no plan “kac” here. Known are: khac, ke-hoach. Adopt the plan first, or correct its name.",
    ),
    (
        lambda made: made.suspend("2025-08-01", everything=True, since="congress", until=f"{PLAN}/congress"),
        f"A suspension cannot both begin and end with milestone “{PLAN}/congress”. Nothing was recorded.",
    ),
    (
        lambda made: made.suspend("2025-07-24", plan=None, label="nhân sự", until="khac/congress"),
        (
            "Milestone “khac/congress” was held on 2025-07-23: a suspension from 2025-07-24 until then is over "
            "before it begins. Nothing was recorded."
        ),
    ),
    (
        lambda made: made.suspend(
            "2025-07-22", plan=None, everything=True, since="khac/congress", until="khac/guidance"
        ),
        (
            "Milestone “khac/guidance” was held on 2025-07-22: a suspension from 2025-07-23 until then is over "
            "before it begins. Nothing was recorded."
        ),
    ),
    (
        lambda made: made.resume("ahead", "2025-08-01"),
        (
            "The suspension “ahead” begins when milestone “guidance” is held, and that has not happened: it suspends "
            "nothing that could be resumed. Nothing was recorded; to take it back, withdraw it."
        ),
    ),
    (
        lambda made: made.resume("everywhere", "2025-08-01"),
        (
            "The suspension “everywhere” has ended already, on 2025-07-23: e5 (23/07/2025, officer). Nothing was "
            "recorded; to change the day, correct that."
        ),
    ),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG)
def test_what_cannot_be_suspended_or_resumed_is_refused(wrong: Callable[[World], object], words: str) -> None:
    """Each mistake is told in a whole sentence, and nothing is changed."""
    made = world(plan_text([DAY, {"due": "7 days after congress"}]), other(DAY, OWN))
    made.suspend("2025-07-22", "everywhere", plan=None, label="nhân sự", until="khac/congress")
    made.log("congress", "2025-07-23", plan="khac")
    made.log("guidance", "2025-07-22", "vn", plan="khac")
    made.suspend("2025-07-22", "ahead", everything=True, since="guidance")
    before = made.tasks()
    with pytest.raises(EventError) as caught:
        wrong(made)
    assert str(caught.value) == words
    assert made.tasks() == before


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("{milestone: anything, plans: all, until: guidance}", None),
        ("{label: gì đó, plans: [a, b], until: guidance}", None),
        ("{rules: [X.1], plans: [a], until: guidance}", None),
        ("{rules: [X.1], plans: all, until: guidance}", "rules-of-plans"),
        ("{rules: [X.1], plans: [a, b], until: guidance}", "rules-of-plans"),
        ("{all: true, plans: every, until: guidance}", "bad-plans"),
        ("{all: true, plans: [], until: guidance}", "empty"),
        ("{all: true, plans: [a, a], until: guidance}", "duplicate"),
        ("{all: true, plans: [A B], until: guidance}", "bad-plan-id"),
        ("{all: true, plans: {a: b}, until: guidance}", "wrong-type"),
        ("{all: true, plans: all, until: guidanc}", "unknown-milestone"),
        ("{plans: all, until: guidance}", "selects-nothing"),
    ],
)
def test_a_clause_for_other_plans_is_checked_as_far_as_one_plan_can_say(clause: str, code: str | None) -> None:
    """What it names in other plans is theirs to know; what it says of its own plan must be there."""
    text = plan_text([{"due": "7 days after congress", "when": "guidance"}], suspensions=f"[{clause}]")
    found = [problem.code for problem in check_plan(text) if problem.code != "unused-milestone"]
    assert found == ([code] if code else [])


def test_a_clause_for_its_own_plan_has_the_hash_it_always_had() -> None:
    """To name the plan itself says what saying nothing says; to name others changes no hash of the plan's own rules."""
    own, named, others = (
        compile_plan(plan_text([DAY], suspensions=f"[{{all: true, {plans} until: guidance}}]"))
        for plans in ("", "plans: [ke-hoach],", "plans: [khac],")
    )
    assert own.hash == named.hash
    assert own.hash == "6711dc1d6f51c3680979c04d74dbbd520aaf61c1eea13480848e4e04da6473f0"
    assert others.hash != own.hash
    assert others.rules["R1"].hash == compile_plan(plan_text([DAY])).rules["R1"].hash
