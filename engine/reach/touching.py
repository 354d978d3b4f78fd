"""Which rules of which plans a fact, or a clause of a plan, may change something for.

Mostly those of the plan it speaks of. A suspension may concern several plans, and begin or end with a milestone of one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from engine.deciding.deciding import Scope
from engine.facts.signals import BOUNDS, EVERY_PLAN, SUSPEND, bound_signal
from engine.facts.stops import detail_of
from engine.facts.suspension_clauses import Clause, laid_down
from engine.reach.scoping import chosen, merged, of_task, scope_of, sight
from engine.snapshot import Shelf, Tools
from engine.units import Units
from events.rows import FactRow, UnitRow
from events.store import Session
from rules.offsets import Signal, SignalKind
from rules.plan import Plan

Touched = tuple[str, Scope]
"""The id of a plan, and what is to be looked at again in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touching:
    """The plans in force, by id, the agencies, and who finds rules."""

    session: Session
    tools: Tools
    plans: Mapping[str, Plan]
    units: Units

    @classmethod
    def of(cls, shelf: Shelf, fresh: Iterable[UnitRow] = ()) -> "Touching":
        """As things are on `shelf`, `fresh` agencies that come in just now included."""
        return cls(session=shelf.session, tools=shelf.tools, plans=shelf.in_force(), units=shelf.units(fresh))

    def by_facts(self, facts: Collection[FactRow]) -> Mapping[str, Scope]:
        """What the coming, changing or going of `facts` may change something for, by plan."""
        if len(facts) == 1:
            [fact] = facts
            return self._by_fact(fact.plan, fact.signal, frozenset((fact.unit,)))
        places: dict[tuple[str, str], set[str]] = {}
        for fact in facts:
            places.setdefault((fact.plan, fact.signal), set()).add(fact.unit)
        found = (self._by_fact(plan, signal, frozenset(where)) for (plan, signal), where in places.items())
        return together(chain.from_iterable(scopes.items() for scopes in found))

    def by_clauses(self, clauses: Iterable[Clause]) -> Mapping[str, Scope]:
        """What these, new or gone, may change something for in other plans."""
        return together(found for clause in clauses for found in self._by_clause(clause, None))

    def _by_fact(self, name: str, signal: str, places: frozenset[str]) -> Mapping[str, Scope]:
        kind, _, of = signal.partition(":")
        if kind == BOUNDS:
            return {}
        if kind == SUSPEND:
            plans = self.plans.values() if name == EVERY_PLAN else (self.plans[name],)
            return {plan.id: chosen(plan, self.tools, self.units, {of}, places, None) for plan in plans}
        if kind == SignalKind.MILESTONE:
            return together(self._by_milestone(self.plans[name], of, places))
        return {name: of_task(self.plans[name], self.tools, self.units, signal, places)}

    def _by_milestone(self, plan: Plan, name: str, places: frozenset[str]) -> Iterator[Touched]:
        happened = Signal(kind=SignalKind.MILESTONE, name=name)
        yield plan.id, scope_of(plan, self.tools, self.units, happened, places)
        yield from self._by_bound(plan, name, places)

    def _by_bound(self, of: Plan, milestone: str, places: frozenset[str]) -> Iterator[Touched]:
        """The rules that a suspension begins or ends for with that milestone of the plan `of`."""
        among = sight(of.milestones.get(milestone), self.units, places)
        for fact in self.session.facts(of.id, [bound_signal(milestone)]):
            said = detail_of(fact)
            for plan in map(self.plans.get, said.get("plans") or self.plans):
                if plan:
                    yield plan.id, chosen(plan, self.tools, self.units, said["selectors"], {fact.unit}, among)
        for clause in laid_down(of):
            if milestone in (one.name for one in clause.milestones):
                yield from self._by_clause(clause, among)

    def _by_clause(self, clause: Clause, among: frozenset[str] | None) -> Iterator[Touched]:
        for plan in self.plans.values():
            if clause.reaches(plan.id):
                yield plan.id, chosen(plan, self.tools, self.units, clause.said.selectors, {clause.unit}, among)


def together(found: Iterable[Touched]) -> Mapping[str, Scope]:
    """All that was found for each plan."""
    scopes: dict[str, Scope] = {}
    for plan, scope in found:
        scopes[plan] = merged(scopes[plan], scope) if plan in scopes else scope
    return scopes
