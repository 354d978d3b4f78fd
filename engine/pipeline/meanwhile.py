"""Meanwhile: while an event is decided on a snapshot, others may record; what they say can make the decision moot.

An event that concerns its plan alone may be decided before the log is taken. Its decision rests on the plans, agencies,
calendars and suspensions in force, on the clock, on all that is said in its own plan, and on the milestones of other
plans that suspensions begin or end with. So it holds as long as each event since is such a one too, in another plan,
and none of them is of a milestone that ties plans (docs/decisions/0109-decided-beside-other-writers.md).
"""

from collections.abc import Collection
from dataclasses import dataclass

from engine.facts.fact import topic_text
from engine.facts.topics import Sort, bound
from engine.happenings.kinds import MEANINGS
from events.event import Event
from events.store import Session


def at_home(event: Event) -> bool:
    """True if `event` may be decided beside other writers: it speaks of one plan, and amends no other event."""
    meaning = MEANINGS.get(event.type)
    return meaning is not None and meaning.at_home


@dataclass(frozen=True, slots=True)
class Ties:
    """Plans that suspend tasks of others by their clauses; and milestones, by plan, that officers' suspensions name.

    No event that is at home changes any of it.
    """

    suspending: frozenset[str]
    bounds: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, session: Session) -> "Ties":
        """As they are in a transaction."""
        plans = session.plans()
        bounds = session.signals([row.id for row in plans], topic_text(bound("")) + ":")
        return cls(frozenset(row.id for row in plans if row.suspends), frozenset(bounds))

    def tie(self, event: Event) -> bool:
        """True if suspensions of tasks of another plan may begin or end with the milestone that `event` is of."""
        return any(
            fact.plan in self.suspending or (fact.plan, topic_text(bound(fact.topic.name))) in self.bounds
            for fact in MEANINGS[event.type].states(event, 0)
            if fact.topic.sort is Sort.MILESTONE
        )


def still_holds(event: Event, ties: Ties, news: Collection[Event]) -> bool:
    """True if a decision on `event`, with these `ties` of plans, would be the same after `news`."""
    apart = all(at_home(one) and one.plan != event.plan and one.id != event.id for one in news)
    return not news or (apart and not any(map(ties.tie, (event, *news))))


def crowding(event: Event, news: Collection[Event]) -> bool:
    """True if others record in the plan of `event` right now, so that a decision beside them would be moot again."""
    return any(one.plan == event.plan for one in news)
