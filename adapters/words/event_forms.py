"""The form of the words of one type of event, and what these may ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from adapters.words.catalogue import Said
from events.event import Event

if TYPE_CHECKING:
    from rules.plan import Plan


class Names(Protocol):
    """Names of what an event speaks of, for its entry in the log."""

    def plan(self, event: Event) -> "Plan":
        """The plan that the event is of."""
        ...

    def title(self, event: Event, milestone: str) -> str:
        """The title of a milestone of the event's plan, or of another (`PLAN/NAME`)."""
        ...

    def unit(self, code: str, on: date | None = None) -> str:
        """The name of an agency; of the one that had taken over from it `on` a day, if that is given."""
        ...


Entry = Callable[[Event, Names], Said]
"""From an event to what its entry in the log says."""

Amending = Callable[[Event, Said, Names], Said]
"""From an event, and what the entry of the event that it amends says, to what its own entry says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWords:
    """The words of one type of event."""

    name: str  # a template without fields, as lists have it
    message: str  # {event}: what it happened to; {day}
    elsewhere: str | None = None  # the same, where what it happened to has a name to be told by
    entry: Entry  # on its own
    amending: Amending | None = None  # beside the event that it amends; None: it amends none
