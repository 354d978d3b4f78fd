"""Which rules, at which units, an event may change anything for: the matcher's answer, narrowed and followed on."""

from collections.abc import Collection, Iterable

from engine.deciding import Scope
from engine.matching import Matcher
from engine.units import Units
from rules.conditions import All, Any, AtLeast, Condition, Every, NoneOf, SomeOf, quantified
from rules.offsets import Signal, SignalKind, anchor_of
from rules.plan import Milestone, Plan, TaskRule
from rules.selecting import selected


def everything(plan: Plan) -> Scope:
    """Every rule of `plan`, at all its units."""
    return dict.fromkeys(plan.order)


def scope_of(plan: Plan, matcher: Matcher, units: Units, signal: Signal, places: Collection[str]) -> Scope:
    """The rules that a fact on `signal` at `places` may change something for, and those that wait for these in turn."""
    scope: dict[str, frozenset[str] | None] = {}
    for name in matcher.touched(plan, signal):
        scope[name] = reach(plan, plan.rules[name], signal, units, places)
    return followed(plan, scope)


def chosen(
    plan: Plan, units: Units, selectors: Collection[str], places: Collection[str], among: frozenset[str] | None
) -> Scope:
    """The rules that a suspension of `selectors` at `places` ("" is everywhere) means, and those that wait for these.

    Only what it means of the units `among`, where these are given.
    """
    below = None if "" in places else _below(units, places)
    if below is not None and among is not None:
        below &= among
    return followed(plan, dict.fromkeys(selected(plan, selectors), among if below is None else below))


def followed(plan: Plan, scope: Scope) -> Scope:
    """`scope`, and all rules that wait, directly or through others, for tasks of the rules in it."""
    found = dict(scope)
    todo = list(scope)
    while todo:
        name = todo.pop()
        for kind in (SignalKind.DONE, SignalKind.MISSED):
            waiting = [rule for rule in plan.waiting_on.get(Signal(kind=kind, name=name), ()) if rule not in found]
            found.update(dict.fromkeys(waiting))
            todo += waiting
    return found


def merged(one: Scope, other: Scope) -> Scope:
    """Both scopes: a rule's units are those of either."""
    both = dict(one)
    for name, units in other.items():
        known = both.get(name, frozenset())
        both[name] = None if known is None or units is None else known | units
    return both


def reach(plan: Plan, rule: TaskRule, signal: Signal, units: Units, places: Collection[str]) -> frozenset[str] | None:
    """The units for which `rule` can see a fact on `signal` at `places`; None where that may be any."""
    anchor = anchor_of(rule.due)
    if signal.kind is not SignalKind.MILESTONE or _counts_units(rule.when, signal):
        return None
    if anchor and anchor.kind and anchor.signal == signal:
        return None
    return sight(plan.milestones.get(signal.name), units, places)


def sight(milestone: Milestone | None, units: Units, places: Collection[str]) -> frozenset[str] | None:
    """The units that see a happening of `milestone` at `places`; None where that may be any."""
    return None if milestone and milestone.at in places else _below(units, places)


def _below(units: Units, places: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(units.subtree(place) for place in places))


def kinds_of(rule: TaskRule) -> frozenset[str]:
    """The kinds of units of which the rule asks for all, for some, for the first or the last."""
    anchor = anchor_of(rule.due)
    found = {one.kind for one in quantified(rule.when)}
    return frozenset(found | ({anchor.kind} if anchor and anchor.kind else set()))


def _counts_units(condition: Condition, signal: Signal) -> bool:
    match condition:
        case Every(happened=happened) | SomeOf(happened=happened):
            return happened.signal == signal
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            return any(_counts_units(part, signal) for part in parts)
        case _:
            return False
