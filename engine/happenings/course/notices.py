"""Notices: an event that leaves a task as it is, and that somebody is told of; and of its being taken back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.deciding.unchanged import as_they_are
from engine.decision import Change, Kind
from engine.facts.fact import Fact
from engine.happenings.amendments import STATED, in_force, others, stated
from engine.happenings.entry import Amending, Brought, Entry, Review, Story
from engine.tasks import task_id
from events.event import Event
from rules.plan import Plan


def told_as(kind: Kind) -> Callable[[Entry], Brought]:
    """The answer of `brings` for an event that states facts of tasks, changes none, and is told of as `kind`."""

    def brings(entry: Entry) -> Brought:
        brought = stated(entry)
        return _with_notices(entry, brought, kind, brought.facts)

    return brings


class Word(NamedTuple):
    """What is told of an event, or of what another added to it; and as what, that it is taken back."""

    said: Kind | None  # None: that it is said shows in the task
    taken_back: Kind
    added: str = ""  # the field of the event's data that is there once it was added; "": it is the event's own

    def turned(self, was: Event | None, now: Event | None) -> Kind | None:
        """As what it is told that the event, in force as it `was`, is so `now`; what was added goes along with it."""
        if self.added and not (was and now):
            return None
        before, after = self._stands(was), self._stands(now)
        return None if before == after else self.said if after else self.taken_back

    def _stands(self, event: Event | None) -> bool:
        return event is not None and (not self.added or self.added in event.data)


def told_otherwise(*words: Word) -> Callable[[Entry, Story], Brought]:
    """The answer of `brings` for amendments of events that are told as `words` say, where they turn what was told.

    It is told of the first fact that such an event states. A correction of its day, or of who said it, turns nothing:
    what was told names neither.
    """

    def brings(entry: Entry, of: Story) -> Brought:
        was, now = in_force(of.root, others(entry, of)), in_force(of.root, of.amendments)
        brought = STATED.brings(entry, of)
        kinds = [kind for word in words if (kind := word.turned(was, now))]
        facts = entry.meanings[of.root.event.type].states(now or was or of.root.event, of.root.position)[:1]
        for kind in kinds:
            brought = _with_notices(entry, brought, kind, facts)
        return brought

    return brings


def amending(*words: Word) -> Amending:
    """The amending of events that state facts of tasks, change none, and are told as `words` say."""
    return replace(STATED, brings=told_otherwise(*words))


def _with_notices(entry: Entry, brought: Brought, kind: Kind, of: Sequence[Fact]) -> Brought:
    """`brought`, with a notice of the tasks that the facts `of` speak of."""
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
