"""The facts that one rule sees in one situation: which of its conditions hold, since when, and resting on what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.counting.due import Happening
from engine.facts.fact import Fact, HappenedAt
from engine.facts.known import Known
from engine.facts.quantifiers import Across, AllAcross, reaches
from engine.facts.topics import Topic, topic_of
from engine.facts.watched import watched
from rules.conditions import All, Always, Any, AtLeast, Condition, Every, Happened, NoneOf, Phase, SomeOf, quantified
from rules.offsets import Anchor, Pick, anchors_of
from rules.plan import TaskRule

Seen = Mapping[tuple[Topic, bool], Fact | None]
"""The facts that one unit sees: (topic, own only) -> the fact in force there, if any."""


@dataclass(frozen=True, slots=True)
class Sights:
    """All that is in sight for one rule: at and above its unit, and across the units of a kind."""

    known: Known
    rule: TaskRule
    seen: Seen
    across: AllAcross

    def holds(self, condition: Condition, planned_too: bool) -> bool:
        """True if `condition` holds; `planned_too`: a plan of a happening counts as if it were held."""
        match condition:
            case Always():
                return True
            case Happened():
                return reaches(self._fact(condition), condition.phase, planned_too)
            case All(parts=parts):
                return all(self.holds(part, planned_too) for part in parts)
            case Any(parts=parts):
                return any(self.holds(part, planned_too) for part in parts)
            case NoneOf(parts=parts):  # a plan of a happening does not make it happen
                return not any(self.holds(part, False) for part in parts)
            case AtLeast(count=count, parts=parts):
                return sum(self.holds(part, planned_too) for part in parts) >= count
            case Every() | SomeOf():
                return bool(self._enough(condition, planned_too))

    def since(self, condition: Condition, planned_too: bool) -> date | None:
        """The day on which `condition`, which holds, came to hold; None where it always did."""
        match condition:
            case Happened():
                fact = self._fact(condition)
                return fact.day if fact else None
            case All(parts=parts):
                return max((day for part in parts if (day := self.since(part, planned_too))), default=None)
            case Any(parts=parts):
                return self._nth(parts, 1, planned_too)
            case AtLeast(count=count, parts=parts):
                return self._nth(parts, count, planned_too)
            case Every() | SomeOf():
                return self._enough(condition, planned_too)[-1].day
            case NoneOf() | Always():
                return None

    def _nth(self, parts: tuple[Condition, ...], count: int, planned_too: bool) -> date | None:
        """The day on which the `count`-th of `parts` came to hold."""
        days = sorted(self.since(part, planned_too) or date.min for part in parts if self.holds(part, planned_too))
        day = days[count - 1] if count else date.min
        return day if day > date.min else None

    def needed(self, planned_too: bool) -> Iterator[Fact]:
        """The facts that the condition rests on, and the anchor that looks across units."""
        sights = watched(self.known.memo, self.known.plan, self.rule).seen
        yield from (fact for sight in sights if (fact := self.seen[sight.topic, sight.own]))
        for part in quantified(self.rule.when):
            yield from self._enough(part, planned_too)
        for anchor in anchors_of(self.rule.due):
            yield from self._counted_from(anchor) if anchor.kind else ()

    def happening(self, anchor: Anchor) -> Happening | None:
        """The happening that a date is counted from, if it is in sight."""
        if anchor.kind is None:
            fact = self.seen[topic_of(anchor.signal), anchor.pick is Pick.OWN]
            return _happening(fact, fact.held) if fact else None
        needed = self._counted_from(anchor)
        return _happening(needed[-1], all(fact.held for fact in needed)) if needed else None

    def _counted_from(self, anchor: Anchor) -> list[Fact]:
        """The first fact across the units of a kind; or all of them, where each unit has one."""
        across = self.across[topic_of(anchor.signal), anchor.kind or "", self.known.plan.unit]
        reached = across.reached(Phase.PLANNED, True)
        if anchor.pick is Pick.FIRST:
            return reached[:1]
        return reached if len(reached) == len(across.places) else []

    def _fact(self, happened: Happened) -> Fact | None:
        return self.seen[topic_of(happened.signal), happened.own]

    def _enough(self, part: Every | SomeOf, planned_too: bool) -> list[Fact]:
        """The facts that make `part` hold, the earliest first: of more than are needed the first; none: it does not."""
        across = self._across(part)
        reached = across.reached(part.happened.phase, planned_too)
        wanted = part.count if isinstance(part, SomeOf) else len(across.places)
        return reached[:wanted] if len(reached) >= wanted > 0 else []

    def _across(self, part: Every | SomeOf) -> Across:
        return self.across[topic_of(part.happened.signal), part.kind, part.under or self.known.plan.unit]


def _happening(fact: Fact, firm: bool) -> Happening:
    if fact.day is None:
        raise ValueError(f"{fact.id}: a fact in force has a day")
    said = fact.said if isinstance(fact.said, HappenedAt) else HappenedAt()
    return Happening(day=fact.day, firm=firm, event_ids=fact.grounds, carried=said.carried, at=said.at)
