"""What a `due:` says, as values: the abstract syntax of the offset language.

The text form is read and printed by `rules.language.offset_text`; what each means in days is `engine.counting.due`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Direction(StrEnum):
    """On which side of its event a period lies."""

    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """A signed length of time: `7 working days after`, `1 year 2 months before`.

    Years and months are added together with one rounding, then weeks and days, then working days
    (Bộ luật Dân sự 2015, Điều 147-148). All amounts are whole and not negative; all zero means the
    nearest day on that side (`before X` alone: the last day before X).
    """

    direction: Direction
    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    working_days: int = 0


class SignalKind(StrEnum):
    """What sort of happening is waited for."""

    MILESTONE = "milestone"
    DONE = "done"  # a task was reported done
    MISSED = "missed"  # a task's due date passed without it


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Signal:
    """A happening by name: a milestone's key, or the id of the task rule that is done or missed."""

    kind: SignalKind
    name: str


class Pick(StrEnum):
    """Which of several happenings of one signal an anchor means."""

    NEAREST = "nearest"  # the unit's own, else its nearest ancestor's
    OWN = "own"  # the unit's own only
    FIRST = "first"  # the earliest among the units of a kind
    LAST = "last"  # the latest among the units of a kind, once every one of them has it


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Anchor:
    """The happening that a period is counted from.

    `kind` is a unit kind, given for FIRST and LAST only: those below the plan's unit.
    """

    signal: Signal
    pick: Pick = Pick.NEAREST
    kind: str | None = None


class Cycle(StrEnum):
    """How often a recurring duty comes round."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`7 working days after congress`, `30 working days before congress`, `before congress`."""

    offset: Offset
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class RightAfter:
    """`right after congress`: the plan's policy says how long that is."""

    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """`once guidance`: active when it happens, without a date until an officer sets one."""

    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Per:
    """`per politburo_plan`: waits for the event that carries the date."""

    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeDate:
    """`before 2025-07-31`: strictly before (the convention may say otherwise)."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ByDate:
    """`by 2025-07-31`: that day included."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """`in 2025-07..2025-09`: a window, both ends included.

    The text form is kept by its days only: 2025-07..2025-09 is 1 July to 30 September.
    """

    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FromDate:
    """`from 2026-01-01`: not before that day; no last day."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """`every quarter before day 15 of its last month`.

    `day` is 1-31 within the month (clamped to the month's length; -1 its last day); for a week 1 is Monday, 7 Sunday.
    `month` is which month of the cycle, from 1; -1 is its last; 1 for weeks and months.
    """

    every: Cycle
    strictly_before: bool
    day: int
    month: int = 1


@dataclass(frozen=True, slots=True)
class Continuous:
    """`continuous`: active from the plan's start, no due date."""


@dataclass(frozen=True, slots=True)
class Done:
    """`done`: recorded as done at adoption."""


DueSpec = Counted | RightAfter | Once | Per | BeforeDate | ByDate | Within | FromDate | Recurring | Continuous | Done


def anchor_of(spec: DueSpec) -> Anchor | None:
    """The happening that `spec` is counted from, or None where it has its own dates."""
    return getattr(spec, "anchor", None)
