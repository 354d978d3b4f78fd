"""Laws of agencies that end: a day that has run keeps the calendar it ran under, whatever has become of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.asking.verifying import verify
from engine.calendars.calendar import Calendar
from engine.calendars.days import AmendedCutOff, AmendedDay, CutOff, DayKind, DayRow
from engine.calendars.local import Calendars
from engine.units import Units
from events import making
from events.errors import EventError
from events.opening import make_store
from events.rows import UnitRow
from tests.worlds import PLAN, World, plan_text

PARENTS: Mapping[str, str | None] = {
    "vn": None,
    "12": "vn",
    "13": "vn",
    "h1": "12",
    "c1": "12",
    "c2": "12",
    "c3": "h1",
    "c4": "h1",
    "d1": "13",
}
FIRST = date(2025, 8, 1)
SPAN = 40
PLACES = st.sampled_from([None, *(code for code in PARENTS if code != "vn")])
DAYS = st.integers(0, SPAN - 1).map(lambda number: FIRST + timedelta(days=number))
SHIPPED = Calendar.build("vn")
HOURS = st.sampled_from([None, time(11, 30), time(15)])


@dataclass(frozen=True)
class End:
    """One agency became part of another."""

    day: date
    code: str
    heir: str


@dataclass(frozen=True)
class Off:
    """A day is off, or worked, at an agency and below; None: everywhere."""

    unit: str | None
    day: date
    working: bool


def line_on(day: date, unit: str, ends: Sequence[End]) -> Iterator[str]:
    """The agencies whose word counts for `unit` on `day`, the nearest first: told from the beginning, end by end."""
    tree, heirs = dict(PARENTS), dict[str, str]()
    for end in sorted(ends, key=lambda end: (end.day, end.code)):
        if end.day > day:
            break
        heirs[end.code] = end.heir
        above: str | None = end.heir
        while above not in (None, end.code):
            above = tree[str(above)]
        if above is None:
            tree[end.code] = end.heir
    while unit in heirs:
        unit = heirs[unit]
    at: str | None = unit
    while at is not None:
        if at not in heirs:
            yield at
        at = tree[at]


def _possible(ends: Sequence[End]) -> list[End]:
    """Those of `ends` that can have been: nobody ends twice, and nothing passes on in a circle."""
    heirs: dict[str, str] = {}
    found = []
    for end in ends:
        heir = end.heir
        while heir in heirs:
            heir = heirs[heir]
        if end.code not in heirs and heir != end.code:
            heirs[end.code] = end.heir
            found.append(end)
    return found


CODES = st.sampled_from([code for code in PARENTS if code != "vn"])
ENDS = st.lists(st.builds(End, DAYS, CODES, CODES), max_size=4).map(_possible)


@settings(max_examples=80, deadline=None)
@given(
    ENDS, st.lists(st.builds(Off, PLACES, DAYS, st.booleans()), max_size=8), st.lists(st.tuples(PLACES, DAYS, HOURS))
)
def test_each_day_is_as_the_units_of_that_day_had_it(
    ends: list[End],
    said: list[Off],
    hours: list[tuple[str | None, date, time | None]],
) -> None:
    """Day by day, a unit sees the nearest row of who stood for it then, or above; of hours, who first said any."""
    over = {end.code: end for end in ends}
    units = Units.build(
        UnitRow(
            code, code, "commune", parent, None, None, 1, str(over[code].day) if code in over else None,
            over[code].heir if code in over else None,
        )
        for code, parent in PARENTS.items()
    )  # fmt: skip
    rows = [_row(one.unit or "", one.day, one.working, number) for number, one in enumerate(said)]
    cut_offs = [_hour(place or "", day, at, number) for number, (place, day, at) in enumerate(hours)]
    found = Calendars(name="vn", rows=rows, cut_offs=cut_offs, units=units, build=Calendar.build)
    assert sorted(unit for _, group in found.split(sorted(PARENTS)) for unit in group) == sorted(PARENTS)
    for unit in PARENTS:
        seen = found.at(unit)
        for number in range(SPAN):
            day = FIRST + timedelta(days=number)
            line = [*line_on(day, unit, ends), ""]
            assert seen.is_working(day) == _worked(line, day, rows)
            begun = sorted((one for one in cut_offs if one.hour.since <= day), key=lambda one: one.hour.since)
            at = {one.unit: one.hour.at for one in begun}  # of two from one day the later in the log
            hour = seen.cut_off_on(day)
            assert (hour and hour.at) == next((at[place] for place in line if place in at), None)


def _row(unit: str, day: date, working: bool, position: int) -> AmendedDay:
    row = DayRow(day=day, working=working, kind=DayKind.AMENDED, reason="lễ hội", source="CV 1", known_from=FIRST)
    return AmendedDay(calendar="vn", unit=unit, position=position, row=row)


def _hour(unit: str, since: date, at: time | None, position: int) -> AmendedCutOff:
    hour = CutOff(since=since, at=at, reason="một cửa", source="CV 1")
    return AmendedCutOff(calendar="vn", unit=unit, position=position, known_from=FIRST, hour=hour)


@settings(max_examples=40, deadline=None)
@given(ENDS, st.lists(st.builds(Off, PLACES, DAYS, st.booleans()), max_size=6), st.integers(1, 15), st.randoms())
def test_dates_are_those_counted_day_by_day(ends: list[End], said: list[Off], length: int, chance: Random) -> None:
    """Whatever ended and was off, in whichever order it was said, the due day is that of who walks from day to day."""
    made = World(today="2025-08-01")
    made.service.record(making.units_registered([_unit(code) for code in PARENTS], **made.envelope()))
    rule = {"for each": "[c1, c2, c3, c4, d1]", "lead": "each", "due": f"{length} working days after guidance"}
    made.adopt(plan_text([rule], unit="vn"))
    made.log("guidance", "2025-08-01", "vn")
    events: list[End | Off] = [*ends, *said]
    chance.shuffle(events)
    taken = [one for one in events if _taken(made, one)]
    over = [one for one in taken if isinstance(one, End)]
    rows = [_row(one.unit or "", one.day, one.working, at) for at, one in enumerate(taken) if isinstance(one, Off)]
    counted = {unit: str(_walked(unit, length, over, rows)) for unit in ("c1", "c2", "c3", "c4", "d1")}
    assert {task.removeprefix("R1/"): due for task, (_, due) in made.tasks().items()} == counted
    assert verify(made.service, make_store("memory:")).holds


COMMUNES = ("c1", "c2", "c3", "c4", "d1")


@settings(max_examples=40, deadline=None)
@given(DAYS, ENDS, st.frozensets(st.sampled_from(COMMUNES)), st.randoms())
def test_who_has_a_task_and_who_is_waited_for_follows_from_the_days(
    held: date, ends: list[End], reported: frozenset[str], chance: Random
) -> None:
    """A commune below the plan's province has one unless it ended by the day on which it began; all of these report."""
    made = World(today="2025-08-01")
    made.service.record(making.units_registered([_unit(code) for code in PARENTS], **made.envelope()))
    each = {"for each": "commune", "lead": "each", "due": "7 days after guidance"}
    made.adopt(plan_text([each, {"when": "{every commune: task R1 done}", "due": "continuous"}], unit="12"))
    events: list[End | date] = [*(one for one in ends if one.code in COMMUNES), held]
    chance.shuffle(events)
    over: dict[str, date] = {}
    for one in events:
        if isinstance(one, date):
            made.log("guidance", str(one), "vn")
        elif _taken(made, one):
            over[one.code] = one.day
    having = {unit for unit in COMMUNES if unit != "d1" and (unit not in over or held < over[unit])}
    for unit in sorted(reported & having):
        made.done(f"{PLAN}/R1/{unit}", str(held))
    has = {task for task, (state, _) in made.tasks().items() if state not in ("closed", "waiting")}
    all_done = {"R2/12"} if having and having <= reported else set[str]()
    assert has == {f"R1/{unit}" for unit in having} | all_done
    assert verify(made.service, make_store("memory:")).holds


def _unit(code: str) -> making.UnitData:
    return {"code": code, "name": code, "kind": "commune" if code in COMMUNES else "district", "parent": PARENTS[code]}


def _taken(made: World, one: End | Off) -> bool:
    """True if the office takes it; what cannot be is refused, and is then not so."""
    if isinstance(one, End):
        event = making.unit_merged(one.code, into=one.heir, **made.envelope(str(one.day)))
    else:
        day = making.DayData(day=str(one.day), working=one.working, reason="lễ hội")
        event = making.calendar_amended("vn", [day], unit=one.unit, **made.envelope())
    with suppress(EventError):
        made.service.record(event)
        return True
    return False


def _walked(unit: str, length: int, ends: Sequence[End], rows: Sequence[AmendedDay]) -> date:
    day, left = FIRST, length
    while left:
        day += timedelta(days=1)
        left -= _worked([*line_on(day, unit, ends), ""], day, rows)
    return day


def _worked(line: Sequence[str], day: date, rows: Sequence[AmendedDay]) -> bool:
    """True if `day` is worked by the last word of the nearest in `line` that has said any, else by the law."""
    last = {row.unit: row.row.working for row in rows if row.row.day == day}
    return next((last[place] for place in line if place in last), SHIPPED.is_working(day))
