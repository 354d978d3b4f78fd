"""What `every`, `some`, `first` and `last` speak of: the happenings of one signal at all units of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.facts.known import Known
from engine.facts.signals import signal_text
from events.rows import HELD, FactRow
from rules.conditions import Phase, quantified
from rules.offsets import Signal, anchor_of
from rules.plan import TaskRule


def reaches(fact: FactRow | None, phase: Phase, planned_too: bool) -> bool:
    """Whether a fact has come as far as `phase`; `planned_too`: a plan counts as if it were held."""
    return fact is not None and (fact.phase == HELD or planned_too or phase is Phase.PLANNED)


@dataclass(frozen=True, slots=True)
class Across:
    """The facts of a signal at all units of a kind: what `every`, `some`, `first` and `last` speak of."""

    places: tuple[str, ...]
    facts: tuple[FactRow, ...]

    def reached(self, phase: Phase, planned_too: bool) -> list[FactRow]:
        """The facts that count, earliest first."""
        counted = [fact for fact in self.facts if reaches(fact, phase, planned_too)]
        return sorted(counted, key=lambda fact: (fact.day or "", fact.position))


AllAcross = Mapping[tuple[str, str, str], Across]
"""By signal, kind of unit, and the unit that they are below."""


def across_units(known: Known, rule: TaskRule) -> AllAcross:
    """All that `rule` looks at in that way."""
    wanted = [(p.happened.signal, p.kind, p.under or known.plan.unit) for p in quantified(rule.when)]
    anchor = anchor_of(rule.due)
    if anchor and anchor.kind:
        wanted.append((anchor.signal, anchor.kind, known.plan.unit))
    return {(signal_text(signal), kind, under): _gather(known, signal, kind, under) for signal, kind, under in wanted}


def _gather(known: Known, signal: Signal, kind: str, under: str) -> Across:
    places = tuple(place for place in known.units.of_kind(kind, under) if not known.units.ended(place))
    facts = known.facts.everywhere(signal_text(signal))
    return Across(places, tuple(facts[place] for place in places if place in facts))
