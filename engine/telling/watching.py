"""Watching: units that have to do with tasks without working on them, and so hear of rungs of their ladders."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from engine.decision import Change
from engine.telling.audience import COOPERATE, FOLLOW, LEAD, LEADER, SUPERIOR
from engine.telling.hearing import leads_of
from engine.units import Units
from events.beside.ways import KIND_OF, channel_of
from rules.ladders.rungs import Hears, Means
from rules.plan import Plan

HEARING: Mapping[str, Hears] = {
    LEAD: Hears.LEAD,
    LEADER: Hears.LEADER,
    COOPERATE: Hears.COOPERATING,
    FOLLOW: Hears.FOLLOWER,
    SUPERIOR: Hears.SUPERIOR,
}
"""Who is told of a rung, by the part that he has in the task."""


Watched = Mapping[str, Sequence[str]]
"""By the code of who watches, the units whose tasks he does."""


def watching(plan: Plan, units: Units, change: Change) -> Iterator[tuple[str, Watched]]:
    """The units that watch the tasks of `change` without working on them, by their part; their own aside."""
    leads = {unit: leads_of(units, change.rule, unit) for unit in change.units}
    follower = units.heirs.get(plan.follower, plan.follower)
    yield FOLLOW, {follower: [unit for unit, led in leads.items() if follower not in led]}
    above: dict[str, list[str]] = {}
    for unit, led in leads.items():
        for code in _above(units, led):
            above.setdefault(code, []).append(unit)
    yield SUPERIOR, above


def _above(units: Units, led: frozenset[str]) -> Sequence[str]:
    found = {code for one in led if (code := units.above.get(one))} - led
    return sorted(found) if len(found) > 1 else tuple(found)


@cache
def by_ways(by: tuple[Means, ...]) -> tuple[str, ...]:
    """The ways that go by these channels; (): all, by all."""
    return tuple(way for way in KIND_OF if channel_of(way) in by)
