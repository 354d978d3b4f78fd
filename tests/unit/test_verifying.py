"""Verification: every receipt is counted again, by both matchers; plans are read again from their own text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from adapters.bootstrap import matchers
from engine.asking.receipt_differences import ReceiptDifference
from engine.asking.verifying import Report, verify
from engine.facts import receipt
from engine.happenings.plan_versions import read_as_adopted
from engine.matching import PlainMatcher
from engine.service import Service
from engine.snapshot import Snapshot
from engine.version import COUNTING
from events.errors import EventError
from events.event import Document
from events.making import VersionData, corrected, plan_amended
from events.opening import make_store
from events.rows import Changes, TaskRow
from rules.compiling import compile_plan
from rules.offsets import Signal
from rules.plan import Plan
from tests.worlds import PLAN, World, plan_text

RULES = ({"due": "7 days after congress"}, {"due": "by 2025-08-29"})
TEXT = plan_text(RULES)


def started() -> World:
    """A plan whose congress was planned, then held, so that one task has an earlier date."""
    made = World()
    made.populate()
    made.adopt(TEXT)
    made.log("congress", "2025-09-30", phase="planned")
    made.log("congress", "2025-09-24", name="held")
    return made


def verified(made: World, service: Service | None = None) -> Report:
    return verify(service or made.service, make_store("memory:"))


def first(report: Report) -> ReceiptDifference:
    return report.receipts["plain"].examples[0]


def test_every_receipt_is_counted_again() -> None:
    """Those of earlier dates are checked too, and each names the version that counted it."""
    report = verified(started())
    assert report.holds
    assert (report.receipts["plain"].checked, report.receipts["plain"].count) == (3, 0)
    assert report.engines == {COUNTING: 3}


def test_a_changed_date_is_found_with_the_tasks_that_bear_it() -> None:
    """What is kept and what comes out stand side by side, and which fields differ."""
    made = started()
    with made.service.store.begin() as session:
        row = session.task(f"{PLAN}/R2/12")
        assert row
        due = session.dues(PLAN, [row.due_key or ""])[row.due_key or ""]
        forged = due._replace(key="forged", due="2026-01-01", calendar="vn@never")
        session.apply(Changes(dues=[forged], tasks_changed=[row._replace(due_key="forged")]))
    report = verified(made)
    assert not report.holds
    assert report.receipts["plain"].count == 1
    found = first(report)
    assert (found.kept, found.counted) == (forged, due)
    assert found.tasks == [f"{PLAN}/R2/12"]
    assert found.fields == ("due", "calendar")


def test_an_earlier_date_that_was_changed_is_found() -> None:
    """The history rests on receipts as the present does."""
    made = started()
    with made.service.store.begin() as session:
        (before,) = session.history(f"{PLAN}/R1/12")
        due = session.dues(PLAN, [before.due_key or ""])[before.due_key or ""]
        assert before.due_key
    made.service.store._state.rows["due"][PLAN, before.due_key] = due._replace(due="2025-10-08")  # type: ignore[attr-defined]  # by hand
    found = first(verified(made))
    assert found.fields == ("due",)
    assert found.tasks == [f"{PLAN}/R1/12"]


def test_a_receipt_of_an_older_version_of_the_counting_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version that comes to the same keeps what is there; it tells which receipts are older."""
    made = started()
    monkeypatch.setattr(receipt, "COUNTING", COUNTING + 1)
    made.service.record(corrected("held", day=date(2025, 9, 25), **made.envelope("2025-09-25")))
    report = verified(made)
    assert report.holds
    assert report.engines == {COUNTING: 3, COUNTING + 1: 1}


@pytest.mark.skipif(len(matchers()) < 2, reason="durable_rules cannot be loaded here")
def test_both_matchers_are_held_against_each_other() -> None:
    """The state is built by each, and they agree."""
    made = started()
    also = {
        name: Service(make_store("memory:"), replace(made.service.tools, matcher=one))
        for name, one in matchers().items()
        if name != "plain"
    }
    report = verify(made.service, make_store("memory:"), also=also)
    assert report.holds
    assert list(report.receipts) == ["plain", "durable"]
    assert not report.disagreeing


class Blind(PlainMatcher):
    """A matcher with a fault: it finds nothing that waits for a congress."""

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        return frozenset() if signal.name == "congress" else super().touched(plan, signal)


def test_a_matcher_that_comes_to_something_else_is_found() -> None:
    """The report says in which tables they differ, and which receipts came out otherwise with which."""
    made = started()
    blind = Service(make_store("memory:"), replace(made.service.tools, matcher=Blind(), plans={}))
    report = verify(made.service, make_store("memory:"), also={"blind": blind})
    assert not report.holds
    assert not report.rows.differing
    assert report.receipts["plain"].count == 0
    assert report.receipts["blind"].count == 2
    assert report.disagreeing["task"] == 1


# --- a later version of the program ---------------------------------------------------------------------------------


def later(made: World, change: Callable[[str], str]) -> Service:
    """The same store, with a program that reads plans otherwise."""
    now = made.service.tools
    tools = replace(now, compile=lambda text: compile_plan(change(text)), compiler=now.compiler + 1, plans={})
    return Service(made.service.store, tools)


def eight_days(text: str) -> str:
    return text.replace("7 days", "8 days")


def test_a_plan_that_is_read_otherwise_is_named() -> None:
    """Verification says which plan, by which event, and which dates come out otherwise."""
    made = started()
    report = verified(made, later(made, eight_days))
    (found,) = report.reread
    assert (found.plan, found.event, found.position, found.in_force) == (PLAN, f"adopt-{PLAN}", 2, True)
    assert not report.holds
    assert "plan" not in report.rows.differing  # what was put into force stays what it was
    assert report.receipts["plain"].count == 2


def test_nothing_is_recorded_on_a_plan_that_is_read_otherwise() -> None:
    """No date moves without anybody's decision: an event is refused with what to do, and reading goes on."""
    made = started()
    before = made.tasks()
    made.service = later(made, eight_days)
    with pytest.raises(EventError, match="thoihan plan show ke-hoach --text"):
        made.log("congress", "2025-10-01")
    with pytest.raises(EventError, match="otherwise"):
        made.tick("2025-10-02")
    assert made.tasks() == before


def test_a_plan_is_taken_as_it_is_read_now() -> None:
    """Its very text is put into force as a new version; what moves by it is in the log, and events are taken again."""
    made = started()
    made.service = later(made, eight_days)
    plan = made.service.tools.compile(TEXT)
    decided = VersionData(
        source=TEXT,
        hash=plan.hash,
        version=2,
        amends=f"adopt-{PLAN}",
        proposed_hash=plan.hash,
        decisions={},
        default="take",
        header="take",
    )
    envelope = made.envelope("2025-07-21", "taken")
    envelope["document"] = Document(text="CV 1")
    made.service.record(plan_amended(PLAN, decided, **envelope))
    assert made.tasks()["R1/12"] == ("active", "2025-10-02")
    made.service.record(corrected("held", day=date(2025, 9, 25), **made.envelope("2025-09-25")))
    assert made.tasks()["R1/12"] == ("active", "2025-10-03")
    assert [one.in_force for one in verified(made).reread] == [False]


def test_a_plan_that_cannot_be_read_any_more_stops_nothing_silently() -> None:
    """Verification names it and counts nothing again; a command says what to do."""
    made = started()
    made.service = later(made, lambda text: text.replace("due:", "until:"))
    report = verified(made)
    assert not report.holds
    assert [(one.plan, one.found) for one in report.reread] == [(PLAN, None)]
    assert not report.receipts
    with pytest.raises(EventError, match="Go on with the version of the program before this one"):
        made.log("congress", "2025-10-01")


def test_a_task_that_nobody_activated_is_found() -> None:
    """A row put in by hand is a difference, though its receipt be a true one."""
    made = started()
    with made.service.store.begin() as session:
        row = session.task(f"{PLAN}/R2/12")
        assert row
        forged = TaskRow(*{**row._asdict(), "id": f"{PLAN}/R2/c1", "unit": "c1"}.values())
        session.apply(Changes(tasks_new=[forged]))
    report = verified(made)
    assert report.rows.differing == {"task": 1, "tally": 1}
    assert first(report).tasks == [f"{PLAN}/R2/c1"]
    assert first(report).counted is None


def test_the_ticker_does_not_start_on_a_plan_that_is_read_otherwise() -> None:
    """Whoever starts it is told what to do, instead of a log that says so each minute."""
    made = started()
    for service, fits in ((made.service, True), (later(made, eight_days), False)):
        with service.store.begin(write=False) as session:
            shelf = Snapshot(session, service.tools)
            (row,) = session.plans()
            if fits:
                read_as_adopted(shelf, row)
            else:
                with pytest.raises(EventError, match="thoihan plan amend"):
                    read_as_adopted(shelf, row)
