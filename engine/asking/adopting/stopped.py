"""The rows that a plan's own suspensions stop, in itself and in all plans in force, whether they have begun or not."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.deciding.task_units import units_of
from engine.facts.joins import called
from engine.reach.scope import below
from engine.reach.touching import Touching
from rules.plan import Plan, PlanSuspension, TaskRule
from rules.rule_selectors import selected


class Stopped(NamedTuple):
    """The rows of one plan that are stopped."""

    plan: str
    rows: tuple[str, ...]  # by their ids, in the order of the plan


def stopped(touching: Touching, plan: Plan) -> list[Stopped]:
    """The rows that suspensions of `plan` mean, plan by plan; it need not be in force yet."""
    found: dict[str, dict[str, None]] = {}
    for one in plan.suspensions:
        for other in _reached(touching, plan, one):
            rows = _rows(touching, plan, one, other)
            if rows:
                found.setdefault(other.id, {}).update(dict.fromkeys(rule.id for rule in rows))
    plans = {**touching.plans, plan.id: plan}
    return [Stopped(name, tuple(row for row in plans[name].rules if row in rows)) for name, rows in found.items()]


def _reached(touching: Touching, plan: Plan, one: PlanSuspension) -> Iterator[Plan]:
    if one.reaches(plan.id):
        yield plan
    if one.plans != (plan.id,):
        others = (of for of in touching.having(one.selectors, one.plans) if of.id != plan.id and one.reaches(of.id))
        yield from (of for of in others if touching.snapshot.ending(of.id) is None)


def _rows(touching: Touching, plan: Plan, one: PlanSuspension, of: Plan) -> list[TaskRule]:
    """The rows of the plan `of` that a suspension means, and that are for units below the one at which it holds."""
    units, top = touching.units, one.unit or (None if of.id == plan.id else plan.unit)
    names = called(of, touching.snapshot.ties(of.id))
    rows = [of.rules[name] for name in selected(of, one.selectors, names)]
    if top is None:
        return rows
    there = below(units, [top]) if top in units.rows else frozenset()
    of_a_kind = of.unit in there  # its units may still be registered
    return [rule for rule in rows if (of_a_kind and rule.for_each) or not there.isdisjoint(units_of(of, units, rule))]
