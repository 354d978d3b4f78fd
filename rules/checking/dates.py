"""The check that dates and lengths of time are plausible, and say one thing only."""

from datetime import date

from rules.checking.parsed_plan import ParsedPlan, ParsedRecord
from rules.language.offset_text import format_amount
from rules.offsets import BeforeDate, ByDate, Counted, DueSpec, Offset, Within, limits_of
from rules.problem_report import ProblemReport
from rules.problems import N_

ENDS_FIRST = N_("The plan ends on {ends}, before it starts on {starts}.")
CORRECT_ENDS = N_("Correct one of the two.")
TASK_FIRST = N_("The task is due by {last}, before the plan starts on {starts}.")
DUE_FIRST = "due-first"
"""The code of what is said of a task that is due before its plan starts."""
IF_SO = N_("If that is right, write `due: done`; otherwise correct the date.")
SEVERAL_READINGS = N_("“{amount}” mixes units whose order matters: counted in another order it can be another day.")
NAME_ORDER = N_(
    "Write it in one unit; or confirm the order (years and months first, rounded down once, then weeks and days, then "
    "working days) with the setting `months`."
)


def check_dates(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report dates that contradict each other, and warn of lengths that can be counted in more than one way."""
    starts, ends = parsed.plan.get("starts") or parsed.plan.get("issued"), parsed.plan.get("ends")
    if starts and ends and ends < starts:
        place = parsed.plan.place("ends")
        report.error("ends-first", place, ENDS_FIRST, CORRECT_ENDS, ends=str(ends), starts=str(starts))
    named = "months" in (parsed.policies.get("settings") or {})
    for rule in parsed.rules.values():
        if starts:
            _check_last_day(rule, starts, report)
        if not named and "months" not in (rule.get("settings") or {}):
            _check_amount(rule, report)


def _check_last_day(rule: ParsedRecord, starts: date, report: ProblemReport) -> None:
    """Warn of a task that is due before the plan starts."""
    for last in (one for due in limits_of(rule.get("due")) if (one := _last_day(due)) and one < starts):
        report.warn(DUE_FIRST, rule.place("due"), TASK_FIRST, IF_SO, last=str(last), starts=str(starts))


def _last_day(due: DueSpec | None) -> date | None:
    """The last day that a deadline names itself; None for one that is counted, or that has none."""
    if isinstance(due, BeforeDate | ByDate):
        return due.day
    return due.end if isinstance(due, Within) else None


def _check_amount(rule: ParsedRecord, report: ProblemReport) -> None:
    """Warn of a length of time that gives different days when counted in another order."""
    for due in (one for one in limits_of(rule.get("due")) if isinstance(one, Counted) and _mixed(one.offset)):
        place, amount = rule.place("due"), format_amount(due.offset)
        report.warn("ambiguous-amount", place, SEVERAL_READINGS, NAME_ORDER, amount=amount)


def _mixed(offset: Offset) -> bool:
    """True if units are mixed that cannot be turned into each other: months, days, working days."""
    months, days = offset.years or offset.months, offset.weeks or offset.days
    return sum(map(bool, (months, days, offset.working_days))) > 1
