"""Agencies by their names: one of those that are registered, or all of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.names.agencies import agency_meant
from adapters.names.matching import Meant
from adapters.statements.named.choosing import Choosing, chosen
from adapters.statements.near_names import near_codes
from engine.units import Units


@dataclass(frozen=True, slots=True)
class Agencies:
    """Reads the names of agencies."""

    units: Units
    choosing: Choosing

    def one(self, text: str) -> str | None:
        """The code of the agency that is meant, by its code or its name; None: no name is like it. Raises Refused."""
        if text in self.units.rows:
            return text
        found = self.meant(text)
        said = {one.code: f"{one.names[0]} ({one.code})" for one in found.things}
        return chosen(self.choosing, text, found, said)

    def meant(self, text: str) -> Meant:
        """The agencies that a name means best; those that ended only where no other is."""
        found = agency_meant(text, self.living())
        return found if found.things else agency_meant(text, self._named(ended=True))

    def living(self) -> Mapping[str, str]:
        """The names of the agencies that did not end, by code."""
        return self._named(ended=False)

    def kind(self, text: str) -> str | None:
        """The kind of agencies that is meant, by its name or in words that mean all of them; None: it is no kind."""
        if text in self.units.rows:
            return None
        if text in {row.kind for row in self.units.rows.values()}:
            return text
        if any(map(str.isdigit, text)):
            return None  # `10 communes` are not all
        from adapters.documents.meaning.matching import each_of  # noqa: PLC0415 - seldom a kind is named

        return each_of(text)

    def near(self, text: str) -> Mapping[str, str]:
        """The names of those that were perhaps meant, by code."""
        return near_codes(text, self.living())

    def _named(self, *, ended: bool) -> Mapping[str, str]:
        return {row.code: row.name for row in self.units.rows.values() if (row.ended_on is not None) is ended}
