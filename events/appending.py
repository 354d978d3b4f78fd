"""Whether the log takes an event, and where it goes: the same for every store."""

import json
from typing import Protocol

from events.catalogue import validate
from events.chain import canonical_json, content, differing, event_of, link, verify_next
from events.errors import DuplicateEvent, UnknownEvent
from events.event import Event, Recorded


class Log(Protocol):
    """What must be known of the log to add to it. Nobody else may be adding meanwhile."""

    def head(self) -> int:
        """The last position; 0 where there is none."""
        ...

    def head_hash(self) -> str:
        """The hash at the last position."""
        ...

    def find(self, event_id: str) -> Recorded | None:
        """The event of that id."""
        ...


def place(log: Log, event: Event) -> tuple[Recorded, bool]:
    """Where `event` stands, or is to stand, in the log, and whether it is new there.

    An event that is known, with the same content, is answered with what was recorded: the caller has sent it again.
    Raises EventError, DuplicateEvent, or UnknownEvent for what it corrects.
    """
    validate(event)
    known = log.find(event.id)
    if known is not None:
        return _the_same(known, event), False
    head = log.head()
    if event.corrects is not None and log.find(event.corrects) is None:
        raise UnknownEvent(event.corrects)
    previous = log.head_hash()
    kept = event_of(json.loads(canonical_json(content(event))))  # as it will be read again, and nobody else's to change
    return Recorded(position=head + 1, event=kept, previous=previous, hash=link(previous, kept)), True


def follows(log: Log, recorded: Recorded) -> None:
    """Raise LogBroken unless `recorded` comes next in `log`, by its place and by the hash before it."""
    verify_next(recorded, log.head() + 1, log.head_hash())


def _the_same(known: Recorded, event: Event) -> Recorded:
    if fields := differing(known.event, event):
        raise DuplicateEvent(known, fields)
    return known
