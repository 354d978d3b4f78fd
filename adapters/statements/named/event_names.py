"""The event that is meant where an officer names what it was of: a milestone by its title, or a task that was done.

Of a milestone that was held, what was planned before is not meant any more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from adapters.names.matching import Meant
from engine.facts.fact import Fact
from engine.facts.topics import done, milestone
from engine.snapshot import facts_in
from engine.tasks import task_parts, task_stored
from events.event import Recorded
from events.store import Session
from rules.plan import Plan


def of_milestones(session: Session, plans: Mapping[str, Plan], names: Meant) -> list[Fact]:
    """The facts in force on these milestones, of whichever plan: those that were held, else those that are planned."""
    topics = [milestone(one.code) for one in names.things]
    found = [fact for plan in plans for fact in facts_in(session, plan, topics)]
    return [fact for fact in found if fact.held] or found


def of_tasks(session: Session, plans: Mapping[str, Plan], tasks: Meant) -> list[Fact]:
    """The reports in force that these tasks, each by the name that is shown, were done."""
    return [fact for one in tasks.things for fact in _reports(session, plans, one.code)]


def _reports(session: Session, plans: Mapping[str, Plan], task: str) -> Iterator[Fact]:
    plan = plans[task.partition("/")[0]]
    rule, unit, cycle = task_parts(plan.id, task_stored(plan, task))
    yield from (fact for fact in facts_in(session, plan.id, [done(rule)], [unit]) if fact.cycle == cycle)


def events_of(session: Session, facts: Sequence[Fact], said: Callable[[Recorded], str]) -> dict[str, str]:
    """The events of these facts, by id, each as it is `said`."""
    recorded = [one for one in map(session.find, dict.fromkeys(fact.id for fact in facts)) if one]
    return {one.event.id: said(one) for one in recorded}
