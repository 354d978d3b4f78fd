"""Whose task a row is: one unit's, or one for each of several agencies, those named or all of a kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.bootstrap import Office
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from engine.units import Units
from rules.amending.single_rows import Fields, Value
from rules.plan import EACH
from rules.problems import N_

_KIND_ALONE = N_("--for-each takes either one kind of agencies ({kind}), or agencies by name. Nothing was recorded.")
_NONE_OF_KIND = N_("No agency of the kind {kind} is registered. Nothing was recorded. `thoihan units list` lists them.")
_ALL_ENDED = N_(
    "All agencies of the kind {kind} have ended. Nothing was recorded; name the units that do this now: `thoihan units "
    "list` lists them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Who has a row's task, as it is typed; of what is None nothing is said."""

    lead: str | None = None
    for_each: Value | None = None  # a kind of agencies, or their codes: one task for each
    under: str | None = None  # the unit at or below which those of the kind are

    @classmethod
    def of(cls, office: Office, lead: str | None, for_each: Sequence[str] | None, under: str | None = None) -> "Whose":
        """The same, where `for_each` are codes or one kind. Raises Refused."""
        if not for_each:
            return cls(lead=lead, under=under)
        with office.store.begin(write=False) as session:
            units = Snapshot(session, office.tools).units().rows
        kind = next((one for one in for_each if one not in units), None)
        if kind is not None and len(for_each) > 1:
            raise Refused(_KIND_ALONE, kind=one_line(kind, 40))
        return cls(lead=lead, for_each=kind or tuple(dict.fromkeys(for_each)), under=under)

    def fields(self) -> Fields:
        """The fields of a row: each of several leads its own, unless one unit is to lead them all."""
        if self.for_each is not None:
            return {"for each": self.for_each, "lead": self.lead or EACH}
        return {"lead": self.lead} if self.lead is not None else {}

    def stands_under(self, units: Units) -> str:
        """The unit for which, and for all below it, a letter is that gives the task. Raises Refused."""
        if self.under:
            return self.under
        places = [self.lead] if self.lead else self._places(units)
        if not places:
            ever = any(row.kind == self.for_each for row in units.rows.values())
            raise Refused(_ALL_ENDED if ever else _NONE_OF_KIND, kind=one_line(str(self.for_each), 40))
        lines = [units.ancestry(place) for place in places]
        own, shared = lines[0], [code for code in lines[0] if all(code in line for line in lines)]
        alone = own[-2] if len(own) > 1 else own[-1]  # its province
        return alone if len(places) == 1 or not shared else shared[0]

    def _places(self, units: Units) -> Sequence[str]:
        """The agencies for each of which there is a task."""
        if isinstance(self.for_each, tuple):
            return self.for_each
        return [row.code for row in units.rows.values() if row.kind == self.for_each and row.ended_on is None]


NOBODY = Whose()
"""Nothing is said of it."""
