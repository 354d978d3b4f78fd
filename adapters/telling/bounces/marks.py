"""Addresses that take no mail: kept beside the log, as it is kept how channels last went.

A mark is of one address of a unit, by its seal: with another address there is none. It never leaves by itself, and
an officer can take it away.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from events.beside.rows import HealthRow
from events.rows import UnitRow

_KIND, _BETWEEN = "address", "/"


class DeadAddress(NamedTuple):
    """An address of a unit that takes no mail. Moments are UTC text."""

    unit: str  # its code
    seal: str  # of the address
    since: str  # "": no longer
    status: str  # as the report said (RFC 3463); "": it said none
    times: int  # how many mails came back
    told_at: str = ""  # when the office was told; ""; not yet


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


def marks(rows: Iterable[HealthRow], units: Iterable[UnitRow]) -> Mapping[str, DeadAddress]:
    """The marks that hold, by the codes of units: those of the addresses that they have now."""
    seals = {unit.code: unit.email_seal for unit in units}
    found = map(mark_of, filter(is_mark, rows))
    return {mark.unit: mark for mark in found if mark.since and seals.get(mark.unit) == mark.seal}
