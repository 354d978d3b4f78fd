"""A million working-day offsets with swaps, against `numpy.busday_offset` on the same days in the same run.

numpy knows no worked Saturday, so the peer gets every day off as a holiday in a week of seven working days: the only
form in which it gives the same answers, which is checked. It is spared the days off of years that nothing falls in.
"""

import time
import tracemalloc
from collections.abc import Callable
from statistics import median

import numpy as np

from engine.calendars.calendar import Calendar
from engine.counting.arrays import Days, Numbers, count_many, tables_of
from engine.counting.conventions import get
from rules.offsets import Direction

OFFSETS = 1_000_000
TARGET = 5.0
"""How many times faster than the peer it is to be."""

ROUNDS = 5
YEARS = ("2019-01-01", "2027-12-31")
LONGEST = 120


def run(offsets: int = OFFSETS) -> dict[str, object]:
    """Measure: `ratio` is the peer's seconds over ours, medians of rounds; `peak_mb` is what a call of ours takes."""
    calendar, convention = Calendar.build("vn"), get("vn-civil-code")
    events, amounts = _asked(offsets)
    peer_calendar = _peer_calendar(calendar)

    def ours() -> Days:
        return count_many(events, amounts, "working day", Direction.AFTER, calendar, convention).due

    def peer() -> Days:
        return np.busday_offset(events, amounts, roll="backward", busdaycal=peer_calendar)

    same = bool(np.array_equal(ours(), peer()))
    seconds, peer_seconds = _seconds(ours), _seconds(peer)
    ratio = peer_seconds / seconds
    return {
        "name": "due",
        "offsets": offsets,
        "seconds": round(seconds, 4),
        "peer": "numpy.busday_offset",
        "peer_seconds": round(peer_seconds, 4),
        "ratio": round(ratio, 1),
        "target": TARGET,
        "same_answers": same,
        "peak_mb": round(_peak(ours), 1),
        "holds": same and ratio >= TARGET,
    }


def _asked(count: int) -> tuple[Days, Numbers]:
    """Events over all announced years, offsets of up to some six months, the same in every run."""
    random = np.random.default_rng(2026)
    first, last = (np.datetime64(day) for day in YEARS)
    span = int((last - first).astype(np.int64))
    return first + random.integers(0, span - 2 * LONGEST, count), random.integers(1, LONGEST + 1, count)


def _peer_calendar(calendar: Calendar) -> np.busdaycalendar:
    first, last = (np.datetime64(day) for day in YEARS)
    off = np.setdiff1d(np.arange(first, last + 1), tables_of(calendar).working)
    return np.busdaycalendar(weekmask="1111111", holidays=off)


def _seconds(work: Callable[[], Days]) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return median(once() for _ in range(ROUNDS))


def _peak(work: Callable[[], Days]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
