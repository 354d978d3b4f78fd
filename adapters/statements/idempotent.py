"""Statements whose id follows from their words alone: saying one again is refused, or changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.clock import Clock
from adapters.statements.days import day_or_none
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import Draft, InForce
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
            matter=(self.kind, task_named(now.plans, self.subject)),
            content=content,
            standing=(),
            on=self.on,
            make=lambda envelope: self.make(now, envelope),
        )


def idempotent(
    clock: Clock,
    kind: str,
    subject: str,
    on: str | None,
    content: Sequence[str | None],
    make: Callable[[InForce, Envelope], Event],
) -> IdempotentStatement:
    """The statement of that kind on `subject`, of the day `on` as it was typed (None: today). Raises Refused."""
    happened = day_or_none("--on", on) or clock.today()
    return IdempotentStatement(kind=kind, subject=subject, on=happened, content=content, make=make)
