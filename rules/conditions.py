"""Conditions: the values of `when:`, and the condition that a deadline implies. The engine decides where one holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.offsets import Counted, DueSpec, Earliest, Once, Per, Pick, RightAfter, Signal


class Phase(StrEnum):
    """A stage of a milestone; a later one implies the earlier."""

    PLANNED = "planned"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """`congress held`, `own congress planned`, `task I.7 done`: it has happened where the task can see it."""

    signal: Signal  # the happening by name
    phase: Phase = Phase.HELD  # the stage that a milestone must have reached; HELD for tasks
    own: bool = False  # True: at the unit itself; False: at a unit above it is enough


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the parts holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """None of the parts holds (yet)."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """`every commune [under CODE]: congress held`: true when each unit of that kind has it (and there is one)."""

    kind: str  # a unit kind
    happened: Happened  # what each of these units must have
    under: str | None = None  # code of the unit below which they are; None: the plan's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeOf:
    """`some commune [under CODE]: congress held`, `at least 3 commune: …`: true when `count` such units have it."""

    kind: str  # a unit kind
    happened: Happened  # what these units must have
    under: str | None = None  # code of the unit below which they are; None: the plan's unit
    count: int = 1  # how many of them at the least


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
    """The condition of a rule without `when`: that what its deadline counts from has happened, else none at all.

    Of several limits one is enough.
    """
    if isinstance(due, Earliest):
        parts = tuple(dict.fromkeys(map(derived_condition, due.of)))
        return parts[0] if len(parts) == 1 else Always() if Always() in parts else Any(parts)
    if not isinstance(due, Counted | RightAfter | Once | Per):
        return Always()
    anchor = due.anchor
    happened = Happened(signal=anchor.signal, own=anchor.pick is Pick.OWN)
    if anchor.kind is None:
        return happened
    of_kind = Every if anchor.pick is Pick.LAST else SomeOf
    return of_kind(kind=anchor.kind, happened=happened)
