"""The statement that all units of a kind below another ended at once, as a law ends a level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.statements.statements import Draft, InForce
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from engine.units import Units
from events import making
from events.rows import UnitRow
from rules.problems import N_

_NONE = N_(
    "Below {under} no unit of the kind “{kind}” is left that could end. There are the kinds: {known}. Nothing was "
    "recorded."
)
_NOT_AMONG = N_(
    "`--into` and `--but` name units that would end; “{unit}” is none: {known}. Nothing was recorded; correct its code."
)
_NO_PAIR = N_("`--into` takes a unit that ends and the one that takes over from it: UNIT=UNIT.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingTogether:
    """All living units of a kind below a unit end on a day, but for some; of some others take over what is open."""

    kind: str
    under: str
    on: date
    heirs: Mapping[str, str]  # by the unit that ends, the one that takes over
    but: Sequence[str]

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be. Raises Refused."""
        there = [row for row in now.units.rows.values() if row.kind == self.kind and self._stood_below(now.units, row)]
        codes = self._ending(there)
        if not codes:
            kinds = sorted({row.kind for row in now.units.rows.values() if row.ended_on is None})
            raise Refused(_NONE, under=self.under, kind=one_line(self.kind, 40), known=kinds)
        for unit in (*self.heirs, *self.but):
            if unit not in (row.code for row in there):
                raise Refused(_NOT_AMONG, unit=one_line(unit, 40), known=codes)
        content = (self.on.isoformat(), *map("=".join, sorted(self.heirs.items())), *sorted(self.but), document)
        return Draft(
            matter=("units.ended", self.kind, self.under),
            content=content,
            standing=(),
            on=self.on,
            make=lambda envelope: making.units_ended({code: self.heirs.get(code) for code in codes}, **envelope),
        )

    def _ending(self, there: Iterable[UnitRow]) -> list[str]:
        """Those that are left; where none is, those that ended on that day: it may be said again."""
        meant = [row for row in there if row.code not in self.but]
        living = [row.code for row in meant if row.ended_on is None]
        return living or [row.code for row in meant if row.ended_on == self.on.isoformat()]

    def _stood_below(self, units: Units, row: UnitRow) -> bool:
        return self.under in (row.code, *(units.ancestry(row.parent) if row.parent else ()))


def pairs_typed(pairs: Iterable[str]) -> dict[str, str]:
    """By the unit that ends, the one that takes over from it. Raises Misused."""
    found = [(code.strip(), heir.strip()) for code, _, heir in (pair.partition("=") for pair in pairs)]
    if not all(code and heir for code, heir in found):
        raise Misused(_NO_PAIR)
    return dict(found)
