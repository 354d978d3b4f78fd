"""The tasks that a version of a plan leaves behind: reported done, of rows, units or rounds that it has no longer.

What was done stays done, and its date goes on following the facts, by the words of the last version that had the task.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.deciding.grouping import reported
from engine.deciding.verdicts import Verdict
from engine.deciding.versions.worded import of_these
from engine.decision import Change
from engine.facts.known import Known, Place
from engine.facts.plans import Former
from engine.facts.topics import Topic, done, missed
from engine.snapshot import Snapshot
from engine.tasks import State
from rules.amending.comparing import compare

Version = tuple[int, Known]
"""A version by the place in the log of its event, and by its words."""


def left_behind(snapshot: Snapshot, versions: Sequence[Version]) -> Iterator[Former]:
    """Of each of `versions` but the last, the rules that have done tasks of which the next one knows nothing."""
    for (position, was), (_, now) in pairwise(versions):
        rules = compare(was.plan, now.plan).rules
        names = [*rules.removed, *(rule.name for rule in rules.changed if rule.dates)]
        reports = [fact for fact in snapshot.facts(was.plan.id, map(done, names)) if not fact.concluded]
        had, has = (replace(one, facts=one.facts.plus(reports)) for one in (was, now))
        left = {name for name in names if _left(had, name, [has])}
        if left:
            yield Former(position, tuple(left))


def _left(known: Known, rule: str, later: Iterable[Known]) -> frozenset[Place]:
    """The places at which a rule was reported done that the version `known` has, and none of the `later` ones."""
    these = of_these(known, rule, reported(known, rule))
    return these.difference(*(of_these(version, rule, these) for version in later))


@dataclass(frozen=True, slots=True)
class Remainder:
    """The tasks left of a former version: those reported done that no `later` version has."""

    rules: Sequence[str]
    known: Known  # by that version
    later: Sequence[Known]

    def of(self, verdict: Verdict) -> Verdict:
        """The part of a verdict by that version's words that concerns these tasks."""
        left = {missed(rule): _left(self.known, rule, self.later) for rule in self.rules}
        noted = {topic: self.known.facts.of(topic) for topic in left}
        gone = {fact.id for topic, of in noted.items() for place, fact in of.items() if place in left[topic]}
        return Verdict(
            changes=tuple(_only(verdict.changes, left)),
            facts=tuple(fact for fact in verdict.facts if fact.place in left.get(fact.topic, ())),
            facts_gone=tuple(name for name in verdict.facts_gone if name in gone),
        )


def _only(changes: Iterable[Change], left: Mapping[Topic, frozenset[Place]]) -> Iterator[Change]:
    """The changes of tasks that are left: they stay done, or are closed with their units."""
    for change in changes:
        there = left.get(missed(change.rule.id), frozenset())
        units = [unit for unit in change.units if (unit, change.cycle) in there]
        if units and change.state in (State.DONE, State.CLOSED):
            yield replace(change, units=units)
