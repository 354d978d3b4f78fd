"""Quantifiers: `every`, `some`, `first` and `last` look at the happenings of one topic at all units of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.facts.fact import Fact
from engine.facts.known import Known
from engine.facts.topics import Sort, Topic, topic_of
from rules.conditions import Phase, quantified
from rules.offsets import Signal, anchors_of
from rules.plan import Plan, TaskRule


def reaches(fact: Fact | None, phase: Phase, planned_too: bool) -> bool:
    """True if a fact has come as far as `phase`; `planned_too`: a plan counts as if it were held."""
    return fact is not None and (fact.held or planned_too or phase is Phase.PLANNED)


@dataclass(frozen=True, slots=True)
class Across:
    """The facts of a topic at all units of a kind, and these units."""

    places: tuple[str, ...]
    facts: tuple[Fact, ...]

    def reached(self, phase: Phase, planned_too: bool) -> list[Fact]:
        """The facts that count, earliest first."""
        counted = [fact for fact in self.facts if reaches(fact, phase, planned_too)]
        return sorted(counted, key=lambda fact: (fact.day or date.min, fact.id))


AllAcross = Mapping[tuple[Topic, str, str], Across]
"""By topic, kind of unit, and the unit that they are below."""


def across_units(known: Known, rule: TaskRule) -> AllAcross:
    """All that `rule` looks at in that way."""
    wanted = _looked_across(known.plan, rule)
    return {(topic_of(signal), kind, under): _gather(known, signal, kind, under) for signal, kind, under in wanted}


def inheritable(plan: Plan, rule: TaskRule) -> frozenset[str]:
    """The rules whose tasks `rule` looks at across units, and that a unit which ends leaves to its successor."""
    topics = (topic_of(signal) for signal, _, _ in _looked_across(plan, rule))
    return frozenset(topic.name for topic in topics if _of_each(plan, topic))


def _looked_across(plan: Plan, rule: TaskRule) -> list[tuple[Signal, str, str]]:
    wanted = [(p.happened.signal, p.kind, p.under or plan.unit) for p in quantified(rule.when)]
    return [*wanted, *((one.signal, one.kind, plan.unit) for one in anchors_of(rule.due) if one.kind)]


def _of_each(plan: Plan, topic: Topic) -> bool:
    of = plan.rules.get(topic.name) if topic.sort is not Sort.MILESTONE else None
    return bool(of and of.for_each)


def _gather(known: Known, signal: Signal, kind: str, under: str) -> Across:
    """The living units; where tasks are asked for, those that a unit left to its successor are asked for too."""
    topic, units = topic_of(signal), known.units
    left = known.inherited.get(topic.name, frozenset()) if _of_each(known.plan, topic) else frozenset()
    places = tuple(place for place in units.of_kind(kind, under) if not units.ended(place) or place in left)
    facts = known.facts.everywhere(topic)
    return Across(places, tuple(facts[place] for place in places if place in facts))
