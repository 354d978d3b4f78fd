"""A part of the reference: groups, whose members have what the group leads.

A group's members are agencies by their codes, those of a kind below one ("commune under 12 but c1"), and those of other
groups. A row that a group leads is each member's where the row or else the group says so; a row that lists a group is
for each of its members. One that ended is a member still, for what began before; its heir has its own if it is one too.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rules.offsets import Signal, SignalKind
from rules.plan import TaskRule

if TYPE_CHECKING:
    from tests.reference.state import World


def members(world: "World", code: str, within: tuple[str, ...] = ()) -> Iterator[str]:
    """The agencies behind a unit: itself, if it is no group that has some."""
    said = world.units.get(code, {}).get("members")
    if not said:
        yield code
    for text in said or ():
        named, _, but = text.partition(" but ")
        kind, below, under = named.partition(" under ")
        found = world.of_kind(kind, under) if below else [kind]
        for one in (one for one in found if one not in (*within, code, *but.split(", "))):
            yield from members(world, one, (*within, code))


def doing(world: "World", rule: TaskRule) -> list[str]:
    """The units for which a rule that is for no kind makes tasks."""
    named = list(rule.for_units or (rule.lead,))
    each = rule.tasks or world.units.get(rule.lead, {}).get("tasks")
    if not rule.for_units and each != "each":
        return named
    return list(dict.fromkeys(one for code in named for one in sorted(set(members(world, code)))))


def gone(world: "World", rule: TaskRule) -> list[str]:
    """The units that are no members any more, and have done what they had: that stays."""
    named = [] if rule.for_each else rule.for_units or (rule.lead,)
    if not any(world.units.get(code, {}).get("kind") == "group" for code in named):
        return []
    reported = world.concluded[Signal(kind=SignalKind.DONE, name=rule.id)]
    return sorted({unit for unit, _ in reported} - set(doing(world, rule)))


def has_its_own(world: "World", rule: TaskRule, unit: str, heir: str) -> bool:
    """True if the heir of a unit that ended has its own task of a rule, as one of a kind or as a member itself."""
    named = rule.for_units or (rule.lead,)
    return bool(rule.for_each) or (unit not in named and heir not in world.ended and heir in doing(world, rule))
