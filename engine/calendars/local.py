"""One calendar as each unit sees it: what was amended for the unit itself, else for those above it, else for everybody.

Units that see the same are counted for together. Who sees what is worked out from the tree once for each unit, and only
where a calendar has been amended for some unit at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from engine.calendars.calendar import Calendar
from engine.units import Units
from events.rows import CalendarDayRow, CutOffRow


class Builder(Protocol):
    """Builds a calendar: `Calendar.build`, or what remembers those it has built."""

    def __call__(
        self,
        name: str,
        rows: Sequence[CalendarDayRow] = (),
        *,
        cut_offs: Sequence[CutOffRow] = (),
        line: Sequence[str] = (),
    ) -> Calendar:
        """The calendar `name` with these amendments, as it is seen in `line`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Calendars:
    """The calendar `name` with its amendments, and the tree of units that see it."""

    name: str
    rows: Sequence[CalendarDayRow]
    cut_offs: Sequence[CutOffRow]
    units: Units
    build: Builder
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _built: dict[tuple[str, ...], Calendar] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def places(self) -> frozenset[str]:
        """The units for which it was amended."""
        return frozenset({row.unit for row in self.rows} | {row.unit for row in self.cut_offs}) - {""}

    @property
    def everywhere(self) -> Calendar:
        """As it is where nothing was amended locally."""
        return self._of(())

    def at(self, unit: str) -> Calendar:
        """As `unit` sees it."""
        return self._of(self.line(unit))

    def split(self, units: Sequence[str]) -> Iterator[tuple[Calendar, Sequence[str]]]:
        """`units` in groups that see the same."""
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
