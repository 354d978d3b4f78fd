"""Tasks whose time stands still: what is left, what runs again, and what was said of it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from adapters.words.catalogue import tr
from engine.asking.explaining import explain
from engine.asking.verifying import verify
from events import making
from events.errors import EventError, UnknownEvent
from events.event import Document
from events.opening import make_store
from rules.compiling import check_plan, compile_plan
from tests.worlds import COMMUNES, PLAN, Rule, World, adopted, plan_text

EACH = {"for each": "commune", "lead": "each"}
AFTER = {"due": "7 working days after congress"}


def world(*rules: Rule, **header: str) -> World:
    return adopted(plan_text(rules, **header))


def kinds(made: Any) -> list[tuple[str, str]]:
    return [(str(change.kind), change.rule.id) for change in made.decision.changes]


def steps(made: World, task: str) -> list[str]:
    with made.service.store.begin(write=False) as session:
        found = explain(session, made.service.tools, f"{PLAN}/{task}").steps
    return [tr(one.template, "en", **one.args) for one in found]


def holds(made: World) -> bool:
    return verify(made.service, make_store("memory:")).holds


def test_what_is_left_is_kept_and_runs_again() -> None:
    """Three of seven working days are used, four are left while it stands still, and four count from the end."""
    made = world(AFTER)
    made.log("congress", "2025-09-24")
    assert made.tasks() == {"R1/12": ("active", "2025-10-03")}
    began = made.suspend("2025-09-29", "stop", rules=["R1"])
    assert kinds(began) == [("suspended", "R1")]
    assert made.tasks() == {"R1/12": ("suspended", None)}
    assert made.left() == {"R1/12": "4 working days"}
    ended = made.resume("stop", "2025-10-20")
    assert kinds(ended) == [("resumed", "R1")]
    assert made.tasks() == {"R1/12": ("active", "2025-10-24")}
    assert made.left() == {}


def test_each_term_keeps_its_own_unit() -> None:
    """Days stay days, months stay months and days, and a given day keeps the days that were left until it."""
    made = world(
        {"due": "2 weeks after congress"},
        {"due": "3 months after congress"},
        {"due": "1 month 2 working days after congress", "settings": "{months: calendar}"},
        {"due": "right after congress"},
        {"due": "by 2025-12-01"},
        {"due": "once congress"},
        {"due": "per congress"},
    )
    made.log("congress", "2025-09-24")
    made.suspend("2025-09-24", "stop", everything=True)
    assert made.left() == {
        "R1/12": "14 days",
        "R2/12": "3 months",
        "R3/12": "1 month 2 working days",
        "R4/12": "1 working day",
        "R5/12": "68 days",
        "R6/12": "5 working days",
        "R7/12": "5 working days",
    }
    made.resume("stop", "2025-10-31")
    assert {task: due for task, (_, due) in made.tasks().items()} == {
        "R1/12": "2025-11-14",
        "R2/12": "2026-02-02",  # 31 January is a Saturday
        "R3/12": "2025-12-02",
        "R4/12": "2025-11-03",
        "R5/12": "2026-01-07",
        "R6/12": None,
        "R7/12": None,
    }
    with made.service.store.begin(write=False) as session:
        assert {view.set_by for view in session.view_tasks(state="needs_date")} == {"2025-11-07"}


@pytest.mark.parametrize(
    ("which", "stopped"),
    [
        ({"rules": ["R2"]}, {"R2/c1", "R2/c2", "R2/c3"}),
        ({"rules": ["R1", "R2"], "unit": "c2"}, {"R2/c2"}),
        ({"milestone": "guidance"}, {"R2/c1", "R2/c2", "R2/c3"}),
        ({"label": "đại hội"}, {"R1/12", "R3/12"}),
        ({"label": "đại hội", "milestone": "guidance", "unit": "c1"}, {"R2/c1"}),
        ({"everything": True}, {"R1/12", "R2/c1", "R2/c2", "R2/c3", "R3/12"}),
        ({"everything": True, "unit": "vn"}, {"R1/12", "R2/c1", "R2/c2", "R2/c3", "R3/12"}),
    ],
)
def test_tasks_are_chosen_by_rule_milestone_label_and_unit(which: dict[str, Any], stopped: set[str]) -> None:
    """A suspension is for the rules that any of its selectors means, at its unit and below."""
    made = world(
        {**AFTER, "labels": "[đại hội]"},
        {**EACH, "due": "30 days after guidance"},
        {"due": "by 2025-12-01", "labels": "[đại hội, nhân sự]"},
    )
    made.log("congress", "2025-08-01")
    made.log("guidance", "2025-08-01", "vn")
    made.suspend("2025-08-04", **which)
    assert set(made.left()) == stopped


def test_an_event_that_arrives_while_suspended_waits() -> None:
    """It takes effect when the suspension ends, with its whole term; backward dates stay bound to their event."""
    made = world(AFTER, {"due": "10 working days before congress"}, {"due": "2 months after congress"})
    made.suspend("2025-09-01", "stop", everything=True)
    assert made.tasks() == {}
    arrived = made.log("congress", "2025-09-24")
    assert kinds(arrived) == [("suspended", "R1"), ("suspended", "R2"), ("suspended", "R3")]
    assert made.left() == {"R1/12": "7 working days", "R2/12": None, "R3/12": "2 months"}
    made.resume("stop", "2025-10-20")
    assert made.tasks() == {
        "R1/12": ("active", "2025-10-29"),
        "R2/12": ("active", "2025-09-10"),
        "R3/12": ("active", "2025-12-22"),  # 20 December is a Saturday
    }
    assert "What happened on 24/09/2025 takes effect on 20/10/2025, when the suspension ended." in steps(made, "R1/12")


def test_what_was_over_before_the_suspension_stays() -> None:
    """A task whose last day is on or before the day it begins goes on being due, and late."""
    made = world({"due": "by 2025-08-29"}, {"due": "10 days after congress"})
    made.log("congress", "2025-08-20")  # the tenth day is a Saturday, and the Monday and Tuesday after are holidays
    made.suspend("2025-08-30", "stop", everything=True)
    assert made.tasks() == {"R1/12": ("active", "2025-08-29"), "R2/12": ("suspended", None)}
    assert made.left() == {"R2/12": "1 working day"}
    made.resume("stop", "2025-10-06")
    assert made.tasks()["R2/12"] == ("active", "2025-10-07")


def test_nested_and_overlapping_suspensions_are_their_union() -> None:
    """Time runs again only when the last of them has ended, and the days they share are left out once."""
    made = world({**EACH, "due": "20 working days after guidance"})
    made.log("guidance", "2025-09-03", "vn")
    made.suspend("2025-09-10", "all", everything=True)
    made.suspend("2025-09-15", "one", rules=["R1"], unit="c1")
    made.suspend("2025-09-12", "inner", rules=["R1"], unit="12")
    made.resume("inner", "2025-09-16")
    made.resume("all", "2025-09-17")
    assert made.tasks() == {
        "R1/c1": ("suspended", None),
        "R1/c2": ("active", "2025-10-08"),
        "R1/c3": ("active", "2025-10-08"),
    }
    made.resume("one", "2025-09-24")
    assert made.tasks()["R1/c1"] == ("active", "2025-10-15")
    assert holds(made)


OVERLAPS = {
    "the first ends first": (
        [("10", "24"), ("20", "27")],
        ["After 10 A", "After 20 too B", "A until 24, held", "again from 27 B'"],
    ),
    "one within the other": (
        [("10", "27"), ("15", "20")],
        ["After 10 A", "After 15 too B", "B until 20, held", "again from 27 A'"],
    ),
    "three, each into the next": (
        [("10", "15"), ("12", "20"), ("18", "27")],
        ["After 10 A", "After 12 too B", "A until 15, held", "After 18 too C", "B until 20, held", "again from 27 C'"],
    ),
    "one begins on the day on which the other ends": (
        [("10", "20"), ("20", "27")],
        ["After 10 A", "After 20 too B", "A until 20, held", "again from 27 B'"],
    ),
    "an open one over one that ended": (
        [("10", None), ("15", "20")],
        ["After 10 A", "After 15 too B", "B until 20, held"],
    ),
    "one that ended, into an open one": (
        [("10", "20"), ("15", None)],
        ["After 10 A", "After 15 too B", "A until 20, held"],
    ),
    "both end on one day": ([("10", "27"), ("15", "27")], ["After 10 A", "After 15 too B", "again from 27 A'; B'"]),
    "a day lies between": (
        [("10", "15"), ("16", "27")],
        ["After 10 A", "again from 15 A'", "After 16 B", "again from 27 B'"],
    ),
}
SHORT = (
    (r"After (..)/10/2025 no time ran: suspended \((.)\)\.", r"After \1 \2"),
    (r"After (..)/10/2025 another suspension held too \((.)\)\.", r"After \1 too \2"),
    (
        r"The suspension by (.) ended with (..)/10/2025 \(.'\), but no time ran yet: another one held\.",
        r"\1 until \2, held",
    ),
    (r"Time ran again from the day after (..)/10/2025 \((.*)\)\.", r"again from \1 \2"),
)


@pytest.mark.parametrize(("spans", "told"), OVERLAPS.values(), ids=OVERLAPS)
@pytest.mark.parametrize("backwards", [False, True])
def test_the_steps_say_that_time_ran_again_only_where_it_did(
    spans: list[tuple[str, str | None]], told: list[str], backwards: bool
) -> None:
    """Of suspensions that overlap each is named, in whichever order they were recorded; time runs with the last end."""
    made = world({"due": "20 working days after congress"})
    made.log("congress", "2025-10-01")
    named = list(zip("ABC", spans, strict=False))
    for name, (start, end) in reversed(named) if backwards else named:
        made.suspend(f"2025-10-{start}", name, document=name, everything=True)
        if end:
            over = making.suspension_ended(name, **made.envelope(f"2025-10-{end}", document=Document(text=f"{name}'")))
            made.service.record(over)
    assert [said for step in steps(made, "R1/12") if (said := _short(step))] == told


def _short(step: str) -> str | None:
    """A step about a suspension, shortened."""
    return next((re.sub(words, short, step) for words, short in SHORT if re.fullmatch(words, step)), None)


def test_why_time_runs_again_is_the_last_end() -> None:
    """The message names the document by which time runs again, be it that another suspension had begun later."""
    made = world({"due": "20 working days after congress"})
    made.log("congress", "2025-10-01")
    made.suspend("2025-10-10", "outer", everything=True)
    made.suspend("2025-10-15", "inner", everything=True)
    made.resume("inner", "2025-10-20")
    ended = made.resume("outer", "2025-10-27", "go")
    (content,) = ended.decision.contents.values()
    (item,) = content["items"]
    assert (item["change"], item["reason"]["args"]["day"]) == ("resumed", "2025-10-27")


def test_a_suspension_of_no_length_changes_nothing() -> None:
    """Resumed on the day it began, the task is due as before; history aside."""
    made = world(AFTER)
    made.log("congress", "2025-09-24")
    before = made.tasks()
    made.suspend("2025-09-29", "stop", everything=True)
    made.resume("stop", "2025-09-29")
    assert made.tasks() == before


def test_beginnings_and_ends_are_corrected_and_withdrawn_like_any_event() -> None:
    """Whatever is corrected or taken back, the days are those of what stands."""
    made = world(AFTER)
    made.log("congress", "2025-09-24")
    plain = made.tasks()
    made.suspend("2025-09-29", "stop", everything=True)
    made.resume("stop", "2025-10-20", "go")
    ended = made.tasks()
    made.service.record(making.corrected("go", day=date(2025, 10, 21), **made.envelope("2025-10-22", "fix")))
    assert made.tasks() == {"R1/12": ("active", "2025-10-27")}
    made.service.record(making.withdrawn("fix", **made.envelope("2025-10-22")))
    assert made.tasks() == ended
    made.service.record(making.corrected("stop", day=date(2025, 9, 30), **made.envelope("2025-10-22")))
    assert made.tasks() == {"R1/12": ("active", "2025-10-23")}
    made.service.record(making.withdrawn("go", **made.envelope("2025-10-22")))
    assert made.left() == {"R1/12": "3 working days"}
    made.resume("stop", "2025-10-23", "again")
    assert made.tasks() == {"R1/12": ("active", "2025-10-28")}
    made.service.record(making.withdrawn("stop", **made.envelope("2025-10-23")))
    assert made.tasks() == plain
    assert holds(made)


def test_a_corrected_unit_moves_the_suspension() -> None:
    """The tasks at the wrong unit run again as if nothing had been, those at the right one stand still."""
    made = world({**EACH, "due": "20 days after guidance"})
    made.log("guidance", "2025-09-03", "vn")
    made.suspend("2025-09-10", "stop", everything=True, unit="c1")
    made.service.record(making.corrected("stop", unit="c2", **made.envelope("2025-09-11")))
    assert made.left() == {"R1/c2": "13 days"}
    assert made.tasks()["R1/c1"] == ("active", "2025-09-23")


def test_a_milestone_ends_a_suspension_where_it_is_seen() -> None:
    """`until` a milestone, time runs again from the day after it is held; an officer may end it before."""
    made = world({**EACH, "due": "20 working days after guidance"})
    made.log("guidance", "2025-09-03", "vn")
    made.suspend("2025-09-10", "stop", everything=True, until="own_congress")
    made.log("own_congress", "2025-09-17", "c1", phase="planned")
    assert set(made.left()) == {"R1/c1", "R1/c2", "R1/c3"}
    made.log("own_congress", "2025-09-17", "c1", name="held")
    assert made.tasks()["R1/c1"] == ("active", "2025-10-08")
    assert set(made.left()) == {"R1/c2", "R1/c3"}
    made.service.record(making.corrected("held", day=date(2025, 9, 18), **made.envelope("2025-09-18")))
    assert made.tasks()["R1/c1"] == ("active", "2025-10-09")
    made.resume("stop", "2025-09-16")
    assert {due for _, due in made.tasks().values()} == {"2025-10-07"}
    assert holds(made)


def test_a_plan_suspends_by_itself() -> None:
    """From the day one milestone is held until the day another is, and only then."""
    clause = "[{label: đại hội, from: congress, until: guidance}, {rules: [R2], unit: c1, until: own_congress}]"
    made = world({"due": "by 2025-12-01", "labels": "[đại hội]"}, {**EACH, "due": "by 2025-12-01"}, suspensions=clause)
    assert made.left() == {"R2/c1": "133 days"}
    made.log("congress", "2025-09-24", phase="planned")
    assert set(made.left()) == {"R2/c1"}
    made.log("congress", "2025-09-24")
    assert made.left() == {"R1/12": "68 days", "R2/c1": "133 days"}
    made.log("guidance", "2025-10-24", "vn")
    made.log("own_congress", "2025-07-31", "c1")
    assert made.left() == {}
    assert made.tasks() == {
        "R1/12": ("active", "2025-12-31"),
        "R2/c1": ("active", "2025-12-11"),
        "R2/c2": ("active", "2025-12-01"),
        "R2/c3": ("active", "2025-12-01"),
    }
    assert "After 24/09/2025 no time ran: suspended (1-KH/TU)." in steps(made, "R1/12")
    assert "Time ran again from the day after 24/10/2025 (Mốc guidance)." in steps(made, "R1/12")
    assert holds(made)


def test_suspended_tasks_are_neither_reminded_of_nor_late() -> None:
    """No day that passes while a task stands still is held against it; afterwards they count again."""
    made = world({"due": "by 2025-08-29"}, {"when": "task R1 missed", "due": "5 days after task R1 missed"})
    made.suspend("2025-08-20", "stop", everything=True)
    for day in ("2025-08-26", "2025-08-30", "2025-09-15"):
        assert made.tick(day).decision.messages == ()
    assert made.tasks() == {"R1/12": ("suspended", None)}
    made.resume("stop", "2025-09-15")
    assert made.tasks() == {"R1/12": ("active", "2025-09-24")}
    assert kinds(made.tick("2025-09-25")) == [("activated", "R2"), ("overdue", "R1")]


def test_cycles_that_begin_while_suspended_wait_too() -> None:
    """Each round keeps the days that it had; a round after the suspension is as it always was."""
    made = world({"due": "every month by day 20"})
    made.suspend("2025-08-05", "stop", everything=True)
    made.tick("2025-09-01")
    assert made.left() == {"R1/12/2025-08": "15 days", "R1/12/2025-09": "19 days"}
    made.resume("stop", "2025-09-10")
    made.tick("2025-10-01")
    assert made.tasks() == {
        "R1/12/2025-08": ("active", "2025-09-25"),
        "R1/12/2025-09": ("active", "2025-09-29"),
        "R1/12/2025-10": ("active", "2025-10-20"),
    }


def test_what_is_done_is_done() -> None:
    """A report is taken while a task stands still: it has a date afterwards, which no suspension since then moves."""
    made = world(AFTER, {**AFTER}, {**AFTER})
    made.log("congress", "2025-09-24")
    made.done(f"{PLAN}/R1/12", "2025-09-26")
    made.suspend("2025-09-29", "stop", everything=True)
    made.done(f"{PLAN}/R2/12", "2025-10-08")
    made.done(f"{PLAN}/R3/12", "2025-09-29")
    before = made.tasks()
    assert before == {"R1/12": ("done", "2025-10-03"), "R2/12": ("done", None), "R3/12": ("done", "2025-10-03")}
    with made.service.store.begin(write=False) as session:
        assert [view.left for view in session.view_tasks(rule="R2")] == [None]
    made.resume("stop", "2025-10-20")
    assert made.tasks() == {**before, "R2/12": ("done", "2025-10-24")}


def test_a_date_set_by_hand_keeps_its_days_unless_it_was_set_knowingly() -> None:
    """Set before the suspension it moves like a given date; set since, it is meant as it stands, once time runs."""
    made = world({"due": "once congress"}, {"due": "once congress"})
    made.log("congress", "2025-09-01")
    dated = making.task_date_set(f"{PLAN}/R1/12", plan=PLAN, due=date(2025, 9, 30), **made.envelope("2025-09-03"))
    made.service.record(dated)
    made.suspend("2025-09-10", "stop", everything=True)
    later = making.task_date_set(f"{PLAN}/R2/12", plan=PLAN, due=date(2025, 11, 28), **made.envelope("2025-09-12"))
    made.service.record(later)
    assert made.left() == {"R1/12": "20 days", "R2/12": None}
    made.resume("stop", "2025-10-10")
    assert made.tasks() == {"R1/12": ("active", "2025-10-30"), "R2/12": ("active", "2025-11-28")}
    assert holds(made)


def test_those_who_lead_are_told_with_what_is_left() -> None:
    """One message tells of the suspension and of what is left, another that time runs again and until when."""
    made = world(AFTER)
    made.log("congress", "2025-09-24")
    began = made.suspend("2025-09-29", "stop", document="4029-CV/TU", everything=True)
    (content,) = began.decision.contents.values()
    (item,) = content["items"]
    assert (item["change"], item["due"], item["previous_due"], item["left"]) == (
        "suspended",
        None,
        "2025-10-03",
        "4 working days",
    )
    assert tr(item["reason"]["template"], "en", **item["reason"]["args"]) == (
        "“hạn 1”: suspended after 29/09/2025 (4029-CV/TU)"
    )
    ended = made.resume("stop", "2025-10-20", "go")
    (content,) = ended.decision.contents.values()
    (item,) = content["items"]
    assert (item["change"], item["due"], item["left"]) == ("resumed", "2025-10-24", None)
    taken_back = made.service.record(making.withdrawn("stop", **made.envelope("2025-10-21")))
    (content,) = taken_back.decision.contents.values()
    assert content["items"][0]["due"] == "2025-10-03"


def test_the_steps_tell_each_suspension_with_what_was_used_and_left() -> None:
    """A reader can count again: the document, the days, what had been used, what was left, and where that ends."""
    made = world(AFTER)
    made.log("congress", "2025-09-24", name="held")
    made.suspend("2025-09-29", "stop", document="4029-CV/TU", everything=True)
    assert steps(made, "R1/12")[1:] == [
        "Not counted: 2 Saturday(s) or Sunday(s) from 25/09/2025 to 29/09/2025.",
        "By 29/09/2025 3 working day(s) had been counted.",
        "After 29/09/2025 no time ran: suspended (4029-CV/TU).",
        "Left: 4 working day(s).",
    ]
    made.resume("stop", "2025-10-24")
    assert steps(made, "R1/12")[4:] == [
        "Time ran again from the day after 24/10/2025 (e5).",
        "Left: 4 working day(s).",
        "Not counted: 2 Saturday(s) or Sunday(s) from 25/10/2025 to 30/10/2025.",
        "What was left ends on 30/10/2025.",
    ]
    with made.service.store.begin(write=False) as session:
        grounds = explain(session, made.service.tools, f"{PLAN}/R1/12").grounds
    assert [ground.recorded.event.id for ground in grounds] == ["held", "stop"]
    assert [one.event.type for one in grounds[1].amendments] == ["suspension.ended"]


def test_a_dry_run_of_a_suspension_writes_nothing() -> None:
    """It decides as the event itself does, and everything is as it was."""
    made = world(AFTER)
    made.log("congress", "2025-09-24")
    event = making.suspension_began(PLAN, everything=True, **made.envelope("2025-09-29", "stop"))
    dry = made.service.record(event, dry_run=True)
    assert made.left() == {}
    assert dry.decision == made.service.record(event).decision


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda made: made.suspend("2025-09-29", rules=["R9"]), "has no task “R9”"),
        (lambda made: made.suspend("2025-09-29", milestone="congres"), "has no milestone “congres”"),
        (lambda made: made.suspend("2025-09-29", milestone="own_congress"), "No task of plan “ke-hoach” waits"),
        (lambda made: made.suspend("2025-09-29", label="khác"), "has the label “khác”"),
        (lambda made: made.suspend("2025-09-29", everything=True, unit="nowhere"), "no unit with the code “nowhere”"),
        (lambda made: made.suspend("2025-09-29", everything=True, until="congres"), "has no milestone “congres”"),
        (lambda made: made.suspend("2025-09-29", everything=True, until="congress"), "is over before it begins"),
        (lambda made: made.suspend("2025-09-29"), "at least one of: rules, milestone, label, all"),
        (lambda made: made.resume("held", "2025-10-01"), "of type milestone.held: it suspends nothing"),
        (lambda made: made.resume("over", "2025-10-01"), "has ended already, on 2025-08-20"),
        (lambda made: made.resume("gone", "2025-10-01"), "has been withdrawn already"),
        (lambda made: made.resume("stop", "2025-09-09"), "begins on 2025-09-10 cannot end on 2025-09-09"),
        (lambda made: made.resume("until", "2025-10-01"), "has ended already, on 2025-09-24"),
        (
            lambda made: made.service.record(
                making.corrected("over", day=date(2025, 8, 25), **made.envelope("2025-10-01"))
            ),
            "begins on 2025-08-25 cannot end on 2025-08-20",
        ),
    ],
)
def test_what_cannot_be_suspended_or_resumed_is_refused(wrong: Callable[[World], Any], words: str) -> None:
    """A clear error, and nothing is changed."""
    made = world(AFTER, {"due": "by 2025-12-01", "labels": "[đại hội]"})
    made.log("congress", "2025-09-24", name="held")
    made.suspend("2025-08-10", "over", rules=["R2"])
    made.resume("over", "2025-08-20")
    made.suspend("2025-08-10", "gone", rules=["R2"])
    made.service.record(making.withdrawn("gone", **made.envelope("2025-08-11")))
    made.suspend("2025-09-10", "stop", rules=["R2"])
    made.suspend("2025-09-20", "until", rules=["R2"], until="congress")
    before = made.tasks(), made.left()
    with pytest.raises(EventError, match=words):
        wrong(made)
    assert (made.tasks(), made.left()) == before
    with pytest.raises(UnknownEvent):
        made.resume("nothing", "2025-10-01")
    assert holds(made)


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("{until: guidance}", "selects-nothing"),
        ("{all: false, until: guidance}", "selects-nothing"),
        ("{all: true}", "missing-field"),
        ("{rules: [R9], until: guidance}", "unknown-task"),
        ("{rules: [R1, R1], until: guidance}", "duplicate"),
        ("{rules: [], until: guidance}", "empty"),
        ("{milestone: congres, until: guidance}", "unknown-milestone"),
        ("{all: true, from: guidanc, until: guidance}", "unknown-milestone"),
        ("{all: true, from: guidance, until: guidance}", "no-length"),
        ("{label: khác, until: guidance}", "unknown-label"),
        ("{all: true, unit: 9-9, until: guidance}", "unknown-unit"),
        ("{all: true, til: guidance, until: guidance}", "unknown-field"),
        ("all", "wrong-type"),
    ],
)
def test_a_plan_that_suspends_wrongly_is_refused(clause: str, code: str) -> None:
    """Each mistake in `suspensions` is told in its place, and nothing beside it."""
    text = plan_text([{**AFTER, "labels": "[đại hội]", "when": "guidance"}], suspensions=f"[{clause}]")
    found = [problem.code for problem in check_plan(text) if problem.code != "unused-milestone"]
    assert found == [code]


def test_the_hash_of_a_rule_covers_what_suspends_it() -> None:
    """A suspension changes the hashes of the rules it means and of the plan; labels and policies the plan's only."""
    rules = [{**AFTER, "labels": "[đại hội]"}, {"due": "by 2025-12-01"}]
    plain, with_clause = (
        compile_plan(plan_text(rules, **header))
        for header in ({}, {"suspensions": "[{label: đại hội, until: guidance}]"})
    )
    assert plain.hash != with_clause.hash
    assert plain.rules["R1"].hash != with_clause.rules["R1"].hash
    assert plain.rules["R2"].hash == with_clause.rules["R2"].hash
    bounded = compile_plan(plan_text(rules, policies="{extension: {times: 2}}"))
    assert bounded.hash != plain.hash
    assert bounded.rules["R1"].hash == plain.rules["R1"].hash


def test_every_commune_under_the_same_suspension_shares_one_due() -> None:
    """A suspension above gives one due date and one body, however many tasks there are."""
    made = world({**EACH, "due": "20 days after guidance"})
    made.log("guidance", "2025-09-03", "vn")
    began = made.suspend("2025-09-10", everything=True, unit="vn")
    (change,) = began.decision.changes
    assert tuple(change.units) == COMMUNES
    assert len(began.decision.bodies) == 1


def off(made: World, day: str) -> Any:
    days: list[making.DayData] = [{"day": day, "working": False, "reason": "nghỉ bù"}]
    return made.service.record(making.calendar_amended("vn", days, **made.envelope()))


def test_an_amended_calendar_counts_anew_what_is_left() -> None:
    """A day off among those that were used gives one more that is left; nothing is told, and the date comes out so."""
    made = world(AFTER, {"due": "by 2025-12-01"})
    made.log("congress", "2025-09-24")
    made.suspend("2025-09-29", "stop", rules=["R1"])
    assert made.left() == {"R1/12": "4 working days"}
    logged = off(made, "2025-09-26")
    assert made.left() == {"R1/12": "5 working days"}
    assert logged.decision.messages == ()
    made.resume("stop", "2025-10-20")
    assert made.tasks()["R1/12"] == ("active", "2025-10-27")
    assert holds(made)


def test_an_amended_calendar_may_bring_a_task_under_its_suspension() -> None:
    """One whose last day moves past the day of its suspension stands still from then on; others move as ever."""
    made = world(AFTER, {"due": "7 working days after guidance"})
    made.log("congress", "2025-09-24")
    made.log("guidance", "2025-09-24", "vn")
    made.suspend("2025-10-03", "stop", rules=["R1"])
    assert made.tasks() == {"R1/12": ("active", "2025-10-03"), "R2/12": ("active", "2025-10-03")}
    assert sorted(kinds(off(made, "2025-09-26"))) == [("moved", "R2"), ("suspended", "R1")]
    assert made.tasks() == {"R1/12": ("suspended", None), "R2/12": ("active", "2025-10-06")}
    assert made.left() == {"R1/12": "1 working day"}
    assert kinds(off(made, "2025-12-31")) == []
    assert holds(made)
