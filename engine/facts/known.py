"""All that is known when a plan is decided on, as values: the facts in force, the tasks there are, the agencies."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from engine.facts.fact import Fact, Reworded
from engine.facts.joins import Called
from engine.facts.plans import Ending
from engine.facts.receipt import Receipt
from engine.facts.standing import in_order, last_meant
from engine.facts.suspension_clauses import Clause
from engine.facts.topics import Topic, reworded
from engine.memo import Memo
from engine.units import Units
from events.rows import TaskRow
from rules.plan import Milestone, Plan, PlanSuspension

Place = tuple[str, str]
"""A unit and a cycle ("" where nothing recurs); of a suspension, a unit and the event that began it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts in force of one plan, by topic, then by place."""

    in_force: Mapping[Topic, Mapping[Place, Fact]]
    several: Mapping[tuple[Topic, Place], Sequence[Fact]] = field(default_factory=dict)  # where more than one is said

    @classmethod
    def build(cls, facts: Iterable[Fact]) -> "Facts":
        """Of several facts for one topic and place that stands which counts (`_counting`)."""
        found: dict[Topic, dict[Place, Fact]] = {}
        several: dict[tuple[Topic, Place], list[Fact]] = {}
        for fact in facts:
            there, place = found.setdefault(fact.topic, {}), fact.place
            other = there.setdefault(place, fact)
            if other is not fact:
                several.setdefault((fact.topic, place), [other]).append(fact)
        for (topic, place), said in several.items():
            found[topic][place] = _counting(said)
        return cls({topic: _with_a_day(of) for topic, of in found.items()}, several)

    def all_at(self, topic: Topic, place: Place) -> tuple[Fact, ...]:
        """All facts of `topic` at `place`, in the order in which they were meant to follow each other."""
        one = self.of(topic).get(place)
        if (topic, place) in self.several:
            return in_order(self.several[topic, place])
        return (one,) if one else ()

    def of(self, topic: Topic) -> Mapping[Place, Fact]:
        """The facts in force of `topic`, by place."""
        return self.in_force.get(topic, {})

    def at(self, topic: Topic, unit: str, cycle: str = "") -> Fact | None:
        """The fact in force of `topic` at `unit` itself."""
        return self.of(topic).get((unit, cycle))

    def plus(self, facts: Iterable[Fact]) -> "Facts":
        """These facts and `facts`, which stand where both speak of the same."""
        added = {topic: dict(of) for topic, of in self.in_force.items()}
        for fact in facts:
            added.setdefault(fact.topic, {})[fact.place] = fact
        return Facts(added, self.several)

    def without(self, ids: Collection[str]) -> "Facts":
        """These facts but for those with these ids."""
        kept = (
            (topic, {place: fact for place, fact in of.items() if fact.id not in ids})
            for topic, of in self.in_force.items()
        )
        return Facts(dict(kept), self.several)

    def such(self, counts: Callable[[Fact], bool]) -> "Facts":
        """Those of which `counts` is true: what others stood before may count now."""
        alone = (
            fact
            for topic, of in self.in_force.items()
            for place, fact in of.items()
            if (topic, place) not in self.several
        )
        return Facts.build(fact for fact in chain(alone, *self.several.values()) if counts(fact))

    def everywhere(self, topic: Topic) -> Mapping[str, Fact]:
        """The facts in force of `topic`, by unit (the latest cycle's, where it recurs)."""
        facts = self.of(topic)
        return {unit: facts[unit, cycle] for unit, cycle in sorted(facts)}


def _counting(said: Sequence[Fact]) -> Fact:
    """Words on one plan alone stand before those on all that are joined, and a held one before others.

    Then an officer's word stands before what the rules came to; then the last meant.
    """
    said = [fact for fact in said if fact.alone] or said
    happened = [fact for fact in said if fact.held] or said
    return last_meant([fact for fact in happened if not fact.concluded] or happened)


def _with_a_day(facts: Mapping[Place, Fact]) -> Mapping[Place, Fact]:
    # A milestone postponed to a day nobody has named is planned no longer.
    return {place: fact for place, fact in facts.items() if fact.day is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that deciding on one plan needs: no more is looked up while it is done."""

    plan: Plan
    adoption: str  # id of the event that adopted the plan
    adopted_on: date = date.min  # the day of that event: nobody has to set a date before it
    ending: Ending | None = None  # the plan's, if it has ended
    units: Units
    facts: Facts
    today: date
    tasks: Mapping[str, Sequence[TaskRow]] = field(default_factory=dict)  # by rule: those of the rules decided on
    receipts: Mapping[str, Receipt] = field(default_factory=dict)  # by key: the due dates that these tasks bear
    clauses: Mapping[Clause, str] = field(default_factory=dict)  # of other plans, for tasks here: by which event
    own_clauses: Mapping[PlanSuspension, str] = field(default_factory=dict)  # of the plan itself: by which event
    elsewhere: Mapping[str, Milestone] = field(default_factory=dict)  # milestones of other plans, by `PLAN/MILESTONE`
    inherited: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by rule: units that ended and have its task
    called: Called = field(default_factory=dict)  # names that joined plans have for its milestones
    memo: Memo = field(default_factory=Memo)

    def milestone(self, name: str) -> Milestone | None:
        """A milestone of the plan, or of another (`PLAN/MILESTONE`) with which a suspension begins or ends here."""
        return self.plan.milestones.get(name) or self.elsewhere.get(name)

    def amendment(self, rule: str) -> Reworded | None:
        """The version that gave the rule its present words, if that is not the plan as adopted."""
        fact = self.worded(rule)
        return fact.said if fact and isinstance(fact.said, Reworded) else None

    def worded(self, rule: str) -> Fact | None:
        """The fact of that version."""
        return self.facts.at(reworded(rule), "")
