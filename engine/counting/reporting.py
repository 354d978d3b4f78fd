"""Reporting cycles: standing duties have no last day, so it is asked of each cycle whether it had a report."""

from dataclasses import dataclass
from datetime import date

from engine.counting.periods import DAY
from engine.counting.rounds import CycleSpan, span_of
from rules.offsets import Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """Where a standing duty stands in its reporting cycles."""

    cycle: CycleSpan  # in which the day lies
    reported: bool  # in this one
    missed: int  # cycles that have ended without a report, since the last one or since the duty began


def reporting(every: Cycle, since: date, last: date | None, today: date) -> Reporting:
    """Where a duty stands `today` that began on `since`, and of which a report was last made on `last`.

    A cycle in which it began counts as one; before it began nothing is missed.
    """
    now = span_of(every, today)
    reported = last is not None and last >= now.start
    first = span_of(every, last).end + DAY if last else span_of(every, since).start
    return Reporting(cycle=now, reported=reported, missed=_between(every, first, now.start))


def _between(every: Cycle, first: date, until: date) -> int:
    """The number of cycles from that which begins on `first` up to that which begins on `until`, which is not one."""
    count = 0
    while first < until:
        first = span_of(every, first).end + DAY
        count += 1
    return count
