"""Notices: an event that leaves a task as it is, and that somebody is told of."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.deciding.unchanged import as_they_are
from engine.decision import Change, Kind
from engine.happenings.amendments import stated
from engine.happenings.entry import Brought, Entry, Review
from engine.happenings.named import plan_of
from engine.tasks import task_id


def told_as(kind: Kind) -> Callable[[Entry], Brought]:
    """The answer of `brings` for an event that states facts of tasks, changes none, and is told of as `kind`."""

    def brings(entry: Entry) -> Brought:
        brought, notices = stated(entry), tuple(_notices(entry, kind))
        parts = [replace(part, notices=notices) for part in brought.parts if isinstance(part, Review)]
        return replace(brought, parts=parts)

    return brings


def _notices(entry: Entry, kind: Kind) -> Iterator[Change]:
    plan = plan_of(entry)
    for fact in entry.facts():
        row = entry.session.task(task_id(plan.id, fact.topic.name, fact.unit, fact.cycle))
        if row:
            yield from as_they_are(plan.rules[row.rule], [row], entry.snapshot.receipts([row]), kind, fact)
