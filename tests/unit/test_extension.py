"""Due dates put off: asked before they pass, granted within the plan's bounds, refused, overridden."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from adapters.words.catalogue import tr
from engine.asking.explaining import explain
from engine.asking.verifying import verify
from engine.service import Logged
from engine.tasks import Standing, State, standing
from events import making
from events.errors import EventError
from events.event import Document, Event
from events.opening import make_store
from rules.compiling import check_plan, compile_plan
from rules.language.offset_text import parse_amount
from tests.worlds import PLAN, Rule, World, plan_text

AFTER = {"due": "7 days after congress"}
TASK = f"{PLAN}/R1/12"


def world(*rules: Rule, **header: str) -> World:
    made = World()
    made.populate()
    made.adopt(plan_text(rules, **header))
    made.tick("2025-09-24")
    made.log("congress", "2025-09-24")
    return made


def ask(made: World, due: str, name: str | None = None, task: str = TASK) -> Logged:
    day = date.fromisoformat(due)
    envelope = made.envelope(name=name)
    return made.service.record(making.extension_requested(task, plan=PLAN, due=day, reason="chưa đủ hồ sơ", **envelope))


def grant_of(
    made: World, due: str, name: str | None = None, task: str = TASK, document: str | None = "12-TB/TU", **others: Any
) -> Event:
    envelope = made.envelope(name=name)
    if document:
        envelope["document"] = Document(text=document)
    return making.extension_granted(task, plan=PLAN, due=date.fromisoformat(due), **others, **envelope)


def grant(made: World, due: str, name: str | None = None, **others: Any) -> Logged:
    return made.service.record(grant_of(made, due, name, **others))


def correct(made: World, day: str) -> None:
    """The congress was held on another day than was said."""
    with made.service.store.begin(write=False) as session:
        (held,) = session.facts(PLAN, ["milestone:congress"])
    made.service.record(making.corrected(held.event_id, day=date.fromisoformat(day), **made.envelope(day)))


def refuse(made: World, task: str = TASK) -> Logged:
    return made.service.record(making.extension_refused(task, plan=PLAN, reason="đã đủ hồ sơ", **made.envelope()))


def holds(made: World) -> bool:
    return verify(made.service, make_store("memory:")).holds


def changed(logged: Logged) -> list[tuple[str, str | None]]:
    return [(str(change.kind), change.due.row.due if change.due else None) for change in logged.decision.changes]


def test_what_is_asked_in_time_and_granted_puts_the_due_date_off() -> None:
    """A request changes nothing; the grant does, and the date before is kept with its reason and its document."""
    made = world(AFTER)
    assert changed(ask(made, "2025-10-10")) == [("asked", "2025-10-01")]
    assert made.tasks() == {"R1/12": ("active", "2025-10-01")}
    granted = grant(made, "2025-10-10", "grant")
    assert changed(granted) == [("extended", "2025-10-10")]
    assert made.tasks() == {"R1/12": ("active", "2025-10-10")}
    with made.service.store.begin(write=False) as session:
        found = explain(session, made.service.tools, TASK)
    (earlier,) = found.earlier
    assert earlier.due
    assert earlier.until
    assert (earlier.due.due, earlier.until.change) == ("2025-10-01", "extended")
    assert earlier.until.recorded.event.document == Document(text="12-TB/TU")
    assert "The last day was put off to 10/10/2025 (12-TB/TU)." in [tr(s.template, "en", **s.args) for s in found.steps]
    assert [ground.recorded.event.id for ground in found.grounds][-1] == "grant"


def test_whoever_leads_is_told_that_it_is_granted_or_refused() -> None:
    """A grant tells of the new date with its document, a refusal of the reason, and the date as it stays."""
    made = world(AFTER)
    ask(made, "2025-10-10")
    (content,) = refuse(made).decision.contents.values()
    (item,) = content["items"]
    assert (item["change"], item["due"]) == ("not_extended", "2025-10-01")
    said = tr(item["reason"]["template"], "en", **item["reason"]["args"])
    assert said.startswith("“hạn 1”: not put off, đã đủ hồ sơ (")
    ask(made, "2025-10-08")
    (content,) = grant(made, "2025-10-08").decision.contents.values()
    (item,) = content["items"]
    assert (item["change"], item["due"], item["previous_due"]) == ("extended", "2025-10-08", "2025-10-01")
    assert tr(item["reason"]["template"], "en", **item["reason"]["args"]) == "“hạn 1”: put off to 08/10/2025 (12-TB/TU)"


def test_a_grant_never_brings_a_date_forward() -> None:
    """When the event moves, the later of the two dates counts; which one, the steps say."""
    made = world({"due": "7 days after congress"})
    ask(made, "2025-10-10")
    grant(made, "2025-10-10")
    correct(made, "2025-10-01")
    assert made.tasks() == {"R1/12": ("active", "2025-10-10")}
    correct(made, "2025-10-06")
    assert made.tasks() == {"R1/12": ("active", "2025-10-13")}
    with made.service.store.begin(write=False) as session:
        last = explain(session, made.service.tools, TASK).steps[-1]
    assert tr(last.template, "en", **last.args) == (
        "It was put off to 10/10/2025 (12-TB/TU), which is not later, and so changes nothing."
    )
    assert holds(made)


def test_a_withdrawn_grant_leaves_the_one_before_it() -> None:
    """The last grant in force counts; without any the date is the one that was counted, and the request open again."""
    made = world(AFTER, policies="{extension: {times: 2}}")
    ask(made, "2025-10-06")
    grant(made, "2025-10-06", "first")
    ask(made, "2025-10-10")
    grant(made, "2025-10-10", "second")
    made.service.record(making.withdrawn("second", **made.envelope()))
    assert made.tasks() == {"R1/12": ("active", "2025-10-06")}
    grant(made, "2025-10-09", "third")
    assert made.tasks() == {"R1/12": ("active", "2025-10-09")}
    made.service.record(making.withdrawn("third", **made.envelope()))
    made.service.record(making.withdrawn("first", **made.envelope()))
    assert made.tasks() == {"R1/12": ("active", "2025-10-01")}
    assert holds(made)


def test_the_plan_bounds_how_often_and_how_long() -> None:
    """Beyond its policy an extension is refused, and an override with a document granted."""
    made = world(AFTER, policies="{extension: {times: 2, at most: 5 days}}")
    ask(made, "2025-10-10")
    with pytest.raises(EventError, match="until 2025-10-06 at most, and 2025-10-10 is later"):
        grant(made, "2025-10-10")
    grant(made, "2025-10-06")
    ask(made, "2025-10-10")
    grant(made, "2025-10-10")  # five days from the date until then
    ask(made, "2025-10-13")
    with pytest.raises(EventError, match=r"extended 2 time\(s\), and plan “ke-hoach” allows 2"):
        grant(made, "2025-10-13")
    grant(made, "2025-12-31", override=True)
    assert made.tasks() == {"R1/12": ("active", "2025-12-31")}


def test_without_a_policy_one_extension_of_any_length_is_allowed() -> None:
    """Once; and a plan may allow none."""
    made = world(AFTER)
    ask(made, "2026-03-31")
    grant(made, "2026-03-31")
    ask(made, "2026-04-30")
    with pytest.raises(EventError, match="allows 1"):
        grant(made, "2026-04-30")
    none = world(AFTER, policies="{extension: {times: 0}}")
    ask(none, "2025-10-10")
    with pytest.raises(EventError, match="allows 0"):
        grant(none, "2025-10-10")


def test_after_the_due_date_only_an_override_puts_it_off_and_the_miss_is_kept() -> None:
    """The last day is still in time, the day after is not; what was missed stays missed, whatever is granted since."""
    made = world(AFTER, {"when": "task R1 missed", "due": "5 days after task R1 missed"})
    ask(made, "2025-10-10")
    made.tick("2025-10-01")
    dry = made.service.record(grant_of(made, "2025-10-10"), dry_run=True)
    assert changed(dry) == [("extended", "2025-10-10")]
    made.tick("2025-10-02")
    for attempt in (ask, grant):
        with pytest.raises(EventError, match=r"was due on 2025-10-01, which has passed.* override, on a document"):
            attempt(made, "2025-10-10")
    assert made.tasks()["R2/12"] == ("active", "2025-10-07")
    assert changed(grant(made, "2025-10-10", override=True)) == [("extended", "2025-10-10")]
    assert made.tasks() == {"R1/12": ("active", "2025-10-10"), "R2/12": ("active", "2025-10-07")}
    with made.service.store.begin(write=False) as session:
        (missed,) = session.facts(PLAN, ["missed:R1"])
    assert missed.day == "2025-10-02"
    made.tick("2025-10-11")
    with made.service.store.begin(write=False) as session:
        assert [fact.day for fact in session.facts(PLAN, ["missed:R1"])] == ["2025-10-02"]
    assert holds(made)


def test_late_work_is_reported_and_stays_late() -> None:
    """A task done after its last day is done, and late; one done by a date put off is in time."""
    made = world(AFTER, AFTER)
    ask(made, "2025-10-10")
    grant(made, "2025-10-10")
    made.tick("2025-10-09")
    for rule in ("R1", "R2"):
        made.done(f"{PLAN}/{rule}/12", "2025-10-09")
    with made.service.store.begin(write=False) as session:
        views = {view.rule: view for view in session.view_tasks()}
    stands = {
        rule: standing(
            State(view.state),
            due=date.fromisoformat(view.due or ""),
            remind_on=None,
            done_on=date.fromisoformat(view.done_on or ""),
            today=date(2025, 10, 9),
        )
        for rule, view in views.items()
    }
    assert stands == {"R1": Standing.DONE_IN_TIME, "R2": Standing.DONE_LATE}


def test_a_suspension_keeps_the_days_of_an_extension() -> None:
    """What was granted before it keeps its days; the later of both dates counts afterwards too."""
    made = world({"due": "7 working days after congress"})
    ask(made, "2025-10-15")
    grant(made, "2025-10-15")
    made.suspend("2025-09-29", "stop", everything=True)
    assert made.left() == {"R1/12": "16 days"}
    with pytest.raises(EventError, match="is suspended"):
        ask(made, "2025-12-01")
    with pytest.raises(EventError, match="is suspended"):
        grant(made, "2025-12-01", override=True)
    made.resume("stop", "2025-10-20")
    assert made.tasks() == {"R1/12": ("active", "2025-11-05")}
    assert holds(made)


def test_what_is_set_by_hand_can_be_put_off() -> None:
    """An officer's date is a due date like any other, and a later one that he sets takes the place of both."""
    made = world({"due": "once congress"})
    with pytest.raises(EventError, match="has no due date"):
        ask(made, "2025-10-15")
    for day in (date(2025, 10, 8), date(2025, 11, 28)):
        made.service.record(making.task_date_set(TASK, plan=PLAN, due=day, **made.envelope()))
        if day.month == 10:
            ask(made, "2025-10-15")
            grant(made, "2025-10-15")
            assert made.tasks() == {"R1/12": ("active", "2025-10-15")}
    assert made.tasks() == {"R1/12": ("active", "2025-11-28")}


def test_each_round_of_a_recurring_duty_is_put_off_by_itself() -> None:
    """An extension of one round does not move another, and does not use up what the other may have."""
    made = world({"due": "every month by day 25"})
    made.tick("2025-10-01")
    for cycle, day in (("2025-09", "2025-09-30"), ("2025-10", "2025-10-31")):
        task = f"{TASK}/{cycle}"
        if cycle == "2025-09":
            grant(made, day, task=task, override=True)
        else:
            ask(made, day, task=task)
            grant(made, day, task=task)
    assert made.tasks()["R1/12/2025-08"][1] == "2025-08-25"
    assert made.tasks()["R1/12/2025-09"][1] == "2025-09-30"
    assert made.tasks()["R1/12/2025-10"][1] == "2025-10-31"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda made: grant(made, "2025-10-10"), "No extension of task “ke-hoach/R1/12” is asked for"),
        (refuse, "No extension of task “ke-hoach/R1/12” is asked for"),
        (lambda made: grant(made, "2025-10-10", override=True, document=None), "granted on a document"),
        (lambda made: ask(made, "2025-10-01"), "is due on 2025-10-01, and 2025-10-01 is not later"),
        (lambda made: [ask(made, "2025-10-10"), ask(made, "2025-10-11")], "has been asked for already"),
        (lambda made: ask(made, "2025-10-10", task=f"{PLAN}/R2/c1"), "has not started"),
        (lambda made: ask(made, "2025-10-10", task=f"{PLAN}/R3/12"), "is done, so its due date cannot be put off"),
        (lambda made: grant(made, "2025-10-10", task=f"{PLAN}/R3/12", override=True), "is done"),
        (lambda made: ask(made, "2025-10-10", task=f"{PLAN}/R4/12"), "has not started"),
        (lambda made: ask(made, "2025-10-10", task=f"{PLAN}/R5/12"), "has no due date that could be put off"),
        (lambda made: ask(made, "2025-10-10", task=f"{PLAN}/R9/12"), "There is no task “ke-hoach/R9/12”"),
        (
            lambda made: making.extension_requested(
                TASK, plan=PLAN, due=date(2025, 10, 10), reason="", **made.envelope()
            ),
            "data.reason must be one line of text",
        ),
    ],
)
def test_what_cannot_be_put_off_is_refused(wrong: Callable[[World], Any], words: str) -> None:
    """A clear error, and nothing is changed."""
    made = world(
        AFTER,
        {"due": "7 days after own_congress", "for each": "[c1]", "lead": "each"},
        AFTER,
        {"due": "7 days after guidance"},
        {"due": "continuous"},
    )
    made.log("guidance", "2025-09-24", "vn", name="mistake")
    made.service.record(making.withdrawn("mistake", **made.envelope()))
    made.done(f"{PLAN}/R3/12", "2025-09-24")
    before = made.tasks()
    with pytest.raises(EventError, match=words):
        wrong(made)
    assert made.tasks() == before


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ("{times: twice}", "bad-number"),
        ("{times: 100}", "bad-number"),
        ("{at most: a while}", "amount"),
        ("{often: 2}", "unknown-field"),
        ("2", "wrong-type"),
    ],
)
def test_a_policy_that_cannot_be_read_is_told(policy: str, code: str) -> None:
    """Each mistake in `extension` is told in its place."""
    text = plan_text([{**AFTER, "when": "guidance"}], policies=f"{{extension: {policy}}}")
    assert [problem.code for problem in check_plan(text) if problem.severity == "error"] == [code]


def test_a_policy_is_what_the_plan_says_or_one_time() -> None:
    """`times` and `at most` are read; what is left out is one time, of any length."""
    bounds = compile_plan(plan_text([AFTER], policies="{extension: {times: 2, at most: 30 days}}")).policies.extension
    assert (bounds.times, bounds.at_most) == (2, parse_amount("30 days"))
    silent = compile_plan(plan_text([AFTER])).policies.extension
    assert (silent.times, silent.at_most) == (1, None)


BY = "{extension: {times: 5, by: [bto]}}"


@pytest.mark.parametrize(
    ("policies", "by", "words"),
    [
        ("{}", None, None),
        ("{}", "bto", None),
        ("{}", "12", "“12” leads task “ke-hoach/R1/12” itself: whether it gets more time is for another to decide."),
        ("{}", "nowhere", "There is no unit with the code “nowhere” that could have decided."),
        ("{extension: {by: [each]}}", "12", None),
        ("{extension: {by: [each]}}", "bto", "lets these decide on extensions: each. “bto” is none of them."),
        (BY, "bto", None),
        (BY, "c1", "Plan “ke-hoach” lets these decide on extensions: bto. “c1” is none of them."),
        (BY, None, "Plan “ke-hoach” lets these decide on extensions: bto. “officer” is none of them."),
    ],
)
def test_nobody_decides_on_more_time_for_himself_unless_the_plan_says_so(
    policies: str, by: str | None, words: str | None
) -> None:
    """Granted or refused, with an override or without, it is for those whom the plan names, or for another."""
    made = world(AFTER, policies=policies)
    ask(made, "2025-10-10")
    for event in (
        grant_of(made, "2025-10-10", unit=by),
        grant_of(made, "2025-10-10", unit=by, override=True),
        making.extension_refused(TASK, plan=PLAN, reason="đủ", unit=by, **made.envelope()),
    ):
        if words is None:
            made.service.record(event, dry_run=True)
        else:
            with pytest.raises(EventError) as refused:
                made.service.record(event, dry_run=True)
            assert words in str(refused.value)
            assert "Nothing was recorded" in str(refused.value)


def test_a_unit_that_records_is_the_one_that_decides() -> None:
    """Where nobody is named, an event that the leading unit records itself is its own decision."""
    made = world(AFTER)
    ask(made, "2025-10-10")
    envelope = {**made.envelope(), "actor": "12", "document": Document(text="12-TB/TU")}
    with pytest.raises(EventError, match="leads task"):
        made.service.record(making.extension_granted(TASK, plan=PLAN, due=date(2025, 10, 10), **envelope))  # type: ignore[arg-type]


def test_who_may_decide_is_told_of_what_is_asked() -> None:
    """The units that the plan names get the request with its reason; where it names none, nobody does."""
    made = world(AFTER, policies=BY)
    decision = ask(made, "2025-10-10").decision
    assert {message.recipient for message in decision.messages} == {"bto"}
    (content,) = decision.contents.values()
    (item,) = content["items"]
    assert (item["change"], item["role"], item["unit"]) == ("asked", "decide", "Tỉnh")
    assert tr(item["reason"]["template"], "vi", **item["reason"]["args"]) == (
        "“hạn 1”: xin gia hạn đến 10/10/2025: chưa đủ hồ sơ"
    )
    assert ask(world(AFTER), "2025-10-10").decision.messages == ()


def test_the_successor_of_a_unit_that_may_decide_may() -> None:
    """A plan that names a unit which merged means the one that it became part of."""
    made = world(AFTER, policies=BY)
    made.service.record(making.unit_merged("bto", into="c1", **made.envelope()))
    ask(made, "2025-10-10")
    grant(made, "2025-10-10", unit="c1")
    assert made.tasks() == {"R1/12": ("active", "2025-10-10")}
    assert holds(made)


def test_who_may_decide_must_be_there() -> None:
    """A plan that names a unit which nobody knows is told so."""
    text = plan_text([AFTER], policies="{extension: {by: [nowhere]}}")
    assert "unknown-unit" in [problem.code for problem in check_plan(text)]
