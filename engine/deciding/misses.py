"""Misses: which tasks of a rule were not done by the end of their last day, held against those that are noted.

A miss is derived like a date: it comes, moves and goes with the facts (Bộ luật Dân sự 2015, Điều 148: until 24:00 of
the last day). Its day is the day after, the first on which the task is overdue.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from engine.deciding.grouping import Group, has_place, reported
from engine.decision import Positions
from engine.facts.fact import Fact, concluded_fact
from engine.facts.known import Known, Place
from engine.facts.receipt import Receipt
from engine.facts.topics import missed
from engine.tasks import State
from events.rows import TaskRow
from rules.plan import TaskRule

Misses = Mapping[Place, Fact]
"""By unit and cycle."""


class Turned(NamedTuple):
    """The concluded facts that come, or rest on other grounds now; and the ids of those that go."""

    made: Sequence[Fact]
    gone: Sequence[str]

    @classmethod
    def between(cls, noted: Mapping[Place, Fact], now: Mapping[Place, Fact], at: Positions) -> "Turned":
        """What turns where these are noted, and those are so now; each comes by the event that `at` says."""
        kept = {fact.id for fact in now.values()}
        made = [fact for place, fact in now.items() if not same(noted.get(place), fact)]
        return cls(
            made=[fact._replace(position=at(fact.topic.name, fact.unit)) for fact in made],
            gone=[fact.id for fact in noted.values() if fact.id not in kept],
        )


def turned(
    known: Known,
    rule: TaskRule,
    having: Sequence[tuple[Group, Sequence[str]]],
    among: frozenset[str] | None,
    at: Positions,
) -> Turned:
    """The misses of `rule` that are other than noted; `having` are the units that have the task, by group.

    Only those at the units `among` are looked at, where these are given.
    """
    noted = noted_of(known, rule, among)
    if not noted and not any(group.outcome.missed_by(known.today) for group, _ in having):
        return Turned((), ())
    now = {fact.place: fact for group, units in having for fact in _missed(known, rule, group, units)}
    left = places_left(known, rule, noted.keys() - now.keys())
    return Turned.between({place: fact for place, fact in noted.items() if place not in left}, now, at)


def places_left(known: Known, rule: TaskRule, among: Collection[Place]) -> frozenset[Place]:
    """The places, of those `among`, of done tasks that a version of the plan left behind: it has nothing to say there.

    By the words of which version they go on being counted is said in `engine.deciding.versions.left_behind`.
    """
    rows = known.tasks.get(rule.id, ()) if among else ()
    if rows and not rule.for_each and known.units.for_group(rule):  # of who is no member only what he reported is left
        there, said = known.units.in_order(rule), reported(known, rule.id)
        rows = [row for row in rows if row.unit in there or (row.unit, row.cycle) in said]
    done = (row for row in rows if (row.unit, row.cycle) in among and row.state == State.DONE)
    return frozenset((row.unit, row.cycle) for row in done if not has_place(known, rule, row.unit, row.cycle))


def passed(rows: Iterable[TaskRow], receipts: Mapping[str, Receipt], position: int) -> Iterator[Fact]:
    """The misses of tasks of which nothing was said by hand, so that their last day is their due date; it has passed.

    It is what `turned` would come to, without looking at each of them: on most days only time has passed.
    """
    for row in rows:
        receipt = receipts[row.due_key or ""]
        if receipt.due:
            day, place = receipt.due + timedelta(days=1), (row.unit, row.cycle)
            fact = concluded_fact(missed(row.rule), row.plan, place, day, receipt.basis)
            yield fact._replace(position=position)


def noted_of(known: Known, rule: TaskRule, among: frozenset[str] | None) -> Misses:
    """The misses of `rule` that are noted at these units."""
    noted = known.facts.of(missed(rule.id))
    return noted if among is None else {place: fact for place, fact in noted.items() if place[0] in among}


def differing(known: Known, rule: TaskRule, group: Group, noted: Misses) -> Iterator[str]:
    """The units of `group` at which something else is noted than what is so now."""
    if not group.outcome.missed_by(known.today):
        yield from (unit for unit in group.units if (unit, group.cycle) in noted) if noted else ()
        return
    for fact in _missed(known, rule, group, group.units):
        if not same(noted.get(fact.place), fact):
            yield fact.unit


def same(noted: Fact | None, now: Fact) -> bool:
    """True if both say the same, on the same grounds."""
    return noted is not None and (noted.id, noted.said) == (now.id, now.said)


def _missed(known: Known, rule: TaskRule, group: Group, units: Iterable[str]) -> Iterator[Fact]:
    limit = group.outcome.missed_by(known.today)
    if limit is None:
        return
    day = limit.day + timedelta(days=1)
    for unit in units:
        yield concluded_fact(missed(rule.id), known.plan.id, (unit, group.cycle), day, limit.basis)
