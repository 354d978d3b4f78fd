"""The tasks that a version of a plan leaves behind: reported done, of rows, units or rounds that it has no longer.

What was done stays done, and its date goes on following the facts, by the words of the last version that had the task.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.counting.rounds import first_day_of
from engine.deciding.grouping import places, reported
from engine.deciding.verdicts import Verdict
from engine.decision import Change
from engine.facts.known import Facts, Known, Place
from engine.facts.plans import Former
from engine.facts.topics import Topic, done, missed
from engine.snapshot import Snapshot
from engine.tasks import State
from rules.amending.comparing import compare

Version = tuple[int, Known]
"""A version by the place in the log of its event, and as much as must be known to say where it has tasks."""


def left_behind(snapshot: Snapshot, versions: Sequence[Version]) -> Iterator[Former]:
    """Of each of `versions` but the last, the rules that have done tasks of which the next one knows nothing."""
    for (position, was), (_, now) in pairwise(versions):
        rules = compare(was.plan, now.plan).rules
        names = [*rules.removed, *(rule.name for rule in rules.changed if rule.dates)]
        reports = [fact for fact in snapshot.facts(was.plan.id, map(done, names)) if not fact.concluded]
        had, has = (replace(one, facts=Facts.build(reports)) for one in (was, now))
        left = {name for name in names if (done_of := reported(had, name)) and _among(had, name, done_of, has)}
        if left:
            yield Former(position, tuple(left))


def _among(known: Known, rule: str, these: frozenset[Place], *but: Known) -> frozenset[Place]:
    """Those of the places of a rule that it has in the version `known`, and in none of `but`."""
    return (these & _of(known, rule, these)).difference(*(_of(one, rule, these) for one in but))


def _of(known: Known, rule: str, these: frozenset[Place]) -> frozenset[Place]:
    """The places of a rule, up to the last round among `these`: what was done early was reported before it began."""
    if rule not in known.plan.rules:
        return frozenset()
    until = max((known.today, *(first_day_of(cycle) for _, cycle in these if cycle)))
    return places(replace(known, today=until), known.plan.rules[rule])


@dataclass(frozen=True, slots=True)
class Remainder:
    """The tasks left of a former version: those reported done that no `later` version has."""

    rules: Sequence[str]
    known: Known  # by that version
    later: Sequence[Known]

    def of(self, verdict: Verdict) -> Verdict:
        """The part of a verdict by that version's words that concerns these tasks."""
        left = {missed(rule): self._left(rule) for rule in self.rules}
        noted = {topic: self.known.facts.of(topic) for topic in left}
        gone = {fact.id for topic, of in noted.items() for place, fact in of.items() if place in left[topic]}
        return Verdict(
            changes=tuple(_only(verdict.changes, left)),
            facts=tuple(fact for fact in verdict.facts if fact.place in left.get(fact.topic, ())),
            facts_gone=tuple(name for name in verdict.facts_gone if name in gone),
        )

    def _left(self, rule: str) -> frozenset[Place]:
        these = reported(self.known, rule)
        return these.difference(*(_of(version, rule, these) for version in self.later))


def _only(changes: Iterable[Change], left: Mapping[Topic, frozenset[Place]]) -> Iterator[Change]:
    """The changes of tasks that are left: they stay done, or are closed with their units."""
    for change in changes:
        there = left.get(missed(change.rule.id), frozenset())
        units = [unit for unit in change.units if (unit, change.cycle) in there]
        if units and change.state in (State.DONE, State.CLOSED):
            yield replace(change, units=units)
