"""One event after another, and what follows from each."""

from collections.abc import Callable
from datetime import date

import pytest

from engine.asking.explaining import explain
from engine.asking.verifying import verify
from engine.service import Logged
from events import making
from events.errors import DuplicateEvent, EventError, UnknownEvent
from events.opening import make_store
from tests.worlds import COMMUNES, PLAN, Rule, World, adopted, plan_text

EACH = {"for each": "commune", "lead": "each"}
AFTER = {**EACH, "due": "7 days after guidance"}


def world(*rules: Rule) -> World:
    return adopted(plan_text(rules))


def test_an_event_above_activates_the_tasks_of_every_unit_below() -> None:
    """One Central event starts a task in each commune, and each commune gets one message."""
    made = world(AFTER, {**AFTER, "due": "3 working days after guidance"})
    logged = made.log("guidance", "2025-08-01", "vn")
    assert made.tasks() == {
        **{f"R1/{c}": ("active", "2025-08-08") for c in COMMUNES},
        **{f"R2/{c}": ("active", "2025-08-06") for c in COMMUNES},
    }
    assert [message.recipient for message in logged.decision.messages] == list(COMMUNES)
    assert len(logged.decision.bodies) == 1


def test_a_planned_event_gives_planned_tasks_that_become_firm() -> None:
    """What hangs on a planned milestone is planned and provisional; when it is held as planned, it is firm."""
    made = world({"due": "30 working days before congress"}, {"due": "7 working days after congress"})
    made.log("congress", "2025-09-30", phase="planned")
    assert made.tasks() == {"R1/12": ("planned", "2025-08-15"), "R2/12": ("planned", "2025-10-09")}
    logged = made.log("congress", "2025-09-30")
    assert {change.kind.value for change in logged.decision.changes} >= {"firmed"}
    assert made.tasks() == {"R1/12": ("active", "2025-08-15"), "R2/12": ("active", "2025-10-09")}


def test_a_planned_event_held_on_another_day_moves_what_hangs_on_it() -> None:
    """The date follows the event, and the one before is kept with its reason."""
    made = world({"due": "7 days after congress"})
    made.log("congress", "2025-09-30", phase="planned")
    logged = made.log("congress", "2025-09-24")
    (change,) = logged.decision.changes
    assert (change.kind, change.previous and change.previous.row.due) == ("moved", "2025-10-07")
    assert made.tasks() == {"R1/12": ("active", "2025-10-01")}
    with made.service.store.begin(write=False) as session:
        (earlier,) = explain(session, made.service.tools, f"{PLAN}/R1/12").earlier
    assert earlier.due
    assert earlier.until
    assert (earlier.state, earlier.due.due, earlier.until.change) == ("planned", "2025-10-07", "moved")


def test_an_event_at_a_unit_counts_there_only() -> None:
    """A commune's own congress starts that commune's task and no other's."""
    made = world({**EACH, "due": "7 days after own_congress"})
    made.log("own_congress", "2025-08-10", "c2")
    assert made.tasks() == {"R1/c2": ("active", "2025-08-18")}
    made.log("own_congress", "2025-08-12", "c1")
    assert made.tasks() == {"R1/c1": ("active", "2025-08-19"), "R1/c2": ("active", "2025-08-18")}


def test_every_first_and_last_look_across_the_units_of_a_kind() -> None:
    """`every` waits for all of them; `first` is the earliest so far and moves; `last` waits for all."""
    made = world(
        {"when": "{every commune: own_congress held}", "due": "by 2025-12-01"},
        {"due": "before first commune own_congress"},
        {"due": "7 days after last commune own_congress"},
    )
    made.log("own_congress", "2025-08-20", "c1", phase="planned")
    assert made.tasks() == {"R2/12": ("planned", "2025-08-19")}
    made.log("own_congress", "2025-08-13", "c2")
    assert made.tasks() == {"R2/12": ("active", "2025-08-12")}
    made.log("own_congress", "2025-08-21", "c3")
    made.log("own_congress", "2025-08-20", "c1")
    assert made.tasks() == {
        "R1/12": ("active", "2025-12-01"),
        "R2/12": ("active", "2025-08-12"),
        "R3/12": ("active", "2025-08-28"),
    }


def test_a_task_without_a_date_waits_for_an_officer_to_set_one() -> None:
    """`once` activates without a date, asks for one within five working days, and takes the one that is set."""
    made = world({"due": "once guidance"})
    made.log("guidance", "2025-08-01", "vn")
    assert made.tasks() == {"R1/12": ("needs_date", None)}
    with made.service.store.begin(write=False) as session:
        assert session.view_tasks()[0].set_by == "2025-08-08"
    made.service.record(
        making.task_date_set(f"{PLAN}/R1/12", plan=PLAN, due=date(2025, 9, 1), **made.envelope("2025-08-04"))
    )
    assert made.tasks() == {"R1/12": ("active", "2025-09-01")}


def test_a_completed_task_is_an_event_that_others_wait_for() -> None:
    """Completion starts what waits for it; a withdrawn report closes that and reopens the task."""
    made = world({"due": "by 2025-09-01"}, {"due": "5 days after task R1"})
    made.done(f"{PLAN}/R1/12", "2025-08-20", name="report")
    assert made.tasks() == {"R1/12": ("done", "2025-09-01"), "R2/12": ("active", "2025-08-25")}
    made.service.record(making.withdrawn("report", **made.envelope("2025-08-22")))
    assert made.tasks() == {"R1/12": ("active", "2025-09-01")}


def test_rows_done_at_adoption_are_completions() -> None:
    """What the plan records as done starts what waits for it, to the fixed point."""
    made = world({"due": "done"}, {"due": "5 days after task R1"}, {"when": "task R1", "due": "by 2025-08-30"})
    assert made.tasks() == {
        "R1/12": ("done", None),
        "R2/12": ("active", "2025-07-28"),
        "R3/12": ("active", "2025-08-30"),
    }


def test_what_a_rule_lays_down_as_done_goes_with_what_it_hangs_on() -> None:
    """Taken back, the event takes with it the completion that the rule laid down, and all that waited for that."""
    made = world({"when": "congress planned", "due": "done"}, {"when": "task R1", "due": "7 days after congress"})
    made.log("congress", "2025-07-21", name="held")
    assert made.tasks() == {"R2/12": ("active", "2025-07-28"), "R1/12": ("done", None)}
    made.service.record(making.withdrawn("held", **made.envelope("2025-07-22")))
    assert made.tasks() == {}


def test_a_correction_moves_and_after_a_withdrawal_it_waits() -> None:
    """What followed from an event follows from what it is corrected to, and waits again when it is withdrawn."""
    made = world({"due": "7 days after congress"})
    made.log("congress", "2025-09-24", name="held")
    made.service.record(making.corrected("held", day=date(2025, 9, 26), **made.envelope("2025-09-30", "fix")))
    assert made.tasks() == {"R1/12": ("active", "2025-10-03")}
    made.service.record(making.withdrawn("fix", **made.envelope("2025-10-01", "unfix")))
    assert made.tasks() == {"R1/12": ("active", "2025-10-01")}
    made.service.record(making.withdrawn("held", **made.envelope("2025-10-01")))
    assert made.tasks() == {}
    made.log("congress", "2025-10-06")
    assert made.tasks() == {"R1/12": ("active", "2025-10-13")}


def test_a_withdrawn_report_falls_back_on_the_plan_before_it() -> None:
    """Taking back that a milestone was held restores what was planned."""
    made = world({"due": "7 days after congress"})
    made.log("congress", "2025-09-30", phase="planned")
    before = made.tasks()
    made.log("congress", "2025-09-24", name="held")
    made.service.record(making.withdrawn("held", **made.envelope("2025-09-25")))
    assert made.tasks() == before == {"R1/12": ("planned", "2025-10-07")}


def test_a_milestone_postponed_without_a_day_is_planned_no_longer() -> None:
    """What hung on the planned day waits again until there is another."""
    made = world({"due": "7 days after congress"})
    made.log("congress", "2025-09-30", phase="planned")
    envelope = made.envelope("2025-09-20")
    made.service.record(making.milestone_postponed("congress", plan=PLAN, unit="12", **envelope))
    assert made.tasks() == {}
    envelope = made.envelope("2025-10-01")
    made.service.record(
        making.milestone_postponed("congress", plan=PLAN, unit="12", new_day=date(2025, 10, 15), **envelope)
    )
    assert made.tasks() == {"R1/12": ("planned", "2025-10-22")}


def test_cycles_open_as_time_passes() -> None:
    """A quarterly duty has a task for each quarter that has begun, opened by the clock."""
    made = world({"due": "every quarter before day 15 of its last month"})
    assert made.tasks() == {"R1/12/2025-Q3": ("active", "2025-09-14")}
    made.tick("2025-09-30")
    assert list(made.tasks()) == ["R1/12/2025-Q3"]
    made.tick("2025-10-01")
    assert made.tasks() == {"R1/12/2025-Q3": ("active", "2025-09-14"), "R1/12/2025-Q4": ("active", "2025-12-14")}
    made.done(f"{PLAN}/R1/12/2025-Q3", "2025-10-02")
    assert made.tasks()["R1/12/2025-Q3"][0] == "done"
    assert made.tasks()["R1/12/2025-Q4"][0] == "active"


def test_a_missed_date_is_an_event_that_others_wait_for() -> None:
    """The day after a due date the clock notes the miss, tells of it, and starts what waits for it."""
    made = world({"due": "by 2025-08-01"}, {"when": "task R1 missed", "due": "5 days after task R1 missed"})
    assert not made.tick("2025-08-01").decision.facts_gone
    assert "R2/12" not in made.tasks()
    logged = made.tick("2025-08-02")
    assert made.tasks() == {"R1/12": ("active", "2025-08-01"), "R2/12": ("active", "2025-08-07")}
    kinds = [item["change"] for content in logged.decision.contents.values() for item in content["items"]]
    assert sorted(kinds) == ["activated", "overdue"]


def test_a_date_that_should_never_have_been_given_was_not_missed() -> None:
    """Withdrawing the event that gave a date long past takes back that it was missed, and what followed from that."""
    made = world(
        {"due": "30 working days before congress"},
        {"when": "task R1 missed", "due": "7 days after congress"},
        {"due": "by 2025-07-25"},
        {"when": "task R3 missed", "due": "by 2025-12-01"},
    )
    made.tick("2025-07-28")
    before = made.tasks()
    assert before["R4/12"] == ("active", "2025-12-01")
    made.log("congress", "2025-07-21", name="held")
    assert made.tasks()["R2/12"] == ("active", "2025-07-28")
    made.service.record(making.withdrawn("held", **made.envelope("2025-07-29")))
    assert made.tasks() == before
    assert verify(made.service, make_store("memory:")).holds


def test_the_clock_reminds_once_and_tells_of_lapsed_plans() -> None:
    """A task is reminded of 7 and 3 working days ahead; a planned day that passed unheld is told to its place."""
    made = world({"due": "by 2025-08-29", "no progress": "[]"})
    made.log("congress", "2025-08-20", phase="planned")
    told = {day: made.tick(day).decision for day in ("2025-08-20", "2025-08-21", "2025-08-26", "2025-08-27")}
    assert [lapse.day for lapse in told["2025-08-21"].lapses] == ["2025-08-20"]
    kinds = {
        day: [item["change"] for content in decision.contents.values() for item in content["items"]]
        for day, decision in told.items()
    }
    again = ["reminder", "lapsed", "lapsed"]  # three working days after the planned day also above its place
    assert kinds == {"2025-08-20": ["reminder"], "2025-08-21": ["lapsed"], "2025-08-26": again, "2025-08-27": []}


def test_a_long_pause_of_the_clock_tells_each_thing_once() -> None:
    """A task both near and missed between two sweeps is told as missed; a milestone held late has not lapsed."""
    made = world({"due": "by 2025-08-29"})
    made.log("congress", "2025-08-20", phase="planned")
    made.tick("2025-08-18")
    made.log("congress", "2025-08-22")
    decision = made.tick("2025-09-05").decision
    told = [(item["change"], item["role"]) for content in decision.contents.values() for item in content["items"]]
    assert (told, decision.lapses) == ([("overdue", "lead"), ("overdue", "superior")], ())


def test_the_same_event_twice_counts_once() -> None:
    """Sending an event again changes nothing; the same id with other content is refused."""
    made = world(AFTER)
    made.log("guidance", "2025-08-01", "vn", name="once")
    before = made.tasks()
    assert made.log("guidance", "2025-08-01", "vn", name="once").known
    assert made.tasks() == before
    with pytest.raises(DuplicateEvent):
        made.log("guidance", "2025-08-02", "vn", name="once")


def test_an_id_as_long_as_may_be_is_refused_for_its_content_too() -> None:
    """It is not its length that is complained of."""
    made = world(AFTER)
    made.log("guidance", "2025-08-01", "vn", name="n" * 200)
    with pytest.raises(DuplicateEvent):
        made.log("guidance", "2025-08-02", "vn", name="n" * 200)


def test_a_dry_run_decides_the_same_and_writes_nothing() -> None:
    """The decision of a dry run is the one that logging gives; the store is as it was."""
    made = world(AFTER)
    event = making.milestone("guidance", plan=PLAN, unit="vn", phase="held", **made.envelope("2025-08-01"))
    dry = made.service.record(event, dry_run=True)
    assert made.tasks() == {}
    assert dry.decision == made.service.record(event).decision


def test_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    """Unknown plans, milestones, units, tasks and events are refused by name."""
    made = world(AFTER)
    head = made.service.store
    with head.begin(write=False) as session:
        before = session.head()
    refused: tuple[tuple[Callable[[], Logged], str], ...] = (
        (lambda: made.log("congres", "2025-08-01"), "congress"),
        (lambda: made.log("guidance", "2025-08-01", "nowhere"), "nowhere"),
        (lambda: made.log("own_congress", "2025-08-01", "12"), "commune"),
        (lambda: made.done(f"{PLAN}/R9/12", "2025-08-01"), "R9"),
        (lambda: made.done(f"{PLAN}/R1/12", "2025-08-01"), "R1"),
    )
    for wrong, words in refused:
        with pytest.raises(EventError, match=words):
            wrong()
    with pytest.raises(UnknownEvent):
        made.service.record(making.withdrawn("nothing", **made.envelope("2025-08-01")))
    with head.begin(write=False) as session:
        assert session.head() == before


def test_new_agencies_get_the_tasks_that_are_theirs() -> None:
    """A commune registered after the event has the tasks that the others have."""
    made = world(AFTER)
    made.log("guidance", "2025-08-01", "vn")
    envelope = made.envelope(name="more")
    made.service.record(
        making.units_registered([{"code": "c4", "name": "Xã c4", "kind": "commune", "parent": "12"}], **envelope)
    )
    assert made.tasks()["R1/c4"] == ("active", "2025-08-08")


@pytest.mark.parametrize(
    ("phone", "channels"),
    [
        ("0912 345 678", ["mail", "sms"]),
        ("0213 3876 123", ["mail"]),
        ("+84 24 3825 1234", ["mail"]),
        ("０２１３ ３８７６ １２３", ["mail"]),
        (None, ["mail"]),
    ],
)
def test_a_landline_gets_no_text_messages(phone: str | None, channels: list[str]) -> None:
    """A register may hold one; only mail goes there."""
    made = world(AFTER)
    made.register([{"code": "c4", "name": "Xã c4", "kind": "commune", "parent": "12", "phone": phone}])
    messages = made.log("guidance", "2025-08-01", "vn").decision.messages
    assert [message.channel for message in messages if message.recipient == "c4"] == channels


def test_the_kept_state_is_the_one_the_log_gives() -> None:
    """Rebuilding from the log gives every row again, byte for byte."""
    made = world(AFTER, {"due": "7 days after congress"}, {"due": "by 2025-08-01"}, {"due": "once guidance"})
    made.log("congress", "2025-09-30", phase="planned")
    made.log("guidance", "2025-08-01", "vn")
    made.tick("2025-08-05")
    made.log("congress", "2025-09-24", name="held")
    made.service.record(making.corrected("held", day=date(2025, 9, 26), **made.envelope("2025-09-30", "fix")))
    made.done(f"{PLAN}/R1/c1", "2025-08-05")
    made.service.record(making.withdrawn("fix", **made.envelope("2025-10-01")))
    report = verify(made.service, make_store("memory:"))
    assert report.holds, report
    assert report.rows.counts["task"] == 6


def test_a_calendar_amendment_moves_every_date_that_it_touches() -> None:
    """The dates counted across the amended days move, in whole groups; the others keep theirs, and the version."""
    made = world(AFTER, {**EACH, "due": "7 working days after guidance"}, {"due": "by 2025-12-01"})
    made.log("guidance", "2025-08-01", "vn")
    before = made.tasks()
    days: list[making.DayData] = [{"day": "2025-08-06", "working": False, "reason": "nghỉ bão"}]
    event = making.calendar_amended("vn", days, **made.envelope("2025-08-04"))
    assert made.service.record(event, dry_run=True).decision == made.service.record(event).decision
    moved = {f"R2/{c}": ("active", "2025-08-13") for c in COMMUNES}
    assert before != made.tasks() == before | moved
    assert verify(made.service, make_store("memory:")).holds
    with made.service.store.begin(write=False) as session:
        explanation = explain(session, made.service.tools, f"{PLAN}/R2/c1")
    assert [earlier.due and earlier.due.due for earlier in explanation.earlier] == ["2025-08-12"]


def test_a_manner_of_speaking_is_told_nothing() -> None:
    """A unit of the kind `group` has its task shown, and gets no message, though each unit named leads its own."""
    made = World()
    made.populate()
    group: making.UnitData = {"code": "cq", "name": "Các cơ quan", "kind": "group", "parent": "12"}
    made.service.record(making.units_registered([group], **made.envelope(name="group")))
    logged = made.adopt(plan_text([{"for each": "[bto, cq]", "lead": "each", "due": "by 2025-09-01"}]))
    assert set(made.tasks()) == {"R1/bto", "R1/cq"}
    assert [message.recipient for message in logged.decision.messages] == ["bto"]
