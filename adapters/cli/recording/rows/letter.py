"""A letter as it is typed, and the head of the plan that is made of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from adapters.cli.recording.rows.whose import Whose
from engine.happenings.secrecy.documents import number_of_document
from engine.units import Units
from rules.amending.single_rows import Fields
from rules.phrases.normalising import folded

_UNFIT, _SEVERAL, _BEFORE = re.compile(r"[^a-z0-9._-]+"), re.compile(r"-+"), re.compile(r"^(?:so-)?0*(?=\d)")


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
        slug = _UNFIT.sub("-", folded(number_of_document(self.number))).strip("-._") or "giao-viec"
        return f"{slug}-{(self.issued or today).year}"

    def known_as(self, today: date, plans: Iterable[str]) -> list[str]:
        """Those of these ids of plans that a letter of its number may have, however that was typed, its own first."""
        name = self.name(today)
        return sorted((one for one in plans if _plain(one) == _plain(name)), key=lambda one: (one != name, one))

    def is_numbered(self, number: str) -> bool:
        """True if that is its number, however both are typed."""
        return number_of_document(self.number) == number_of_document(number)

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


def _plain(name: str) -> str:
    """An id of a letter as it is given now: one of before may have what is not a part of its number."""
    return _BEFORE.sub("", _SEVERAL.sub("-", name))
