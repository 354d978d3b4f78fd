"""The units that rules make tasks for, as the agencies stand: nothing is counted for it."""

from engine.units import Units
from rules.plan import Plan, TaskRule


def units_of(plan: Plan, units: Units, rule: TaskRule) -> tuple[str, ...]:
    """The units that a rule of `plan` makes tasks for."""
    if rule.for_each:
        return units.of_kind(rule.for_each, plan.unit)
    return units.doing(rule)


def of_a_kind(units: Units, rule: TaskRule, unit: str) -> bool:
    """True if `unit` has its task of `rule` as one of a kind, or of a group: then its successor has its own, if any."""
    if rule.for_each:
        return True
    return unit not in (rule.for_units or (rule.lead,)) and units.current(unit) in units.in_order(rule)


def beginners(plan: Plan, units: Units, rule: TaskRule) -> tuple[str, ...]:
    """The units for which a task of `rule` can still begin: of one that ended only what passes on."""
    there = units_of(plan, units, rule)
    if not units.any_ended:
        return there
    return tuple(
        unit for unit in there if not units.ended(unit) or (units.current(unit) and not of_a_kind(units, rule, unit))
    )
