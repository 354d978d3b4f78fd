"""What comes round in the offset language: `every quarter before day 15 of its last month`."""

import re
from calendar import monthrange

from rules.language.words import Words
from rules.offsets import Cycle, Recurring
from rules.problems import N_

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = ("first", "second", "third", *(f"{number}th" for number in range(4, 13)))
SPELT = ("fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
LAST = -1

MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}

DAY_OF_MONTH = re.compile(r"0?[1-9]|[12][0-9]|3[01]")
DAY_OF_YEAR = re.compile(r"([0-9]{2})-([0-9]{2})")
LEAP_YEAR = 2000

NUMBERS = {
    "last": LAST,
    **{word: number for number, word in enumerate(ORDINALS, 1)},
    **{word: number for number, word in enumerate(("1st", "2nd", "3rd"), 1)},
    **{word: number for number, word in enumerate(SPELT, 4)},
}
"""Which month of its cycle a word means; -1 is the last."""

WANTED_CYCLE = N_("Expected: week, month, quarter, half-year or year.")
WANTED_BOUND = N_("Expected: `before` or `by`.")
WANTED_WEEKDAY = N_("Expected: monday, tuesday … sunday.")
WANTED_DAY = N_("Expected: `day 1` … `day 31`, or `last day`.")
WANTED_MONTH = N_(
    "Expected: `of its first month` … `of its last month`; a quarter has 3 months, a half-year 6, a year 12."
)


def read_cycle(words: Words) -> Recurring:
    """What follows the word `every`."""
    cycle = next((cycle for cycle in Cycle if words.take(cycle)), None)
    if cycle is None:
        raise words.fail(WANTED_CYCLE)
    strictly_before = words.take("before")
    if not strictly_before and not words.take("by"):
        raise words.fail(WANTED_BOUND)
    day, month = _weekday(words) if cycle is Cycle.WEEK else _day_and_month(words, cycle)
    return Recurring(every=cycle, strictly_before=strictly_before, day=day, month=month)


def format_cycle(spec: Recurring) -> str:
    """`every month by last day`."""
    start = f"every {spec.every} {'before' if spec.strictly_before else 'by'}"
    if spec.every is Cycle.WEEK:
        return f"{start} {WEEKDAYS[spec.day - 1]}"
    day = "last day" if spec.day == LAST else f"day {spec.day}"
    if spec.every is Cycle.MONTH:
        return f"{start} {day}"
    return f"{start} {day} of its {'last' if spec.month == LAST else ORDINALS[spec.month - 1]} month"


def _weekday(words: Words) -> tuple[int, int]:
    for number, name in enumerate(WEEKDAYS, 1):
        if words.take(name):
            return number, 1
    raise words.fail(WANTED_WEEKDAY)


def _day_and_month(words: Words, cycle: Cycle) -> tuple[int, int]:
    if cycle is Cycle.YEAR and (found := _day_of_year(words)):
        return found
    day = _day(words)
    return day, 1 if cycle is Cycle.MONTH else _month(words, MONTHS[cycle])


def _day(words: Words) -> int:
    if words.take("last", "day"):
        return LAST
    found = words.match(DAY_OF_MONTH) if words.take("day") else None
    if not found:
        raise words.fail(WANTED_DAY)
    return int(found.group())


def _month(words: Words, months: int) -> int:
    month = NUMBERS.get(words.next.lower()) if words.take("of", "its") else None
    if month is None or month > months:
        raise words.fail(WANTED_MONTH)
    words.any()
    if not words.take("month"):
        raise words.fail(WANTED_MONTH)
    return month


def _day_of_year(words: Words) -> tuple[int, int] | None:
    """`06-15`, if that comes next and is a day of some year."""
    found = DAY_OF_YEAR.fullmatch(words.next)
    if not found:
        return None
    month, day = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(LEAP_YEAR, month)[1]):
        raise words.fail(WANTED_DAY)
    words.any()
    return day, month
