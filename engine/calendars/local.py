"""One calendar as each unit sees it: what was amended for the unit itself, else for those above it, else for everybody.

Units that see the same are counted for together. Who sees what is worked out from the tree once for each unit, and only
where a calendar has been amended for some unit at all. Days that have run keep the calendar they ran under: a unit that
has ended sees what it saw for the days before, and from that day on what its successor sees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from engine.calendars.calendar import Calendar
from engine.calendars.days import EVERYWHERE, AmendedCutOff, AmendedDay, Line


class Builder(Protocol):
    """A way to build a calendar: `Calendar.build`, or a function that remembers those it has built."""

    def __call__(
        self,
        name: str,
        rows: Sequence[AmendedDay] = (),
        *,
        cut_offs: Sequence[AmendedCutOff] = (),
        lines: Sequence[Line] = EVERYWHERE,
    ) -> Calendar:
        """The calendar `name` with these amendments, as it is seen in `lines`."""
        ...


class UnitTree(Protocol):
    """The one question that a calendar asks of the tree of units."""

    def lines(self, code: str) -> Sequence[tuple[date | None, tuple[str, ...]]]:
        """The unit and those above it, nearest first, as they were from a day on (None: ever); earliest first."""
        ...


@dataclass(frozen=True, kw_only=True)
class Calendars:
    """One calendar with its amendments, as it is seen everywhere in a tree of units."""

    name: str
    """The shipped calendar that was amended."""
    rows: Sequence[AmendedDay]
    """The amended days, of all units."""
    cut_offs: Sequence[AmendedCutOff]
    """The amended cut-off hours, of all units."""
    units: UnitTree
    """The units that see it."""
    build: Builder
    """Called once for all units that see the same."""
    _lines: dict[str, tuple[Line, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _built: dict[tuple[Line, ...], Calendar] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def places(self) -> frozenset[str]:
        """The units for which it was amended."""
        return frozenset({row.unit for row in self.rows} | {row.unit for row in self.cut_offs}) - {""}

    @property
    def everywhere(self) -> Calendar:
        """The calendar as it is where nothing was amended locally."""
        return self._of(EVERYWHERE)

    def at(self, unit: str) -> Calendar:
        """The calendar as `unit` sees it."""
        return self._of(self.lines(unit))

    def split(self, units: Sequence[str]) -> Iterator[tuple[Calendar, Sequence[str]]]:
        """`units` in groups that see the same, each with its calendar."""
        if not self.places:
            yield self.everywhere, units
            return
        found: dict[tuple[Line, ...], list[str]] = {}
        for unit in units:
            found.setdefault(self.lines(unit), []).append(unit)
        for lines, together in found.items():
            yield self._of(lines), together

    def lines(self, unit: str) -> tuple[Line, ...]:
        """The units of `places` at or above `unit`, from which day on; the earliest first."""
        if not self.places:
            return EVERYWHERE
        if unit not in self._lines:
            self._lines[unit] = tuple(self._amended(unit))
        return self._lines[unit]

    def _amended(self, unit: str) -> Iterator[Line]:
        before: tuple[str, ...] | None = None
        for since, above in self.units.lines(unit):
            here = tuple(code for code in above if code in self.places)
            if here != before:
                yield Line(since, here)
            before = here

    def _of(self, lines: tuple[Line, ...]) -> Calendar:
        if lines not in self._built:
            self._built[lines] = self.build(self.name, self.rows, cut_offs=self.cut_offs, lines=lines)
        return self._built[lines]
