"""The rungs of a ladder: on which days before and after a date who is told of a task, by what, and how often again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rules.offsets import Direction, Offset


class Base(StrEnum):
    """The day that a rung is counted from."""

    SAFE = "safe"  # the day that satisfies every defensible reading
    DUE = "due"  # the last day; of a task that needs a date, the day by which one must be set
    PROGRESS = "progress"  # the last day on which anything of it moved


class Hears(StrEnum):
    """Who is told when a rung is reached."""

    LEAD = "lead"
    LEADER = "leader"  # the leader of the unit that leads, as a person: at his own address
    COOPERATING = "cooperating"
    SUPERIOR = "superior"  # the unit above the one that leads
    FOLLOWER = "follower"  # who follows the plan


class Means(StrEnum):
    """What a rung is told by."""

    MAIL = "mail"
    SMS = "sms"


Hearers = tuple[tuple[Hears, tuple[Means, ...]], ...]
"""Who is told of something, each once, and by which channels: by none is by all."""


class Reached(NamedTuple):
    """The last rung of a ladder that days have come to, and who is told by it."""

    day: date
    to: Hearers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung: `7 working days before safe`, `3 working days after due, every 5 working days, to superior`."""

    offset: Offset  # in days (weeks) or in working days; none at all is the day itself
    base: Base
    every: Offset | None = None  # how long after it, and after each time again, while the task stays overdue
    to: tuple[Hears, ...] = (Hears.LEAD,)
    by: tuple[Means, ...] = ()  # (): by every one that there is
    units: tuple[str, ...] = ()  # codes of the leading units that it is for; (): all but those that have their own

    @property
    def late(self) -> bool:
        """True if it lies after its day."""
        return self.offset.direction is Direction.AFTER and self.offset != ON_THE_DAY


ON_THE_DAY = Offset(direction=Direction.AFTER)

FARTHEST = 400
"""The most days, or working days, that a rung may lie from its day."""


def before_safe(working_days: int) -> Rung:
    """The reminder so many working days before the safe day; on that day itself for 0."""
    offset = Offset(direction=Direction.BEFORE, working_days=working_days) if working_days else ON_THE_DAY
    return Rung(offset=offset, base=Base.SAFE)


@lru_cache
def usual_reminders(near: int) -> tuple[Rung, ...]:
    """The reminders of a plan that says nothing of them; `near` is when its tasks are near, in working days."""
    return tuple(before_safe(days) for days in sorted({*_USUAL, near}, reverse=True))


_USUAL = 7, 1, 0

USUAL_ESCALATION = (
    Rung(offset=Offset(direction=Direction.AFTER, days=1), base=Base.DUE),
    Rung(
        offset=Offset(direction=Direction.AFTER, working_days=3),
        base=Base.DUE,
        every=Offset(direction=Direction.AFTER, working_days=5),
        to=(Hears.LEAD, Hears.LEADER, Hears.SUPERIOR, Hears.FOLLOWER),
    ),
)
"""What is told of what is overdue where a plan says nothing: to the lead at once, then also to its leader and above
it, and again."""


USUAL_NO_PROGRESS = (
    Rung(offset=Offset(direction=Direction.AFTER, days=14), base=Base.PROGRESS),
    Rung(
        offset=Offset(direction=Direction.AFTER, days=30),
        base=Base.PROGRESS,
        to=(Hears.LEAD, Hears.FOLLOWER),
    ),
)
"""What is told of what stands still where a plan says nothing: to the lead, then also to who follows the plan."""


def rungs_for(ladder: Iterable[Rung], lead: str) -> Sequence[Rung]:
    """The rungs that are for the tasks of a unit: its own, if it has any, instead of all others."""
    ladder = tuple(ladder)
    return [one for one in ladder if lead in one.units] or [one for one in ladder if not one.units]
