"""What an amended calendar does to the dates there are: everywhere, at some units, with half days and cut-off hours."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from engine.asking.explaining import explain
from engine.asking.verifying import verify
from engine.calendars.calendar import CalendarError
from engine.decision import Kind
from engine.service import Logged
from events import making
from events.errors import EventsError
from events.event import Document
from events.opening import make_store
from events.store import Store
from tests.databases import *  # noqa: F403 - the fixtures
from tests.worlds import PLAN, World, plan_text

EACH = {"for each": "commune", "lead": "each"}
TEN = {**EACH, "due": "10 working days after guidance"}
STORM = "nghỉ chống bão"


def world(*rules: dict[str, Any], store: Store | None = None) -> World:
    """Two provinces, communes c1 to c3 below the one and d1, d2 below the other; the plan is Central's."""
    made = World(store)
    made.populate()
    rows: list[making.UnitData] = [{"code": "13", "name": "Tỉnh khác", "kind": "province", "parent": "vn"}]
    rows += [{"code": code, "name": f"Xã {code}", "kind": "commune", "parent": "13"} for code in ("d1", "d2")]
    made.service.record(making.units_registered(rows, **made.envelope()))
    made.adopt(plan_text(rules, unit="vn"))
    return made


def off(*days: str, working: bool = False, until: str | None = None) -> list[making.DayData]:
    found = [making.DayData(day=day, working=working, reason=STORM) for day in days]
    for row in found if until else ():
        row["until"] = until
    return found


def amend(made: World, *days: making.DayData, unit: str | None = None, dry_run: bool = False, **more: Any) -> Logged:
    envelope = made.envelope(document=Document(text="CV 9/VPCP"))
    event = making.calendar_amended("vn", days, unit=unit, **more, **envelope)
    return made.service.record(event, dry_run=dry_run)


def dues(made: World) -> dict[str, str | None]:
    return {task.partition("/")[2]: due for task, (_, due) in made.tasks().items()}


def calendars(made: World) -> dict[str, str]:
    with made.service.store.begin(write=False) as session:
        return {view.unit: str(view.calendar).partition("@")[0] for view in session.view_tasks()}


def steps(made: World, task: str) -> list[str]:
    with made.service.store.begin(write=False) as session:
        return [text.template.format(**text.args) for text in explain(session, made.service.tools, task).steps]


def holds(made: World) -> bool:
    report = verify(made.service, make_store("memory:"))
    assert report.holds, report
    return True


COMMUNES = ("c1", "c2", "c3", "d1", "d2")


def each(day: str, units: Iterable[str] = COMMUNES) -> dict[str, str]:
    return dict.fromkeys(units, day)


# --- some units only -------------------------------------------------------------------------------------------------


def test_a_local_day_off_moves_the_dates_of_its_subtree_only(store: Store) -> None:
    """Tasks that shared a due get different ones, their calendar says which it is, and the steps name the document."""
    made = world(TEN, store=store)
    made.log("guidance", "2025-08-01", "vn")
    assert dues(made) == each("2025-08-15")
    dry = amend(made, *off("2025-08-06", "2025-08-07"), unit="12", dry_run=True).decision
    made.number -= 1
    found = amend(made, *off("2025-08-06", "2025-08-07"), unit="12").decision
    assert replace(found, event=dry.event) == dry
    assert [(change.kind, list(change.units)) for change in found.changes] == [(Kind.MOVED, ["c1", "c2", "c3"])]
    assert sorted(message.recipient for message in found.messages) == ["c1", "c2", "c3"]
    assert dues(made) == each("2025-08-15") | each("2025-08-19", ("c1", "c2", "c3"))
    assert calendars(made) == each("vn") | each("vn/12", ("c1", "c2", "c3"))
    assert f"06/08/2025 is a day off: {STORM} (CV 9/VPCP)." in [
        one.replace("2025-08-06", "06/08/2025") for one in steps(made, f"{PLAN}/R1/c1")
    ]
    assert holds(made)


def test_the_nearest_unit_is_heard_first(store: Store) -> None:
    """A commune's own row is before its province's, which is before the nation's; of two of one unit the later."""
    made = world(TEN, store=store)
    made.log("guidance", "2025-08-01", "vn")
    amend(made, *off("2025-08-06"))
    assert dues(made) == each("2025-08-18")
    amend(made, *off("2025-08-06", working=True), unit="12")
    assert dues(made) == each("2025-08-15") | each("2025-08-18", ("d1", "d2"))
    amend(made, *off("2025-08-06"), unit="c2")
    assert dues(made) == each("2025-08-15") | each("2025-08-18", ("c2", "d1", "d2"))
    assert calendars(made) == {"c1": "vn/12", "c2": "vn/12/c2", "c3": "vn/12", "d1": "vn", "d2": "vn"}
    amend(made, *off("2025-08-06", working=True), unit="c2")
    assert dues(made) == each("2025-08-15") | each("2025-08-18", ("d1", "d2"))
    amend(made, *off("2025-08-07"))
    assert dues(made) == each("2025-08-18") | each("2025-08-19", ("d1", "d2"))
    assert holds(made)


def test_what_begins_later_counts_by_its_own_calendar() -> None:
    """Amended beforehand or afterwards, somewhere or everywhere, the dates are the same."""
    before, after = world(TEN), world(TEN)
    after.log("guidance", "2025-08-01", "vn")
    for made in (before, after):
        amend(made, *off("2025-08-06"), unit="12")
        amend(made, *off("2025-08-07"))
        amend(made, *off("2025-08-08"), unit="c1")
    before.log("guidance", "2025-08-01", "vn")
    assert dues(before) == dues(after) == each("2025-08-18") | each("2025-08-19", ("c2", "c3")) | {"c1": "2025-08-20"}
    assert holds(before)
    assert holds(after)


def test_a_unit_that_moves_sees_the_rows_of_where_it_is() -> None:
    """A commune registered under another province, or merged into a commune there, counts by that one's calendar."""
    made = world({**TEN, "lead": "each"})
    made.log("guidance", "2025-08-01", "vn")
    amend(made, *off("2025-08-06"), unit="13")
    assert dues(made) == each("2025-08-15") | each("2025-08-18", ("d1", "d2"))
    row: making.UnitData = {"code": "c1", "name": "Xã c1", "kind": "commune", "parent": "13"}
    made.service.record(making.units_registered([row], **made.envelope()))
    assert dues(made)["c1"] == "2025-08-18"
    decision = made.service.record(making.unit_merged("d2", into="c2", **made.envelope("2025-08-05"))).decision
    assert dues(made) == each("2025-08-15") | each("2025-08-18", ("c1", "d1"))
    assert [(change.kind, change.units, change.due and change.due.row.due) for change in decision.changes] == [
        (Kind.MOVED, ["d2"], "2025-08-15")
    ]
    assert holds(made)


def test_a_merger_under_one_calendar_counts_nothing_again() -> None:
    """Where both see the same calendar, the tasks pass on as they are."""
    made = world(TEN)
    made.log("guidance", "2025-08-01", "vn")
    amend(made, *off("2025-08-06"), unit="12")
    decision = made.service.record(making.unit_merged("c3", into="c2", **made.envelope("2025-08-05"))).decision
    assert [(change.kind, change.previous) for change in decision.changes] == [(Kind.HANDED_OVER, None)]
    assert holds(made)


def test_units_that_saw_different_things_are_told_apart(store: Store) -> None:
    """Tasks that share a due, but of which a suspension comes to touch some only, go different ways."""
    made = world({**EACH, "due": "3 working days after guidance"}, store=store)
    made.log("guidance", "2025-08-01", "vn")
    made.suspend("2025-08-06", "stop", everything=True, unit="c1")
    assert dues(made) == each("2025-08-06")
    amend(made, *off("2025-08-05"))
    assert dues(made) == each("2025-08-07") | {"c1": None}
    assert made.left() == {"R1/c1": "1 working day"}
    assert holds(made)


# --- suspended tasks -------------------------------------------------------------------------------------------------


def test_what_is_left_of_a_suspended_term_is_counted_again(store: Store) -> None:
    """A day off announced later had not been worked: there is more left, and the resumed term ends a day later."""
    made = world(TEN, store=store)
    made.log("guidance", "2025-08-01", "vn")
    made.suspend("2025-08-08", "stop", everything=True)
    assert set(made.left().values()) == {"5 working days"}
    decision = amend(made, *off("2025-08-06")).decision
    assert [(change.kind, change.due and change.due.row.left) for change in decision.changes] == [
        (Kind.UPDATED, "6 working days")
    ]
    assert set(made.left().values()) == {"6 working days"}
    assert decision.messages == ()
    made.resume("stop", "2025-08-15")
    assert dues(made) == each("2025-08-25")
    assert holds(made)


def test_what_a_worked_saturday_makes_late_is_missed(store: Store) -> None:
    """A term that ended on a Monday ends on the Saturday before, which is past: what waits for the miss begins."""
    made = world(
        {**EACH, "due": "6 working days after guidance"},
        {**EACH, "due": "3 working days after own task R1 missed", "when": "own task R1 missed"},
        store=store,
    )
    made.log("guidance", "2025-08-01", "vn")
    made.tick("2025-08-11")
    assert dues(made) == each("2025-08-11")
    amend(made, *off("2025-08-09", working=True), unit="12")
    with made.service.store.begin(write=False) as session:
        found = {(view.rule, view.unit): view.due for view in session.view_tasks()}
    here = ("c1", "c2", "c3")
    assert {unit: found["R1", unit] for unit in COMMUNES} == each("2025-08-11") | each("2025-08-09", here)
    assert {unit for rule, unit in found if rule == "R2"} == set(here)
    assert holds(made)


# --- half days and cut-off hours -------------------------------------------------------------------------------------


def test_a_half_day_is_safe_under_neither_reading_alone() -> None:
    """It counts as a working day, or it doesn't, as the plan has it; safe is the last whole day that suits both."""
    made = world(TEN, {**TEN, "settings": "{half_days: 'off'}"})
    made.log("guidance", "2025-08-01", "vn")
    amend(made, *off("2025-08-15", working=True, until="11:30"))
    with made.service.store.begin(write=False) as session:
        found = {view.rule: (view.due, view.safe, view.convention) for view in session.view_tasks(unit="c1")}
    assert found == {
        "R1": ("2025-08-15", "2025-08-14", "vn-civil-code"),
        "R2": ("2025-08-18", "2025-08-14", "vn-civil-code[half_days=off]"),
    }
    half = f"2025-08-15 is worked until 11:30 only: {STORM} (CV 9/VPCP)."
    assert f"{half} It counts as a working day (half_days=whole)." in steps(made, f"{PLAN}/R1/c1")
    assert f"{half} It does not count as a working day (half_days=off)." in steps(made, f"{PLAN}/R2/c1")
    assert holds(made)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("by 2025-08-15", ("2025-08-15", "2025-08-14")),
        ("by 2025-08-17", ("2025-08-17", "2025-08-14")),
        ("in 2025-08-15..2025-08-15", ("2025-08-15", "2025-08-15")),
        ("14 days after guidance", ("2025-08-15", "2025-08-14")),
        ("1 week before guidance2", ("2025-08-15", "2025-08-14")),
    ],
)
def test_a_last_day_that_is_a_half_day_is_not_safe(due: str, expected: tuple[str, str]) -> None:
    """Given or counted, the last day stays; safe is the whole day before, if its window has one."""
    made = world({"due": due.replace("guidance2", "congress")})
    amend(made, *off("2025-08-15", working=True, until="11:30"))
    made.log("guidance", "2025-08-01", "vn")
    made.log("congress", "2025-08-22")
    with made.service.store.begin(write=False) as session:
        assert [(view.due, view.safe) for view in session.view_tasks()] == [expected]
    if expected == ("2025-08-15", "2025-08-14"):
        told = (
            f"2025-08-15 is worked until 11:30 only: {STORM} (CV 9/VPCP). It counts as a working day (half_days=whole)."
        )
        assert steps(made, f"{PLAN}/R1/12").count(told) == 1
    assert holds(made)


def test_a_suspended_term_is_safe_under_both_readings() -> None:
    """A term that was suspended and ends after a half day is counted both ways: safe is the earlier, on a whole day."""
    for how, due in (("whole", "2025-08-25"), ("off", "2025-08-26")):
        made = world({**TEN, "settings": f"{{half_days: '{how}'}}"})
        made.log("guidance", "2025-08-01", "vn")
        amend(made, *off("2025-08-20", working=True, until="11:30"))
        made.suspend("2025-08-08", "stop", everything=True)
        made.resume("stop", "2025-08-18")
        with made.service.store.begin(write=False) as session:
            assert {(view.due, view.safe) for view in session.view_tasks()} == {(due, "2025-08-25")}
        assert holds(made)


@pytest.mark.parametrize(
    ("settings", "at", "until", "cut_off", "due"),
    [
        (None, "15:00", None, "15:00", "2025-08-04"),
        (None, "15:01", None, "15:00", "2025-08-05"),
        (None, "11:31", "11:30", "15:00", "2025-08-05"),
        (None, "11:31", "11:30", None, "2025-08-05"),
        (None, "11:31", "17:00", "11:00", "2025-08-05"),
        (None, None, "11:30", "15:00", "2025-08-04"),
        ("{cut_off: '16:00'}", "15:30", "11:30", "15:00", "2025-08-04"),
        ("{cut_off: '16:00'}", "16:30", None, None, "2025-08-05"),
        ("{cut_off: none}", "23:00", "11:30", "15:00", "2025-08-04"),
    ],
)
def test_after_hours_it_counts_as_of_the_next_working_day(
    settings: str | None, at: str | None, until: str | None, cut_off: str | None, due: str
) -> None:
    """A plan's own hour is heard first, then the earlier of a half day's and of the calendar's daily one."""
    rule = {**EACH, "due": "1 working day after guidance", **({"settings": settings} if settings else {})}
    made = world(rule, {**EACH, "due": "1 working day before guidance"})
    days = off("2025-08-01", working=True, until=until) if until else []
    hours: Any = {"cut_off": {"since": "2025-07-01", "at": cut_off, "reason": "một cửa"}} if cut_off else {}
    if days or hours:
        amend(made, *days, **hours)
    hour = time.fromisoformat(at) if at else None
    said = making.milestone("guidance", plan=PLAN, unit="vn", phase="held", at=hour, **made.envelope("2025-08-01", "g"))
    made.service.record(said)
    assert {made.tasks()[f"R1/{unit}"][1] for unit in COMMUNES} == {due}
    assert {made.tasks()[f"R2/{unit}"][1] for unit in COMMUNES} == {"2025-07-31"}
    assert holds(made)


def test_a_cut_off_hour_holds_from_its_day_on_and_at_its_units() -> None:
    """A province's hour is before the nation's, from its own day on; until then, and elsewhere, the nation's holds."""
    made = world({**EACH, "due": "1 working day after guidance"})
    said = making.milestone(
        "guidance", plan=PLAN, unit="vn", phase="held", at=time(15, 30), **made.envelope("2025-08-01", "g")
    )
    made.service.record(said)
    assert dues(made) == each("2025-08-04")
    amend(made, cut_off={"since": "2025-08-01", "at": "15:00", "reason": "một cửa"})
    assert dues(made) == each("2025-08-05")
    amend(made, cut_off={"since": "2025-08-02", "at": "16:00", "reason": "một cửa"}, unit="12")
    assert dues(made) == each("2025-08-05")
    amend(made, cut_off={"since": "2025-08-01", "at": "16:00", "reason": "một cửa"}, unit="12")
    assert dues(made) == each("2025-08-05") | each("2025-08-04", ("c1", "c2", "c3"))
    amend(made, cut_off={"since": "2025-08-01", "reason": "bỏ"}, unit="13")
    assert dues(made) == each("2025-08-04")
    assert holds(made)


def test_a_wrong_time_of_day_is_corrected() -> None:
    """The time of a happening can be put right like its day, and the dates follow."""
    made = world({**EACH, "due": "1 working day after guidance"})
    amend(made, cut_off={"since": "2025-07-01", "at": "15:00", "reason": "một cửa"})
    made.log("guidance", "2025-08-01", "vn", name="g")
    made.service.record(making.corrected("g", at=time(15, 30), **made.envelope()))
    assert dues(made) == each("2025-08-05")
    assert any(
        "after 15:00, the cut-off hour of every day (một cửa, CV 9/VPCP)" in one for one in steps(made, f"{PLAN}/R1/c1")
    )
    made.service.record(making.corrected("g", at=time(14, 30), **made.envelope()))
    assert dues(made) == each("2025-08-04")
    assert holds(made)


# --- a year that was not announced -----------------------------------------------------------------------------------

TET_2028 = ("2028-01-24", "2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28")


def test_a_decision_makes_its_year_firm(store: Store) -> None:
    """Once all the days of the decision are in, dates in that year are no longer provisional, and that is told once."""
    made = world({"due": "by 2028-03-01"}, {"due": "by 2028-01-26"}, store=store)
    with made.service.store.begin(write=False) as session:
        assert [view.provisional for view in session.view_tasks()] == [1, 1]
    half = amend(made, *off(*TET_2028)).decision
    assert half.changes == ()
    decision = amend(made, *off("2028-09-01")).decision
    assert [(change.kind, change.rule.id) for change in decision.changes] == [(Kind.FIRMED, "R1"), (Kind.FIRMED, "R2")]
    assert len(decision.messages) == 1
    with made.service.store.begin(write=False) as session:
        assert [(view.due, view.provisional) for view in session.view_tasks()] == [
            ("2028-01-26", 0),
            ("2028-03-01", 0),
        ]
    assert holds(made)


def test_a_province_alone_decides_no_year() -> None:
    """Days that only a province gives off are its own: the year stays as open as it was."""
    made = world({"due": "by 2028-03-01"})
    amend(made, *off(*TET_2028, "2028-09-01"), unit="12")
    with made.service.store.begin(write=False) as session:
        assert [view.provisional for view in session.view_tasks()] == [1]


# --- what is refused -------------------------------------------------------------------------------------------------

NOTHING = "Nothing was recorded; correct the day."
REFUSED: dict[str, tuple[list[making.DayData], dict[str, Any], str]] = {
    "a Sunday off": (off("2025-08-10"), {}, f"Day 2025-08-10 is a Saturday or Sunday, a day off already. {NOTHING}"),
    "a plain Monday worked": (
        off("2025-08-11", working=True),
        {},
        "Day 2025-08-11 is worked already, like every Monday to Friday that nothing else is said of. " + NOTHING,
    ),
    "a day off that ships": (
        off("2025-09-02"),
        {},
        "Day 2025-09-02 is a day off already: Quốc khánh 2/9 (Bộ luật Lao động 45/2019/QH14, Điều 112.1). " + NOTHING,
    ),
    "off already": (off("2025-08-05"), {}, f"Day 2025-08-05 is a day off already: {STORM} (CV 9/VPCP). {NOTHING}"),
    "off already, seen from below": (
        off("2025-08-05"),
        {"unit": "c1"},
        f"Day 2025-08-05 is a day off already: {STORM} (CV 9/VPCP). {NOTHING}",
    ),
    "worked already": (
        off("2025-08-09", working=True),
        {},
        f"Day 2025-08-09 is worked already: {STORM} (CV 9/VPCP). {NOTHING}",
    ),
    "the same half day": (
        off("2025-08-06", working=True, until="11:30"),
        {},
        (
            f"Day 2025-08-06 is worked until 11:30 only already: {STORM} (CV 9/VPCP). "
            "Nothing was recorded; correct the day or the hour."
        ),
    ),
    "off and worked": (
        off("2025-08-12", until="11:30"),
        {},
        "Day 2025-08-12 is said to be off, and to be worked until 11:30. Nothing was recorded; say which.",
    ),
    "beyond the table": (
        off("2150-01-05"),
        {},
        (
            "The day 2150-01-05 is outside the calendar vn, which covers 2000-01-01 to 2099-12-31. "
            "Check the year; a date outside cannot be computed."
        ),
    ),
    "an unknown unit": (
        off("2025-08-12"),
        {"unit": "c9"},
        (
            "There is no unit with the code “c9”. Known are: 12, 13, bto, c1, c2, …. Correct the code, or add the unit "
            "first."
        ),
    ),
    "a unit that ended": (
        off("2025-08-12"),
        {"unit": "c3"},
        "Unit “c3” has ended already, on 2025-07-21: e5 (21/07/2025, officer). Nothing was recorded.",
    ),
    "a cut-off hour that is so": (
        [],
        {"cut_off": {"since": "2025-08-12", "at": "15:00", "reason": "x"}},
        "On 2025-08-12 the daily cut-off hour is 15:00 already: một cửa (CV 9/VPCP). Nothing was recorded.",
    ),
    "the end of no cut-off hour": (
        [],
        {"cut_off": {"since": "2025-06-12", "reason": "x"}},
        "On 2025-06-12 there is no daily cut-off hour that could end. Nothing was recorded.",
    ),
    "a cut-off hour beyond the table": (
        [],
        {"cut_off": {"since": "1999-12-31", "at": "15:00", "reason": "x"}},
        (
            "The day 1999-12-31 is outside the calendar vn, which covers 2000-01-01 to 2099-12-31. "
            "Check the year; a date outside cannot be computed."
        ),
    ),
    "nothing at all": ([], {}, "Event “{id}”: its data must give at least one of: days, cut_off."),
    "a bad hour": (
        off("2025-08-12", working=True, until="24:30"),
        {},
        "Event “{id}”: data.days[0].until must be a time of day written HH:MM.",
    ),
    "a bad cut-off hour": (
        [],
        {"cut_off": {"since": "2025-08-12", "at": "9:00", "reason": "x"}},
        "Event “{id}”: data.cut_off.at must be a time of day written HH:MM.",
    ),
    "one day twice": (
        [*off("2025-08-12"), *off("2025-08-12", working=True)],
        {},
        "Event “{id}”: data.days has “2025-08-12” twice.",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_changes_nothing_or_cannot_be_is_refused(what: str) -> None:
    """The message says which day it is, and by what it is so already; the log and the dates stay as they are."""
    days, more, said = REFUSED[what]
    made = world(TEN)
    amend(
        made,
        *off("2025-08-05"),
        *off("2025-08-09", working=True),
        *off("2025-08-06", working=True, until="11:30"),
        cut_off={"since": "2025-08-01", "at": "15:00", "reason": "một cửa"},
    )
    made.service.record(making.unit_merged("c3", into="c2", **made.envelope()))
    with made.service.store.begin(write=False) as session:
        before = session.head(), list(session.dump("calendar_day")), list(session.dump("cut_off"))
    with pytest.raises((EventsError, CalendarError)) as refused:
        amend(made, *days, **more)
    assert str(refused.value) == said.replace("{id}", f"e{made.number}")
    with made.service.store.begin(write=False) as session:
        assert before == (session.head(), list(session.dump("calendar_day")), list(session.dump("cut_off")))


def test_a_wrong_amendment_is_put_right_by_another() -> None:
    """It can be neither corrected nor withdrawn, which the error says; the day made as it was moves the dates back."""
    made = world(TEN)
    made.log("guidance", "2025-08-01", "vn")
    wrong = amend(made, *off("2025-08-06")).decision.event.id
    for event in (
        making.withdrawn(wrong, **made.envelope()),
        making.corrected(wrong, day=date(2025, 8, 7), **made.envelope()),
    ):
        with pytest.raises(EventsError) as refused:
            made.service.record(event)
        assert str(refused.value) == (
            f"Event “{wrong}” amended a calendar, which can be neither corrected nor withdrawn. Nothing was recorded; "
            "put it right by a further amendment: `thoihan calendar amend`."
        )
    amend(made, *off("2025-08-06", working=True))
    assert dues(made) == each("2025-08-15")
    assert holds(made)


def test_only_a_milestone_has_a_time_of_day() -> None:
    """A time is refused of what none is kept of."""
    made = world(TEN)
    made.log("guidance", "2025-08-01", "vn")
    made.done(f"{PLAN}/R1/c1", "2025-08-02", "done")
    with pytest.raises(EventsError) as refused:
        made.service.record(making.corrected("done", at=time(9), **made.envelope()))
    assert str(refused.value) == (
        "Event “done” is of type task.done, of which no time of day is kept. Nothing was recorded; leave out the time."
    )


# --- agencies that end ------------------------------------------------------------------------------------------------

SEVEN = {**EACH, "due": "6 working days after guidance"}


def merge(made: World, code: str, into: str, day: str) -> Logged:
    return made.service.record(making.unit_merged(code, into=into, **made.envelope(day)))


def of(made: World, unit: str) -> str | None:
    return dues(made)[unit]


def test_a_communes_own_festival_is_kept_when_it_merges(store: Store) -> None:
    """What was a day off before it ended stays one; its successor's own task was never counted by it, nor is now."""
    made = world(SEVEN, store=store)
    amend(made, *off("2025-08-05"), unit="c1")
    made.log("guidance", "2025-08-01", "vn")
    assert dues(made) == each("2025-08-11") | {"c1": "2025-08-12"}
    found = merge(made, "c1", "c2", "2025-08-07").decision
    assert [change.kind for change in found.changes] == [Kind.HANDED_OVER]
    assert dues(made) == each("2025-08-11") | {"c1": "2025-08-12"}
    assert "2025-08-05 is a day off: nghỉ chống bão (CV 9/VPCP)." in steps(made, f"{PLAN}/R1/c1")
    assert holds(made)


def test_from_the_day_on_which_it_ended_its_successors_days_count(store: Store) -> None:
    """In a term that runs on, the days before are its own and the others its successor's, cut-off hours too."""
    made = world(SEVEN, store=store)
    amend(made, *off("2025-08-05", "2025-08-08"), unit="c1")
    amend(made, *off("2025-08-06", "2025-08-11"), unit="c2")
    made.log("guidance", "2025-08-01", "vn")
    assert (of(made, "c1"), of(made, "c2")) == ("2025-08-13", "2025-08-13")
    merge(made, "c1", "c2", "2025-08-07")
    assert (of(made, "c1"), of(made, "c2")) == ("2025-08-13", "2025-08-13")  # off: the 5th, and the 11th
    assert calendars(made)["c1"] == "vn/c1/c2"
    amend(made, *off("2025-08-05", "2025-08-12"), unit="c2")
    assert (of(made, "c1"), of(made, "c2")) == ("2025-08-14", "2025-08-15")
    assert holds(made)


def test_a_chain_of_mergers_keeps_each_stretch() -> None:
    """A into B, B into C: until the one day A's own, until the other B's, and then C's."""
    made = world({**EACH, "due": "20 working days after guidance"})
    amend(made, *off("2025-08-05", "2025-08-12", "2025-08-19"), unit="c1")
    amend(made, *off("2025-08-06", "2025-08-13", "2025-08-20"), unit="c2")
    amend(made, *off("2025-08-14", "2025-08-21", "2025-08-22"), unit="c3")
    made.log("guidance", "2025-08-01", "vn")
    merge(made, "c1", "c2", "2025-08-11")
    merge(made, "c2", "c3", "2025-08-18")
    assert calendars(made) == each("vn") | {"c1": "vn/c1/c2/c3", "c2": "vn/c2/c3", "c3": "vn/c3"}
    assert dues(made) == each("2025-08-29") | {"c1": "2025-09-08", "c2": "2025-09-08", "c3": "2025-09-05"}
    amend(made, *off("2025-08-15"), unit="c3")  # neither c1 nor c2 was part of it then
    assert dues(made) == each("2025-08-29") | {"c1": "2025-09-08", "c2": "2025-09-08", "c3": "2025-09-08"}
    assert holds(made)


def test_what_was_amended_above_a_unit_that_ended_is_kept_too() -> None:
    """Merged into another province, it keeps the storm days of its own; its own province may still put one right."""
    made = world(SEVEN)
    amend(made, *off("2025-08-05"), unit="12")
    amend(made, *off("2025-08-06"), unit="13")
    made.log("guidance", "2025-08-01", "vn")
    assert dues(made) == each("2025-08-12")
    merge(made, "c1", "d1", "2025-08-06")
    assert dues(made) == each("2025-08-12") | {"c1": "2025-08-13"}  # off: the 5th here, the 6th there
    amend(made, *off("2025-08-04"), unit="12")
    assert dues(made) == each("2025-08-12") | {"c1": "2025-08-14", "c2": "2025-08-13", "c3": "2025-08-13"}
    amend(made, *off("2025-08-05", "2025-08-07"), unit="13")
    assert dues(made) == each("2025-08-14") | {"c1": "2025-08-15", "c2": "2025-08-13", "c3": "2025-08-13"}
    assert holds(made)


def test_units_below_one_that_ended_keep_the_days_that_it_had() -> None:
    """A district's days hold for its communes until it ends, and from then on those of the district it became."""
    made = world(SEVEN)
    rows: list[making.UnitData] = [
        {"code": "h1", "name": "Huyện h1", "kind": "district", "parent": "12"},
        {"code": "h2", "name": "Huyện h2", "kind": "district", "parent": "12"},
        {"code": "c1", "name": "Xã c1", "kind": "commune", "parent": "h1"},
    ]
    made.service.record(making.units_registered(rows, **made.envelope()))
    amend(made, *off("2025-08-04", "2025-08-08"), unit="h1")
    amend(made, *off("2025-08-05", "2025-08-07"), unit="h2")
    made.log("guidance", "2025-08-01", "vn")
    assert of(made, "c1") == "2025-08-13"
    merge(made, "h1", "h2", "2025-08-06")
    assert of(made, "c1") == "2025-08-13"  # off: the 4th, and the 7th
    made.service.record(making.units_registered(rows, **made.envelope()))  # the list is read in again
    assert of(made, "c1") == "2025-08-13"
    assert holds(made)


def test_a_split_unit_passes_on_its_days_to_its_heir() -> None:
    """The one that leads for it from then on; a unit that nobody takes over from keeps its calendar."""
    made = world({"for each": "[c1, c2]", "lead": "each", "due": "6 working days after guidance"})
    amend(made, *off("2025-08-05", "2025-08-08"), unit="c1")
    amend(made, *off("2025-08-06", "2025-08-07"), unit="c3")
    made.log("guidance", "2025-08-01", "vn")
    made.service.record(making.unit_split("c1", into=["c2", "c3"], heir="c3", **made.envelope("2025-08-07")))
    assert dues(made) == {"c1": "2025-08-13", "c2": "2025-08-11"}  # off: the 5th, and the 7th
    assert holds(made)


def test_the_hour_at_which_a_day_was_over_stays_what_it_was() -> None:
    """An hour of the unit that ended holds for what happened while it was; then its successor's does."""
    made = world({**EACH, "due": "3 working days after own_congress"})
    hour = making.CutOffData(since="2025-07-01", at="15:00", reason="một cửa")
    amend(made, unit="c1", cut_off=hour)
    for unit in ("c1", "c2"):
        happened = making.milestone(
            "own_congress", plan=PLAN, unit=unit, phase="held", at=time(16), **made.envelope("2025-08-04")
        )
        made.service.record(happened)
    assert dues(made) == {"c1": "2025-08-08", "c2": "2025-08-07"}
    merge(made, "c1", "c2", "2025-08-06")
    assert dues(made) == {"c1": "2025-08-08", "c2": "2025-08-07"}
    amend(made, unit="c2", cut_off={**hour, "at": "14:00"})
    assert dues(made) == {"c1": "2025-08-08", "c2": "2025-08-08"}
    assert holds(made)
