"""What is recorded must be possible: what cannot have happened is refused, with what to do instead; nothing is kept."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.bootstrap import tools
from engine.asking.verifying import verify
from engine.asking.what_if import logged, suppose
from engine.service import Service
from events import making
from events.chain import link
from events.course import making as course
from events.errors import EventError
from events.event import Document, Event, Recorded
from events.opening import make_store
from rules.problems import PlanError
from tests.worlds import PLAN, World, plan_text

MONTHLY = {"id": "M", "lead": "bto", "due": "every month by day 25"}
AFTER = {"id": "A", "due": "7 days after congress"}
ONCE = {"id": "O", "due": "once guidance"}
EACH = {"id": "E", "for each": "commune", "lead": "each", "due": "by 2025-09-30"}


def world(*rules: dict[str, str], day: str = "2025-08-20", **header: str) -> World:
    """A plan of 21 July, swept on `day`."""
    made = World()
    made.populate()
    made.adopt(plan_text(rules, **header))
    made.tick(day)
    return made


def head(made: World) -> int:
    with made.service.store.begin(write=False) as session:
        return session.head()


def refused(made: World, event: Event) -> str:
    """The words with which the event is refused; nothing of it is kept."""
    before = head(made)
    with pytest.raises(EventError) as caught:
        made.service.record(event)
    assert head(made) == before
    return str(caught.value)


def done(made: World, task: str, day: str | None = None, **more: Any) -> Event:
    """A report as it is made today, of whatever day."""
    envelope = made.envelope(day, ahead=True)
    return making.task_done(f"{PLAN}/{task}", plan=PLAN, **more, **envelope)


def dated(made: World, task: str, due: str, day: str | None = None, **more: Any) -> Event:
    envelope = made.envelope(day, ahead=True)
    return making.task_date_set(f"{PLAN}/{task}", plan=PLAN, due=date.fromisoformat(due), **more, **envelope)


def held(made: World, day: str, name: str = "congress", phase: Any = "held", **more: Any) -> Event:
    return making.milestone(name, plan=PLAN, unit="12", phase=phase, **more, **made.envelope(day, ahead=True))


# --- what is there to be reported -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("M/bto", "it is not said which round is meant. Open are: ke-hoach/M/bto/2025-07, ke-hoach/M/bto/2025-08."),
        ("M/bto/2025-13", "“ke-hoach/M/bto” has no round “2025-13”. Open are: ke-hoach/M/bto/2025-07, "),
        ("M/bto/2025-06", "“ke-hoach/M/bto” has no round “2025-06”."),
        ("M/bto/2025-09", "Round “2025-09” of “ke-hoach/M/bto” begins on 2025-09-01 only. Open are: "),
        (
            "E/c1/2025-08",
            "“ke-hoach/E/c1” does not come round, so it has no “2025-08”. Nothing was recorded; the task is",
        ),
        ("M/c1/2025-08", "There is no task “ke-hoach/M/c1/2025-08”. Known are: ke-hoach/M/bto."),
        ("E/bto", "There is no task “ke-hoach/E/bto”. Known are: ke-hoach/E/c1, ke-hoach/E/c2, ke-hoach/E/c3."),
    ],
)
def test_a_report_names_a_task_and_round_that_there_is(task: str, words: str) -> None:
    """A round forgotten, misspelt, before the plan or not begun, and a unit that has no such task, are refused."""
    made = world(MONTHLY, EACH)
    for event in (done(made, task), dated(made, task, "2025-12-01"), asked(made, task)):
        assert words in refused(made, event)
    before = made.tasks()
    made.service.record(done(made, "M/bto/2025-08"))
    assert {name for name, row in made.tasks().items() if before[name] != row} == {"M/bto/2025-08"}


def asked(made: World, task: str) -> Event:
    due = date(2025, 12, 1)
    return making.extension_requested(f"{PLAN}/{task}", plan=PLAN, due=due, reason="bận", **made.envelope())


def test_a_round_that_began_today_may_be_reported_before_the_sweep() -> None:
    """At half past five in the morning nobody has swept yet: the round is there all the same."""
    made = world(MONTHLY)
    made.now = datetime(2025, 8, 31, 22, 30, tzinfo=UTC)  # the first of September in Viet Nam
    made.service.record(done(made, "M/bto/2025-09", "2025-09-01"))
    assert made.tasks()["M/bto/2025-09"] == ("done", "2025-09-25")


def test_a_task_that_waits_is_reported_done_with_a_word_only() -> None:
    """Work may have been done early: the word and the reason stay in the event, and the task is done once it begins."""
    made = world(AFTER, MONTHLY)
    assert refused(made, done(made, "A/12")).startswith("Task “ke-hoach/A/12” has not begun: what it waits for has not")
    assert "needs a reason" in refused(made, done(made, "A/12", anyway=True))
    logged_event = made.service.record(done(made, "A/12", anyway=True, reason="làm sớm")).decision.event
    assert logged_event.data == {"anyway": True, "reason": "làm sớm"}
    made.service.record(held(made, "2025-08-20"))
    assert made.tasks()["A/12"][0] == "done"
    assert verify(made.service, make_store("memory:")).holds


def test_a_task_that_is_only_planned_may_be_reported_done() -> None:
    """What is to be ready before a congress is done before it."""
    made = world({"id": "B", "due": "3 days before congress"})
    made.service.record(held(made, "2025-09-30", phase="planned"))
    made.service.record(done(made, "B/12"))
    assert made.tasks()["B/12"][0] == "done"


@pytest.mark.parametrize(
    ("due", "phase", "last"),
    [
        ("7 days after congress", "held", "2025-08-14"),
        ("right after congress", "held", "2025-08-14"),
        ("once congress", "held", "2025-08-14"),
        ("7 days after congress", "planned", "2025-08-19"),
    ],
)
def test_work_is_not_done_before_what_its_deadline_counts_from(due: str, phase: str, last: str) -> None:
    """Reported or corrected so, it needs a word; on the event's own day it does not, and a replay asks nothing."""
    made = world({"id": "A", "due": due})
    made.service.record(held(made, "2025-08-15" if phase == "held" else "2025-08-20", phase=phase))
    words = refused(made, done(made, "A/12", last))
    assert f"is said to have been done on {last}, before that" in words
    assert "`--anyway --reason …`" in words
    day = "2025-08-15" if phase == "held" else "2025-08-20"
    report = made.service.record(done(made, "A/12", day)).decision.event.id
    back = date.fromisoformat(last)
    assert "before that" in refused(made, making.corrected(report, day=back, **made.envelope()))
    made.service.record(making.corrected(report, day=back, anyway=True, reason="làm sớm", **made.envelope()))
    made.service.record(making.withdrawn(report, **made.envelope(name="back")))
    made.service.record(making.withdrawn("back", **made.envelope()))  # its day stays as it was taken
    assert made.tasks()["A/12"][0] == "done"
    assert verify(made.service, make_store("memory:")).holds


# --- days -------------------------------------------------------------------------------------------------------------


def test_nothing_has_happened_that_is_still_to_come() -> None:
    """Held, done, set, put off, asked, suspended, merged: no word helps; only a plan may lie ahead."""
    made = world(EACH, ONCE)
    made.log("guidance", "2025-08-19", "vn")
    tomorrow = "2025-08-21"
    ahead: list[Event] = [
        held(made, tomorrow),
        done(made, "E/c1", tomorrow, anyway=True, reason="r"),
        dated(made, "O/12", "2025-12-01", tomorrow, anyway=True, reason="r"),
        making.milestone_postponed("congress", plan=PLAN, unit="12", **made.envelope(tomorrow, ahead=True)),
        making.extension_requested(
            f"{PLAN}/E/c1", plan=PLAN, due=date(2025, 12, 1), reason="r", **made.envelope(tomorrow, ahead=True)
        ),
        making.suspension_began(PLAN, everything=True, **made.envelope(tomorrow, ahead=True)),
        making.unit_merged("c1", into="c2", **made.envelope(tomorrow, ahead=True)),
        making.unit_renamed("c1", name="Phường", **made.envelope(tomorrow, ahead=True)),
    ]
    for event in ahead:
        assert refused(made, event).startswith("2025-08-21 is still to come: today is 2025-08-20")
    assert "is logged with `--planned`" in refused(made, ahead[0])
    made.service.record(held(made, tomorrow, phase="planned"))


def test_today_is_the_day_in_viet_nam() -> None:
    """At half past five in the morning there, Greenwich is still on yesterday."""
    made = world(EACH)
    made.now = datetime(2025, 8, 20, 22, 30, tzinfo=UTC)
    made.service.record(done(made, "E/c1", "2025-08-21"))
    assert "today is 2025-08-21" in refused(made, done(made, "E/c2", "2025-08-22"))


def test_what_is_only_supposed_may_lie_ahead() -> None:
    """To ask what would follow is no report."""
    made = world(AFTER)
    (found,) = suppose(made.service.store, [logged(made.service.tools, [held(made, "2025-10-01")])])
    (view,) = found.under
    assert view
    assert view.due == "2025-10-08"


def test_work_of_before_the_plan_needs_a_word() -> None:
    """The plan begins on its document's day; milestones may lie before it."""
    made = world(EACH)
    assert "begins on 2025-07-21, and task" in refused(made, done(made, "E/c1", "2025-07-01"))
    made.service.record(done(made, "E/c1", "2025-07-01", anyway=True, reason="xã làm trước"))
    made.service.record(held(made, "2025-06-30"))


def test_what_happens_once_is_held_once() -> None:
    """The same day said again is known; another day is for a correction, which obeys the same."""
    made = world(AFTER)
    first = made.service.record(held(made, "2025-08-04", carried=None))
    again = made.service.record(held(made, "2025-08-04"))
    assert again.known
    assert again.decision.event.id == first.decision.event.id
    words = refused(made, held(made, "2025-08-08"))
    assert words.startswith("“congress” was held on 2025-08-04 already: ")
    assert f"`thoihan correct {first.decision.event.id} --on …`" in words
    assert "held on 2025-08-04 already" in refused(made, held(made, "2025-08-04", carried=date(2025, 9, 1)))
    name = first.decision.event.id
    ahead = making.corrected(name, day=date(2025, 8, 21), **made.envelope())
    assert "is still to come: today is 2025-08-20" in refused(made, ahead)
    made.service.record(making.corrected(name, day=date(2025, 8, 8), **made.envelope()))
    assert made.tasks()["A/12"] == ("active", "2025-08-15")


def test_a_correction_or_a_second_withdrawal_makes_nothing_happen_twice() -> None:
    """Moved to where it was held, or brought back after it was held on another day: both would be a second time."""
    made = world({"id": "C", "for each": "commune", "lead": "each", "due": "7 days after own_congress"})
    made.log("own_congress", "2025-08-04", "c1", name="one")
    made.log("own_congress", "2025-08-05", "c2", name="two")
    assert "held on 2025-08-04 already" in refused(made, making.corrected("two", unit="c1", **made.envelope()))
    made.service.record(making.withdrawn("two", **made.envelope(name="back")))
    made.log("own_congress", "2025-08-06", "c2", name="three")
    assert "held on 2025-08-06 already" in refused(made, making.withdrawn("back", **made.envelope()))


def test_what_was_held_is_neither_planned_nor_put_off() -> None:
    """Before, that was taken, and nothing followed."""
    made = world(AFTER)
    made.log("congress", "2025-08-04", name="held")
    put_off = making.milestone_postponed("congress", plan=PLAN, unit="12", **made.envelope())
    for event in (held(made, "2025-09-30", phase="planned"), put_off):
        assert "It can be neither planned nor put off any more." in refused(made, event)
    made.service.record(making.withdrawn("held", **made.envelope()))
    made.service.record(held(made, "2025-09-30", phase="planned"))


def test_a_milestone_is_put_off_to_a_later_day() -> None:
    """Put off on a day to one before it: one of the two is wrong."""
    made = world(AFTER)
    back = making.milestone_postponed("congress", plan=PLAN, unit="12", new_day=date(2025, 8, 1), **made.envelope())
    assert "to 2025-08-01, which is earlier" in refused(made, back)


def test_what_repeats_may_be_held_again_and_the_last_time_counts() -> None:
    """The plan says so of a milestone; the same day is known there too."""
    text = plan_text([AFTER]).replace(
        'congress: {title: Mốc congress, at: "12"}', 'congress: {title: Họp, at: "12", repeats: true}'
    )
    made = World()
    made.populate()
    made.adopt(text)
    made.tick("2025-08-20")
    made.service.record(held(made, "2025-08-04"))
    assert made.service.record(held(made, "2025-08-04")).known
    made.service.record(held(made, "2025-08-11"))
    assert made.tasks()["A/12"] == ("active", "2025-08-18")
    assert made.service.record(held(made, "2025-08-04")).known
    made.service.record(held(made, "2025-09-30", phase="planned"))
    assert made.tasks()["A/12"] == ("active", "2025-08-18")


def test_a_task_is_reported_done_once() -> None:
    """The same day said again is known, whoever says so; another day is for a correction."""
    made = world(EACH)
    first = made.service.record(done(made, "E/c1", "2025-08-12")).decision.event
    document = Document(text="Báo cáo 5-BC/ĐU")
    again = making.task_done(f"{PLAN}/E/c1", plan=PLAN, **made.envelope("2025-08-12", ahead=True, document=document))
    assert made.service.record(again).known
    assert "was reported done on 2025-08-12 already" in refused(made, done(made, "E/c1", "2025-08-13"))
    made.service.record(making.corrected(first.id, day=date(2025, 8, 13), **made.envelope()))
    early = making.corrected(first.id, day=date(2025, 7, 1), **made.envelope())
    assert "begins on 2025-07-21" in refused(made, early)
    anyway = making.corrected(first.id, day=date(2025, 7, 1), anyway=True, reason="làm trước", **made.envelope())
    made.service.record(anyway)


def test_a_date_set_by_hand_can_be_kept() -> None:
    """It has not passed, and does not come before what the task waits for; else it needs a word."""
    made = world(ONCE)
    made.log("guidance", "2025-08-18", "vn", name="guidance")
    assert "2025-08-19 had passed already on 2025-08-20" in refused(made, dated(made, "O/12", "2025-08-19"))
    made.service.record(dated(made, "O/12", "2025-08-19", "2025-08-18"))
    assert made.tasks()["O/12"] == ("active", "2025-08-19")


def test_a_date_does_not_come_before_what_the_task_waits_for() -> None:
    """Guidance planned for October is not followed in September."""
    made = world(ONCE)
    planned = making.milestone(
        "guidance", plan=PLAN, unit="vn", phase="planned", **made.envelope("2025-10-10", ahead=True)
    )
    made.service.record(planned)
    assert "waits for what happens on 2025-10-10" in refused(made, dated(made, "O/12", "2025-09-30"))
    made.service.record(dated(made, "O/12", "2025-10-31"))


def test_a_date_comes_after_the_last_of_those_that_the_task_counts_from() -> None:
    """Where a task counts from the last of several, or the first, that one is meant."""
    made = world(
        {"id": "L", "due": "once last commune own_congress"}, {"id": "F", "due": "once first commune own_congress"}
    )
    for day, unit in (("2025-08-25", "c1"), ("2025-09-10", "c2"), ("2025-09-01", "c3")):
        made.log("own_congress", day, unit, phase="planned")
    assert "waits for what happens on 2025-09-10" in refused(made, dated(made, "L/12", "2025-09-05"))
    assert "waits for what happens on 2025-08-25" in refused(made, dated(made, "F/12", "2025-08-22"))
    made.service.record(dated(made, "F/12", "2025-08-26"))


def test_a_plan_is_not_adopted_before_it_is_issued() -> None:
    """A year too far ahead is a slip of the hand."""
    made = World()
    made.populate()
    with pytest.raises(EventError, match="is said to be issued on 2030-07-21, which is still to come"):
        made.adopt(plan_text([AFTER], issued="2030-07-21"))


# --- plans ------------------------------------------------------------------------------------------------------------


def test_a_date_outside_the_calendar_names_its_plan_and_row() -> None:
    """Whoever logs the guidance learns which row is to blame, and of which plan."""
    made = world({"id": "X", "due": "30000 days after guidance"})
    event = making.milestone("guidance", plan=PLAN, unit="vn", phase="held", **made.envelope())
    with pytest.raises(ValueError, match="Row X of plan “ke-hoach” would be due outside the calendar") as caught:
        made.service.record(event)
    assert "Counted from 2025-08-20, the answer lies outside the calendar vn" in str(caught.value)


def test_a_log_with_what_is_refused_since_is_followed_and_nothing_like_it_is_taken() -> None:
    """A plan whose lead cooperates with itself may be in force; a new one is refused at every door."""
    text = plan_text([{"id": "L", "lead": "bto", "cooperate": "[bto]", "due": "by 2025-09-30"}])
    made = World()
    made.service = Service(made.store, tools("plain"))
    made.populate()
    plan = made.service.tools.compile(text)
    adopted = making.plan_adopted(plan.id, source=text, hash=plan.hash, version=1, **made.envelope())
    with pytest.raises(PlanError, match="“bto” leads the task"):
        made.service.record(adopted)

    with made.store.begin(write=False) as session:
        (units,) = session.events()
    entry = Recorded(position=2, event=adopted, previous=units.hash, hash=link(units.hash, adopted))
    rebuilt = make_store("memory:")
    assert len(list(made.service.replay([units, entry], rebuilt))) == 2
    with rebuilt.begin(write=False) as session:
        assert [view.id for view in session.view_tasks()] == [f"{PLAN}/L/bto"]


def test_what_was_done_before_the_agency_ended_is_reported_afterwards_too() -> None:
    """It stays done in either order; of a later day the task is closed, and the refusal says so."""
    first, last = world(EACH), world(EACH)
    first.done(f"{PLAN}/E/c3", "2025-08-07", "d")
    for made in (first, last):
        made.service.record(making.unit_ended("c3", **made.envelope("2025-08-08", "m")))
    assert refused(last, done(last, "E/c3", "2025-08-08")).startswith(
        "Task “ke-hoach/E/c3” is closed: `thoihan explain"
    )
    last.done(f"{PLAN}/E/c3", "2025-08-07", "d")
    states = []
    for made in (first, last):
        with made.store.begin(write=False) as session:
            [view] = session.view_tasks(plan=PLAN, rule="E", unit="c3")
        states.append((view.state, view.done_on, view.lead))
    assert states == [("done", "2025-08-07", "c3")] * 2


def test_word_of_a_task_of_the_day_on_which_it_was_done_is_taken_in_either_order() -> None:
    """A log knows days, and no hours; of a later day it is refused, and of a closed task it is said that it is."""
    made = world(EACH)
    made.done(f"{PLAN}/E/c1", "2025-08-07")
    for day in ("2025-08-06", "2025-08-07"):
        made.service.record(said_of_it(made, day))
    assert "is done, so nothing more is said" in refused(made, said_of_it(made, "2025-08-08"))
    made.service.record(making.unit_ended("c3", **made.envelope("2025-08-08")))
    assert "is closed, so nothing more is said" in refused(made, said_of_it(made, "2025-08-09", "c3"))


def said_of_it(made: World, day: str, unit: str = "c1") -> Event:
    return course.task_progress(f"{PLAN}/E/{unit}", plan=PLAN, progress=f"đến {day}", **made.envelope(day, ahead=True))
