"""Meanwhile: while an event is decided on a snapshot, others may record; what they say can make the decision moot.

An event that concerns its plan alone may be decided before the log is taken. Its decision rests on the plans, agencies,
calendars and suspensions in force, on the clock, on all that is said in its own plan, and on the milestones of other
plans that suspensions begin or end with. So it holds as long as each event since is such a one too, in another plan,
and none of them is of a milestone that ties plans (docs/decisions/0109-decided-beside-other-writers.md).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from engine.facts.fact import topic_text
from engine.facts.joins import ties_of
from engine.facts.topics import Sort, bound
from engine.happenings.kinds import MEANINGS
from events.event import Event
from events.store import Session


def at_home(event: Event) -> bool:
    """True if `event` may be decided beside other writers: it speaks of one plan, and amends no other event."""
    meaning = MEANINGS.get(event.type)
    return meaning is not None and meaning.at_home


def suspending(session: Session) -> frozenset[str]:
    """The plans that suspend tasks of others by their clauses, and milestones that are joined, as `PLAN/MILESTONE`.

    No event that is at home changes which these are.
    """
    rows = session.plans()
    tied = (f"{row.id}/{name}" for row in rows for name in ties_of(row))
    return frozenset((*(row.id for row in rows if row.suspends), *tied))


def still_holds(event: Event, ties: Collection[str], news: Collection[Event], session: Session) -> bool:
    """True if a decision on `event` would be the same after `news`; `ties` is what was `suspending`.

    `session` has the log: what it knows of suspensions is what was known when the decision was made, as long as all
    news are at home.
    """
    apart = all(at_home(one) and one.plan != event.plan and one.id != event.id for one in news)
    return not news or (apart and not tied((event, *news), ties, session))


def tied(events: Iterable[Event], ties: Collection[str], session: Session) -> bool:
    """True if a milestone that one of `events` is of may matter to another plan: by a suspension, or as its own."""
    facts = (fact for event in events for fact in MEANINGS[event.type].states(event, 0))
    happened = {(fact.plan, fact.topic.name) for fact in facts if fact.topic.sort is Sort.MILESTONE}
    if any(plan in ties or f"{plan}/{name}" in ties for plan, name in happened):
        return True
    return bool(happened) and session.any_stated({(plan, topic_text(bound(name))) for plan, name in happened})


TURNS = 100
"""How many events long turns are taken in a plan, after somebody else was last met there."""


@dataclass(frozen=True, slots=True)
class Crowds:
    """The plans in which this process met others who recorded at the same time, and for how many events to expect it.

    To decide beside others in one plan is mostly for nothing, so there they take turns; elsewhere that is not asked.
    """

    _left: dict[str, int] = field(default_factory=dict)

    def met(self, plan: str) -> None:
        """Remember that others record in that plan right now."""
        self._left[plan] = TURNS

    def expected(self, plan: str) -> bool:
        """True if others are expected in that plan."""
        left = self._left.get(plan, 0)
        if left:
            self._left[plan] = left - 1
        return left > 0


def crowding(event: Event, news: Collection[Event]) -> bool:
    """True if others record in the plan of `event` right now, so that a decision beside them would be moot again."""
    return any(one.plan == event.plan for one in news)
