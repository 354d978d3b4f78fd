"""The check that levels of secrecy fit each other, and that nothing is more secret than what may be entered here."""

from rules.checking.parsed_plan import ParsedPlan, ParsedRecord
from rules.problem_report import ProblemReport
from rules.problems import N_
from rules.secrecy import STATE_SECRET, Level

NOT_HERE = "too-secret"
"""The code of the error that something may not be entered here."""

ROW_BELOW = N_("Task {rule} is less secret ({level}) than the plan ({of_plan}).")
SAY_SO = N_(
    "Give it the plan's level or a higher one; or, where the document itself says that rows are less secret, write "
    "`rows less secret: true` under `policies`."
)
TOO_SECRET_ROW = N_("Task {rule} is “{level}”; here nothing above “{highest}” may be entered.")
TOO_SECRET_PLAN = N_("The plan is “{level}”; here nothing above “{highest}” may be entered.")
ELSEWHERE = N_(
    "Keep it where it may be kept, and leave it out here. What machines this is for is in the settings "
    "(`secrecy_highest`): for whoever keeps the machine to change, not for a plan."
)
BY_LAW = N_(
    "State secrets may not be drawn up or kept on a machine that is connected to a network other than an independent "
    "LAN (Luật Bảo vệ bí mật nhà nước 117/2025/QH15, article 5, paragraph 2). Keep it on a machine for them, and leave "
    "it out here. Only whoever keeps a machine may change its setting `secrecy_highest`."
)


def check_levels(parsed: ParsedPlan, report: ProblemReport, highest: Level) -> None:
    """Report rows that are less secret than their plan, and whatever is more secret than `highest`."""
    of_plan = parsed.plan.get("secrecy") or Level.OPEN
    if of_plan > highest:
        place = parsed.plan.place("secrecy")
        report.error(NOT_HERE, place, TOO_SECRET_PLAN, _why(of_plan), level=str(of_plan), highest=str(highest))
    for number, rule in parsed.rules.items():
        _check_row(number, rule, of_plan, parsed, report, highest)


def _check_row(
    number: str, rule: ParsedRecord, of_plan: Level, parsed: ParsedPlan, report: ProblemReport, highest: Level
) -> None:
    level: Level | None = rule.get("secrecy")
    if level is None:
        return
    place, said = rule.place("secrecy"), {"rule": number, "level": str(level)}
    if level > highest:
        report.error(NOT_HERE, place, TOO_SECRET_ROW, _why(level), **said, highest=str(highest))
    if level < of_plan and not parsed.policies.get("rows less secret"):
        report.error("less-secret", place, ROW_BELOW, SAY_SO, **said, of_plan=str(of_plan))


def _why(level: Level) -> str:
    """The advice: state secrets are kept out by law, others by the office's own rule."""
    return BY_LAW if level >= STATE_SECRET else ELSEWHERE
