"""The calendars: their data, what is known when, and the questions that the table of sums answers."""

import csv
from calendar import monthrange
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from engine.calendars.calendar import Calendar, OutOfRange, UnknownCalendar
from engine.calendars.days import AmendedDay, DayKind, DayRow
from engine.calendars.shipped import shipped
from engine.calendars.statutory import by_law, undecided
from rules.convention_settings import FIRST, LAST

VN = Calendar.build("vn")
ANNOUNCED = range(2019, 2028)
DOCUMENTS = Path(__file__).parents[1] / "cases" / "calendar_days.csv"


def amended(
    day: str,
    working: bool,
    position: int = 1,
    known_from: str = "2026-01-01",
    calendar: str = "vn",
    unit: str = "",
    until: str | None = None,
) -> AmendedDay:
    row = DayRow(
        day=date.fromisoformat(day),
        working=working,
        kind=DayKind.AMENDED,
        reason="lý do",
        source="CV 1/VPCP",
        known_from=date.fromisoformat(known_from),
        until=time.fromisoformat(until) if until else None,
    )
    return AmendedDay(calendar=calendar, unit=unit, position=position, row=row)


def known_until(text: str) -> date:
    """A day, or the last of a month where the source names only that."""
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = map(int, text.split("-"))
    return date(year, month, monthrange(year, month)[1])


def test_the_data_has_every_day_that_the_documents_name() -> None:
    """Each day of the table is in our file: as worked or off, by the same document, and known since the same day."""
    with DOCUMENTS.open(encoding="utf-8", newline="") as lines:
        named = {
            date.fromisoformat(row["day"]): (row["is"] == "worked", known_until(row["known_from"]), row["document"])
            for row in csv.DictReader(lines)
        }
    ours = {row.day: (row.working, row.known_from, row.source) for row in shipped("vn") if row.day.year >= 2019}
    assert ours == named
    assert len(ours) == 110


def test_every_row_says_why_and_on_what_document() -> None:
    """No row is without a reason and a document; none restates what its weekday says anyway."""
    for row in shipped("vn"):
        assert row.reason
        assert row.source
        assert row.working == (row.day.weekday() >= 5)


def test_an_exchange_has_two_sides() -> None:
    """Each day off by exchange names the Saturday that is worked for it, and that one names it back."""
    rows = {row.day: row for row in shipped("vn")}
    swaps = [row for row in rows.values() if row.kind is DayKind.SWAP]
    assert len(swaps) == 6 == sum(row.kind is DayKind.WORKED for row in rows.values())
    for row in swaps:
        assert row.other_day
        assert rows[row.other_day].kind is DayKind.WORKED
        assert rows[row.other_day].other_day == row.day


@pytest.mark.parametrize("year", ANNOUNCED)
def test_the_law_alone_gives_what_the_documents_say(year: int) -> None:
    """What the Labour Codes name, days in lieu included, is off in the record too."""
    hung_kings = {2019: date(2019, 4, 14), 2020: date(2020, 4, 2), 2021: date(2021, 4, 21), 2022: date(2022, 4, 10)}
    hung_kings |= {2023: date(2023, 4, 29), 2024: date(2024, 4, 18), 2025: date(2025, 4, 7), 2026: date(2026, 4, 26)}
    hung_kings |= {2027: date(2027, 4, 16)}
    recorded = {row.day for row in shipped("vn") if not row.working}
    assert {row.day for row in by_law(year, hung_kings[year], None)} <= recorded


@pytest.mark.parametrize("year", ANNOUNCED)
def test_the_estimate_is_what_was_then_decided(year: int) -> None:
    """For each announced year, what we would have expected of Tết and National Day is what was decided."""
    tet = {2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29)}
    tet |= {2026: (2, 17), 2027: (2, 6)}
    rows = [row for group in undecided(year, date(year, *tet[year]), None) for row in group.rows]
    decided = {
        row.day
        for row in shipped("vn")
        if row.day.year == year
        and (row.kind in (DayKind.TET, DayKind.NATIONAL_BESIDE) or (row.kind is DayKind.IN_LIEU and row.day.month < 3))
        and row.day.month in (1, 2, 9)
        and not row.reason.startswith("Nghỉ bù Tết Dương lịch")
    }
    assert {row.day for row in rows} == decided
    assert all(row.estimate for row in rows)


def test_only_announced_years_are_firm() -> None:
    """2019 to 2027 are firm; 2018 and 2028 and all others are provisional, by name of the year."""
    assert VN.firm_years == frozenset(ANNOUNCED)
    assert VN.provisional(date(2027, 12, 31), date(2028, 1, 1))
    assert VN.provisional(date(2018, 12, 31), date(2018, 12, 31))
    assert not VN.provisional(date(2019, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("as_of", "last_firm"),
    [
        ("2018-07-08", None),
        ("2018-07-09", 2019),
        ("2019-11-29", 2019),
        ("2019-11-30", 2020),
        ("2021-11-29", 2021),
        ("2021-11-30", 2022),
        ("2025-10-15", 2025),
        ("2025-10-16", 2026),
        ("2026-10-01", 2026),
        ("2026-10-02", 2027),
    ],
)
def test_a_year_is_firm_from_its_notice_on(as_of: str, last_firm: int | None) -> None:
    """As of a day, the years are firm whose notice was out by then; one known by its month, from the month's end."""
    firm = Calendar.build("vn", as_of=date.fromisoformat(as_of)).firm_years
    assert max(firm, default=None) == last_firm


def test_as_of_before_an_exchange_the_week_is_ordinary() -> None:
    """Until the letter of 25 December 2025 the 2nd of January was worked and the 10th was not; the year was firm."""
    before, after = (Calendar.build("vn", as_of=date(2025, 12, day)) for day in (24, 25))
    assert before.is_working(date(2026, 1, 2))
    assert not before.is_working(date(2026, 1, 10))
    assert not after.is_working(date(2026, 1, 2))
    assert after.is_working(date(2026, 1, 10))
    assert 2026 in before.firm_years


def test_as_of_before_the_notice_tet_is_expected() -> None:
    """Before the notice, Tết is an estimate on the five days that are usual, and says so."""
    calendar = Calendar.build("vn", as_of=date(2025, 6, 1))
    reason = calendar.explain_day(date(2026, 2, 17))
    assert not reason.working
    assert reason.provisional
    assert reason.row
    assert reason.row.estimate
    assert calendar.is_working(date(2026, 11, 24)), "the resolution on 24 November is of 2026"


def test_statutory_days_of_a_provisional_year() -> None:
    """Fixed holidays and their days in lieu are off in years to come too."""
    off = {row.day for row in VN.rows if row.day.year == 2028}
    lieu_and_fixed = {date(2028, 1, 3), date(2028, 4, 4), date(2028, 5, 1), date(2028, 5, 2), date(2028, 9, 4)}
    assert lieu_and_fixed <= off
    assert date(2028, 11, 24) in off


def test_the_version_names_the_rows_and_not_their_order() -> None:
    """The same rows make the same version, in whatever order they come; other rows make another."""
    rows = [amended("2026-06-01", False, 1), amended("2026-06-02", False, 2)]
    one, other = Calendar.build("vn", rows), Calendar.build("vn", rows[::-1])
    assert one.version == other.version != VN.version
    assert VN.version == Calendar.build("vn", as_of=date(2030, 1, 1)).version
    assert VN.version.startswith("vn@2026-10-02:")


def test_a_later_amendment_overrides_an_earlier_one() -> None:
    """Of two events about one day the one later in the log counts, in whatever order they are read."""
    rows = [amended("2026-06-01", True, 9), amended("2026-06-01", False, 3)]
    assert Calendar.build("vn", rows).is_working(date(2026, 6, 1))


def test_an_amendment_counts_from_the_day_it_is_known() -> None:
    """As of a day before its document, an amendment is not there; rows of other calendars never are."""
    row = amended("2026-06-01", False, known_from="2026-05-20")
    assert Calendar.build("vn", [row], as_of=date(2026, 5, 19)).is_working(date(2026, 6, 1))
    assert not Calendar.build("vn", [row], as_of=date(2026, 5, 20)).is_working(date(2026, 6, 1))
    assert Calendar.build("vn", [amended("2026-06-01", False, calendar="weekdays")]).version == VN.version


def test_a_year_becomes_firm_by_its_decision() -> None:
    """The days of Tết and the day beside National Day make 2028 firm, and replace what was expected."""
    tet = [amended(f"2028-01-{day}", False, day) for day in (25, 26, 27, 28, 31)]
    part = Calendar.build("vn", tet)
    whole = Calendar.build("vn", [*tet, amended("2028-09-01", False, 40)])
    assert 2028 not in part.firm_years
    assert 2028 in whole.firm_years
    assert whole.is_working(date(2028, 1, 24)), "expected to be off, but the decision is otherwise"
    assert not whole.is_working(date(2028, 1, 31))
    assert not whole.is_working(date(2028, 5, 1))


def test_one_day_near_tet_is_not_the_decision() -> None:
    """An amendment of one day of Tết does not make a year firm, nor drop the days that are expected."""
    calendar = Calendar.build("vn", [amended("2028-01-26", False), amended("2028-09-01", False)])
    assert 2028 not in calendar.firm_years
    assert not calendar.is_working(date(2028, 1, 27))


@pytest.mark.parametrize(
    ("day", "working", "kind"),
    [
        ("2026-11-23", True, DayKind.WEEKDAY),
        ("2026-11-21", False, DayKind.SATURDAY),
        ("2026-11-22", False, DayKind.SUNDAY),
        ("2026-11-24", False, DayKind.CULTURE),
        ("2026-02-17", False, DayKind.TET),
        ("2026-01-02", False, DayKind.SWAP),
        ("2026-01-10", True, DayKind.WORKED),
        ("2026-04-27", False, DayKind.IN_LIEU),
    ],
)
def test_each_day_is_explained(day: str, working: bool, kind: DayKind) -> None:
    """A day says whether it is worked, why, and by which document."""
    reason = VN.explain_day(date.fromisoformat(day))
    assert (reason.working, reason.kind) == (working, kind)
    assert (reason.row is None) == (kind in (DayKind.WEEKDAY, DayKind.SATURDAY, DayKind.SUNDAY))


def test_the_questions_answered_by_two_look_ups() -> None:
    """Next and previous working day, the n-th, and how many there are between, around the exchange of January 2026."""
    new_year = date(2026, 1, 1)
    assert VN.next_working(new_year) == date(2026, 1, 5)
    assert VN.previous_working(new_year) == date(2025, 12, 31)
    assert VN.add_working(new_year, 6) == date(2026, 1, 10)
    assert VN.add_working(new_year, -1) == date(2025, 12, 31)
    assert VN.add_working(new_year, 0) == new_year
    assert VN.working_between(new_year, date(2026, 1, 10)) == 6
    assert VN.working_between(date(2026, 1, 10), new_year) == -5


def test_the_calendar_of_weekdays() -> None:
    """`weekdays` is Monday to Friday, without holidays, and never provisional."""
    calendar = Calendar.build("weekdays")
    assert calendar.is_working(date(2026, 2, 17))
    assert not calendar.is_working(date(2026, 1, 10))
    assert not calendar.provisional(FIRST, LAST)
    assert calendar.rows == ()


def test_an_unknown_calendar_names_those_there_are() -> None:
    """Asking for a calendar that is not there says which are."""
    with pytest.raises(UnknownCalendar) as caught:
        Calendar.build("vm")
    assert str(caught.value) == "There is no calendar “vm”. There are: vn, weekdays. Correct the name."


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1), date.min, date.max])
def test_a_day_outside_is_refused(day: date) -> None:
    """Every question about a day outside the table says so, and what the table covers."""
    for ask in (VN.is_working, VN.next_working, VN.previous_working, VN.explain_day):
        with pytest.raises(OutOfRange, match="covers 2000-01-01 to 2099-12-31"):
            ask(day)


def test_a_count_that_leaves_the_table_is_refused() -> None:
    """Where the answer would lie outside, it is an error, never the nearest day."""
    with pytest.raises(OutOfRange, match="Counted from 2099-12-31, the answer lies outside"):
        VN.add_working(LAST, 1)
    with pytest.raises(OutOfRange, match="Counted from 2000-01-03, the answer lies outside"):
        VN.add_working(date(2000, 1, 3), -1)
    with pytest.raises(OutOfRange):
        VN.add_working(date(2026, 1, 1), 10**9)
    with pytest.raises(OutOfRange):
        VN.previous_working(FIRST)


def test_an_amended_day_outside_is_refused() -> None:
    """An amendment of a day that the table does not have is an error, not passed over."""
    with pytest.raises(OutOfRange, match="2150-01-01"):
        Calendar.build("vn", [amended("2150-01-01", False)])
