"""Addresses that take no mail: kept beside the log, as it is kept how channels last went.

A mark is of one address of a unit, by its seal: with another address there is none, and where the same address becomes
one of another kind the mark goes with it. It never leaves by itself, and an officer can take it away.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.contacts import once_sealed, seals
from events.beside.rows import HealthRow
from events.beside.ways import EMAIL, PLACES
from events.rows import ContactRow, UnitRow

Marks = Mapping[tuple[str, str], "DeadAddress"]
"""Marks by the codes of units and the kinds of their addresses."""

_KIND, _BETWEEN = "address", "/"


class DeadAddress(NamedTuple):
    """An address of a unit that takes no mail. Moments are UTC text."""

    unit: str  # its code
    seal: str  # of the address
    since: str  # "": no longer
    status: str  # as the report said (RFC 3463); "": it said none
    times: int  # how many mails came back
    told_at: str = ""  # when the office was told; ""; not yet
    kind: str = EMAIL  # of the address, as it is now: it is not kept


def is_mark(row: HealthRow) -> bool:
    """True of a row that is of an address, and of no part or channel."""
    return row.name.startswith(_KIND + _BETWEEN)


def mark_of(row: HealthRow) -> DeadAddress:
    """The mark that a row keeps."""
    _, unit, seal = row.name.split(_BETWEEN, 2)
    return DeadAddress(unit, seal, row.failing_since, row.fault, row.failures, row.well_at)


def row_of(mark: DeadAddress, now: str) -> HealthRow:
    """The row that keeps a mark; it has no time at which it went well, so that of telling the office stands there."""
    name = _BETWEEN.join((_KIND, mark.unit, mark.seal))
    return HealthRow(name, now, mark.told_at, mark.since, mark.times, mark.status)


def kept_marks(rows: Iterable[HealthRow]) -> list[DeadAddress]:
    """All marks that nobody took away, also those of addresses that are gone."""
    return [mark for mark in map(mark_of, filter(is_mark, rows)) if mark.since]


def marks(found: Iterable[DeadAddress], units: Iterable[UnitRow], contacts: Iterable[ContactRow]) -> Marks:
    """Those of `found` that hold: of the addresses that units have now."""
    kinds = {(code, seal): kind for code, seal, kind in _places(units, contacts)}
    there = ((mark, kinds.get((mark.unit, mark.seal))) for mark in found)
    return {(mark.unit, kind): mark._replace(kind=kind) for mark, kind in there if kind}


def _places(units: Iterable[UnitRow], contacts: Iterable[ContactRow]) -> Iterator[tuple[str, str, str]]:
    """The seals that mail addresses have now, or had as others of the same unit; what is so now comes last."""
    for contact in contacts:
        if PLACES[contact.kind].sort == EMAIL:
            yield from ((contact.unit, seal, contact.kind) for seal in once_sealed(contact))
    for unit in units:
        yield from ((unit.code, seal, kind) for kind, seal in seals(unit).items() if PLACES[kind].sort == EMAIL)
