"""Ids of events that an officer gives none: made so that saying a thing twice counts once.

What stands in the log already on the same matter decides: said again unchanged, it is the event that said it. Said
anew, its id follows from its content and from what it comes after, so that a command that is run again, or by two
officers at once, arrives at the same id; while to go back to an earlier day is a fact of its own.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stands:
    """Something said earlier on the same matter that is still in force: its event, and what it says now."""

    event_id: str
    content: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Identity:
    """The event's id, and whether it is one that stands in the log already."""

    event_id: str
    known: bool


def identify(
    matter: Sequence[str | None],
    content: Sequence[str | None],
    standing: Sequence[Stands],
    taken: Callable[[str], bool],
) -> Identity:
    """The id of an event that says `content` on `matter` (its type, plan, name, unit).

    `standing` is what is in force on the matter, those that count last; `taken` tells whether an id is in the log.
    An id that is taken but does not stand belongs to something taken back since: what is said after it is new.
    """
    for earlier in standing:
        if tuple(earlier.content) == tuple(content):
            return Identity(earlier.event_id, True)
    follows = standing[-1].event_id if standing else None
    while True:
        name = f"{matter[0]}/{_digest([*matter, *content, follows])}"
        if not taken(name):
            return Identity(name, False)
        follows = name


def _digest(parts: Sequence[str | None]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
