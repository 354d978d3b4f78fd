"""Rows of one file that speak of the same thing: those that say the same count once; where they differ, none counts."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from adapters.many.refused_rows import RefusedRow
from adapters.many.sheets import SheetRow
from adapters.words.catalogue import Said
from rules.problems import N_

_DIFFER = N_("Row {rows} of the file says something else of the same: keep the one that is right.")


class OfRow(Protocol):
    """What a row asks for."""

    @property
    def row(self) -> SheetRow:
        """The row."""
        ...


One = TypeVar("One", bound=OfRow)
Key = Callable[[One], tuple[Hashable, Hashable]]
"""Of what a row speaks, and all that it says."""


class Repeated(NamedTuple):
    """A row that says what one before it says."""

    row: SheetRow
    first: SheetRow

    def answer(self) -> dict[str, object]:
        """The same, for programs."""
        same = {"row": self.row.number, "same_as": self.first.number}
        return {**same, "sheet": self.row.sheet or None}


class Apart(NamedTuple, Generic[One]):
    """Those of which each speaks of something of its own, the rows that repeat one of them, and those that differ."""

    kept: Sequence[One]
    repeated: Sequence[Repeated]
    refused: Sequence[RefusedRow]


def apart(found: Sequence[One], key: Key[One]) -> Apart[One]:
    """Tell the rows apart that speak of the same."""
    groups: dict[Hashable, list[tuple[Hashable, One]]] = {}
    for one in found:
        of, said = key(one)
        groups.setdefault(of, []).append((said, one))
    kept, repeated, refused = list[One](), list[Repeated](), list[RefusedRow]()
    for group in groups.values():
        (first_said, first), *others = group
        if any(said != first_said for said, _ in others):
            refused += [_differs(said, one, group) for said, one in group]
        else:
            kept.append(first)
            repeated += [Repeated(one.row, first.row) for _, one in others]
    return Apart(kept, repeated, refused)


def _differs(said: Hashable, one: One, group: Sequence[tuple[Hashable, One]]) -> RefusedRow:
    rows = [other.row.place for also, other in group if also != said]
    return RefusedRow(row=one.row, said=Said(_DIFFER, {"rows": rows}))
