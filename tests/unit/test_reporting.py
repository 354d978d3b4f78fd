"""Standing duties: each reporting cycle has a report, or has not; and a duty is asked of no cycle before it began."""

from datetime import date

import pytest

from engine.counting.reporting import reporting
from engine.tasks import Standing, State, standing
from rules.offsets import Cycle

BEGAN, TODAY = date(2025, 7, 21), date(2026, 5, 10)


@pytest.mark.parametrize(
    ("every", "last", "cycle", "reported", "missed"),
    [
        (Cycle.QUARTER, None, "2026-Q2", False, 3),
        (Cycle.QUARTER, date(2025, 9, 30), "2026-Q2", False, 2),
        (Cycle.QUARTER, date(2026, 1, 1), "2026-Q2", False, 0),
        (Cycle.QUARTER, date(2026, 3, 31), "2026-Q2", False, 0),
        (Cycle.QUARTER, date(2026, 4, 1), "2026-Q2", True, 0),
        (Cycle.QUARTER, TODAY, "2026-Q2", True, 0),
        (Cycle.MONTH, date(2026, 1, 31), "2026-05", False, 3),
        (Cycle.HALF_YEAR, None, "2026-H1", False, 1),
        (Cycle.YEAR, date(2025, 12, 31), "2026", False, 0),
        (Cycle.WEEK, date(2026, 4, 27), "2026-W19", False, 0),
    ],
)
def test_each_cycle_is_asked_for_a_report(
    every: Cycle, last: date | None, cycle: str, reported: bool, missed: int
) -> None:
    """A cycle that has ended without a report counts, the one that runs does not."""
    found = reporting(every, BEGAN, last, TODAY)
    assert (found.cycle.id, found.reported, found.missed) == (cycle, reported, missed)


def test_a_duty_that_began_in_the_present_cycle_has_missed_none() -> None:
    """Nor has one that is still to begin."""
    assert reporting(Cycle.QUARTER, TODAY, None, TODAY).missed == 0
    assert reporting(Cycle.QUARTER, date(2027, 1, 1), None, TODAY).missed == 0


def test_what_has_no_last_day_is_outside_the_cells() -> None:
    """It is neither in time nor late, however long ago it began; a date given by hand makes it a task like others."""
    days: dict[str, date | None] = {"remind_on": None, "done_on": None, "set_by": None}
    assert standing(State.ACTIVE, due=None, today=TODAY, **days) is Standing.CONTINUOUS
    assert standing(State.ACTIVE, due=TODAY, today=TODAY, **days) is Standing.IN_TIME
    assert standing(State.SUSPENDED, due=None, today=TODAY, **days) is Standing.NOT_COUNTED
    assert standing(State.NEEDS_DATE, due=None, today=TODAY, **days) is Standing.IN_TIME
