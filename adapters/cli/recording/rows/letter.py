"""A letter as it is typed, and the head of the plan that is made of it."""

import re
from dataclasses import dataclass
from datetime import date

from adapters.cli.recording.rows.whose import Whose
from engine.units import Units
from rules.amending.single_rows import Fields
from rules.phrases.normalising import folded, normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it is typed."""

    number: str
    issued: date | None
    issuer: str | None
    about: str | None
    follow: str | None
    secrecy: str | None
    whose: Whose

    def name(self, today: date) -> str:
        """The id of its plan: by its number and its year, since numbers begin anew each year."""
        slug = re.sub(r"[^a-z0-9._-]+", "-", folded(self.number)).strip("-._") or "giao-viec"
        return f"{slug}-{(self.issued or today).year}"

    def is_numbered(self, number: str) -> bool:
        """True if that is its number: in whichever case, and with spaces or without."""
        return _key(self.number) == _key(number)

    def header(self, today: date, units: Units) -> Fields:
        """The head of its plan."""
        unit = self.whose.stands_under(units)
        level = {"secrecy": self.secrecy} if self.secrecy else {}
        policies = {"policies": {"follow": self.follow}} if self.follow else {}
        return {
            "plan": self.name(today),
            "title": self.about or self.number,
            "number": self.number,
            "issuer": self.issuer or units.name(unit),
            "issued": (self.issued or today).isoformat(),
            "unit": unit,
            "letter": "true",
            **level,
            **policies,
        }


def _key(number: str) -> str:
    return "".join(normalise(number).key.split())
