"""Who hears nothing of what is given to him, and why; and what a register says of that to who checks a plan."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Silence(StrEnum):
    """Why nobody hears what a unit is told."""

    NO_MEMBERS = "no_members"  # it is a group, and nobody has said whom it stands for
    NOBODY_LEFT = "nobody_left"  # it is a group, and of its members nobody is there
    ENDED = "ended"  # it ended, and nobody takes its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What a register knows of who hears; what is not in it is taken to hear."""

    silent: Mapping[str, Silence] = field(default_factory=dict)  # by code, of those that are registered
    over: Collection[str] = ()  # codes of units that have ended, also those that have a successor
    of_kind: Callable[[str, str], Collection[str]] | None = None  # by kind, and unit at or below which they are
