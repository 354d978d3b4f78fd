"""Recurring duties in the offset language: `every quarter before day 15 of its last month`."""

import re
from calendar import monthrange

from rules.language.tokens import Tokens
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
"""Words for a month of its cycle; -1 is the last."""

WANTED_CYCLE = N_("Expected: week, month, quarter, half-year or year.")
WANTED_BOUND = N_("Expected: `before` or `by`.")
WANTED_WEEKDAY = N_("Expected: monday, tuesday … sunday.")
WANTED_DAY = N_("Expected: `day 1` … `day 31`, or `last day`.")
WANTED_MONTH = N_(
    "Expected: `of its first month` … `of its last month`; a quarter has 3 months, a half-year 6, a year 12."
)


def read_cycle(tokens: Tokens) -> Recurring:
    """The recurring duty that follows the word `every`. Raises OffsetSyntaxError."""
    cycle = next((cycle for cycle in Cycle if tokens.take(cycle)), None)
    if cycle is None:
        raise tokens.fail(WANTED_CYCLE)
    strictly_before = tokens.take("before")
    if not strictly_before and not tokens.take("by"):
        raise tokens.fail(WANTED_BOUND)
    day, month = _weekday(tokens) if cycle is Cycle.WEEK else _day_and_month(tokens, cycle)
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


def _weekday(tokens: Tokens) -> tuple[int, int]:
    """A weekday, 1 is Monday; the month of a week is always 1."""
    for number, name in enumerate(WEEKDAYS, 1):
        if tokens.take(name):
            return number, 1
    raise tokens.fail(WANTED_WEEKDAY)


def _day_and_month(tokens: Tokens, cycle: Cycle) -> tuple[int, int]:
    """A day and which month of its cycle it is in."""
    if cycle is Cycle.YEAR and (found := _day_of_year(tokens)):
        return found
    day = _day(tokens)
    return day, 1 if cycle is Cycle.MONTH else _month(tokens, MONTHS[cycle])


def _day(tokens: Tokens) -> int:
    """`day 15`, or `last day`."""
    if tokens.take("last", "day"):
        return LAST
    found = tokens.match(DAY_OF_MONTH) if tokens.take("day") else None
    if not found:
        raise tokens.fail(WANTED_DAY)
    return int(found.group())


def _month(tokens: Tokens, months: int) -> int:
    """`of its last month`, in a cycle of so many months."""
    month = NUMBERS.get(tokens.next.lower()) if tokens.take("of", "its") else None
    if month is None or month > months:
        raise tokens.fail(WANTED_MONTH)
    tokens.any()
    if not tokens.take("month"):
        raise tokens.fail(WANTED_MONTH)
    return month


def _day_of_year(tokens: Tokens) -> tuple[int, int] | None:
    """`06-15`, if that comes next and is a day of some year."""
    found = DAY_OF_YEAR.fullmatch(tokens.next)
    if not found:
        return None
    month, day = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(LEAP_YEAR, month)[1]):
        raise tokens.fail(WANTED_DAY)
    tokens.any()
    return day, month
