"""What an officer says once: it stands by itself, and saying it again is refused or changes nothing by what it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.cli.typed_in.statements import Draft, InForce
from events.event import Event
from events.making import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentStatement:
    """An event of the type `kind` on `subject`: the same words make the same event, whose id follows from them."""

    kind: str
    subject: str
    on: date
    content: Sequence[str | None]
    make: Callable[[InForce, Envelope], Event]

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        content = (self.on.isoformat(), *self.content, document)
        return Draft(
            matter=(self.kind, self.subject),
            content=content,
            standing=(),
            on=self.on,
            make=lambda envelope: self.make(now, envelope),
        )
