"""Addresses, which the log does not have, held against their seals, which it has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.contacts import by_place, seal, seals
from events.rows import IN_LOG, ContactRow, UnitRow
from events.store import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """How many addresses are kept, and of which units one is not what the log has the seal of (by unit and kind).

    Of one that was erased nothing is left to be checked; that it was erased stands in the log.
    """

    count: int = 0
    in_log: int = 0  # of these, so many stand in the log itself too, where an older version put them
    changed: Sequence[tuple[str, str]] = ()  # another address, or one that no event speaks of
    missing: Sequence[tuple[str, str]] = ()  # gone, though no event says that it was erased


def contact_differences(kept: Session, rebuilt: Session) -> Contacts:
    """Every address in `kept`; those that the log itself has, as it had all before, stand in `rebuilt` too."""
    rows = by_place(kept.contacts())
    expected = dict(_expected(rebuilt.units()))
    in_log = by_place(rebuilt.contacts())
    wrong = (place for place, row in rows.items() if not _sound(row, expected.get(place), in_log.get(place)))
    return Contacts(
        count=len(rows),
        in_log=sum(expected.get(place) == IN_LOG for place in rows),
        changed=list(wrong),
        missing=sorted(expected.keys() - rows.keys()),
    )


def _expected(units: Sequence[UnitRow]) -> Iterator[tuple[tuple[str, str], str]]:
    yield from (((unit.code, kind), one) for unit in units for kind, one in seals(unit).items())


def _sound(row: ContactRow, sealed: str | None, in_log: ContactRow | None) -> bool:
    if sealed == IN_LOG:
        return in_log is not None and row.address == in_log.address
    try:
        return bool(row.salt) and seal(row) == sealed
    except ValueError:  # the key is none
        return False
