"""Ladders, held against the reference: the day of a rung, and which dates have one that is reached."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.calendars.calendar import Calendar
from engine.counting.ladders import bases, last_day
from rules.ladders.rungs import Rung
from rules.language.rung_text import format_rung, parse_rung
from tests.reference.ladder import last_reached

CALENDAR = Calendar.build("vn")
UNITS = st.sampled_from(["day", "working day", "week"])
DAYS = st.dates(date(2025, 7, 1), date(2026, 3, 31))


@st.composite
def rungs(draw: st.DrawFn) -> Rung:
    """Any rung."""
    side, base = draw(st.sampled_from(["before", "after", "on"])), draw(st.sampled_from(["due", "safe"]))
    head = "on" if side == "on" else f"{draw(st.integers(0, 12))} {draw(UNITS)}s {side}"
    again = f", every {draw(st.integers(1, 9))} {draw(UNITS)}s" if draw(st.booleans()) else ""
    again = again if side == "after" and base == "due" and not head.startswith("0 ") else ""
    to = draw(st.sampled_from(["", ", to lead, superior", ", to follower and cooperating"]))
    more = draw(st.sampled_from(["", ", by sms", ", by mail and sms, for btc, 12", ", for 03388"]))
    return parse_rung(f"{head} {base}{again}{to}{more}")


@given(rungs())
def test_a_rung_is_read_as_it_is_printed(rung: Rung) -> None:
    """The canonical text of a rung means that rung."""
    assert parse_rung(format_rung(rung)) == rung


@given(rungs(), DAYS, DAYS, st.integers(1, 40))
def test_a_rung_is_reached_on_the_day_of_the_reference(rung: Rung, base: date, since: date, days: int) -> None:
    """Of some days the last on which a rung is reached is the one that walking over the days finds."""
    today = since + timedelta(days=days)
    expected = last_reached([rung], base, since, today, CALENDAR.is_working)
    assert last_day(rung, base, CALENDAR, since, today) == expected


@given(rungs(), DAYS, DAYS, st.integers(1, 40))
def test_the_dates_are_found_whose_rung_is_reached(rung: Rung, base: date, since: date, days: int) -> None:
    """A day is among those of which a rung is reached first if, and only if, it is reached then."""
    today = since + timedelta(days=days)
    once = Rung(offset=rung.offset, base=rung.base)
    found = last_reached([once], base, since, today, CALENDAR.is_working) is not None
    assert (base in bases(rung, CALENDAR, since, today)) == found


def test_what_lies_outside_the_calendar_is_never_reached() -> None:
    """At the edges of the calendar there is no rung, and no error."""
    rung = parse_rung("7 working days before due")
    assert last_day(rung, CALENDAR.first, CALENDAR, CALENDAR.first, CALENDAR.last) is None
    assert bases(rung, CALENDAR, CALENDAR.last - timedelta(days=1), CALENDAR.last) == frozenset()
