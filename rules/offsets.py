"""Deadlines: the values of `due:`, which are the abstract syntax of the offset language.

The text form is read and printed by `rules.language.offset_text`; `engine.counting.due` counts the days.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Direction(StrEnum):
    """The side of its event on which a period lies."""

    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """A signed length of time: `7 working days after`, `1 year 2 months before`.

    Years and months are added together with one rounding, then weeks and days, then working days
    (Bộ luật Dân sự 2015, Điều 147-148). All amounts are whole and not negative; all zero means the
    nearest day on that side (`before X` alone: the last day before X).
    """

    direction: Direction  # the side of the event
    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    working_days: int = 0


class SignalKind(StrEnum):
    """The sort of happening that is waited for."""

    MILESTONE = "milestone"
    DONE = "done"  # a task was reported done
    MISSED = "missed"  # a task's due date passed without it


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Signal:
    """A happening by name."""

    kind: SignalKind  # a milestone, or a task done or missed
    name: str  # a milestone's key, or a rule's id


class Pick(StrEnum):
    """The one of several happenings of a signal that an anchor means."""

    NEAREST = "nearest"  # the unit's own, else its nearest ancestor's
    OWN = "own"  # the unit's own only
    FIRST = "first"  # the earliest among the units of a kind
    LAST = "last"  # the latest among the units of a kind, once every one of them has it


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Anchor:
    """The happening that a period is counted from.

    `kind` is a unit kind, given for FIRST and LAST only: those below the plan's unit.
    """

    signal: Signal  # the happening by name
    pick: Pick = Pick.NEAREST  # the one meant, where it happens several times
    kind: str | None = None


class Cycle(StrEnum):
    """The period at which a recurring duty comes round."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`7 working days after congress`, `30 working days before congress`, `before congress`."""

    offset: Offset  # how long, and on which side
    anchor: Anchor  # the happening counted from


@dataclass(frozen=True, slots=True, kw_only=True)
class RightAfter:
    """`right after congress`: the plan's policy says how long that is."""

    anchor: Anchor  # the happening it is due right after


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """`once guidance`: active when it happens, without a date until an officer sets one."""

    anchor: Anchor  # the happening it waits for


@dataclass(frozen=True, slots=True, kw_only=True)
class Per:
    """`per politburo_plan`: waits for the event that carries the date."""

    anchor: Anchor  # the happening that carries the date


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeDate:
    """`before 2025-07-31`: strictly before (the convention may say otherwise)."""

    day: date  # the first day that is too late


@dataclass(frozen=True, slots=True, kw_only=True)
class ByDate:
    """`by 2025-07-31`: that day included."""

    day: date  # the last day


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """`in 2025-07..2025-09`: a window, both ends included.

    The text form is kept by its days only: 2025-07..2025-09 is 1 July to 30 September.
    """

    start: date  # its first day
    end: date  # its last day


@dataclass(frozen=True, slots=True, kw_only=True)
class FromDate:
    """`from 2026-01-01`: not before that day; no last day."""

    day: date  # the first day on which it can be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """`every quarter before day 15 of its last month`."""

    every: Cycle  # the period at which it comes round
    strictly_before: bool  # True: `before` the day; False: `by` it
    day: int  # 1-31 within the month, at most its length; -1: its last day; for a week 1 is Monday, 7 Sunday
    month: int = 1  # within the cycle, from 1; -1: its last; 1 for weeks and months


@dataclass(frozen=True, slots=True)
class Continuous:
    """`continuous`: active from the plan's start, no due date."""


@dataclass(frozen=True, slots=True)
class Done:
    """`done`: recorded as done at adoption."""


@dataclass(frozen=True, slots=True)
class Earliest:
    """`earliest of (before 2025-08-31, before congress)`: of several limits the one that comes first counts.

    One whose happening nobody knows of yet is left out until then.
    """

    of: tuple[Counted | RightAfter | BeforeDate | ByDate | Within, ...]  # at least two


DueSpec = (
    Counted
    | RightAfter
    | Once
    | Per
    | BeforeDate
    | ByDate
    | Within
    | FromDate
    | Recurring
    | Continuous
    | Done
    | Earliest
)


def limits_of(spec: DueSpec | None) -> tuple[DueSpec, ...]:
    """The limits of which the earliest counts; a deadline that says one has only itself."""
    return spec.of if isinstance(spec, Earliest) else (spec,) if spec else ()


def anchors_of(spec: DueSpec | None) -> tuple[Anchor, ...]:
    """The happenings that `spec` is counted from, each once; none where it has its own dates."""
    if isinstance(spec, Earliest):
        return tuple(dict.fromkeys(anchor for limit in spec.of for anchor in anchors_of(limit)))
    anchor: Anchor | None = getattr(spec, "anchor", None)
    return (anchor,) if anchor else ()
