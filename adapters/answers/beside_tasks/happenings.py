"""Every happening that plans count from: by which milestones, where, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.facts.fact import Fact
from engine.facts.joins import Member, written
from engine.facts.known import Facts
from engine.facts.topics import milestone
from engine.happenings.joined.candidates import candidates
from engine.happenings.joined.joining import together
from engine.snapshot import Snapshot
from rules.plan import Milestone
from rules.secrecy import Level


class SaidOf(NamedTuple):
    """What is said of a happening at one place, and the milestones for which that counts."""

    fact: Fact
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedHappening:
    """One happening: the milestones that it is, by one of which it is called, and what is said of it."""

    members: tuple[Member, ...]
    milestone: Milestone
    documents: tuple[str, ...]
    said: tuple[SaidOf, ...]
    secrecy: Level

    def answer(self) -> dict[str, Any]:
        """For programs."""
        return {
            "members": [written(one) for one in self.members],
            "secrecy": str(self.secrecy),
            "title": self.milestone.title,
            "at": self.milestone.at,
            "of_each": self.milestone.of_each,
            "documents": list(self.documents),
            "days": [
                {
                    "unit": fact.unit,
                    "day": fact.day.isoformat() if fact.day else None,
                    "held": fact.held,
                    "only": f"{fact.plan}/{fact.topic.name}" if fact.alone else None,
                    "counts_for": [written(one) for one in members],
                    "event": fact.grounds[0],
                }
                for fact, members in self.said
            ],
        }


def happenings(snapshot: Snapshot) -> Iterator[ListedHappening]:
    """All of them, by plan."""
    plans, done = snapshot.plans(), set[Member]()
    for plan in plans.values():
        for name in plan.milestones:
            if (plan.id, name) not in done:
                members = tuple(sorted(together(snapshot, [(plan.id, name)])))
                done.update(members)
                of = [plans[one].milestones[other] for one, other in members]
                documents = tuple(dict.fromkeys(one.document for one in of if one.document))
                said = tuple(_said(snapshot, members))
                level = max(plans[one].secrecy for one, _ in members)
                yield ListedHappening(members=members, milestone=of[0], documents=documents, said=said, secrecy=level)


def _said(snapshot: Snapshot, members: tuple[Member, ...]) -> Iterator[SaidOf]:
    """What counts for the milestones, each as its tasks see it; what is said of one alone comes last."""
    found: dict[str, tuple[Fact, list[Member]]] = {}
    for member in members:
        for fact in _counting(snapshot, member):
            found.setdefault(fact.id, (fact, []))[1].append(member)
    for fact, counts_for in sorted(found.values(), key=lambda one: (one[0].alone, one[0].place, one[1])):
        yield SaidOf(fact, tuple(counts_for))


def _counting(snapshot: Snapshot, member: Member) -> Iterator[Fact]:
    """The facts that count for a milestone, one of each place: also that it is not so for its plan alone."""
    plan, name = member
    facts = [*snapshot.stated([member]), *snapshot.through(plan, [name])]
    there = Facts.build(facts).of(milestone(name))
    yield from there.values()
    alone = {fact.place: fact for fact in facts if fact.alone and fact.place not in there}
    yield from alone.values()


def perhaps_one(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Pairs of milestones that are perhaps one happening, and that nobody has joined or told apart."""
    found = (one for plan in snapshot.plans().values() for one in candidates(snapshot, plan))
    return sorted({(min(pair), max(pair)) for one in found if (pair := (written(one.one), written(one.other)))})
