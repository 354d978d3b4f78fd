"""Document -> Draft and every problem in it, each with its place."""

from collections.abc import Mapping

from rules.checking.dates import check_dates
from rules.checking.draft import Draft
from rules.checking.fields import read_draft
from rules.checking.names import check_names
from rules.checking.phrases import Reading
from rules.checking.report import Report
from rules.checking.scope import check_scope
from rules.checking.unit_tree import tree_of
from rules.checking.waits import check_waits
from rules.document import Document


def check(document: Document, *, known_units: Mapping[str, str] | None = None) -> tuple[Draft, Report]:
    """Read and check the whole file; what is wrong anywhere never hides what is wrong elsewhere.

    `known_units` (code -> kind) are all the units there are; where it isn't given, a unit that the plan does not
    declare is only warned of, and official codes are taken for granted.
    """
    report = Report(document.path)
    draft = read_draft(document, Reading(report))
    tree = tree_of(draft, known_units)
    check_names(draft, tree, report)
    check_scope(draft, tree, report)
    check_waits(draft, report)
    check_dates(draft, report)
    return draft, report
