"""Rows that can be given to those whom an officer names, of whom some must be there to hear of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.bootstrap import Office
from adapters.statements.giving.typed_rows import TypedRow
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from engine.happenings.agencies import end_of
from engine.happenings.named import told
from engine.snapshot import Snapshot
from engine.units import Units
from rules.groups.silence import Silence
from rules.problems import N_

_ENDED = N_(
    "“{unit}” ended on {day}, and nobody takes its place: {since}. Nothing was recorded; name the unit that does its "
    "work now, or another."
)
_NOBODY_LEFT = N_(
    "Of the members of the group “{unit}” nobody is there: {ended}. Nothing was recorded; name the unit that does this "
    "now, or register other members: `thoihan units add`."
)
_NONE_LEFT = N_(
    "Of the kind {kind} no unit under “{under}” is there. Nothing was recorded; name the units that do this now."
)
_THEY_ENDED, _NONE_EVER = N_("{units} ended"), N_("no unit that it names is registered")
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Those whom a row names, as it is typed: the plan is for `under` and all below it."""

    row: TypedRow
    under: str
    follow: str | None = None

    def must_be_there(self, office: Office) -> None:
        """Raise Refused where one of them ended without a successor, or is a group, or a kind, of which nobody is left.

        A group of which nobody has said the members is let be: they may be said later, and its task waits for them.
        """
        with office.store.begin(write=False) as session:
            units = Snapshot(session, office.tools).units()
            for code in self._codes():
                why = units.silence(code)
                if why is Silence.ENDED:
                    day, since = units.rows[code].ended_on, told(end_of(session, code))
                    raise Refused(_ENDED, unit=code, day=day, since=since)
                if why is Silence.NOBODY_LEFT:
                    raise Refused(_NOBODY_LEFT, unit=code, ended=_ended(units, code))
        kind = self.row.whose.for_each
        if isinstance(kind, str) and units.over.issuperset(units.of_kind(kind, self.under)):
            raise Refused(_NONE_LEFT, kind=kind, under=self.under)

    def _codes(self) -> Iterator[str]:
        whose = self.row.whose
        listed = whose.for_each if isinstance(whose.for_each, tuple) else ()
        single = (whose.lead, self.row.through, self.row.follow, self.follow)
        yield from (code for code in (*single, *listed, *(self.row.cooperate or ())) if code)


def _ended(units: Units, group: str) -> Said:
    """The fate of the members of a group: the first of those that ended."""
    names = [code for code in units.members(group) if units.ended(code)]
    return Said(_THEY_ENDED, {"units": names[:_MOST_NAMES]}) if names else Said(_NONE_EVER)
