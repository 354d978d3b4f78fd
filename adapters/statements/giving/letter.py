"""A letter as it is typed, and the head of the plan that is made of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from adapters.statements.giving.whose import Whose
from engine.units import Units
from rules.amending.single_rows import Fields
from rules.phrases.document_number import day_within, document_number
from rules.phrases.normalising import folded

_UNFIT, _FIGURES = re.compile(r"[^a-z0-9._-]+"), re.compile(r"\d+")


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
        slug = _UNFIT.sub("-", folded(document_number(self.number))).strip("-._") or "giao-viec"
        return f"{slug}-{self.day(today).year}"

    def day(self, today: date) -> date:
        """Its day: as it is said, else as it stands behind its number."""
        return self.issued or day_within(self.number) or today

    def known_as(self, today: date, plans: Iterable[str]) -> list[str]:
        """Those of these ids of plans that a letter of its number may have, however that was typed, its own first.

        They are of its year, and have the figures of its number; an id of before may have all that was typed.
        """
        name, figures = self.name(today), _figures(document_number(self.number))[:1]
        of_year = (one for one in plans if one.endswith(name[-_YEAR:]) and {*figures} <= {*_figures(one[:-_YEAR])})
        return sorted(of_year, key=lambda one: (one != name, one))

    def is_numbered(self, number: str) -> bool:
        """True if that is its number, however both are typed."""
        return document_number(self.number) == document_number(number)

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
            "issued": self.day(today).isoformat(),
            "unit": unit,
            "letter": "true",
            **level,
            **policies,
        }


_YEAR = len("-2025")
"""How much of an id its year is."""


def _figures(text: str) -> list[int]:
    """The numbers in a text."""
    return [int(found) for found in _FIGURES.findall(text)]
