"""What was told goes with an address: to another way, or away with it (docs/decisions/0227)."""

from collections.abc import Iterator, Sequence
from typing import Any

from events.beside.ways import Moved

_BETWEEN = "moving/"
"""Two may change places: what each was told stands nowhere while they do."""

_IN_DOUBT = (
    "SELECT carrier.key FROM message AS carrier WHERE carrier.recipient = {mark} AND carrier.channel = {mark}"
    " AND carrier.status IN ('pending', 'parked') AND carrier.said_key IS NOT NULL"
)
_COVERED = f"""
UPDATE message SET status = 'pending', attempts = 0, covered_by = NULL
WHERE recipient = {{mark}} AND status = 'covered' AND covered_by IN ({_IN_DOUBT})
"""  # noqa: S608 - our own names
_UNTOLD = f"DELETE FROM told WHERE recipient = {{mark}} AND message IN ({_IN_DOUBT})"  # noqa: S608 - the same
_COMPOSED_ANEW = (
    "UPDATE message SET said_key = NULL, edition = edition + 1 WHERE recipient = {mark} AND channel = {mark}"
    " AND status IN ('pending', 'parked') AND said_key IS NOT NULL"
)
_PUT = "UPDATE told SET channel = {mark} WHERE recipient = {mark} AND channel = {mark}"
_GONE = "DELETE FROM told WHERE recipient = {mark} AND channel = {mark}"


def moving(moved: Sequence[Moved], mark: str) -> Iterator[tuple[str, Sequence[tuple[Any, ...]]]]:
    """The statements; words that were on their way to somebody, and may have arrived, go to nobody else."""
    ways = list(dict.fromkeys((one.unit, way) for one in moved for way in (one.was, one.to) if way))
    in_doubt = [(unit, unit, way) for unit, way in ways]
    yield _COVERED.format(mark=mark), in_doubt
    yield _UNTOLD.format(mark=mark), in_doubt
    yield _COMPOSED_ANEW.format(mark=mark), ways
    if put := [one for one in moved if one.to]:
        yield _PUT.format(mark=mark), [(_BETWEEN + one.to, one.unit, one.was) for one in put]
    yield _GONE.format(mark=mark), ways
    if put:
        yield _PUT.format(mark=mark), [(one.to, one.unit, _BETWEEN + one.to) for one in put]
