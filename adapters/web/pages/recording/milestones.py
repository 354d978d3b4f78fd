"""The milestones that there are, as whoever records one names them; and those that are planned to be held soon."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from adapters.names.matching import Named, plain_words
from engine.facts.joins import joined, written
from engine.snapshot import Snapshot
from engine.units import Units
from rules.plan import Milestone, Plan

_AHEAD, _MOST, _MOST_SUGGESTED = timedelta(days=45), 12, 8

ByCode = Mapping[str, tuple[Plan, Milestone]]
"""Milestones with their plans, by `PLAN/NAME`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A milestone that is planned for a day, and not held yet."""

    code: str
    title: str
    unit: str
    unit_name: str
    day: date


@dataclass(frozen=True)
class Milestones:
    """All that may be recorded, each under a plan that goes on; what several plans have as one stands once."""

    by_code: ByCode
    units: Units
    planned: Sequence[Planned]

    @classmethod
    def of(cls, snapshot: Snapshot, today: date) -> "Milestones":
        """The milestones that a transaction sees; `planned`: whose day has come, or soon will, in order."""
        by_code, units = _by_code(snapshot), snapshot.units()
        return cls(by_code, units, list(_planned(snapshot, by_code, units, today))[:_MOST])

    @cached_property
    def named(self) -> Sequence[Named]:
        """Each with the names by which it may be called."""
        titles = [one.title for _, one in self.by_code.values()]
        return [
            Named(code, (_full(one.title, plan.number, several=titles.count(one.title) > 1), one.name, one.document))
            for code, (plan, one) in self.by_code.items()
        ]

    def suggested(self, text: str) -> Iterator[tuple[str, str]]:
        """Codes and titles of those in whose names all words begin so, as they are typed."""
        typed = plain_words(text)
        those = (one for one in self.named if typed and _begins(typed, one))
        yield from ((one.code, one.names[0]) for one in islice(those, _MOST_SUGGESTED))


def _by_code(snapshot: Snapshot) -> dict[str, tuple[Plan, Milestone]]:
    found, seen = dict[str, tuple[Plan, Milestone]](), set[tuple[str, str]]()
    plans = snapshot.plans()
    for plan in (plans[row.id] for row in snapshot.session.plans() if not row.ended):
        ties = snapshot.ties(plan.id)
        for one in plan.milestones.values():
            if (plan.id, one.name) not in seen:
                seen.update(joined(ties, one.name))
                found[written((plan.id, one.name))] = (plan, one)
    return found


def _planned(snapshot: Snapshot, by_code: ByCode, units: Units, today: date) -> Iterator[Planned]:
    members = [(plan.id, one.name) for plan, one in by_code.values()]
    facts = snapshot.facts_unheld(members, today + _AHEAD)
    for fact in sorted(facts, key=lambda fact: (fact.day or date.max, fact.topic.name, fact.unit)):
        code = written((fact.plan, fact.topic.name))
        if fact.day and code in by_code:
            title, name = by_code[code][1].title, units.name(fact.unit)
            yield Planned(code=code, title=title, unit=fact.unit, unit_name=name, day=fact.day)


def _begins(typed: Sequence[str], named: Named) -> bool:
    words = [word for name in named.names for word in plain_words(name)]
    return all(any(word.startswith(one) for word in words) for one in typed)


def _full(title: str, number: str, *, several: bool) -> str:
    return f"{title} ({number})" if several else title
