"""One calendar as each unit sees it: what was amended for the unit itself, else for those above it, else for everybody.

Units that see the same are counted for together. Who sees what is worked out from the tree once for each unit, and only
where a calendar has been amended for some unit at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from engine.calendars.calendar import Calendar
from engine.calendars.days import AmendedCutOff, AmendedDay


class Builder(Protocol):
    """A way to build a calendar: `Calendar.build`, or a function that remembers those it has built."""

    def __call__(
        self,
        name: str,
        rows: Sequence[AmendedDay] = (),
        *,
        cut_offs: Sequence[AmendedCutOff] = (),
        line: Sequence[str] = (),
    ) -> Calendar:
        """The calendar `name` with these amendments, as it is seen in `line`."""
        ...


class UnitTree(Protocol):
    """The two questions that a calendar asks of the tree of units."""

    @property
    def heirs(self) -> Mapping[str, str]:
        """For each unit that ended and has a successor, the unit that stands for it now."""
        ...

    def ancestry(self, code: str) -> Sequence[str]:
        """The unit itself, then its parent, and so on to the root."""
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
    """Called once for each line of units that sees amendments of its own."""
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _built: dict[tuple[str, ...], Calendar] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def places(self) -> frozenset[str]:
        """The units for which it was amended."""
        return frozenset({row.unit for row in self.rows} | {row.unit for row in self.cut_offs}) - {""}

    @property
    def everywhere(self) -> Calendar:
        """The calendar as it is where nothing was amended locally."""
        return self._of(())

    def at(self, unit: str) -> Calendar:
        """The calendar as `unit` sees it."""
        return self._of(self.line(unit))

    def split(self, units: Sequence[str]) -> Iterator[tuple[Calendar, Sequence[str]]]:
        """`units` in groups that see the same, each with its calendar."""
        if not self.places:
            yield self.everywhere, units
            return
        found: dict[tuple[str, ...], list[str]] = {}
        for unit in units:
            found.setdefault(self.line(unit), []).append(unit)
        for line, together in found.items():
            yield self._of(line), together

    def line(self, unit: str) -> tuple[str, ...]:
        """The units of `places` at or above `unit`, the nearest first. What has ended stands where its heir does."""
        if not self.places:
            return ()
        if unit not in self._lines:
            above = self.units.ancestry(self.units.heirs.get(unit, unit))
            self._lines[unit] = tuple(code for code in above if code in self.places)
        return self._lines[unit]

    def _of(self, line: tuple[str, ...]) -> Calendar:
        if line not in self._built:
            self._built[line] = self.build(self.name, self.rows, cut_offs=self.cut_offs, line=line)
        return self._built[line]
