"""Names of agencies: as they were when a task was last touched, or as they are now."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.units import Units
from events.store import Session


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The units, and by code the names that each had: until which place in the log, in order."""

    units: Units
    earlier: Mapping[str, list[tuple[int, str]]]

    @classmethod
    def of(cls, session: Session, units: Units) -> "UnitNames":
        """`units`, and the earlier names that the log has."""
        # whoever renames a unit changes its row: so they are the same as long as the units are
        return cls(units, units.once("earlier names", lambda: _earlier(session)))

    def then(self, code: str, position: int) -> str:
        """The name that the unit had at that place in the log."""
        return next((was for until, was in self.earlier.get(code, ()) if until > position), self.units.name(code))


def _earlier(session: Session) -> Mapping[str, list[tuple[int, str]]]:
    earlier: dict[str, list[tuple[int, str]]] = {}
    for one in session.events(types=["unit.renamed"]):
        if was := one.event.data.get("was"):
            earlier.setdefault(one.event.subject or "", []).append((one.position, was))
    return earlier
