"""Quantifiers: `every`, `some`, `first` and `last` look at the happenings of one topic at all units of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.facts.fact import Fact
from engine.facts.known import Known
from engine.facts.topics import Topic, topic_of
from rules.conditions import Phase, quantified
from rules.offsets import Signal, anchor_of
from rules.plan import TaskRule


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
    wanted = [(p.happened.signal, p.kind, p.under or known.plan.unit) for p in quantified(rule.when)]
    anchor = anchor_of(rule.due)
    if anchor and anchor.kind:
        wanted.append((anchor.signal, anchor.kind, known.plan.unit))
    return {(topic_of(signal), kind, under): _gather(known, signal, kind, under) for signal, kind, under in wanted}


def _gather(known: Known, signal: Signal, kind: str, under: str) -> Across:
    places = tuple(place for place in known.units.of_kind(kind, under) if not known.units.ended(place))
    facts = known.facts.everywhere(topic_of(signal))
    return Across(places, tuple(facts[place] for place in places if place in facts))
