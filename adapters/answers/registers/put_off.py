"""Happenings that were put off, and nobody has said until when."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from engine.facts.fact import Fact
from engine.facts.standing import last_meant
from engine.facts.topics import milestone
from engine.snapshot import Snapshot
from rules.plan import Plan, TaskRule
from rules.rule_selectors import milestones_of

Off = Mapping[str, Set[str]]
"""By milestone: the units at which it is put off."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """A happening that a row waits for and that is put off."""

    what: str  # its title, as it may be called
    at: int = 0  # at so many units, where each has its own; 0: it is one for all


def put_off(shelf: Snapshot, plan: Plan) -> Off:
    """The plan's milestones that are put off: somewhere, if each has its own; else wherever a word was said of it."""
    topics = [milestone(name) for name in plan.milestones]
    said: dict[str, dict[str, list[Fact]]] = {}
    for fact in (*shelf.facts(plan.id, topics), *shelf.through(plan.id, plan.milestones)):
        said.setdefault(fact.topic.name, {}).setdefault(fact.unit, []).append(fact)
    found = {name: _units(places) for name, places in said.items()}
    return {
        name: units
        for name, units in found.items()
        if units and (plan.milestones[name].of_each or len(units) == len(said[name]))
    }


def what_is_put_off(plan: Plan, rule: TaskRule, off: Off, titles: Mapping[str, str]) -> PutOff | None:
    """The happening that a rule waits for and that is put off, where there is one."""
    name = next((name for name in milestones_of(rule) if name in off), None)
    if name is None:
        return None
    return PutOff(titles[name], len(off[name]) if plan.milestones[name].of_each else 0)


def _units(places: Mapping[str, list[Fact]]) -> Set[str]:
    """The units at which the word that counts is that nobody knows when."""
    counts = {unit: last_meant([fact for fact in said if fact.held] or said) for unit, said in places.items()}
    return {unit for unit, fact in counts.items() if fact.day is None}
