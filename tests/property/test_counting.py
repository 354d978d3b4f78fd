"""Laws of counting, and a naive counter, day by day, that the fast one must agree with."""

import csv
from collections.abc import Callable
from datetime import date, time, timedelta
from importlib.resources import files
from random import Random

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from engine.calendars.calendar import Calendar, OutOfRange
from engine.calendars.days import AmendedDay, DayKind, DayRow, HalfDays
from engine.counting import conventions
from engine.counting.arrays import UNITS, count_many
from engine.counting.conventions import Convention
from engine.counting.mixed import WORTHWHILE, count_mixed
from engine.counting.periods import count
from rules.offsets import Direction, Offset

DAY = timedelta(days=1)
VN = Calendar.build("vn")
HALF = [date(year, month, 15) for year in range(2012, 2084) for month in (1, 4, 9, 12)]
HALF = [day for day in HALF if VN.is_working(day)]


def amended(day: date, until: time | None) -> AmendedDay:
    row = DayRow(
        day=day,
        working=until is not None,
        kind=DayKind.AMENDED,
        reason="lý do",
        source="CV 1",
        known_from=date(2020, 1, 1),
        until=until,
    )
    return AmendedDay(calendar="vn", unit="", position=1, row=row)


HALVES = Calendar.build("vn", [amended(day, time(11, 30)) for day in HALF])
OFF_INSTEAD = Calendar.build("vn", [amended(day, None) for day in HALF])
CIVIL = conventions.get("vn-civil-code")
ALL = list(conventions.CONVENTIONS.values())
FIELDS = {"day": "days", "working day": "working_days", "week": "weeks", "month": "months", "year": "years"}

with files("engine.calendars").joinpath("data/vn.csv").open(encoding="utf-8") as lines:
    SAYS = {date.fromisoformat(row["date"]): row["working"] == "1" for row in csv.DictReader(lines)}

firm_days = st.dates(date(2019, 6, 1), date(2027, 6, 30))
any_days = st.dates(date(2010, 1, 1), date(2085, 12, 31))
whole_range = st.dates(date(1999, 12, 1), date(2100, 1, 31))
working_days = firm_days.filter(VN.is_working)
directions = st.sampled_from(Direction)
units = st.sampled_from(UNITS)
odd_settings = st.fixed_dictionaries(
    {},
    optional={
        "before_date": st.sampled_from(["day_before", "same_day"]),
        "roll_after": st.sampled_from(["none", "next", "previous"]),
        "roll_before": st.sampled_from(["none", "next", "previous"]),
        "after_means": st.sampled_from(["last_day", "first_day_after"]),
        "months": st.sampled_from(["calendar", "working_days_30"]),
        "count_event_day": st.sampled_from(["no", "yes"]),
        "short_periods": st.sampled_from(["none", "3", "10"]),
        "clear_days": st.sampled_from(["no", "yes"]),
        "min_working_days": st.sampled_from(["none", "1", "2", "7"]),
        "half_days": st.sampled_from(["whole", "off"]),
    },
)


def offset(amount: int, unit: str, direction: Direction) -> Offset:
    return Offset(direction=direction, **{FIELDS[unit]: amount})


def works(day: date) -> bool:
    return SAYS.get(day, day.weekday() < 5)


def naive_month(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        year, month = (year + 1, 1) if month == 13 else (year - 1, 12) if month == 0 else (year, month)
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def walk(day: date, step: timedelta, wanted: Callable[[date], bool]) -> date:
    """The first day from `day` on, in steps, that is wanted."""
    while not wanted(day):
        day += step
    return day


def naive_end(event: date, amount: int, unit: str, step: timedelta, convention: Convention) -> date:
    """One day after the other, as a clerk counts on a wall calendar."""
    if not amount:
        return event if step.days > 0 else event + step
    short = unit == "day" and amount <= (convention.short_periods or 0)
    if unit in ("month", "year"):
        return naive_month(event, amount * (12 if unit == "year" else 1) * step.days)
    day, left = event, amount * (7 if unit == "week" else 1)
    while left:
        day += step
        if works(day) or not (unit == "working day" or short):
            left -= 1
    if convention.clear_days and unit == "day" and step.days < 0:
        return walk(day + step, step, works) if short else day + step
    return day


def naive(event: date, amount: int, unit: str, direction: Direction, convention: Convention) -> tuple[date, date, date]:
    """(nominal, due, safe) under one of the five conventions."""
    after = direction is Direction.AFTER
    step = DAY if after else -DAY
    nominal = naive_end(event, amount, unit, step, convention)
    how = convention.roll_after if after else convention.roll_before
    due = nominal if how == "none" else walk(nominal, DAY if how == "next" else -DAY, works)
    length = amount * {"week": 7, "month": 28, "year": 365}.get(unit, 1)
    if convention.min_working_days and length >= convention.min_working_days:
        enough, day = 0, event
        while enough < convention.min_working_days:
            day += step
            enough += works(day)
        due = max(due, day) if after else min(due, day)
    safe = walk(min(nominal, due), -DAY, works)
    return nominal, due, (min(nominal, due) if after and safe < event else safe)


@given(firm_days, st.integers(0, 60), units, directions, st.sampled_from(ALL))
@settings(max_examples=100, deadline=None)
def test_a_count_is_what_a_clerk_counts_on_a_wall_calendar(
    event: date, amount: int, unit: str, direction: Direction, convention: Convention
) -> None:
    """Every unit, either way, under all five conventions: as counted day by day from the rows of the data file."""
    amount %= {"month": 8, "year": 2, "week": 20}.get(unit, 61)
    expected = naive(event, amount, unit, direction, convention)
    assume(all(2019 <= day.year <= 2027 for day in expected))
    counted = count(event, offset(amount, unit, direction), VN, convention)
    assert (counted.nominal, counted.due, counted.safe) == expected
    assert not counted.provisional


@given(working_days, st.integers(1, 250), directions)
@settings(max_examples=60, deadline=None)
def test_there_and_back(event: date, amount: int, direction: Direction) -> None:
    """From a working day, n working days one way and n back end where they began."""
    there = count(event, offset(amount, "working day", direction), VN, CIVIL).due
    other = Direction.BEFORE if direction is Direction.AFTER else Direction.AFTER
    assert count(there, offset(amount, "working day", other), VN, CIVIL).due == event
    assert abs(VN.working_between(event, there)) == amount


@given(any_days, st.integers(1, 300), directions)
@settings(max_examples=60, deadline=None)
def test_a_working_day_is_never_a_day_off(event: date, amount: int, direction: Direction) -> None:
    """The answer in working days is a working day, and nominal, due and safe are the same."""
    counted = count(event, offset(amount, "working day", direction), VN, CIVIL)
    assert VN.is_working(counted.due)
    assert counted.nominal == counted.due == counted.safe


@given(any_days, st.integers(0, 400), st.integers(0, 90), units, directions, st.sampled_from(ALL))
@settings(max_examples=100, deadline=None)
def test_a_later_event_never_gives_an_earlier_due(
    event: date, later: int, amount: int, unit: str, direction: Direction, convention: Convention
) -> None:
    """Due dates keep the order of their events."""
    amount %= {"month": 40, "year": 3}.get(unit, 91)
    asked = offset(amount, unit, direction)
    first, second = (count(day, asked, VN, convention) for day in (event, event + DAY * later))
    assert first.nominal <= second.nominal
    assert first.due <= second.due


@given(any_days, st.integers(0, 90), st.integers(0, 30), units, directions, st.sampled_from(ALL))
@settings(max_examples=100, deadline=None)
def test_a_longer_period_never_ends_nearer(
    event: date, amount: int, more: int, unit: str, direction: Direction, convention: Convention
) -> None:
    """More of a unit never brings the due day nearer to the event; a short period, counted otherwise, aside."""
    scale = {"month": 40, "year": 3}.get(unit, 91)
    amount, more = amount % scale, more % scale
    assume(not convention.short_periods or amount > convention.short_periods or unit != "day")
    near, far = (count(event, offset(n, unit, direction), VN, convention).due for n in (amount, amount + more))
    assert (near <= far) if direction is Direction.AFTER else (near >= far)


@given(any_days, st.integers(0, 120), units, directions, st.sampled_from(ALL))
@settings(max_examples=100, deadline=None)
def test_safe_is_never_late_nor_on_the_wrong_side(
    event: date, amount: int, unit: str, direction: Direction, convention: Convention
) -> None:
    """`safe` is not after `due` nor after the nominal day, a working day if there is one, and not before the event."""
    amount %= {"month": 40, "year": 3}.get(unit, 121)
    counted = count(event, offset(amount, unit, direction), VN, convention)
    assert counted.safe <= min(counted.due, counted.nominal)
    if direction is Direction.AFTER:
        assert event <= counted.safe
        assert VN.is_working(counted.safe) or VN.previous_working(counted.safe) < event
    else:
        assert VN.is_working(counted.safe)


@given(whole_range, st.integers(0, 400), units, directions, st.sampled_from(ALL), odd_settings, st.booleans())
@settings(max_examples=200, deadline=None)
def test_bulk_counts_as_one_by_one(
    event: date,
    amount: int,
    unit: str,
    direction: Direction,
    convention: Convention,
    overrides: dict[str, str],
    halves: bool,
) -> None:
    """An array of one gives what the single count gives, under any settings, half days among them, errors too."""
    convention, calendar = convention.override(overrides), HALVES if halves else VN
    days, amounts = np.array([event], "datetime64[D]"), np.array([amount])
    try:
        counted = count(event, offset(amount, unit, direction), calendar, convention)
    except OutOfRange:
        with pytest.raises(OutOfRange):
            count_many(days, amounts, unit, direction, calendar, convention)
        return
    answers = count_many(days, amounts, unit, direction, calendar, convention)
    expected = (counted.nominal, counted.due, counted.safe, counted.provisional)
    assert tuple(column[0].item() for column in answers) == expected


@given(firm_days, st.integers(0, 90), units, directions, odd_settings)
@example(date(2024, 1, 13), 1, "working day", Direction.AFTER, {})  # a Saturday; the Monday after is a half day
@settings(max_examples=150, deadline=None)
def test_safe_suits_both_readings_of_half_days(
    event: date, amount: int, unit: str, direction: Direction, overrides: dict[str, str]
) -> None:
    """However half days are read, `safe` is not late, and the setting does not change it.

    It is no half day, but where from the event until then no day is worked whole.
    """
    amount %= {"month": 8, "year": 2}.get(unit, 91)
    asked, convention = offset(amount, unit, direction), CIVIL.override(overrides)
    whole, apart = (count(event, asked, HALVES, convention.override({"half_days": how})) for how in ("whole", "off"))
    assert whole.safe == apart.safe <= min(whole.due, apart.due)
    if convention.after_means == "last_day" and whole.safe in HALVES.half_days:
        assert direction is Direction.AFTER
        assert HALVES.under(HalfDays.OFF).previous_working(whole.safe) < event
    assert apart.nominal == count(event, asked, OFF_INSTEAD, convention).nominal
    assert whole.nominal == count(event, asked, VN, convention).nominal


@given(
    st.lists(st.tuples(any_days, st.integers(0, 60)), min_size=2, max_size=20),
    units,
    directions,
    st.sampled_from(ALL),
    odd_settings,
)
@settings(max_examples=60, deadline=None)
def test_bulk_keeps_the_order(
    asked: list[tuple[date, int]], unit: str, direction: Direction, convention: Convention, overrides: dict[str, str]
) -> None:
    """Each answer of a bulk count stands where its question stood."""
    convention = convention.override(overrides)
    if unit == "year":
        asked = [(day, amount % 3) for day, amount in asked]
    events, amounts = np.array([day for day, _ in asked], "datetime64[D]"), np.array([n for _, n in asked])
    try:
        single = [count(day, offset(n, unit, direction), VN, convention) for day, n in asked]
    except OutOfRange:
        return
    answers = count_many(events, amounts, unit, direction, VN, convention)
    assert answers.nominal.tolist() == [one.nominal for one in single]
    assert answers.due.tolist() == [one.due for one in single]
    assert answers.safe.tolist() == [one.safe for one in single]
    assert answers.provisional.tolist() == [one.provisional for one in single]


mixed_offsets = st.builds(
    Offset,
    direction=directions,
    **{name: st.sampled_from([0, 0, 0, 0, 1, 5]) for name in FIELDS.values()},
)


def alone(event: date, period: Offset, calendar: Calendar, convention: Convention) -> object:
    try:
        found = count(event, period, calendar, convention)
    except OutOfRange as error:
        return str(error)
    return found.nominal, found.due, found.safe, found.provisional


@given(
    st.lists(st.tuples(whole_range, mixed_offsets), max_size=12),
    st.lists(st.tuples(any_days, st.integers(0, 60)), min_size=WORTHWHILE, max_size=30),
    units,
    directions,
    st.sampled_from(ALL),
    st.randoms(use_true_random=False),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_a_mixture_counts_as_one_by_one(
    mixed: list[tuple[date, Offset]],
    alike: list[tuple[date, int]],
    unit: str,
    direction: Direction,
    convention: Convention,
    random: Random,
    halves: bool,
) -> None:
    """Each of many counts of all sorts has the dates, or the error, that it has alone, and stands in its place."""
    calendar = HALVES if halves else VN
    asked = [*mixed, *((day, offset(amount, unit, direction)) for day, amount in alike)]
    random.shuffle(asked)
    found = count_mixed(asked, calendar, convention)
    said = [str(one) if isinstance(one, OutOfRange) else tuple(one) for one in found]
    assert said == [alone(event, period, calendar, convention) for event, period in asked]


@given(st.dates(date(2017, 1, 1), date(2027, 12, 31)), st.dates(date(2017, 1, 1), date(2027, 12, 31)))
@settings(max_examples=30, deadline=None)
def test_what_is_known_is_not_forgotten(one: date, other: date) -> None:
    """A year that is firm as known on one day is firm on every later day, and so is what documents said."""
    early, late = (Calendar.build("vn", as_of=day) for day in sorted((one, other)))
    assert early.firm_years <= late.firm_years
    said = {row.day for row in early.rows if not row.estimate}
    assert said <= {row.day for row in late.rows}


@given(firm_days)
@settings(max_examples=50, deadline=None)
def test_as_of_a_day_nothing_later_is_known(as_of: date) -> None:
    """No row of a calendar as of a day was made known after it."""
    assert all(row.known_from <= as_of for row in Calendar.build("vn", as_of=as_of).rows)


@given(firm_days, firm_days, firm_days)
@settings(max_examples=60, deadline=None)
def test_working_days_add_up(first: date, second: date, third: date) -> None:
    """From a to c there are as many working days as from a to b and from b to c, the days being in order."""
    first, second, third = sorted((first, second, third))
    assert VN.working_between(first, third) == VN.working_between(first, second) + VN.working_between(second, third)
