"""A plan is amended: what becomes of its tasks, now or on its day, and what is refused."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from engine.asking.explaining import explain
from engine.asking.plan_proposals import Proposal, propose
from engine.asking.verifying import verify
from engine.deciding.transitions import awaited
from engine.decision import Change
from engine.service import Logged
from engine.snapshot import Snapshot
from events import making
from events.errors import Conflict, EventError
from events.event import Document, Event
from events.opening import make_store
from rules.amending.merging import Choice
from rules.compiling import compile_plan
from rules.problems import PlanError
from tests.worlds import COMMUNES, PLAN, World, adopted, plan_text

TAKE, KEEP = Choice.TAKE, Choice.KEEP
EACH = {"for each": "commune", "lead": "each"}
PAPER = Document(text="9-KH/TU", issued=date(2025, 8, 1))
Rule = dict[str, Any]


def world(*rules: Rule, milestones: dict[str, str] | None = None, **header: str) -> World:
    return adopted(plan_text(rules, milestones, **header))


def proposal(made: World, source: str, decisions: dict[str, Choice] | None = None, **how: Any) -> Proposal:
    with made.service.store.begin(write=False) as session:
        return propose(session, made.service.tools, source, decisions or {}, **how)


def event_of(made: World, source: str, day: str = "2025-08-04", name: str | None = None, **how: Any) -> Event:
    """The event that amends the plan to what `source` and the decisions come to. Recorded on 4 August."""
    made.now = max(made.now, made.now.replace(month=8, day=4))
    version = proposal(made, source, **how).version
    return making.plan_amended(PLAN, version, **made.envelope(day, name, document=PAPER, ahead=True))


def amend(made: World, source: str, day: str = "2025-08-04", name: str | None = None, **how: Any) -> Logged:
    return made.service.record(event_of(made, source, day, name, **how))


def kinds(changes: Any) -> dict[str, list[str]]:
    """The tasks of `changes`, by what becomes of them."""
    found: dict[str, list[str]] = {}
    change: Change
    for change in changes:
        cycle = f"/{change.cycle}" if change.cycle else ""
        found.setdefault(str(change.kind), []).extend(f"{change.rule.id}/{unit}{cycle}" for unit in change.units)
    return found


def holds(made: World) -> None:
    report = verify(made.service, make_store("memory:"))
    assert report.holds, report


FIRST: list[Rule] = [
    {**EACH, "due": "7 days after guidance"},
    {"due": "by 2025-09-01"},
    {"due": "7 days after congress"},
    {"due": "by 2025-10-01"},
]
SECOND: list[Rule] = [
    {**EACH, "due": "10 days after guidance"},
    {"due": "by 2025-09-01"},
    {"was": "R3", "due": "7 days after congress", "title": "Việc khác tên"},
    {"id": "R5", "title": "Việc mới", "due": "by 2025-11-03"},
]
"""R1 has another date, R3 another title, R4 is gone, and R5 is new."""


def started() -> World:
    made = world(*FIRST)
    made.log("guidance", "2025-08-01", "vn")
    made.log("congress", "2025-08-20", phase="planned")
    return made


def test_what_a_new_version_changes_becomes_of_the_tasks() -> None:
    """Added rules begin, changed ones move their tasks, removed ones close them, and the others are not touched."""
    made = started()
    before = made.tasks()
    decision = amend(made, plan_text(SECOND)).decision
    assert kinds(decision.changes) == {
        "moved": [f"R1/{c}" for c in COMMUNES],
        "activated": ["R5/12"],
        "closed": ["R4/12"],
    }
    assert made.tasks() == {
        **{f"R1/{c}": ("active", "2025-08-11") for c in COMMUNES},
        "R2/12": before["R2/12"],
        "R3/12": before["R3/12"],
        "R4/12": ("closed", "2025-10-01"),
        "R5/12": ("active", "2025-11-03"),
    }
    holds(made)


def test_a_dry_run_tells_what_would_become_of_each_task() -> None:
    """The same decision comes of it, and nothing is written."""
    made = started()
    event, before = event_of(made, plan_text(SECOND)), made.tasks()
    dry = made.service.record(event, dry_run=True)
    assert made.tasks() == before
    assert dry.decision == made.service.record(event).decision


def test_kept_rules_stay_as_they_are() -> None:
    """Tasks of a kept rule keep their dates, a removed rule that is kept stays, and an added one is left out."""
    made = started()
    before = made.tasks()
    decisions = {"R1": KEEP, "R4": KEEP, "R5": KEEP}
    decision = amend(made, plan_text(SECOND), decisions=decisions).decision
    assert not decision.changes
    assert made.tasks() == before
    with made.service.store.begin(write=False) as session:
        (row,) = session.plans()
        plan = compile_plan(session.event_at(row.position).event.data["source"])
    assert (row.version, row.adopted_on) == (2, "2025-08-04")
    assert plan.rules["R3"].title == "Việc khác tên"
    assert list(plan.rules) == ["R1", "R2", "R3", "R4"]
    holds(made)


def test_all_may_be_kept_but_what_is_taken_by_name() -> None:
    """A default of keep leaves everything as it is but for the rules that are named."""
    made = started()
    decision = amend(made, plan_text(SECOND), default=KEEP, decisions={"R5": TAKE}).decision
    assert kinds(decision.changes) == {"activated": ["R5/12"]}
    holds(made)


def test_the_amending_document_is_a_ground_of_what_it_changed() -> None:
    """A changed or new rule's dates rest on the amendment, those of the others on the plan's adoption."""
    made = started()
    amend(made, plan_text(SECOND), name="second")
    made.tick("2025-08-05")
    with made.service.store.begin(write=False) as session:
        grounds = {
            task: [
                ground.recorded.event.id for ground in explain(session, made.service.tools, f"{PLAN}/{task}").grounds
            ]
            for task in ("R1/c1", "R2/12", "R5/12")
        }
        earlier = explain(session, made.service.tools, f"{PLAN}/R1/c1").earlier
    assert grounds == {"R1/c1": ["e3", "second"], "R2/12": ["adopt-ke-hoach"], "R5/12": ["second"]}
    (before,) = earlier
    assert before.due
    assert before.until
    assert (before.due.due, before.until.change) == ("2025-08-08", "moved")
    assert before.until.recorded.event.id == "second"


def test_a_closed_task_is_explained_by_the_version_that_had_it() -> None:
    """What a version has no longer is still known, from the log."""
    made = started()
    amend(made, plan_text(SECOND))
    with made.service.store.begin(write=False) as session:
        found = explain(session, made.service.tools, f"{PLAN}/R4/12")
    assert (found.rule.title, found.task.state, found.task.reason) == ("Việc 4", "closed", "closed")


def test_done_tasks_stay_done() -> None:
    """A change of its rule moves the date of a task that is done, in silence; the removal leaves it as it is."""
    made = started()
    made.done(f"{PLAN}/R1/c1", "2025-08-03")
    made.done(f"{PLAN}/R4/12", "2025-08-03", name="report")
    amend(made, plan_text(SECOND))
    assert made.tasks()["R1/c1"] == ("done", "2025-08-11")
    assert made.tasks()["R4/12"] == ("done", "2025-10-01")
    with made.service.store.begin(write=False) as session:
        found = explain(session, made.service.tools, f"{PLAN}/R1/c1")
    assert found.due
    assert found.rule.hash == found.due.rules_hash
    made.service.record(making.withdrawn("report", **made.envelope("2025-08-05")))
    assert made.tasks()["R4/12"] == ("closed", "2025-10-01")
    holds(made)


def test_a_report_taken_back_after_its_unit_has_no_such_task_closes_it() -> None:
    """A rule that passes to another unit leaves the done task of the first; without its report, it is closed."""
    made = world({"lead": "bto", "due": "by 2025-09-01"})
    made.done(f"{PLAN}/R1/bto", "2025-08-03", name="one")
    amend(made, plan_text([{"lead": '"12"', "due": "by 2025-09-01"}]))
    assert made.tasks() == {"R1/12": ("active", "2025-09-01"), "R1/bto": ("done", "2025-09-01")}
    made.service.record(making.withdrawn("one", **made.envelope("2025-08-05")))
    assert made.tasks()["R1/bto"][0] == "closed"
    holds(made)


def test_a_rule_that_comes_back_begins_again() -> None:
    """A rule that one version drops and the next has again opens its tasks anew."""
    made = started()
    amend(made, plan_text(SECOND), name="second")
    logged = amend(made, plan_text([*SECOND, FIRST[3] | {"id": "R4", "title": "Việc 4"}]), name="third")
    assert kinds(logged.decision.changes) == {"activated": ["R4/12"]}
    with made.service.store.begin(write=False) as session:
        assert session.plans()[0].version == 3
    holds(made)


def test_a_date_set_by_hand_stays() -> None:
    """What an officer set is not undone by a change of the rule."""
    made = world({"due": "once guidance"})
    made.log("guidance", "2025-08-01", "vn")
    due = date(2025, 9, 9)
    made.service.record(making.task_date_set(f"{PLAN}/R1/12", plan=PLAN, due=due, **made.envelope("2025-08-02")))
    amend(made, plan_text([{"due": "5 days after guidance"}]))
    assert made.tasks() == {"R1/12": ("active", "2025-09-09")}
    holds(made)


def test_what_the_plan_said_was_done_is_open_again_when_it_says_so_no_longer() -> None:
    """A row that was recorded as done at adoption and now has a date is work again, and the other way round."""
    made = world({"due": "done"}, {"due": "by 2025-09-01"})
    amend(made, plan_text([{"due": "by 2025-10-01"}, {"due": "done"}]))
    assert made.tasks() == {"R1/12": ("active", "2025-10-01"), "R2/12": ("done", None)}
    holds(made)


def test_what_only_the_plan_said_was_done_goes_with_its_row() -> None:
    """A row recorded as done at adoption, and dropped by a version, is closed; one that was reported stays done."""
    made = world({"due": "by 2025-09-01"}, {"due": "done"}, {"due": "done"}, {"due": "3 days after task R2 done"})
    made.done(f"{PLAN}/R3/12", "2025-08-01")
    amend(made, plan_text([{"due": "by 2025-09-01"}]))
    states = {name: state for name, (state, _) in made.tasks().items()}
    assert states == {"R1/12": "active", "R2/12": "closed", "R3/12": "done", "R4/12": "closed"}
    holds(made)


def test_another_period_closes_the_rounds_of_the_one_before() -> None:
    """A duty of every month that becomes one of every quarter has its open months closed."""
    made = world({"due": "every month by day 25"})
    amend(made, plan_text([{"due": "every quarter by last day of its last month"}]))
    assert made.tasks() == {"R1/12/2025-07": ("closed", "2025-07-25"), "R1/12/2025-Q3": ("active", "2025-09-30")}
    holds(made)


def told(logged: Logged, recipient: str) -> list[tuple[str, str]]:
    """What a unit is told of: (kind of change, rule)."""
    contents = logged.decision.contents
    return [
        (item["change"], item["task"])
        for message in logged.decision.messages
        if message.recipient == recipient and message.channel == "mail"
        for item in contents[message.body_key]["items"]
    ]


def test_another_lead_is_told_and_so_is_the_one_before() -> None:
    """A task that only passes to another unit is handed over: who has it now is told, and who had it."""
    made = world({"for each": '["c1", "c2"]', "lead": "bto", "due": "by 2025-09-01"})
    logged = amend(made, plan_text([{"for each": '["c1", "c2"]', "lead": '"12"', "due": "by 2025-09-01"}]))
    assert kinds(logged.decision.changes) == {"handed_over": ["R1/c1", "R1/c2"]}
    assert told(logged, "12") == [("handed_over", "R1")]
    assert told(logged, "bto") == [("closed", "R1")]
    with made.service.store.begin(write=False) as session:
        assert {view.lead for view in session.view_tasks()} == {"12"}
    holds(made)


def test_another_lead_with_another_date_is_told_once() -> None:
    """Where the date moves too, the new lead is told of the date; each unit leads its own where each is to."""
    made = world({**EACH, "lead": "bto", "due": "by 2025-09-01"})
    logged = amend(made, plan_text([{**EACH, "due": "by 2025-10-01"}]))
    assert kinds(logged.decision.changes) == {"moved": [f"R1/{c}" for c in COMMUNES]}
    assert told(logged, "c1") == [("moved", "R1")]
    assert told(logged, "bto") == [("closed", "R1")]
    again = amend(made, plan_text([{**EACH, "lead": "bto", "due": "by 2025-10-01"}]), name="again")
    assert kinds(again.decision.changes) == {"handed_over": [f"R1/{c}" for c in COMMUNES]}
    holds(made)


def test_a_lead_that_has_merged_already_passes_nothing_on_again() -> None:
    """A version that names the agency which took over from the one in the plan changes nothing for anybody."""
    made = world({"for each": '["c1", "c2"]', "lead": "bto", "due": "by 2025-09-01"})
    made.service.record(making.unit_merged("bto", into="12", **made.envelope("2025-08-01")))
    logged = amend(made, plan_text([{"for each": '["c1", "c2"]', "lead": '"12"', "due": "by 2025-09-01"}]))
    assert not logged.decision.changes
    assert not logged.decision.messages
    holds(made)


def test_messages_say_that_the_plan_no_longer_gives_the_task() -> None:
    """The lead of a closed task is told why, under the amending document."""
    made = started()
    logged = amend(made, plan_text(SECOND))
    content = next(c for c in logged.decision.contents.values() if "closed" in [i["change"] for i in c["items"]])
    item = next(item for item in content["items"] if item["change"] == "closed")
    assert item["reason"]["template"] == "“{says}”: the plan, as amended, no longer gives this task"
    assert content["event"] == {"type": "plan.amended", "title": None, "day": "2025-08-04", "document": "9-KH/TU"}


def test_agencies_that_the_new_version_declares_are_registered() -> None:
    """A new agency comes with the version, as with an adoption."""
    made = world({"due": "by 2025-09-01"})
    units = 'units:\n  snv: {name: Sở Nội vụ, kind: department, parent: "12"}\nmilestones:'
    source = plan_text([{"due": "by 2025-09-01"}, {"lead": "snv", "due": "by 2025-10-01"}])
    logged = amend(made, source.replace("milestones:", units))
    assert [unit.code for unit in logged.decision.units] == ["snv"]
    assert made.tasks()["R2/snv"] == ("active", "2025-10-01")
    holds(made)


# --- versions that wait for their day ---------------------------------------------------------------------------------


def test_a_version_waits_for_its_day() -> None:
    """Nothing changes before the first sweep on or after the day; what will is foreseen."""
    made = started()
    before = made.tasks()
    event = event_of(made, plan_text(SECOND), "2025-08-07", name="second")
    dry = made.service.record(event, dry_run=True).decision
    logged = made.service.record(event).decision
    assert dry == logged
    assert not logged.changes
    assert not logged.messages
    assert kinds(logged.foreseen)["activated"] == ["R5/12"]
    made.tick("2025-08-05")
    made.tick("2025-08-06")
    assert made.tasks() == before
    holds(made)
    decision = made.tick("2025-08-08").decision
    assert kinds(decision.changes)["moved"] == [f"R1/{c}" for c in COMMUNES]
    assert kinds(decision.changes)["closed"] == ["R4/12"]
    assert made.tasks()["R5/12"] == ("active", "2025-11-03")
    with made.service.store.begin(write=False) as session:
        (row,) = session.plans()
        assert awaited(Snapshot(session, made.service.tools), PLAN) is None
        assert explain(session, made.service.tools, f"{PLAN}/R5/12").grounds[0].recorded.event.id == "second"
    assert (row.version, row.adopted_on) == (2, "2025-08-07")
    holds(made)


def test_the_day_of_a_version_tells_one_thing_of_each_task() -> None:
    """A task that the version changes is not called overdue too, though it missed its limit; the others are."""
    made = world({"due": "by 2025-08-06"}, {"due": "by 2025-08-06"}, {"due": "by 2025-08-06"})
    rules = [{"due": "by 2025-09-01"}, {"due": "by 2025-08-06"}]
    amend(made, plan_text(rules), "2025-08-07", name="second")
    logged = made.tick("2025-08-07")
    assert told(logged, "12") == [("moved", "R1"), ("closed", "R3"), ("overdue", "R2")]
    assert [content["event"]["type"] for content in logged.decision.contents.values()] == ["plan.amended"]
    with made.service.store.begin(write=False) as session:
        missed = session.facts(PLAN, ["missed:R1", "missed:R2", "missed:R3"])
    assert [(fact.signal, fact.day) for fact in missed] == [("missed:R2", "2025-08-07")]
    holds(made)


def test_a_missed_limit_under_new_words_is_one_fact() -> None:
    """A task that is overdue on the day and keeps its date under changed words has missed it once."""
    made = world({"due": "by 2025-08-06"})
    amend(made, plan_text([{"due": "in 2025-08-01..2025-08-06"}]), "2025-08-07", name="second")
    made.tick("2025-08-07")
    with made.service.store.begin(write=False) as session:
        assert len(session.facts(PLAN, ["missed:R1"])) == 1
    holds(made)


@pytest.mark.parametrize(("first", "then", "due"), [("21", "25", "2025-07-28"), ("25", "21", "2025-07-23")])
def test_what_the_plan_says_is_done_is_so_from_one_day(first: str, then: str, due: str) -> None:
    """Where a version begins on another day, what follows a row that is done by the plan counts from that day alone."""
    rules = [{"due": "done", "when": "congress held"}, {"due": "2 days after task R1 done"}]
    made = world(*rules, starts=f"2025-07-{first}")
    made.log("congress", "2025-07-22")
    amend(made, plan_text(rules, starts=f"2025-07-{then}"))
    assert made.tasks()["R2/12"] == ("active", due)
    with made.service.store.begin(write=False) as session:
        assert [row.day for row in session.facts(PLAN, ["done:R1"])] == [f"2025-07-{then}"]
    holds(made)


def test_the_task_of_a_unit_that_ended_is_closed_once() -> None:
    """A row of each commune recurs now, and is the lead's: the task of a commune that has merged is closed too."""
    made = world({**EACH, "due": "by 2025-09-01"})
    made.service.record(making.unit_merged("c1", into="c2", **made.envelope("2025-08-02")))
    decision = amend(made, plan_text([{"due": "every month by day 25"}])).decision
    assert sorted(kinds(decision.changes)["closed"]) == [f"R1/{commune}" for commune in COMMUNES]
    holds(made)


def test_a_version_that_waits_can_be_withdrawn() -> None:
    """It never takes effect, and the next one may have its number."""
    made = started()
    before = made.tasks()
    amend(made, plan_text(SECOND), "2025-08-07", name="second")
    made.service.record(making.withdrawn("second", **made.envelope("2025-08-05", "back")))
    made.tick("2025-08-08")
    assert made.tasks() == before
    for again in (making.withdrawn("second", **made.envelope()), making.withdrawn("back", **made.envelope())):
        with pytest.raises(EventError, match="“second” has been withdrawn, and stays so"):
            made.service.record(again)
    assert amend(made, plan_text(SECOND), "2025-08-08", name="other").decision.plans[0].version == 2
    holds(made)


def test_a_version_in_force_can_be_neither_withdrawn_nor_corrected() -> None:
    """What it did is not taken back by taking it back; a further version says otherwise."""
    made = started()
    amend(made, plan_text(SECOND), name="second")
    with pytest.raises(EventError, match="took effect on 2025-08-04; it can no longer be withdrawn"):
        made.service.record(making.withdrawn("second", **made.envelope("2025-08-05")))
    with pytest.raises(EventError, match="lays down a version of a plan, and cannot be corrected"):
        made.service.record(making.corrected("second", day=date(2025, 9, 1), **made.envelope("2025-08-05")))


def test_one_version_waits_at_a_time() -> None:
    """A second one is refused until the first is withdrawn or in force, and its day and document are told."""
    made = started()
    amend(made, plan_text(SECOND), "2025-08-07", name="second")
    third = event_of(made, plan_text(SECOND[:2]), name="third")
    with pytest.raises(EventError, match=r"waits for its day, 2025-08-07: 9-KH/TU \(07/08/2025, officer, second\)"):
        made.service.record(third)
    waiting = proposal(made, plan_text(SECOND[:2])).waiting
    assert waiting
    assert waiting.id == "second"
    made.tick("2025-08-07")
    assert amend(made, plan_text(SECOND[:2]), "2025-08-08", name="fourth").decision.foreseen


def test_what_happens_before_its_day_follows_the_running_version() -> None:
    """Until the day a milestone starts what the running version says; on the day it is moved."""
    made = world({"due": "7 days after congress"})
    amend(made, plan_text([{"due": "10 days after congress"}]), "2025-08-10", name="second")
    made.log("congress", "2025-08-05")
    assert made.tasks() == {"R1/12": ("active", "2025-08-12")}
    made.tick("2025-08-10")
    assert made.tasks() == {"R1/12": ("active", "2025-08-15")}
    holds(made)


# --- what is refused --------------------------------------------------------------------------------------------------


def refused(made: World, event: Event, words: str) -> None:
    with made.service.store.begin(write=False) as session:
        head = session.head()
    with pytest.raises(EventError, match=words):
        made.service.record(event)
    with made.service.store.begin(write=False) as session:
        assert session.head() == head


def test_a_milestone_in_use_cannot_be_left_out() -> None:
    """What was recorded of a milestone keeps it in the plan, until that is withdrawn."""
    made = world({"due": "7 days after congress"}, {"due": "by 2025-09-01"})
    made.log("congress", "2025-08-20", phase="planned", name="planned")
    without = plan_text([{"id": "R2", "title": "Việc 2", "due": "by 2025-09-01"}], {"guidance": "vn"})
    refused(
        made,
        event_of(made, without),
        r"“ke-hoach” are in use, .*: congress \(12, 2025-08-20, planned\)\. Nothing was recorded",
    )
    made.service.record(making.withdrawn("planned", **made.envelope("2025-08-05")))
    amend(made, without)
    assert made.tasks() == {"R2/12": ("active", "2025-09-01")}
    holds(made)


def test_a_milestone_in_use_cannot_happen_where_it_did_not() -> None:
    """A milestone held at the province cannot become one of each commune."""
    made = world({"due": "7 days after congress"}, milestones={"congress": "12"})
    made.log("congress", "2025-08-01")
    elsewhere = plan_text([{**EACH, "due": "7 days after congress"}], {"congress": "commune"})
    refused(made, event_of(made, elsewhere), "in use")


def test_a_version_made_from_another_than_the_running_one_is_refused() -> None:
    """The second of two officers is told which version came first, by whom and by what, and what it changed."""
    made = started()
    late = event_of(made, plan_text(SECOND[:2]), name="late")
    amend(made, plan_text(SECOND), name="second")
    refused(
        made,
        late,
        r"was made from version 1; meanwhile version 2 is in force: 9-KH/TU \(04/08/2025, officer, second\)\. "
        r"It differs in: R5, R4, R1, R3\.",
    )
    with made.service.store.begin(write=False) as session:
        head = session.head()
    with pytest.raises(Conflict):
        made.service.record(event_of(made, plan_text(SECOND[:2])), seen=head - 1)


def test_a_version_that_does_not_fit_is_refused() -> None:
    """A wrong number, hash, base, plan or content, or what is kept in word only: told, and nothing is recorded."""
    made = started()
    right = event_of(made, plan_text(SECOND))
    same = compile_plan(plan_text(FIRST))
    other = compile_plan(plan_text(SECOND, plan="khac"))
    wrong: dict[str, dict[str, Any]] = {
        "The next version of plan “ke-hoach” is 2, not 3": {"version": 3},
        f"its hash is {right.data['hash']}, not {'0' * 64}": {"hash": "0" * 64},
        "“units” laid down no version of plan “ke-hoach”. .* Name the one in force, “adopt-ke-hoach”": {
            "amends": "units"
        },
        "is that of plan “khac”, not of “ke-hoach”": {"hash": other.hash, "source": plan_text(SECOND, plan="khac")},
        "says what plan “ke-hoach” says already": {"hash": same.hash, "source": plan_text(FIRST)},
        "said to be kept, and the version's text changes them: R4": {"decisions": {"R4": "keep"}},
    }
    for words, changed in wrong.items():
        version: Any = {**right.data, **changed}
        refused(made, making.plan_amended(PLAN, version, **made.envelope("2025-08-04", document=PAPER)), words)
    version = {**right.data, "source": "plan: x"}
    with pytest.raises(PlanError):
        made.service.record(making.plan_amended(PLAN, version, **made.envelope("2025-08-04", document=PAPER)))


def test_a_hash_of_a_known_version_does_not_pass_for_another_text() -> None:
    """The text is compiled itself, whatever hash is claimed for it."""
    made = started()
    amend(made, plan_text(SECOND), name="second")
    honest = event_of(made, plan_text(SECOND[:2]))
    version: Any = {**honest.data, "hash": compile_plan(plan_text(FIRST)).hash}
    refused(made, making.plan_amended(PLAN, version, **made.envelope("2025-08-04", document=PAPER)), "its hash is")


def test_a_plan_that_is_not_in_force_cannot_be_amended() -> None:
    """Neither proposed nor logged."""
    made = started()
    with pytest.raises(EventError, match="Plan “khac” is not in force"):
        proposal(made, plan_text(SECOND, plan="khac"))
    version: Any = event_of(made, plan_text(SECOND)).data
    event = making.plan_amended("khac", version, **made.envelope("2025-08-04", document=PAPER))
    refused(made, event, "There is no plan “khac” here")


def test_the_same_amendment_sent_again_changes_nothing() -> None:
    """It is known, and answered as what was recorded."""
    made = started()
    event = event_of(made, plan_text(SECOND))
    made.service.record(event)
    before = made.tasks()
    assert made.service.record(event).known
    assert made.tasks() == before


def test_a_day_beyond_the_calendar_is_refused() -> None:
    """A version that would wait for ever is a slip of the pen."""
    made = started()
    far = (date(2025, 8, 4) + timedelta(days=200_000)).isoformat()
    with pytest.raises(ValueError, match="outside the calendar"):
        amend(made, plan_text(SECOND), far)


@pytest.mark.parametrize(("resumed", "due"), [("2025-07-31", "2025-09-15"), ("2025-08-11", "2025-09-22")])
def test_no_time_stands_still_for_a_row_before_there_is_the_row(resumed: str, due: str) -> None:
    """A suspension from before a version keeps no days for what the version adds; from its day on it does."""
    made = world({"due": "by 2025-10-01"})
    made.suspend("2025-07-22", "s", everything=True)
    if resumed < "2025-08-04":
        made.resume("s", resumed)
    amend(made, plan_text([{"due": "by 2025-10-01"}, {"due": "by 2025-09-15"}]))
    if resumed > "2025-08-04":
        made.resume("s", resumed)
    assert made.tasks()["R2/12"] == ("active", due)
    holds(made)


def test_a_date_rests_on_the_version_since_which_the_plan_suspends_it() -> None:
    """That is the version which brought the clause, and not the plan's adoption, nor a version since."""
    made, clause = world({"due": "by 2025-10-01"}), "[{all: true, until: guidance}]"
    amend(made, plan_text([{"due": "by 2025-10-01"}], suspensions=clause), name="clause")
    amend(made, plan_text([{"due": "by 2025-11-01"}], suspensions=clause), name="later")
    made.log("guidance", "2025-08-05", "vn", name="ends")
    with made.store.begin(write=False) as session:
        [view] = session.view_tasks()
    assert set(json.loads(view.basis or "")) == {"clause", "later", "ends"}
    holds(made)
