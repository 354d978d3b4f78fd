"""A reading in the offset language, where that language can say it."""

import re
from datetime import date

from rules.language.offset_text import format_due
from rules.language.tokens import RESERVED
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Cycle,
    Direction,
    Done,
    DueSpec,
    FromDate,
    Offset,
    Once,
    Per,
    Recurring,
    RightAfter,
    Signal,
    SignalKind,
    Within,
)
from rules.phrases.normalising import folded
from rules.phrases.sense import DeadlineKind, LowerBound, Recurrence, Sense, TimeUnit

LONGEST_NAME = 60
MIDNIGHT = "00:00"
NUMBERED = re.compile(r"\d{2}/\d{1,2}/\d{4}")
OFFSETS = {
    TimeUnit.DAY: ("days", 1),
    TimeUnit.WORKING_DAY: ("working_days", 1),
    TimeUnit.WEEK: ("weeks", 1),
    TimeUnit.MONTH: ("months", 1),
    TimeUnit.QUARTER: ("months", 3),
    TimeUnit.YEAR: ("years", 1),
}
"""Units that the offset language counts, the field of Offset for each and how much; it has no hours."""

ALONE: dict[DeadlineKind, type[RightAfter | Once | Per]] = {
    DeadlineKind.RIGHT_AFTER_EVENT: RightAfter,
    DeadlineKind.ONCE_EVENT: Once,
    DeadlineKind.PER_PLAN: Per,
}
"""Kinds that name an event and no length of time."""

CYCLES = {
    Recurrence.WEEKLY: Cycle.WEEK,
    Recurrence.MONTHLY: Cycle.MONTH,
    Recurrence.QUARTERLY: Cycle.QUARTER,
    Recurrence.HALF_YEARLY: Cycle.HALF_YEAR,
    Recurrence.YEARLY: Cycle.YEAR,
}
PLACES = {"last": -1, "first": 1, "second": 2, None: 1}


def rule_of(sense: Sense, name: str | None = None) -> str | None:
    """`sense` in the offset language, its event called `name` (by default, its words without diacritics).

    None where the language has no form for it. An hour is left out: the rule then names the day that the hour is in.
    """
    spec = _spec(sense, name)
    return None if spec is None else format_due(spec)


def name_of(event: str) -> str:
    """A milestone name made of the words of an event: `dai_hoi_dang_bo_tinh`."""
    name = re.sub(r"[^a-z0-9]+", "_", folded(event)).strip("_")
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME + 1].rpartition("_")[0] or name[:LONGEST_NAME]
    return name if name[:1].isalpha() and name not in RESERVED else f"su_kien_{name}".rstrip("_")


def _spec(sense: Sense, name: str | None) -> DueSpec | None:
    """The deadline as a value; None where the offset language has no form for it."""
    if sense.kind is DeadlineKind.CONTINUOUS:
        return Continuous()
    if sense.kind is DeadlineKind.DONE:
        return Done()
    if sense.kind is DeadlineKind.PERIOD:
        return Within(start=sense.start, end=sense.end) if sense.start and sense.end else None
    if sense.kind is DeadlineKind.RECURRING:
        return _recurring(sense)
    if sense.event is not None:
        return _from_event(sense, name or name_of(sense.event))
    return None if sense.date is None else _dated(sense, sense.date)


def _dated(sense: Sense, day: date) -> DueSpec | None:
    """A deadline with a day of its own."""
    if sense.kind is DeadlineKind.FROM_DATE:
        return FromDate(day=day)
    if _is_strict(sense, sense.kind is DeadlineKind.BEFORE_DATE):
        return BeforeDate(day=day)
    return ByDate(day=day)


def _is_strict(sense: Sense, before: bool) -> bool:
    """True if the named day itself is too late. With an hour it is not, unless that is its first (00:00)."""
    return sense.time == MIDNIGHT or (before and sense.time is None)


def _from_event(sense: Sense, name: str) -> DueSpec | None:
    """A deadline that waits for the milestone `name`; None for hours, earliest days, and events that are dates."""
    anchor = Anchor(signal=Signal(kind=SignalKind.MILESTONE, name=name))
    if sense.kind in ALONE:
        return ALONE[sense.kind](anchor=anchor)
    earliest = sense.bound is LowerBound.NOT_BEFORE or (
        sense.bound is LowerBound.AT_LEAST and sense.direction == "after"
    )
    counted = OFFSETS.get(sense.unit) if sense.unit else None
    if earliest or counted is None or sense.offset is None or sense.offset % 1 or NUMBERED.fullmatch(sense.event or ""):
        return None
    amounts = {counted[0]: counted[1] * int(sense.offset)}
    return Counted(offset=Offset(direction=Direction(sense.direction or "after"), **amounts), anchor=anchor)


def _recurring(sense: Sense) -> DueSpec | None:
    """A recurring duty; None where its day or its month is not known."""
    if sense.recurrence is None or sense.unit or (sense.day is None and sense.month_of_period is None):
        return None
    longer = sense.recurrence not in (Recurrence.WEEKLY, Recurrence.MONTHLY)
    if longer and sense.month_of_period is None:
        return None
    strictly = _is_strict(sense, sense.direction == "before")
    day = sense.day if isinstance(sense.day, int) else -1
    if sense.day is None and strictly:  # before a month is before its first day; in it is by its last
        day = 1
    month = sense.month_of_period
    place = month if isinstance(month, int) else PLACES[month]
    return Recurring(every=CYCLES[sense.recurrence], strictly_before=strictly, day=day, month=place if longer else 1)
