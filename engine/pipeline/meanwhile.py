"""Meanwhile: while an event is decided on a snapshot, others may record; what they say can make the decision moot.

An event that concerns its plan alone may be decided before the log is taken. Its decision rests on the plans, agencies,
calendars and suspensions in force, on the clock, on all that is said in its own plan, and on the milestones of other
plans that suspensions begin or end with. So it holds as long as each event since is such a one too, in another plan,
and none of them is of a milestone that ties plans (docs/decisions/0109-decided-beside-other-writers.md).
"""

from collections.abc import Iterable

from engine.facts.topics import Sort, bound
from engine.happenings.kinds import MEANINGS
from engine.snapshot import Snapshot
from events.event import Event


def at_home(event: Event) -> bool:
    """True if `event` may be decided beside other writers: it speaks of one plan, and amends no other event."""
    meaning = MEANINGS.get(event.type)
    return meaning is not None and meaning.at_home


def still_holds(snapshot: Snapshot, event: Event, since: int) -> bool:
    """True if a decision on `event` by the log up to `since` would be the same now. Nobody may be recording."""
    session = snapshot.session
    if session.find(event.id):  # the same was sent twice at once, or another of its id
        return False
    if session.head() == since:
        return True
    news = [one.event for one in session.events(after=since)]
    apart = all(at_home(one) and one.plan != event.plan for one in news)
    return apart and not _tied(snapshot, (event, *news))


def _tied(snapshot: Snapshot, events: Iterable[Event]) -> bool:
    """True if one of `events` is of a milestone that suspensions may begin or end with, of tasks of whatever plan."""
    milestones: dict[str, set[str]] = {}
    for event in events:
        for fact in MEANINGS[event.type].states(event, 0):
            if fact.topic.sort is Sort.MILESTONE:
                milestones.setdefault(fact.plan, set()).add(fact.topic.name)
    return any(_ties(snapshot, plan, names) for plan, names in milestones.items())


def _ties(snapshot: Snapshot, plan: str, milestones: Iterable[str]) -> bool:
    """True if `plan` lays down suspensions of tasks of other plans, or an officer's has to do with these milestones."""
    row = snapshot.plan_row(plan)
    return row is None or bool(row.suspends) or bool(snapshot.facts(plan, [bound(name) for name in milestones]))
