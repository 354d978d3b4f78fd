"""What is told of milestones whose planned day has passed without a word: to each once, in the nearest of his parts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.decision import Lapse
from engine.telling.audience import FOLLOW, LEADER, SUPERIOR
from engine.telling.hearing import led_by_address
from engine.units import Units
from rules.ladders.rungs import Hears, Means
from rules.plan import Plan

PLACE, WAIT = "lead", "wait"
"""The parts in a milestone: it is to be held there, or tasks wait for it."""

_NAMED = 3

Told = tuple[Sequence[str], Mapping[str, Any], tuple[Means, ...]]
"""Recipients, what they are told alike, and by which channels."""


class _Alike(NamedTuple):
    """What is said in one line."""

    role: str
    by: tuple[Means, ...]
    milestone: str
    day: str
    of: tuple[Lapse, ...] = ()


def of_lapses(plan: Plan, units: Units, lapses: Iterable[Lapse]) -> Iterator[Told]:
    """What is told of milestones that were planned for the same day is one line, with the places or their number."""
    lines: dict[tuple[str, _Alike], list[Lapse]] = {}
    for lapse in lapses:
        for recipient, role, by in _hearing(plan, units, lapse):
            lines.setdefault((recipient, _Alike(role, by, lapse.milestone, lapse.day)), []).append(lapse)
    told: dict[_Alike, list[str]] = {}
    for (recipient, alike), of in lines.items():
        told.setdefault(alike._replace(of=tuple(of)), []).append(recipient)
    for alike, recipients in told.items():
        yield recipients, _item(plan, units, alike), alike.by


def _hearing(plan: Plan, units: Units, lapse: Lapse) -> Iterator[tuple[str, str, tuple[Means, ...]]]:
    """Who hears of it, in which part, by which channels."""
    above = units.above.get(lapse.unit)
    parts = {
        Hears.LEAD: (PLACE, (lapse.unit,)),
        Hears.COOPERATING: (WAIT, lapse.waiting),
        Hears.FOLLOWER: (FOLLOW, (plan.follower,)),
        Hears.SUPERIOR: (SUPERIOR, (above,) if above else ()),
    }
    to, heard = dict(lapse.to), set[str]()
    if Hears.LEADER in to:
        code = units.heirs.get(lapse.unit, lapse.unit)
        if led_by_address(units.rows.get(code), to[Hears.LEADER]):
            yield code, LEADER, to[Hears.LEADER]
        elif Hears.LEAD not in to:
            heard.add(code)
            yield code, PLACE, to[Hears.LEADER]
    for who, (role, codes) in parts.items():
        for code in (units.heirs.get(one, one) for one in codes) if who in to else ():
            if code not in heard:
                heard.add(code)
                yield code, role, to[who]


def _item(plan: Plan, units: Units, alike: _Alike) -> Mapping[str, Any]:
    milestone, places = plan.milestones.get(alike.milestone), [lapse.unit for lapse in alike.of]
    return {
        "change": "lapsed",
        "task": alike.milestone,
        "title": milestone.title if milestone else alike.milestone,
        "unit": ", ".join(map(units.name, places)) if len(places) <= _NAMED else None,
        "role": alike.role,
        "count": len(places),
        "due": alike.day,
        "facts": [lapse.fact for lapse in alike.of],
    }
