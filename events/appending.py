"""The check before an event enters the log, and its place there: the same for every store."""

import json
from dataclasses import replace

from events.catalogue import validate
from events.chain import canonical_json, content, differing, event_of, link, verify_next
from events.errors import DuplicateEvent, UnknownEvent
from events.event import Event, Recorded
from events.store import LogReader

FILLED_IN = ("replaces", "counted_from", "answers")
"""The fields that the program fills in when an event is recorded: whoever sends it again need not know them."""


def place(log: LogReader, event: Event) -> tuple[Recorded, bool]:
    """`event` with its place in the log, and True if it is new there. Nobody else may be adding to `log` meanwhile.

    An event that is known, with the same content, is answered with what was recorded: the caller has sent it again, or
    somebody else says the same.
    Raises EventError, DuplicateEvent, or UnknownEvent for the one that it corrects.
    """
    validate(event)
    known = log.find(event.id)
    if known is not None:
        return _the_same(known, event), False
    if event.corrects is not None and log.find(event.corrects) is None:
        raise UnknownEvent(event.corrects)
    previous = log.head_hash()
    kept = event_of(json.loads(canonical_json(content(event))))  # as it will be read again, and nobody else's to change
    return Recorded(position=log.head() + 1, event=kept, previous=previous, hash=link(previous, kept)), True


def next_place(log: LogReader, recorded: Recorded) -> Recorded:
    """`recorded`, which was placed when the log may have been shorter, in the place that comes next now."""
    previous = log.head_hash()
    return replace(recorded, position=log.head() + 1, previous=previous, hash=link(previous, recorded.event))


def follows(log: LogReader, recorded: Recorded) -> None:
    """Raise LogBroken unless `recorded` comes next in `log`, by its place and by the hash before it."""
    verify_next(recorded, log.head() + 1, log.head_hash())


def _the_same(known: Recorded, event: Event) -> Recorded:
    filled_in = {name: known.event.data[name] for name in FILLED_IN if name in known.event.data}
    again = replace(event, actor=known.event.actor, data={**filled_in, **event.data})
    if fields := differing(known.event, again):
        raise DuplicateEvent(known, fields)
    return known
