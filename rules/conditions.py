"""What a `when:` says, as values. Whether one holds for a unit is `engine.deciding.grouping`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.offsets import Counted, DueSpec, Once, Per, Pick, RightAfter, Signal, anchor_of


class Phase(StrEnum):
    """How far a milestone has come; a later one implies the earlier."""

    PLANNED = "planned"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """`congress held`, `own congress planned`, `task I.7 done`.

    An event at a unit counts for the units below it, unless `own`.
    """

    signal: Signal
    phase: Phase = Phase.HELD
    own: bool = False


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """None of the parts holds (yet)."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    count: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """`every commune [under CODE]: congress held`: true when each unit of that kind has it (and there is one)."""

    kind: str
    happened: Happened
    under: str | None = None  # a unit code; None: the plan's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeOf:
    """`some commune [under CODE]: congress held`, `at least 3 commune: …`: true when `count` such units have it."""

    kind: str
    happened: Happened
    under: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Always:
    """No condition: active from the plan's start."""


Condition = Happened | All | Any | NoneOf | AtLeast | Every | SomeOf | Always


def atoms(condition: Condition) -> Iterator[Happened]:
    """Every single happening that `condition` speaks of, in the order written."""
    match condition:
        case Happened():
            yield condition
        case Every(happened=happened) | SomeOf(happened=happened):
            yield happened
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from atoms(part)
        case Always():
            return


def quantified(condition: Condition) -> Iterator[Every | SomeOf]:
    """Every part of `condition` that looks across the units of a kind, in the order written."""
    match condition:
        case Every() | SomeOf():
            yield condition
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from quantified(part)
        case _:
            return


def derived_condition(due: DueSpec) -> Condition:
    """When a task starts whose rule has no `when`: once what its deadline counts from is there, else with the plan."""
    anchor = anchor_of(due)
    if anchor is None or not isinstance(due, Counted | RightAfter | Once | Per):
        return Always()
    happened = Happened(signal=anchor.signal, own=anchor.pick is Pick.OWN)
    if anchor.kind is None:
        return happened
    of_kind = Every if anchor.pick is Pick.LAST else SomeOf
    return of_kind(kind=anchor.kind, happened=happened)
