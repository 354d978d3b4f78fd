"""Notices: an event that leaves a task as it is, and that somebody is told of."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from engine.deciding.unchanged import as_they_are
from engine.decision import Change, Kind
from engine.facts.fact import Fact
from engine.happenings.amendments import stated
from engine.happenings.entry import Brought, Entry, Review
from engine.tasks import task_id
from rules.plan import Plan


def told_as(kind: Kind) -> Callable[[Entry], Brought]:
    """The answer of `brings` for an event that states facts of tasks, changes none, and is told of as `kind`."""
    return lambda entry: with_notices(entry, stated(entry), kind)


def with_notices(entry: Entry, brought: Brought, kind: Kind, facts: Iterable[Fact] | None = None) -> Brought:
    """`brought`, with a notice of the tasks that its facts, or these `facts`, speak of."""
    of = list(brought.facts if facts is None else facts)
    parts = [
        replace(part, notices=(*part.notices, *_notices(entry, part.plan, of, kind)))
        for part in brought.parts
        if isinstance(part, Review)
    ]
    return replace(brought, parts=parts)


def _notices(entry: Entry, plan: Plan, facts: Iterable[Fact], kind: Kind) -> Iterator[Change]:
    for fact in (one for one in facts if one.plan == plan.id and one.topic.name in plan.rules):
        row = entry.session.task(task_id(plan.id, fact.topic.name, fact.unit, fact.cycle))
        if row:
            yield from as_they_are(plan.rules[row.rule], [row], entry.snapshot.receipts([row]), kind, fact)
