"""An extension that is asked for, or refused: the task stays as it is, and whoever decides, or leads it, is told."""

from collections.abc import Iterable, Iterator

from engine.decision import Before, Change, Kind
from engine.tasks import State, task_id
from events.rows import FactRow
from events.store import Session
from rules.plan import Plan

NOTICED = {"extension.requested": Kind.ASKED, "extension.refused": Kind.NOT_EXTENDED}
"""The types of event that change nothing of a task, and as what they are told of."""


def answers(session: Session, plan: Plan, facts: Iterable[FactRow], kind: Kind) -> Iterator[Change]:
    """The notices that the extensions in `facts` are asked for, or refused."""
    for fact in facts:
        rule = plan.rules[fact.signal.partition(":")[2]]
        row = session.task(task_id(plan.id, rule.id, fact.unit, fact.cycle))
        if row is None:
            continue
        state = State(row.state)
        yield Change(
            kind=kind,
            plan=plan.id,
            rule=rule,
            cycle=fact.cycle,
            state=state,
            due=session.dues([row.due_key]).get(row.due_key) if row.due_key else None,
            previous=None,
            done_on=None,
            before=Before(state=state, due_key=row.due_key, since=row.since, done_on=row.done_on),
            extension=fact,
            units=[fact.unit],
        )
