"""A part of the reference: of several limits (`earliest of (…, …)`) the one that comes first counts."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rules.offsets import Done, DueSpec, anchors_of, limits_of
from tests.reference.days import Dates

if TYPE_CHECKING:
    from tests.reference.state import Case, Fact


def counted(case: "Case", began: date) -> "tuple[DueSpec | None, list[Fact], Dates | None, list[Fact]]":
    """The limit that counts, what the date is counted from, the date, and all that it rests on.

    There is no date where nothing has happened for it.

    A limit of which nobody knows yet is left out; one that stands still lies behind one that does not.
    """
    found, grounds = [], list["Fact"]()
    for limit in limits_of(case.rule.due):
        alone = case._replace(rule=replace(case.rule, due=limit))
        facts = alone.counted_from()
        grounds += facts
        if facts or not anchors_of(limit):
            dates = alone.dates(facts[-1] if facts else None, began)
            found.append((limit, facts, dates._replace(provisional=not all(fact.held for fact in facts))))
    if not found or isinstance(case.rule.due, Done):
        return None, [], None, grounds
    return *min(found, key=lambda one: one[2].due or date.max), grounds
