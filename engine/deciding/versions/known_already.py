"""Milestones that were held before their plan was: the plan's text says so, and no event of their own does.

Such a fact rests on the version of the plan since which it has been said without a break. An officer's word on the same
milestone stands before it, as before whatever nobody reported.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from engine.facts.fact import Fact, concluded_fact
from engine.facts.topics import milestone
from engine.snapshot import Snapshot
from events.event import Event, Recorded
from rules.plan import Milestone, Plan

Version = tuple[Plan, str, int]
"""A version of a plan; the id of the event that laid it down, and its place in the log."""


def known_already(versions: Sequence[Version]) -> Iterator[Fact]:
    """The facts that a plan's text states; `versions` are all there were up to now, the latest first."""
    plan = versions[0][0]
    for name, one in plan.milestones.items():
        if one.held:
            *_, (_, event, position) = takewhile(lambda version: _says(version[0], one), versions)  # noqa: B023 - at once
            fact = concluded_fact(milestone(name), plan.id, (one.at or "", ""), one.held, (event,))
            yield fact._replace(position=position)


def _says(plan: Plan, one: Milestone) -> bool:
    there = plan.milestones.get(one.name)
    return there is not None and (there.held, there.at) == (one.held, one.at)


def turned(
    snapshot: Snapshot, was: Plan, now: Plan, fresh: Sequence[Recorded] = (), before: Sequence[Event] = ()
) -> tuple[list[Fact], list[Fact]]:
    """The facts that come when `now` takes the place of `was`, and those that go.

    `fresh` are the events of the versions that take effect, the latest first, and `before` those in force until then.
    """
    topics = [milestone(name) for name, one in was.milestones.items() if one.held]
    if not topics and not any(one.held for one in now.milestones.values()):
        return [], []
    recorded = [*fresh, *(snapshot.session.recorded(event.id) for event in before)]
    versions = [(snapshot.version(one.event), one.event.id, one.position) for one in recorded]
    noted = {fact.id: fact for fact in snapshot.facts(was.id, topics) if fact.concluded}
    said = {fact.id: fact for fact in known_already(versions)}
    come = [fact for fact in said.values() if fact != noted.get(fact.id)]
    return come, [fact for name, fact in noted.items() if name not in said]
