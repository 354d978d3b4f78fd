"""Statements on what was recorded before: a correction, a withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from adapters.cli.typed_in.event_ids import Stands
from adapters.cli.typed_in.statements import Draft, InForce, iso, iso_hour, proof_of
from events import making
from events.event import Event
from events.making import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An event was recorded wrongly."""

    event: str
    on: date | None
    at: time | None
    carried: date | None
    unit: str | None
    reason: str | None
    anyway: bool = False

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        names = ("occurred_on", "at", "carried", "unit", "reason")
        return Draft(
            matter=("event.corrected", self.event),
            content=(iso(self.on), iso_hour(self.at), iso(self.carried), self.unit, self.reason, document),
            standing=_last(now, self.event, "event.corrected", names),
            on=None,
            make=self._made,
        )

    def _made(self, envelope: Envelope) -> Event:
        return making.corrected(
            self.event,
            day=self.on,
            at=self.at,
            carried=self.carried,
            unit=self.unit,
            anyway=self.anyway,
            reason=self.reason,
            **envelope,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """An event is taken back."""

    event: str
    reason: str | None

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        return Draft(
            matter=("event.withdrawn", self.event),
            content=(self.reason, document),
            standing=_last(now, self.event, "event.withdrawn", ("reason",)),
            on=None,
            make=lambda envelope: making.withdrawn(self.event, reason=self.reason, **envelope),
        )


def _last(now: InForce, event: str, kind: str, names: Sequence[str]) -> list[Stands]:
    """The last correction or withdrawal of an event, if it is one of `kind`."""
    found = max(now.session.amending(event), key=lambda one: one.position, default=None)
    if found is None:
        return []
    said = tuple(found.event.data.get(name) for name in names) if found.event.type == kind else ()
    return [Stands(found.event.id, (*said, proof_of(found)))]
