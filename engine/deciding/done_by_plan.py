"""Rows that the plan itself records as done: each is a completion like one that is reported, on the plan's first day.

It is derived, like a miss: it comes and goes with its condition, and rests on what that rests on. Where an officer
reports such a row done, his word stands, and there is no other.
"""

from collections.abc import Iterable, Iterator, Sequence

from engine.deciding.grouping import Group
from engine.deciding.misses import Turned
from engine.decision import Positions
from engine.facts.fact import Fact, concluded_fact
from engine.facts.known import Known, Place
from engine.facts.topics import done
from engine.tasks import State
from rules.offsets import Done
from rules.plan import TaskRule


def completed(
    known: Known,
    rule: TaskRule,
    having: Sequence[tuple[Group, Sequence[str]]],
    among: frozenset[str] | None,
    at: Positions,
) -> Turned:
    """The completions of `rule` that are other than noted; `having` are the units that have the task, by group.

    Only those at the units `among` are looked at, where these are given.
    """
    if not isinstance(rule.due, Done):
        return Turned((), ())
    noted = {fact.place: fact for fact in _noted(known, rule) if among is None or fact.unit in among}
    now = {fact.place: fact for group, units in having for fact in _completed(known, rule, group, units)}
    return Turned.between(noted, now, at)


def _noted(known: Known, rule: TaskRule) -> Iterator[Fact]:
    topic = done(rule.id)
    places: Iterable[Place] = known.facts.of(topic)
    yield from (fact for place in places for fact in known.facts.all_at(topic, place) if fact.concluded)


def _completed(known: Known, rule: TaskRule, group: Group, units: Iterable[str]) -> Iterator[Fact]:
    if group.outcome.state is not State.DONE:
        return
    said = known.facts.of(done(rule.id))
    for place in ((unit, group.cycle) for unit in units):
        if place not in said or said[place].concluded:
            yield concluded_fact(done(rule.id), known.plan.id, place, known.plan.starts, group.outcome.basis)
