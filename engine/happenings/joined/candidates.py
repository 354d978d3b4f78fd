"""Candidates: milestones of different plans that are perhaps one happening, and those that plainly are.

Plainly one are two that have the same document, by its number. Perhaps one are two that happen at the same place (of
each unit of a kind: where both plans may have such a unit) and are called alike, in their titles or by their names.
Those that somebody told apart are asked about no more, nor are those of plans that have ended: they cannot be joined.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product
from typing import NamedTuple

from engine.facts.fact import Fact, Joined, Parted
from engine.facts.joins import Member, joined, member_of
from engine.happenings.joined.joining import place_of, together
from engine.snapshot import Snapshot
from rules.phrases.document_number import document_number, number_within
from rules.phrases.normalising import folded
from rules.plan import Milestone, Plan

ALIKE = 85
"""From how many of 100 points two titles are called alike."""


class Candidate(NamedTuple):
    """Two milestones that are perhaps one happening; `sure`: they have the same document, of this number."""

    one: Member
    other: Member
    sure: bool
    document: str


def candidates(snapshot: Snapshot, plan: Plan) -> Iterator[Candidate]:
    """The milestones of `plan` that are perhaps one with those of others: of each happening one is named.

    The plan need not be in force yet.
    """
    there = _There.of(snapshot, plan)
    ties = snapshot.ties(plan.id)
    for name, own in plan.milestones.items():
        one, seen = (plan.id, name), set[Member](joined(ties, name))
        for other, theirs in there.at.get(place_of(own), ()):
            if other in seen or frozenset((one, other)) in there.apart:
                continue
            found = there.found(one, own, other, theirs)
            if found and _fit(snapshot, one, other):
                seen |= together(snapshot, [other])
                yield found


def _fit(snapshot: Snapshot, one: Member, other: Member) -> bool:
    """True if they can be one: no plan would then have two of its own for it."""
    plans = [plan for plan, _ in together(snapshot, [one, other])]
    return len(plans) == len(set(plans))


@dataclass(frozen=True, slots=True, kw_only=True)
class _There:
    """All that a plan's milestones are held against: those of others by place, documents, and who was told apart."""

    at: Mapping[tuple[object, ...], list[tuple[Member, Milestone]]]
    documents: Mapping[Member, Mapping[str, str]]  # by number
    apart: frozenset[frozenset[Member]]

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan) -> "_There":
        """As things are; what events prove is read for all of them at once."""
        places = {place_of(one) for one in plan.milestones.values()}
        at: dict[tuple[object, ...], list[tuple[Member, Milestone]]] = {}
        going_on, plans = [row.id for row in snapshot.session.plans() if not row.ended], snapshot.plans()
        ended = plan.id in plans and plan.id not in going_on
        for other in () if ended else (plans[name] for name in going_on if name != plan.id):
            for one in other.milestones.values():
                if place_of(one) in places and (one.at or _meet(snapshot, plan, other)):
                    at.setdefault(place_of(one), []).append(((other.id, one.name), one))
        own = [((plan.id, name), one) for name, one in plan.milestones.items()]
        documents = _documents(snapshot, [*own, *chain(*at.values())])
        return cls(at=at, documents=documents, apart=frozenset(_apart(snapshot.joins())))

    def found(self, one: Member, own: Milestone, other: Member, theirs: Milestone) -> Candidate | None:
        """The two as a candidate, if they are one."""
        mine, others = self.documents.get(one, {}), self.documents.get(other, {})
        both = mine.keys() & others.keys()
        if both:
            return Candidate(one, other, sure=True, document=mine[min(both)])
        if own.document and theirs.document:
            return None  # they have documents, and not the same
        return Candidate(one, other, sure=False, document="") if _alike(own, theirs) else None


def _meet(snapshot: Snapshot, one: Plan, other: Plan) -> bool:
    """True if units of one plan may be units of the other: else what happens at each of them happens elsewhere."""
    units = snapshot.units()
    known = one.unit in units.rows and other.unit in units.rows  # a plan may bring its units with it
    return not known or one.unit in units.ancestry(other.unit) or other.unit in units.ancestry(one.unit)


def _apart(facts: Iterable[Fact]) -> Iterator[frozenset[Member]]:
    """The pairs of which somebody said that they are not one: told apart, or parted after they had been joined."""
    said = {fact.id: fact.said for fact in facts}
    for one in said.values():
        if isinstance(one, Parted):
            joins = (of.members for name in one.joins if isinstance(of := said.get(name), Joined))
            others = {*chain.from_iterable(joins), *(() if one.joins else one.members)}
            yield from (frozenset(map(member_of, pair)) for pair in product(one.members, others))


def _alike(one: Milestone, other: Milestone) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 - slow to load, and plans seldom come in

    return one.name == other.name or fuzz.token_set_ratio(_folded(one.title), _folded(other.title)) >= ALIKE


@lru_cache(maxsize=4096)
def _folded(title: str) -> str:
    return folded(title)


def _documents(
    snapshot: Snapshot, milestones: Iterable[tuple[Member, Milestone]]
) -> Mapping[Member, Mapping[str, str]]:
    """The documents of milestones, by their numbers: as the plan has it, else as events prove it."""
    found: dict[Member, dict[str, str]] = {}
    unsaid: list[Member] = []
    for member, one in milestones:
        if one.document:
            found[member] = {document_number(one.document): one.document}
        elif one.at:
            unsaid.append(member)
    for fact in snapshot.stated(unsaid):
        recorded = None if fact.concluded else snapshot.session.find(fact.id)
        text = recorded.event.document.text if recorded and recorded.event.document else ""
        if number := number_within(text):
            found.setdefault((fact.plan, fact.topic.name), {})[number] = text
    return found
