"""Laws of suspended time: what does not run is never counted, and nobody loses or gains a day by it."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.calendars.calendar import Calendar
from engine.counting import conventions
from engine.counting.due import Due, Happening, compute
from engine.counting.pauses import Suspension, pauses
from engine.counting.periods import add_months
from rules.language.offset_text import parse_amount, parse_due
from rules.offsets import Anchor, Signal, SignalKind
from rules.plan import Policies

VN = Calendar.build("vn")
CIVIL = conventions.get("vn-civil-code")
BARE = CIVIL.override({"roll_after": "none"})
POLICIES = Policies(right_after=parse_amount("1 working day"), set_date_within=parse_amount("5 working days"))
CONGRESS = Anchor(signal=Signal(kind=SignalKind.MILESTONE, name="congress"))
DAY = timedelta(days=1)
START = date(2025, 7, 21)

WINDOW = date(2025, 8, 1)

DAYS = st.integers(0, 150).map(lambda n: START + DAY * n)
AMOUNTS = ["1 day", "7 days", "30 days", "3 weeks", "1 working day", "9 working days", "1 month", "2 months", "1 year"]
MIXED = ["1 month 3 days", "1 month 2 working days", "4 days 5 working days"]
DUES = [f"{amount} after congress" for amount in (*AMOUNTS, *MIXED)] + [
    "right after congress",
    "once congress",
    "by 2025-10-15",
    "before 2025-09-02",
    f"in {WINDOW:%Y-%m}..2025-10",
]


def spans(*, closed: bool = True) -> st.SearchStrategy[list[Suspension]]:
    """A few suspensions, which may overlap."""
    lengths = st.integers(0, 60)
    one = st.builds(lambda start, days: span(start, start + DAY * days), DAYS, lengths)
    last = st.builds(lambda start: span(start, None), DAYS)
    return (
        st.lists(one, max_size=4) if closed else st.tuples(st.lists(one, max_size=3), last).map(lambda p: [*p[0], p[1]])
    )


def span(start: date, end: date | None) -> Suspension:
    return Suspension(start=start, end=end, source="công văn", ended_by="công văn", event_ids=("s",))


def due(text: str, on: date, over: Iterable[Suspension] = (), convention: conventions.Convention = CIVIL) -> Due:
    return compute(
        parse_due(text),
        when={CONGRESS: Happening(day=on, firm=True, event_ids=("e1",))},
        starts=START,
        calendar=VN,
        convention=convention,
        policies=POLICIES,
        suspensions=tuple(over),
    )


def days_of(found: Due) -> tuple[object, ...]:
    return found.nominal, found.due, found.safe, found.set_by, found.left, found.suspended, found.provisional


def runs(day: date, over: Iterable[Suspension]) -> bool:
    return not any(one.start < day <= (one.end or date.max) for one in over)


def nth(on: date, count: int, over: list[Suspension], *, working: bool) -> date:
    """The `count`-th day after `on` on which time runs, found by walking."""
    day = on
    while count:
        day += DAY
        count -= runs(day, over) and (not working or VN.is_working(day))
    return day


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(1, 40), spans(), st.booleans())
def test_suspended_time_never_counts(on: date, count: int, over: list[Suspension], working: bool) -> None:
    """A term in days or working days ends on the day that one finds by walking, days without time left out."""
    unit = "working days" if working else "days"
    found = due(f"{count} {unit} after congress", on, over, BARE)
    assert found.due == nth(on, count, over, working=working)


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(1, 40), st.integers(0, 60), st.data())
def test_a_term_of_working_days_moves_by_the_working_days_that_did_not_run(
    on: date, count: int, days: int, data: st.DataObject
) -> None:
    """It is due as it was, and as many working days later as the suspension had; if it ran when that began."""
    before = due(f"{count} working days after congress", on).due
    assert before
    start = on + DAY * data.draw(st.integers(0, (before - on).days - 1))
    end = start + DAY * days
    moved = VN.add_working(before, VN.working_between(start, end))
    assert due(f"{count} working days after congress", on, [span(start, end)]).due == moved


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(DUES), DAYS, DAYS)
def test_resuming_at_once_changes_nothing(text: str, on: date, start: date) -> None:
    """A suspension that ends on the day it began leaves no trace."""
    assert due(text, on, [span(start, start)]) == due(text, on)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DUES), DAYS, DAYS, st.integers(1, 60), st.data())
def test_two_that_meet_or_overlap_are_their_union(
    text: str, on: date, start: date, days: int, data: st.DataObject
) -> None:
    """One suspension, the same cut in two, and two that overlap to the same come to the same days."""
    end = start + DAY * days
    cut = start + DAY * data.draw(st.integers(0, days))
    back = start + DAY * data.draw(st.integers(0, (cut - start).days))
    whole = days_of(due(text, on, [span(start, end)]))
    assert days_of(due(text, on, [span(cut, end), span(start, cut)])) == whole
    assert days_of(due(text, on, [span(start, cut), span(back, end)])) == whole
    assert days_of(due(text, on, [span(start, end), span(back, cut)])) == whole


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DUES), DAYS, spans(closed=False), st.integers(0, 90))
def test_what_is_left_counts_from_the_day_of_resumption(text: str, on: date, over: list[Suspension], days: int) -> None:
    """While suspended there is no day but what is left; and that, counted from the end, is the nominal day."""
    now = due(text, on, over)
    assume(now.suspended)
    assert (now.nominal, now.due, now.safe, now.set_by, now.remind_on) == (None, None, None, None, None)
    assert now.left
    begins = WINDOW if text.startswith("in") else on
    end = max(begins, *(one.end or one.start for one in over)) + DAY * (days + 1)
    then = due(text, on, [span(one.start, one.end or end) for one in over])
    left = parse_amount(now.left)
    turn = add_months(end, left.years * 12 + left.months) + DAY * left.days
    counted = VN.add_working(turn, left.working_days)
    if then.set_by:
        assert then.set_by == counted
    else:
        assert then.nominal == counted
        assert (then.safe or date.max) <= (then.due or date.min)
        assert (then.remind_on or date.min) >= end


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(DUES), DAYS, DAYS, st.integers(0, 60), st.integers(0, 30))
def test_a_longer_suspension_never_makes_a_task_due_earlier(
    text: str, on: date, start: date, days: int, more: int
) -> None:
    """Whoever resumes later is due no earlier, whatever unit the term is in."""
    short, long = (due(text, on, [span(start, start + DAY * n)]) for n in (days, days + more))
    assert (short.due or short.set_by or START) <= (long.due or long.set_by or START)


@settings(max_examples=100, deadline=None)
@given(spans(), DAYS)
def test_pauses_are_the_union_and_keep_apart(over: list[Suspension], day: date) -> None:
    """A day is in a pause if and only if it is in a suspension; between two pauses time runs for a day at least."""
    found = pauses(over)
    assert any(pause.start < day <= (pause.end or date.max) for pause in found) is not runs(day, over)
    ends = [(before.end, after.start) for before, after in pairwise(found)]
    assert all(end and end < start for end, start in ends)


@pytest.mark.parametrize("name", ["eu-1182-71", "uk-cpr-2.8", "us-frcp-6a", "vn-election"])
@settings(max_examples=40, deadline=None)
@given(text=st.sampled_from(DUES), on=DAYS, start=DAYS, days=st.integers(0, 40), cut=st.integers(0, 40))
def test_the_laws_hold_under_every_convention(name: str, text: str, on: date, start: date, days: int, cut: int) -> None:
    """Resuming at once changes nothing, two that meet are one, and nobody is due before the count without them."""
    convention, end = conventions.get(name), start + DAY * days
    middle = min(start + DAY * cut, end)
    plain, once = due(text, on, (), convention), due(text, on, [span(start, end)], convention)
    assert due(text, on, [span(start, start)], convention) == plain
    assert days_of(due(text, on, [span(start, middle), span(middle, end)], convention)) == days_of(once)
    assert (once.due or once.set_by or START) >= (plain.due or plain.set_by or START)
