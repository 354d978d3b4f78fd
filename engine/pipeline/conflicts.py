"""Conflicts: something was recorded, since somebody looked, of the very things that he speaks of, and he did not know.

Two events contradict each other at most where they speak of the same: a milestone at a unit, a task or what its date
rests on, an event that both correct, a unit, a plan, a day of a calendar. That the log has moved on otherwise is no
matter: many officers record at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.happenings.entry import Matter
from engine.happenings.kinds import MEANINGS
from events.errors import Conflict
from events.event import Event
from events.store import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The basis of a decision: the log up to `position`, as far as it speaks of `matters` (None: all of it)."""

    position: int
    matters: frozenset[Matter] | None = None

    def must_hold(self, session: Session) -> None:
        """Raise Conflict if something of that was recorded since."""
        head = session.head()
        if head == self.position:
            return
        since = session.events(after=self.position)
        conflicting = [one for one in since if self._rests_on(session, one.event)]
        if conflicting:
            raise Conflict(self.position, head, conflicting)

    def _rests_on(self, session: Session, event: Event) -> bool:
        return self.matters is None or not self.matters.isdisjoint(matters(session, event))


def basis_of(session: Session, event: Event, seen: int) -> Basis:
    """The basis of whoever says `event` and last saw the log at the position `seen`: what he speaks of.

    An event that only names others (a suspension, the beginning of a day) contradicts nobody.
    """
    return Basis(position=seen, matters=frozenset(matters(session, event)))


def matters(session: Session, event: Event) -> Iterator[Matter]:
    """All that an event speaks of; of one that amends another, what that one speaks of."""
    yield "event", event.id
    if event.corrects is None:
        yield from MEANINGS[event.type].matters(session, event)
        return
    named = session.find(event.corrects)
    if named:
        yield from matters(session, named.event)
