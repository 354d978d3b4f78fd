"""A channel that fails again and again is left alone for a while: the longer it has failed, the longer, up to a limit.

After that one message is tried; if it goes, all is as before. A channel that nothing was tried by for a while is no
longer said to fail: while anything waits for it, it is tried at least each hour.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from adapters.words.catalogue import Said
from events.beside.rows import HealthRow
from rules.problems import N_

PATIENCE = 3
"""Failures running that are put up with."""

FORGOTTEN = timedelta(hours=2)
"""For so long after it failed last a channel is said to fail."""

_LONGEST = timedelta(minutes=15)
_LEFT_ALONE = N_("It has failed {times} times running, and is left alone for a while; last: {fault}")


def left_alone(rows: Iterable[HealthRow], now: datetime) -> dict[str, Said]:
    """The channels that are not to be tried now, each with the reason."""
    return {
        row.name: Said(_LEFT_ALONE, {"times": row.failures, "fault": row.fault})
        for row in rows
        if row.failures > PATIENCE and timedelta() <= now - datetime.fromisoformat(row.seen_at) < _pause(row)
    }


def _pause(row: HealthRow) -> timedelta:
    """One minute, two, four … and up to a fifth more or less, so that not all that wait come back at once."""
    minutes = min(timedelta(minutes=2 ** min(row.failures - PATIENCE - 1, 8)), _LONGEST)
    chance = sha256(f"{row.name}{row.seen_at}".encode()).digest()[0] / 255
    return minutes * (0.8 + 0.4 * chance)


def fails(row: HealthRow, now: datetime) -> bool:
    """True of a channel that failed when it was last tried, if that is not long ago."""
    return bool(row.failing_since) and now - datetime.fromisoformat(row.seen_at) < FORGOTTEN
