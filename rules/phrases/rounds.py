"""Values of what comes round: from the groups of a pattern to cycles, and to days within them."""

import re
from collections.abc import Callable

from rules.phrases.moments import checked
from rules.phrases.numerals import ORDER, number
from rules.phrases.pieces import DayOf
from rules.phrases.sense import Recurrence, TimeUnit
from rules.phrases.valuing import Found, Made
from rules.phrases.vocabulary import CYCLE
from rules.problems import N_

EACH_CYCLE = N_("“{read}” was taken to come round in every cycle.")
FIRST_DAY = N_("“{read}” is a window; of the two days the last was taken.")
AT_LEAST_EVERY = N_("“{read}” says how often at least.")

_CYCLE_WORDS = (
    (re.compile(r"(?:0?6|sáu)\s+tháng|nửa\s+năm"), Recurrence.HALF_YEARLY),
    (re.compile(r"(?:0?3|ba)\s+tháng"), Recurrence.QUARTERLY),
    (re.compile("tuần"), Recurrence.WEEKLY),
    (re.compile("tháng"), Recurrence.MONTHLY),
    (re.compile("quý"), Recurrence.QUARTERLY),
    (re.compile("năm"), Recurrence.YEARLY),
    (re.compile("ngày"), None),
)
_ONE_CYCLE = re.compile(CYCLE)


def _cycle(words: str) -> Recurrence | None:
    """The period that the words name; None: every day."""
    return next(cycle for pattern, cycle in _CYCLE_WORDS if pattern.search(words))


def _cycles(found: Found) -> list[Made]:
    """`hằng tháng, quý, năm`: each of them."""
    return [("CYCLE", _cycle(words), None) for words in _ONE_CYCLE.findall(found.group())]


def _year_after(_found: Found) -> Made:
    """`31/3 năm sau`: the year after is taken for every year."""
    return "CYCLE", Recurrence.YEARLY, EACH_CYCLE


def _day_number(words: str) -> int | str:
    """The day of a month; `last` for one that is not in figures."""
    if not words.isdigit():
        return "last"
    checked(int(words), 1, None)
    return int(words)


_MONTHS_OF_QUARTER = {"cuối": "last", "đầu": "first", "giữa": "second", "nhất": "first", "hai": "second", "ba": "last"}
_MONTHS_OF_QUARTER |= {"1": "first", "2": "second", "3": "last"}


def _day_of_cycle(found: Found) -> Made:
    """`ngày 15 của tháng cuối quý`."""
    which = _MONTHS_OF_QUARTER[found[2].removeprefix("thứ").split()[0]]
    cycle = _cycle(found[3])
    month: int | str = which
    if cycle is not Recurrence.QUARTERLY and which not in ("first", "last"):
        raise ValueError(which)
    if cycle is Recurrence.YEARLY:
        month = 12 if which == "last" else 1
    return "DAY", DayOf(day=_day_number(found[1]), month=month, cycle=cycle), None


def _day_of_month(found: Found) -> Made:
    """`ngày 5 của tháng sau`: every month, if that is said elsewhere."""
    return "DAY", DayOf(day=_day_number(found[1]), cycle=Recurrence.MONTHLY, open=True), None


def _last_day(found: Found) -> Made:
    """`ngày cuối cùng của quý`."""
    cycle = _cycle(found[1])
    return "DAY", DayOf(day="last", month=_LAST_MONTH.get(cycle), cycle=cycle), None


def _nth_of_next(found: Found) -> Made:
    """`ngày thứ 5 của quý sau`."""
    cycle = _cycle(found[2])
    month = "first" if cycle is Recurrence.QUARTERLY else None
    return "DAY", DayOf(day=_day_number(found[1]), month=month, cycle=cycle), EACH_CYCLE


def _day(found: Found) -> Made:
    """`ngày 15`: a day of a period said elsewhere."""
    return "DAY", DayOf(day=_day_number(found[1])), None


def _day_of_each(found: Found) -> Made:
    """`ngày 15 của mỗi tháng`."""
    return "DAY", DayOf(day=_day_number(found[1]), cycle=Recurrence.MONTHLY), None


def _day_list(found: Found) -> list[Made]:
    """`ngày 5 và 20 hằng tháng`: each day by itself."""
    return [("DAY", DayOf(day=_day_number(day)), None) for day in re.findall(r"\d+", found[1])]


_KNOWN_CYCLES = {
    (1, "tuần"): Recurrence.WEEKLY,
    (1, "tháng"): Recurrence.MONTHLY,
    (3, "tháng"): Recurrence.QUARTERLY,
    (1, "quý"): Recurrence.QUARTERLY,
    (6, "tháng"): Recurrence.HALF_YEARLY,
    (2, "quý"): Recurrence.HALF_YEARLY,
    (12, "tháng"): Recurrence.YEARLY,
    (1, "năm"): Recurrence.YEARLY,
}
_UNITS = {"tuần": TimeUnit.WEEK, "tháng": TimeUnit.MONTH, "quý": TimeUnit.QUARTER, "năm": TimeUnit.YEAR}


def _every(found: Found) -> Made:
    """`hai năm một lần`, `02 tuần/lần`: a cycle that has a name, or so many units of time."""
    count = number(found[2])
    if not count:
        raise ValueError(found[2])
    note = AT_LEAST_EVERY if found[1] else None
    cycle = _KNOWN_CYCLES.get((count, found[3]))
    return ("CYCLE", cycle, note) if cycle else ("EVERY", (count, _UNITS[found[3]]), note)


def _first_days(found: Found) -> Made:
    """`10 ngày làm việc đầu tiên của quý`: by the last of them."""
    cycle = _cycle(found[3])
    return "DAY", DayOf(day=int(found[1]), month=_FIRST_MONTH.get(cycle), cycle=cycle, working=bool(found[2])), None


def _working_day(found: Found) -> Made:
    """`ngày làm việc cuối cùng của tháng`, `ngày làm việc thứ 5 của quý`."""
    cycle, which = _cycle(found[2]), found[1]
    if which.startswith("cuối"):
        return "DAY", DayOf(day="last", month=_LAST_MONTH.get(cycle), cycle=cycle, working=True), None
    nth = which.removeprefix("thứ").strip()
    day = ORDER.get(nth) or number(nth)
    if not day:
        raise ValueError(which)
    return "DAY", DayOf(day=day, month=_FIRST_MONTH.get(cycle), cycle=cycle, working=True), None


_FIRST_MONTH: dict[Recurrence | None, int | str] = {Recurrence.QUARTERLY: "first", Recurrence.YEARLY: 1}
_LAST_MONTH: dict[Recurrence | None, int | str] = {Recurrence.QUARTERLY: "last", Recurrence.YEARLY: 12}


def _days_of_month(found: Found) -> Made:
    """`từ ngày 20 đến ngày 25 hằng tháng`."""
    first, last = int(found[1]), int(found[2])
    if first > last:
        raise ValueError(last)
    return "DAY", DayOf(day=_day_number(found[2]), cycle=Recurrence.MONTHLY), FIRST_DAY


ROUNDS: dict[str, Callable[[Found], Made | list[Made]]] = {
    "cycles": _cycles, "every": _every, "year_after": _year_after, "day_of_cycle": _day_of_cycle,
    "day_of_month": _day_of_month, "last_day": _last_day, "day_of_each": _day_of_each, "day_list": _day_list,
    "days_of_month": _days_of_month, "nth_of_next": _nth_of_next, "first_days": _first_days,
    "working_day": _working_day, "day": _day, "bare_day": _day,
}  # fmt: skip
"""The readers of those patterns of `vocabulary.VALUES`. Each raises ValueError where there is no such day."""
