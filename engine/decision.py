"""What follows from one event: the value that crosses from deciding to the register and the outbox."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from engine.counting.due import Happening
from engine.counting.pauses import Suspension
from engine.tasks import State
from events.event import Event
from events.rows import (
    BodyRow,
    CalendarDayRow,
    CutOffRow,
    DueRow,
    FactRow,
    MessageRow,
    PlanRow,
    Redated,
    UnitRow,
)
from rules.plan import TaskRule


class Kind(StrEnum):
    """What happened to a task."""

    ACTIVATED = "activated"
    FIRMED = "firmed"  # what was planned is now held, on the day that was planned
    MOVED = "moved"
    DATED = "dated"  # it waited for a date, and has one now
    DONE = "done"
    REOPENED = "reopened"  # the report that it was done was withdrawn
    CLOSED = "closed"
    HANDED_OVER = "handed_over"  # the agency that led it has merged, split or ended
    SUSPENDED = "suspended"  # its time stands still
    RESUMED = "resumed"  # what was left of its time runs again
    EXTENDED = "extended"
    UPDATED = "updated"  # the same date on other grounds: nobody need be told
    REMINDER = "reminder"  # from here on the clock's: the task itself does not change
    OVERDUE = "overdue"
    NEEDS_DATE = "needs_date"  # nobody has set its date within the plan's own limit
    ASKED = "asked"  # more time is: an officer's, but the task does not change either
    NOT_EXTENDED = "not_extended"  # what was asked is refused


CLOCK = frozenset({Kind.REMINDER, Kind.OVERDUE, Kind.NEEDS_DATE, Kind.ASKED, Kind.NOT_EXTENDED})
"""Kinds that tell of a task as it is."""


Positions = Callable[[str, str], int]
"""From a rule's id and a unit's code to the place in the log of the event by which the task changes."""


def always(position: int) -> Positions:
    """One event changes all."""
    return lambda _rule, _unit: position


class Before(NamedTuple):
    """What a task's row said."""

    state: State
    due_key: str | None
    since: int
    done_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happens alike to the tasks of one rule at several units.

    `due` is the date they have now, `previous` the one they had, if these differ.
    """

    kind: Kind
    plan: str
    rule: TaskRule
    cycle: str
    state: State
    due: DueRow | None
    previous: DueRow | None
    done_on: str | None
    before: Before | None  # None: there was no row
    happening: Happening | None = None  # what `due` is counted from
    dropped: bool = False  # closed because the plan, as amended, lays this down no longer
    redated: bool = False  # written with all that bear `previous`, as one (`Decision.redated`)
    suspension: Suspension | None = None  # the last one that had a part in `due`
    extension: FactRow | None = None  # that was granted, or refused
    units: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A milestone whose planned day has passed without anybody saying that it was held."""

    plan: str
    milestone: str
    unit: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All that one event does. `position` is its place in the log (the place it would have, on a dry run)."""

    event: Event
    position: int
    changes: Sequence[Change] = ()
    lapses: Sequence[Lapse] = ()
    foreseen: Sequence[Change] = ()  # what will follow when its day has come, as things stand; not written
    facts: Sequence[FactRow] = ()
    facts_gone: Sequence[str] = ()
    units: Sequence[UnitRow] = ()
    heirs: Mapping[str, str] = field(default_factory=dict)  # unit that ended -> the one that leads for it now
    plans: Sequence[PlanRow] = ()
    calendar_days: Sequence[CalendarDayRow] = ()
    cut_offs: Sequence[CutOffRow] = ()
    redated: Sequence[Redated] = ()
    bodies: Sequence[BodyRow] = ()
    messages: Sequence[MessageRow] = ()
    contents: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict
    )  # body key -> content, for those who print it
