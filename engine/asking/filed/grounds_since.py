"""Why a task is otherwise than a report said: of the events since, those that stand and that it turned by, or rests on.

A task may turn by an event that is withdrawn later, and rest on one that was recorded while it stood still. So the
history alone names too much and too little: what is in force of the grounds that it had, and of those that it has, is
looked at too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.asking.explaining import named_by
from engine.facts.receipt import receipt_of
from events.event import Recorded
from events.store import Session

WITHDRAWAL = "event.withdrawn"


class Since(NamedTuple):
    """An event by which a task is otherwise, and what it corrects, withdraws or answers, what that names, and so on."""

    recorded: Recorded
    named: Sequence[Recorded]

    @property
    def root(self) -> Recorded:
        """The event that it goes back to in the end: itself, where it names no other."""
        return self.named[-1] if self.named else self.recorded


@dataclass(frozen=True)
class GroundsSince:
    """The events after a position of the whole `log` that made tasks of `plans` otherwise, as `seen` has them now."""

    log: Session
    seen: Session  # the rows that are compared with: those of the log, or as they stood on a day
    plans: frozenset[str]
    position: int

    def of(self, task: str) -> list[Since]:
        """Those that made the task another than it was at that position, in the order of the log."""
        had = self._had.get(task, frozenset())
        amended = {place for place, one in self._later.items() if self._root(one).event.id in had}
        fresh = {self._places[name] for name in self._has.get(task, ()) if name in self._places}
        places = self._turned.get(task, set()) | amended | fresh
        these = (self._later[place] for place in sorted(places))
        return [Since(one, tuple(named_by(one, self.log.recorded))) for one in these if self._counts(one)]

    @cached_property
    def _later(self) -> Mapping[int, Recorded]:
        return {one.position: one for one in self.log.events(after=self.position)}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {one.event.id: place for place, one in self._later.items()}

    @cached_property
    def _turned(self) -> Mapping[str, set[int]]:
        """By task, the positions at which it became another one."""
        found: dict[str, set[int]] = {}
        for plan in self.plans:
            turns = [(row.task_id, row.position) for row in self.log.history_since(plan, self.position)]
            turns += [(view.id, view.since) for view in self.log.view_tasks(plan=plan) if view.since > self.position]
            for task, place in turns:
                found.setdefault(task, set()).add(place)
        return found

    @cached_property
    def _had(self) -> Mapping[str, frozenset[str]]:
        """By task, the events that its date rested on at the position."""
        found: dict[str, frozenset[str]] = {}
        for plan in self.plans:
            keys = {view.id: view.due_key for view in self.log.view_tasks(plan=plan) if view.since <= self.position}
            for row in sorted(self.log.history_since(plan, self.position), key=lambda one: -one.position):
                keys[row.task_id] = row.due_key  # the earliest of these ended what the task was at the position
            dues = self.log.dues(plan, {key for key in keys.values() if key})
            basis = {key: frozenset(receipt_of(row).basis) for key, row in dues.items()}
            found |= {task: basis[key] for task, key in keys.items() if key in basis}
        return found

    @cached_property
    def _has(self) -> Mapping[str, Iterable[str]]:
        """By task, the events that its date rests on now."""
        views = (view for plan in self.plans for view in self.seen.view_tasks(plan=plan))
        return {view.id: json.loads(view.basis) for view in views if view.basis}

    @cached_property
    def _withdrawn(self) -> frozenset[str]:
        """Ids of the events that are withdrawn, by a withdrawal that is not."""
        found: set[str] = set()
        for one in reversed(list(self._later.values())):  # whatever withdraws one is later than that
            if one.event.type == WITHDRAWAL and one.event.id not in found:
                found.add(one.event.corrects or "")
        return frozenset(found)

    def _chain(self, one: Recorded) -> Iterator[Recorded]:
        yield one
        yield from named_by(one, self.log.recorded)

    def _root(self, one: Recorded) -> Recorded:
        return list(self._chain(one))[-1]

    def _counts(self, one: Recorded) -> bool:
        """True if the event stands, and what it goes back to, as far as that is new; and if it had happened by then."""
        fresh = [each for each in self._chain(one) if each.position > self.position]
        if any(each.event.id in self._withdrawn for each in fresh):
            return False
        root = self._root(one)
        return root.position <= self.position or self.seen.find(root.event.id) is not None
