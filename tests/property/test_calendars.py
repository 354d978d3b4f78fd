"""Laws of amended calendars: who sees what, and that it does not matter when a day became known."""

from datetime import date, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.asking.verifying import verify
from engine.calendars.calendar import Calendar
from engine.calendars.days import AmendedCutOff, AmendedDay, CutOff, DayKind, DayRow, Line
from engine.calendars.local import Calendars
from engine.matching import PlainMatcher
from engine.units import Units
from events import making
from events.errors import EventsError
from events.opening import make_store
from events.rows import UnitRow
from tests.property.happenings import made, plans, steps, take
from tests.worlds import COMMUNES, World

FIRST = date(2025, 7, 28)
UNITS = ["", "12", *COMMUNES]
TREE = Units.build(
    UnitRow(code, code, "commune", "12" if code != "12" else None, None, None, 1) for code in ("12", "bto", *COMMUNES)
)
HOURS = [None, time(11, 30)]
KNOWN = date(2025, 7, 1)
SWEPT = "2025-12-31"
LIVE = ("planned", "needs_date", "active", "suspended")

amended_days = st.tuples(
    st.sampled_from(UNITS), st.integers(0, 90), st.sampled_from(["off", "working", "half", "cut"]), st.booleans()
)


def row(said: tuple[str, int, str, bool], position: int) -> AmendedDay:
    unit, number, kind, _ = said
    row = DayRow(
        day=FIRST + timedelta(days=number),
        working=kind != "off",
        kind=DayKind.AMENDED,
        reason="lý do",
        source="CV 1",
        known_from=KNOWN,
        until=time(11, 30) if kind == "half" else None,
    )
    return AmendedDay(calendar="vn", unit=unit, position=position, row=row)


def cut_off(unit: str, number: int, at: time | None, position: int) -> AmendedCutOff:
    hour = CutOff(since=FIRST + timedelta(days=number), at=at, reason="lý do", source="CV 1")
    return AmendedCutOff(calendar="vn", unit=unit, position=position, known_from=KNOWN, hour=hour)


@settings(max_examples=40, deadline=None)
@given(st.lists(amended_days, max_size=8))
def test_a_unit_sees_the_nearest_rows_and_one_without_any_sees_the_nations(said: list[Any]) -> None:
    """Day by day, what counts is the row of the unit, else of the province, else of everybody, the later in the log."""
    rows = [row(one, position) for position, one in enumerate(said, 1)]
    found = Calendars(name="vn", rows=rows, cut_offs=(), units=TREE, build=Calendar.build)
    everywhere = Calendar.build("vn", [one for one in rows if not one.unit])
    assert {unit for _, units in found.split(sorted(TREE.rows)) for unit in units} == set(TREE.rows)
    for unit in TREE.rows:
        line = [unit] if unit == "12" else [unit, "12"]
        seen, amended = found.at(unit), {one.unit for one in rows}
        if not amended & set(line):
            assert seen.version == everywhere.version
        for number in range(91):
            day = FIRST + timedelta(days=number)
            mine = [one for place in (*line, "") for one in rows if (one.unit, one.row.day) == (place, day)]
            nearest = [one.row for one in mine if one.unit == mine[0].unit][-1] if mine else None
            assert seen.is_working(day) == (nearest.working if nearest else everywhere.is_working(day))
            assert (day in seen.half_days) == bool(nearest and nearest.until)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "12", "c1"]), st.integers(0, 20), st.sampled_from(HOURS)), max_size=6))
def test_a_cut_off_hour_is_the_nearest_units_last_one(said: list[Any]) -> None:
    """On each day it is what the nearest unit that has said anything by then said last."""
    rows = [cut_off(unit, number, at, position) for position, (unit, number, at) in enumerate(said, 1)]
    seen = Calendar.build("vn", cut_offs=rows, lines=[Line(None, ("c1", "12"))])
    for number in range(21):
        day = FIRST + timedelta(days=number)
        begun = [one for one in rows if one.hour.since <= day]
        layers = [[one for one in begun if one.unit == place] for place in ("c1", "12", "")]
        mine = next((layer for layer in layers if layer), [])
        last = max(mine, key=lambda one: (one.hour.since, one.position)).hour.at if mine else None
        found = seen.cut_off_on(day)
        assert (found.at if found else None) == last


def amend(world: World, said: tuple[str, int, str, bool]) -> None:
    """Amend the calendar; what is so already is refused, which changes nothing."""
    unit, number, kind, _ = said
    day, envelope = (FIRST + timedelta(days=number)).isoformat(), world.envelope(name=f"a{world.number}-{said}")
    if kind == "cut":
        event = making.calendar_amended(
            "vn", cut_off={"since": day, "at": "15:00", "reason": "một cửa"}, unit=unit or None, **envelope
        )
    else:
        data: making.DayData = {"day": day, "working": kind != "off", "reason": "lý do"}
        half: making.DayData = {**data, "until": "11:30"} if kind == "half" else data
        event = making.calendar_amended("vn", [half], unit=unit or None, **envelope)
    try:
        world.service.record(event)
    except EventsError:
        return


def live(world: World) -> dict[str, Any]:
    """All that is said of the dates of live tasks."""
    with world.service.store.begin(write=False) as session:
        return {
            view.id: (
                view.state,
                view.nominal,
                view.due,
                view.safe,
                view.set_by,
                view.remind_on,
                view.provisional,
                view.left,
            )
            for view in session.view_tasks()
            if view.state in LIVE
        }


@settings(max_examples=60, deadline=None)
@given(plans(), st.lists(steps(), max_size=10), st.lists(amended_days, min_size=1, max_size=5), st.data())
def test_it_does_not_matter_when_a_day_became_known(text: str, todo: list[Any], said: list[Any], data: Any) -> None:
    """Dates counted again are those that come of the same happenings with the calendar amended first."""
    happenings = [one for one in todo if one[0] in ("log", "postpone", "suspend")]
    first, last, mixed = (made(text, [], PlainMatcher()) for _ in range(3))
    for one in said:
        amend(first, one)
    for world in (first, last):
        for happening in happenings:
            take(world, happening)
    for one in said:
        amend(last, one)
    cut = data.draw(st.integers(0, len(happenings)))
    for happening in happenings[:cut]:
        take(mixed, happening)
    for one in said:
        amend(mixed, one)
    for happening in happenings[cut:]:
        take(mixed, happening)
    for world in (first, last, mixed):
        world.tick(SWEPT)  # rounds are opened by what looks at a plan, or by the sweep of the day
    assert live(first) == live(last) == live(mixed)
    for world in (last, mixed):
        report = verify(world.service, make_store("memory:"))
        assert report.holds, report
