"""Many counts of different periods at once: those of one unit and direction as arrays, all others one by one."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from engine.calendars.calendar import Calendar, OutOfRange
from engine.counting.conventions import Convention
from engine.counting.periods import count
from rules.offsets import Direction, Offset

WORTHWHILE = 16
"""The least number of counts for which an array is faster than one count after the other."""

Asked = tuple[date, Offset]
"""The day of an event, and the period to count from it."""


class Dates(NamedTuple):
    """The dates that a count comes to, each as in `engine.counting.periods.Count`."""

    nominal: date
    due: date
    safe: date
    provisional: bool


Answer = Dates | OutOfRange
"""The dates, or the error of a count that leaves the calendar."""


def count_mixed(asked: Sequence[Asked], calendar: Calendar, convention: Convention) -> list[Answer]:
    """Count each period from its event: the answers, or their errors, in the order asked."""
    if len(asked) < WORTHWHILE:
        return [_alone(event, offset, calendar, convention) for event, offset in asked]
    groups: dict[tuple[str, Direction] | None, list[int]] = {}
    for place, (_, offset) in enumerate(asked):
        unit, _ = _unit_and_amount(offset)
        groups.setdefault((unit, offset.direction) if unit else None, []).append(place)
    found: dict[int, Answer] = {}
    for kind, places in groups.items():
        among = [asked[place] for place in places]
        found.update(zip(places, _counted(kind, among, calendar, convention), strict=True))
    return [found[place] for place in range(len(asked))]


@lru_cache(maxsize=4096)
def _unit_and_amount(offset: Offset) -> tuple[str, int]:
    """The one unit of the period, as arrays name it, and its amount; no unit ("") where it has several or none."""
    amounts = {
        "day": offset.days,
        "working day": offset.working_days,
        "week": offset.weeks,
        "month": offset.months,
        "year": offset.years,
    }
    found = [(unit, amount) for unit, amount in amounts.items() if amount]
    return found[0] if len(found) == 1 else ("", 0)


def _counted(
    kind: tuple[str, Direction] | None, asked: Sequence[Asked], calendar: Calendar, convention: Convention
) -> Iterator[Answer]:
    if kind and len(asked) >= WORTHWHILE:
        try:
            return _as_arrays(*kind, asked, calendar, convention)
        except OutOfRange:
            pass  # one of them leaves the calendar: each has an answer, or an error, of its own
    return (_alone(event, offset, calendar, convention) for event, offset in asked)


def _as_arrays(
    unit: str, direction: Direction, asked: Sequence[Asked], calendar: Calendar, convention: Convention
) -> Iterator[Answer]:
    import numpy as np  # noqa: PLC0415 - slow to load, and a few dates are counted without

    from engine.counting.arrays import count_many  # noqa: PLC0415

    events = np.array([event for event, _ in asked], "datetime64[D]")
    amounts = np.array([_unit_and_amount(offset)[1] for _, offset in asked])
    columns = count_many(events, amounts, unit, direction, calendar, convention)
    return map(Dates._make, zip(*(column.tolist() for column in columns), strict=True))


def _alone(event: date, offset: Offset, calendar: Calendar, convention: Convention) -> Answer:
    try:
        found = count(event, offset, calendar, convention)
    except OutOfRange as error:
        return error
    return Dates(found.nominal, found.due, found.safe, found.provisional)
