"""The official figures: lines of a report counted by whatever they have in common, beside those of last period.

A period counts each task that is there at its end (of a period that runs, today) and was not done before it began: so
those that were open when it began, and those that began in it. Where a task stands is as of that end, by what is known
now. Which tasks are in no figure at all is told in docs/decisions/0210-what-a-period-counts.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.asking.figures import IN_DOUBT
from engine.asking.filed.reports import Line
from engine.tasks import Standing, State

OFFICIAL = (Standing.DONE_IN_TIME, Standing.DONE_LATE, Standing.IN_TIME, Standing.OVERDUE)
"""The four cells, in the order of the official form."""

OUTSIDE = (IN_DOUBT, Standing.DATE_OVERDUE, Standing.DONE_UNDATED, Standing.CONTINUOUS, Standing.NOT_COUNTED)
"""The cells of what stands in none of them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many tasks stand in which cell; `before`: at the end of last period."""

    now: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)


def counts(line: Line, since: date | None) -> bool:
    """True if a line is counted in a period that began on `since`; None: on a day, whatever was done before it."""
    state = State(line.state)
    if state in (State.CLOSED, State.WAITING):
        return False
    return since is None or state is not State.DONE or (line.done_on is not None and line.done_on >= since.isoformat())


def table(now: Iterable[Line], before: Iterable[Line], key: Callable[[Line], str]) -> Mapping[str, Figures]:
    """The figures by what `key` gives of a line, in the order in which it first comes."""
    found: dict[str, Figures] = {}
    for line in now:
        found.setdefault(key(line), Figures()).now[line.cell] += 1
    for line in before:
        found.setdefault(key(line), Figures()).before[line.cell] += 1
    return found


def total(of: Iterable[Figures]) -> Figures:
    """All of them together."""
    whole = Figures()
    for one in of:
        whole.now.update(one.now)
        whole.before.update(one.before)
    return whole


def in_cells(of: Mapping[str, int], cells: Sequence[str] = OFFICIAL) -> int:
    """How many of these stand in `cells`."""
    return sum(of.get(cell, 0) for cell in cells)
