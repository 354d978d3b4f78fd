"""When a task starts, said by its deadline alone."""

from rules.conditions import Always, Condition, Every, Happened, SomeOf
from rules.offsets import Counted, DueSpec, Once, Per, Pick, RightAfter, anchor_of


def derived_condition(due: DueSpec) -> Condition:
    """When a task starts whose rule has no `when`: once what its deadline counts from is there, else with the plan."""
    anchor = anchor_of(due)
    if anchor is None or not isinstance(due, Counted | RightAfter | Once | Per):
        return Always()
    happened = Happened(signal=anchor.signal, own=anchor.pick is Pick.OWN)
    if anchor.kind is None:
        return happened
    of_kind = Every if anchor.pick is Pick.LAST else SomeOf
    return of_kind(kind=anchor.kind, happened=happened)
