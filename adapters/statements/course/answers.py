"""Statements of answers: what a cooperating unit says to what it was asked."""

from dataclasses import dataclass
from datetime import date

from adapters.statements.statements import Draft, InForce
from events.course import making


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The request `asked` is answered; without `unit`, by the unit that was asked."""

    asked: str
    answer: str
    unit: str | None
    on: date

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        found = now.session.find(self.asked)
        unit = self.unit or (found.event.data.get("of") if found else None)
        return Draft(
            matter=("part.answered", self.asked),
            content=(self.on.isoformat(), unit, self.answer, document),
            standing=(),
            on=self.on,
            make=lambda envelope: making.part_answered(self.asked, answer=self.answer, unit=unit, **envelope),
        )
