"""The plans that a fact, or a clause of a plan, can touch, each with the scope of it.

Mostly that is the plan it speaks of. A suspension may concern several plans, and begin or end with a milestone of one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from engine.deciding.verdicts import Scope
from engine.facts.fact import Bound, Fact
from engine.facts.joins import Member, called, called_so
from engine.facts.mentions import by_selectors
from engine.facts.suspension_clauses import Clause, laid_down, whose
from engine.facts.topics import COURSE, Sort, Topic, bound
from engine.reach.scope import Places, Scoping, merged, sight
from engine.snapshot import Snapshot
from engine.units import Units
from events.rows import EVERY_PLAN, UnitRow
from rules.offsets import Signal, SignalKind
from rules.plan import Plan

_SAID_OF_TASKS = frozenset({Sort.DONE, Sort.MISSED, Sort.DATE, Sort.ASKED, Sort.EXTENDED, Sort.REFUSED, *COURSE})
_SAID_OF_NO_TASK = frozenset({Sort.BOUND, Sort.ATTACHED, Sort.HANDED_UP, Sort.UNACCEPTED})
STATED_BY_OFFICERS = _SAID_OF_TASKS | _SAID_OF_NO_TASK | {Sort.SUSPENDED, Sort.MILESTONE}
"""The sorts of facts whose scope can be found here."""

Touched = tuple[str, Scope]
"""The id of a plan, and the scope in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touching:
    """The plans in force, by id, and the agencies: where scopes are looked for.

    Those `anew` are versions that come in just now: what they know is not kept yet.
    """

    snapshot: Snapshot
    plans: Mapping[str, Plan]
    units: Units
    anew: frozenset[str] = frozenset()

    @classmethod
    def of(cls, snapshot: Snapshot, fresh: Iterable[UnitRow] = ()) -> "Touching":
        """As things are in `snapshot`, `fresh` agencies that come in just now included."""
        return cls(snapshot=snapshot, plans=snapshot.plans(), units=snapshot.units(fresh))

    def within(self, plan: Plan) -> Scoping:
        """The finder of scopes in one plan."""
        return Scoping(plan, self.snapshot.tools, self.units)

    def by_facts(self, facts: Collection[Fact]) -> Mapping[str, Scope]:
        """The scopes, by plan, of the coming, changing or going of `facts`."""
        told = [fact for fact in facts if fact.topic.sort not in _SAID_OF_NO_TASK]
        if len(told) == 1:
            [fact] = told
            return self._by_fact(fact.plan, fact.topic, frozenset((fact.unit,)))
        places: dict[tuple[str, Topic], set[str]] = {}
        for fact in told:
            places.setdefault((fact.plan, fact.topic), set()).add(fact.unit)
        found = (self._by_fact(plan, topic, frozenset(where)) for (plan, topic), where in places.items())
        return together(chain.from_iterable(scopes.items() for scopes in found))

    def by_clauses(self, clauses: Iterable[Clause]) -> Mapping[str, Scope]:
        """The scopes, in other plans, of these clauses, new or gone."""
        return together(found for clause in clauses for found in self._by_clause(clause, None))

    def by_members(self, members: Iterable[Member]) -> Mapping[str, Scope]:
        """The scopes, by plan, of these milestones being one with others or no longer, wherever they happen."""
        return together(found for plan, name in members for found in self._by_own(self.plans[plan], name, None))

    def suspended_until(self, of: Plan, milestone: str) -> Mapping[str, Scope]:
        """The scopes, by plan, of the suspensions that end when that milestone of the plan `of` is held."""
        found: list[Touched] = []
        for fact in self.snapshot.facts(of.id, [bound(milestone)]):
            if isinstance(fact.said, Bound) and not fact.said.ended_on:
                began = self.snapshot.session.recorded(fact.said.event).event
                until = whose(began.data.get("until") or "", began.plan or "")
                found += self._by_selectors(fact, fact.said, None) if until == (of.id, milestone) else ()
        for clause in laid_down(of):
            if clause.said.until == milestone:
                found += self._by_clause(clause, None)
        return together(found)

    def having(self, selectors: Collection[str], names: Collection[str] | None = None) -> Iterator[Plan]:
        """The plans that may have rules which one of `selectors` means: of those named, where any are."""
        things = by_selectors(selectors) if names is None else None
        known = names
        if things is not None:
            known = self.snapshot.knowing(things) | self.anew | called_so(self.snapshot.session.plans(), things)
        yield from (self.plans[name] for name in self.plans if known is None or name in known)

    def _by_fact(self, name: str, topic: Topic, places: frozenset[str]) -> Mapping[str, Scope]:
        if topic.sort in _SAID_OF_TASKS:
            return {name: self.within(self.plans[name]).of_task(topic, places)}
        match topic.sort:
            case Sort.SUSPENDED:
                plans = self.having({topic.name}, None if name == EVERY_PLAN else (name,))
                return {plan.id: self._suspended(plan, {topic.name}, places, None) for plan in plans}
            case Sort.MILESTONE:
                return together(self._by_milestone(self.plans[name], topic.name, places))
            case _:
                raise ValueError(f"{topic}: no event of an officer states that")

    def _by_milestone(self, plan: Plan, name: str, places: frozenset[str]) -> Iterator[Touched]:
        """The rules of all plans in which it happens: those too that it was said of when they were joined."""
        yield from self._by_own(plan, name, places)
        for tie in self.snapshot.ties(plan.id).get(name, ()):
            yield from self._by_own(self.plans[tie.plan], tie.milestone, places)

    def _by_own(self, plan: Plan, name: str, places: Places) -> Iterator[Touched]:
        happened = Signal(kind=SignalKind.MILESTONE, name=name)
        within = self.within(plan)
        yield plan.id, within.of_happening(happened, places) if places is not None else within.of_waiters(happened)
        yield from self._by_bound(plan, name, places)

    def _by_bound(self, of: Plan, milestone: str, places: Places) -> Iterator[Touched]:
        """The rules that a suspension begins or ends for with that milestone of the plan `of`."""
        among = None if places is None else sight(of.milestones.get(milestone), self.units, places)
        for fact in self.snapshot.bounds(of.id, milestone):
            if isinstance(fact.said, Bound):
                yield from self._by_selectors(fact, fact.said, among)
        for clause in laid_down(of):
            if milestone in (one.name for one in clause.milestones):
                yield from self._by_clause(clause, among)

    def _by_selectors(self, fact: Fact, said: Bound, among: Places) -> Iterator[Touched]:
        for plan in self.having(said.selectors, said.plans or None):
            yield plan.id, self._suspended(plan, said.selectors, {fact.unit}, among)

    def _by_clause(self, clause: Clause, among: Places) -> Iterator[Touched]:
        for plan in self.having(clause.said.selectors, clause.said.plans):
            if clause.reaches(plan.id):
                yield plan.id, self._suspended(plan, clause.said.selectors, {clause.unit}, among)

    def _suspended(self, plan: Plan, selectors: Collection[str], places: Collection[str], among: Places) -> Scope:
        names = called(plan, self.snapshot.ties(plan.id))
        return self.within(plan).of_suspension(selectors, places, among, names)


def together(found: Iterable[Touched]) -> Mapping[str, Scope]:
    """All that was found for each plan."""
    scopes: dict[str, Scope] = {}
    for plan, scope in found:
        scopes[plan] = merged(scopes[plan], scope) if plan in scopes else scope
    return scopes
