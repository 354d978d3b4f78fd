"""Events that are sent again: under one id one thing is said, be it that the log has it under the id of another event.

What says what stands already is no event of the log. It is kept beside that, so that whoever sends it again is told the
same, and whoever says something else under its id is refused.
"""

from hashlib import sha256

from engine.decision import Decision
from engine.service import Logged
from events.appending import FILLED_IN
from events.beside.rows import SaidAgainRow
from events.chain import canonical_json, content, differing
from events.errors import DuplicateEvent
from events.event import Event
from events.rows import Changes
from events.store import Session, Transactions

ONCE = "api/once/"
"""How ids begin under which nothing is sent again: nobody was told of them beforehand."""

_BY_WHOM_AND_WHEN = ("actor", "recorded_at")


def known_as(session: Session, event_id: str) -> Event | None:
    """The event that says what was sent under that id, whichever id it has in the log."""
    found = session.find(event_id)
    again = None if found else next(iter(session.beside(SaidAgainRow, id=event_id)), None)
    found = session.find(again.event) if again else found
    return found.event if found else None


def said_before(session: Session, event: Event) -> Logged | None:
    """What was answered when the event was sent before, and stood already. Raises DuplicateEvent where it says else."""
    again = next(iter(session.beside(SaidAgainRow, id=event.id)), None)
    if again is None:
        return None
    known = session.recorded(again.event)
    if again.content != _digest(event):
        raise DuplicateEvent(known, differing(known.event, event))
    return Logged(decision=Decision(event=known.event, position=known.position), known=True)


def keep(store: Transactions, event: Event, logged: Logged) -> None:
    """Keep that an event was sent which says what stood. Raises DuplicateEvent where its id was taken meanwhile."""
    known = logged.decision.event.id
    if not logged.known or known == event.id or event.id.startswith(ONCE):
        return
    with store.begin() as session:
        taken = session.find(event.id)
        if taken:
            raise DuplicateEvent(taken, differing(taken.event, event))
        if said_before(session, event) is None:
            session.apply(Changes(said_again=[SaidAgainRow(event.id, known, _digest(event))]))


def _digest(event: Event) -> str:
    """The digest of all that an event says; by whom and when is no part of that, nor what the program fills in."""
    said = {name: value for name, value in content(event).items() if name not in _BY_WHOM_AND_WHEN}
    said["data"] = {name: value for name, value in event.data.items() if name not in FILLED_IN}
    return sha256(canonical_json(said).encode()).hexdigest()
