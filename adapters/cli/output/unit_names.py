"""Names of agencies: as they were when a task was last touched, or as they are now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.cli.frame.refusals import Refused
from adapters.words.plain_text import one_line
from engine.units import Units
from events.store import Session
from rules.problems import N_

THEN, NOW = "then", "now"
UnitsOf = Annotated[
    str,
    typer.Option("--agencies", metavar="then|now", help=N_("Units as they were when a task was made, or as they are.")),
]
_THEN_OR_NOW = N_("“{text}” is neither then nor now: units as they were when a task was made, or as they are.")


def of_now(text: str) -> bool:
    """True if units are wanted as they are now. Raises Refused."""
    if text not in (THEN, NOW):
        raise Refused(_THEN_OR_NOW, text=one_line(text, 40))
    return text == NOW


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The units, and by code the names that each had: until which place in the log, in order."""

    units: Units
    earlier: Mapping[str, list[tuple[int, str]]]

    @classmethod
    def of(cls, session: Session, units: Units) -> "UnitNames":
        """`units`, and the earlier names that the log has."""
        earlier: dict[str, list[tuple[int, str]]] = {}
        for one in session.events(types=["unit.renamed"]):
            if was := one.event.data.get("was"):
                earlier.setdefault(one.event.subject or "", []).append((one.position, was))
        return cls(units, earlier)

    def then(self, code: str, position: int) -> str:
        """The name that the unit had at that place in the log."""
        return next((was for until, was in self.earlier.get(code, ()) if until > position), self.units.name(code))
