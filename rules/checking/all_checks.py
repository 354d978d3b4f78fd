"""Document -> ParsedPlan and every problem in it, each with its place."""

from collections.abc import Mapping

from rules.checking.dates import check_dates
from rules.checking.field_context import FieldContext
from rules.checking.groups.membership import check_groups
from rules.checking.groups.unheard import check_hearing
from rules.checking.names import ADDRESS_IN_PLAN, LEAD_COOPERATES, check_names
from rules.checking.parsed_plan import ParsedPlan
from rules.checking.reach import NEVER_DUE, check_reach
from rules.checking.record_reading import read_plan
from rules.checking.secrecy.levels import check_levels
from rules.checking.unit_tree import tree_of
from rules.checking.value_reading import UNSEEN
from rules.checking.visibility import check_visibility
from rules.checking.waits import check_waits
from rules.document import Document
from rules.groups.silence import Hearing
from rules.problem_report import ProblemReport
from rules.secrecy import Level

REFUSED_SINCE = frozenset({ADDRESS_IN_PLAN, LEAD_COOPERATES, NEVER_DUE, UNSEEN})
"""Codes of errors that were none in earlier versions: plans with them may be in force, and logs with them rebuilt."""


def check(
    document: Document,
    *,
    known_units: Mapping[str, str] | None = None,
    growing: bool = False,
    highest: Level = Level.TOP_SECRET,
    hearing: Hearing | None = None,
) -> tuple[ParsedPlan, ProblemReport]:
    """Read and check the whole file; what is wrong anywhere never hides what is wrong elsewhere.

    `known_units` (code -> kind) are all the units there are; where it isn't given, a unit that the plan does not
    declare is only warned of, and official codes are taken for granted. `growing`: official units may come to those
    known, so that the usual kinds, and the official codes of a kind of which none is known, are taken for granted too.
    `highest`: the most secret that may be entered here.
    `hearing` says which of those known hear nothing of what they are told.
    """
    report = ProblemReport(document.path)
    parsed = read_plan(document, FieldContext(report))
    tree = tree_of(parsed, known_units, growing=growing)
    check_names(parsed, tree, report)
    known = hearing or Hearing()
    check_groups(parsed, tree, known, report)
    check_hearing(parsed, tree, known, report)
    check_visibility(parsed, tree, report)
    check_waits(parsed, report)
    check_dates(parsed, report)
    check_reach(parsed, report)
    check_levels(parsed, report, highest)
    return parsed, report
