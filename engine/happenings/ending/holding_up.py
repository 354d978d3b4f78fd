"""Who waits for a plan: tasks of other plans that stand still until one of its milestones is held."""

from collections.abc import Iterator

from engine.facts.joins import joined
from engine.facts.plans import ending_of
from engine.facts.topics import milestone
from engine.happenings.entry import Entry
from engine.tasks import State
from rules.plan import Plan


def held_up(entry: Entry, plan: Plan) -> Iterator[tuple[str, str]]:
    """Other plans of which tasks stand still until a milestone of `plan` is held, each with the milestone.

    Where the milestone is joined with that of a plan that goes on, it can be recorded there.
    """
    snapshot = entry.snapshot
    going_on = {row.id for row in entry.session.plans() if ending_of(row) is None and row.id != plan.id}
    held = {fact.topic.name for fact in snapshot.facts(plan.id, map(milestone, plan.milestones)) if fact.held}
    ties = snapshot.ties(plan.id)
    for name in sorted(plan.milestones.keys() - held):
        if going_on.isdisjoint(of for of, _ in joined(ties, name)):
            yield from ((of, name) for of in _standing_still(entry, plan, name) if of in going_on)


def _standing_still(entry: Entry, plan: Plan, name: str) -> Iterator[str]:
    """The plans of which tasks stand still, and are suspended until a milestone of `plan` is held."""
    for of, scope in entry.touching.suspended_until(plan, name).items():
        rows = entry.session.tasks(of, list(scope)) if scope and of != plan.id else ()
        among = (row for row in rows if scope[row.rule] is None or row.unit in (scope[row.rule] or ()))
        if any(row.state == State.SUSPENDED for row in among):
            yield of
