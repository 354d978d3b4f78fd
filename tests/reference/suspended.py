"""A part of the reference: the suspensions of tasks, laid down by plans and said by officers."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from rules.plan import TaskRule
from rules.rule_selectors import means, selectors
from tests.reference.days import NOTHING, Stop
from tests.reference.said import day_of

if TYPE_CHECKING:
    from tests.reference.state import World


def stops(world: "World", rule: TaskRule, unit: str) -> Iterator[Stop]:
    """The suspensions of the tasks of `rule` at `unit`: by clauses of plans (others' below their unit), by officers."""
    said, own = list[tuple[str, str | None, tuple[str, ...], date, dict[str, Any]]](), world.plan
    clauses = [(plan, one) for plan in world.plans.values() for one in plan.suspensions if one.reaches(own.id)]
    for of, clause in clauses:
        by, _ = world.since(of, lambda plan: clause in plan.suspensions)  # noqa: B023 - it is called at once
        bounds = {"from": clause.since and f"{of.id}/{clause.since}", "until": f"{of.id}/{clause.until}"}
        said.append((by, clause.unit or (None if of is own else of.unit), clause.selectors, of.starts, bounds))
    for one in (one for one in world.said if one.type == "suspension.began"):
        rules, milestone, label, everything = (one.data.get(name) for name in ("rules", "milestone", "label", "all"))
        chosen = selectors(rules=rules or (), milestone=milestone, label=label, everything=bool(everything))
        if own.id in ([one.plan] if one.plan else one.data.get("plans") or [own.id]):  # said of no plan: of every one
            said.append((one.id, one.unit, chosen, one.occurred_on, {**one.data}))
    for by, where, chosen, start, data in said:
        begun, over = (world.held(data.get(name), unit) for name in ("from", "until"))
        if not means(chosen, rule) or (where and where not in world.above(unit)) or (data.get("from") and not begun):
            continue
        end = day_of(data, "ended_on")
        over = None if over and end and end <= over.day else over  # it ended on a day, before the milestone
        begins, end = begun.day if begun else start, over.day if over else end
        if end is None or end > begins:
            yield Stop(begins, end, NOTHING.union({by}, *(fact.grounds for fact in (begun, over) if fact)))
