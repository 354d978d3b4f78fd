"""The check that deadlines can be met at all: that some day of the calendar is one on which the task can be due.

A standing duty has none; where its words ask for reports, how often is asked for.

The calendar itself is not at hand here. A number of working days is at least as long as the weeks that it fills.
"""

import re
import unicodedata
from datetime import date, timedelta

from rules.checking.parsed_plan import ParsedPlan, ParsedRecord
from rules.convention_settings import FIRST, LAST
from rules.document import Node
from rules.language.offset_text import format_amount
from rules.offsets import (
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Direction,
    DueSpec,
    FromDate,
    Offset,
    Within,
    limits_of,
)
from rules.problem_report import ProblemReport
from rules.problems import N_

NEVER_DUE = "never-due"
"""The code of what is said of a day, or of a length of time, that no calendar has room for."""

OUTSIDE = N_("The day {day} is outside the calendar, which covers {first} to {last}: nothing can be due then.")
TOO_LONG = N_(
    "“{amount}” is longer than the whole calendar, which covers {first} to {last}: whenever it is counted from, there "
    "is no day for it."
)
PAST_THE_END = N_(
    "“{amount}” leads out of the calendar, which covers {first} to {last}, from every day on or after {starts}, when "
    "the plan starts."
)
CORRECT_YEAR = N_("Check the year.")
CORRECT_LENGTH = N_("Check the number and its unit of time.")

CYCLE = "cycle-not-said"
"""The code of what asks for the reporting cycle of a row."""

CYCLE_NOT_SAID = N_("Task {rule} is to be reported periodically (“{says}”), and nobody says how often.")
SAY_CYCLE = N_(
    "Write `report every: month` (`week`, `quarter`, `half-year`, `year`), as whoever issued the document wants it; "
    "until then a report is looked for in each quarter."
)
PERIODICALLY = re.compile(r"định kỳ\b.*\bbáo cáo|báo cáo\b.*\bđịnh kỳ", re.IGNORECASE)

LENGTHS = ("right after", "set date within")
"""The policies that say how long a term is."""

WORKED_A_WEEK = 5
SWAPPED = 10
"""More Saturdays are never worked, for days off elsewhere, than this within one term."""


def check_reach(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report days outside the calendar, and terms that lead out of it whatever happens."""
    starts = parsed.plan.get("starts") or parsed.plan.get("issued")
    for rule in parsed.rules.values():
        _check_days(rule, report)
        _check_cycle(rule, parsed, report)
        for due in (one for one in limits_of(rule.get("due")) if isinstance(one, Counted)):
            _check_term(due.offset, rule.place("due"), starts, report)
    for name in LENGTHS:
        if parsed.policies.get(name):
            _check_term(parsed.policies.get(name), parsed.policies.place(name), starts, report)
    if parsed.extension.get("at most"):
        _check_term(parsed.extension.get("at most"), parsed.extension.place("at most"), starts, report)


def _check_days(rule: ParsedRecord, report: ProblemReport) -> None:
    """Report the days that a deadline names itself and that no calendar has."""
    for day in dict.fromkeys(day for due in limits_of(rule.get("due")) for day in _days(due)):
        if not FIRST <= day <= LAST:
            report.error(NEVER_DUE, rule.place("due"), OUTSIDE, CORRECT_YEAR, day=str(day), **_covered())


def _check_cycle(rule: ParsedRecord, parsed: ParsedPlan, report: ProblemReport) -> None:
    """Ask how often a standing duty is reported, where its words want that and neither it nor the policies say it."""
    said = rule.get("report every") or parsed.policies.get("report every")
    says = unicodedata.normalize("NFC", rule.get("says") or "")
    if isinstance(rule.get("due"), Continuous | FromDate) and not said and PERIODICALLY.search(says):
        report.warn(CYCLE, rule.place("says"), CYCLE_NOT_SAID, SAY_CYCLE, rule=rule.get("id"), says=says)


def _days(due: DueSpec | None) -> tuple[date, ...]:
    if isinstance(due, BeforeDate | ByDate | FromDate):
        return (due.day,)
    return (due.start, due.end) if isinstance(due, Within) else ()


def _check_term(term: Offset, place: Node, starts: date | None, report: ProblemReport) -> None:
    """Report a term that is too long for the calendar; warn of one that is so from the plan's first day on."""
    least, amount = _least(term), format_amount(term)
    if least > LAST - FIRST:
        report.error(NEVER_DUE, place, TOO_LONG, CORRECT_LENGTH, amount=amount, **_covered())
    elif term.direction is Direction.AFTER and starts and FIRST <= starts <= LAST and least > LAST - starts:
        said = {"amount": amount, "starts": str(starts), **_covered()}
        report.warn("past-the-end", place, PAST_THE_END, CORRECT_LENGTH, **said)


def _least(term: Offset) -> timedelta:
    """The fewest days of the calendar that a term can be: no 12 months have less than 365, no month less than 28."""
    years, months = divmod(term.years * 12 + term.months, 12)
    worked = max(0, term.working_days - SWAPPED)
    return timedelta(days=years * 365 + months * 28 + term.weeks * 7 + term.days + worked * 7 // WORKED_A_WEEK)


def _covered() -> dict[str, str]:
    return {"first": str(FIRST), "last": str(LAST)}
