"""The rounds of a recurring duty, and the day that it names in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.counting.periods import DAY, add_months, last_of_month
from rules.offsets import Cycle, Recurring

MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}
"""The months of a cycle; a week is no number of months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleSpan:
    """One round of a recurring duty."""

    id: str
    """Its name: `2025-W31` (ISO weeks), `2025-07`, `2025-Q3`, `2025-H2` or `2025`."""
    start: date
    end: date
    """The last day, included."""


def cycles(spec: Recurring, start: date, until: date) -> tuple[CycleSpan, ...]:
    """The rounds that have begun by `until`, from the one that `start` lies in.

    A round whose day had passed before `start` is left out: nobody owed anything then.
    """
    return tuple(span for span in _spans(spec.every, start, until) if _owed_from(spec, span, start))


def span_of(every: Cycle, day: date) -> CycleSpan:
    """The round of that frequency in which `day` lies."""
    return next(_spans(every, day, day))


def first_day_of(name: str) -> date:
    """The first day of the round of that name."""
    year, _, part = name.partition("-")
    if part.startswith("W"):
        return date.fromisocalendar(int(year), int(part[1:]), 1)
    months = {"Q": 3, "H": 6}.get(part[:1])
    return date(int(year), (int(part[1:]) - 1) * months + 1 if months else int(part or 1), 1)


def first_owed(spec: Recurring, start: date) -> CycleSpan:
    """The first round of what recurs from `start` on, whether it has begun or not."""
    return next(span for span in _spans(spec.every, start, date.max) if _owed_from(spec, span, start))


def day_in(spec: Recurring, span: CycleSpan) -> date:
    """The day that `spec` names in `span`, in a month too short for it the month's last."""
    if spec.every is Cycle.WEEK:
        return span.start + DAY * (spec.day - 1)
    month = MONTHS[spec.every] if spec.month == -1 else spec.month
    first = add_months(span.start, month - 1)
    last = last_of_month(first.year, first.month)
    return last if spec.day == -1 else first.replace(day=min(spec.day, last.day))


def _owed_from(spec: Recurring, span: CycleSpan, start: date) -> bool:
    day = day_in(spec, span)
    return day > start if spec.strictly_before else day >= start


def _spans(every: Cycle, start: date, until: date) -> Iterator[CycleSpan]:
    first = _first_day(every, start)
    while first <= until:
        following = first + timedelta(days=7) if every is Cycle.WEEK else add_months(first, MONTHS[every])
        yield CycleSpan(id=_id(every, first), start=first, end=following - DAY)
        first = following


def _first_day(every: Cycle, day: date) -> date:
    if every is Cycle.WEEK:
        return day - DAY * day.weekday()
    months = MONTHS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _id(every: Cycle, first: date) -> str:
    match every:
        case Cycle.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02}"
        case Cycle.MONTH:
            return f"{first:%Y-%m}"
        case Cycle.QUARTER:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case Cycle.HALF_YEAR:
            return f"{first.year}-H{(first.month + 5) // 6}"
        case Cycle.YEAR:
            return str(first.year)
