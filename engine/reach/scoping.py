"""Which rules, at which units, an event may change anything for: the matcher's answer, narrowed and followed on."""

from collections.abc import Collection, Iterable, Iterator

from engine.deciding.deciding import Scope
from engine.deciding.grouping import only_place, units_of
from engine.snapshot import Tools
from engine.units import Units
from rules.conditions import Condition, quantified
from rules.offsets import Signal, SignalKind, anchor_of
from rules.plan import Milestone, Plan, TaskRule
from rules.selecting import selected


def everything(plan: Plan) -> Scope:
    """Every rule of `plan`, at all its units."""
    return dict.fromkeys(plan.order)


def scope_of(plan: Plan, tools: Tools, units: Units, signal: Signal, places: Collection[str]) -> Scope:
    """The rules that a fact on `signal` at `places` may change something for, and those that wait for these in turn."""
    scope: dict[str, frozenset[str] | None] = {}
    for name in tools.matcher.touched(plan, signal):
        scope[name] = reach(plan, plan.rules[name], signal, units, places)
    return followed(plan, tools, units, scope)


def of_task(plan: Plan, tools: Tools, units: Units, signal: str, places: frozenset[str]) -> Scope:
    """What it may change that `signal` is said of a rule's tasks at `places`."""
    [unit, *others] = places
    there = None if others else only_there(plan, tools, units, signal, unit)
    return _of_task(plan, tools, units, signal, places) if there is None else dict.fromkeys(there, places)


def only_there(plan: Plan, tools: Tools, units: Units, signal: str, unit: str) -> tuple[str, ...] | None:
    """The rules for whose tasks at `unit` it matters that `signal` is said of a task there; None: it may elsewhere too.

    They are the same for all units that have none below them and do nothing that is done but once.
    """
    if len(units.subtree(unit)) > 1 or unit in _homes(plan, units):
        return None
    return units.once((plan.hash, signal), lambda: _only_there(plan, tools, units, signal, unit))


def _only_there(plan: Plan, tools: Tools, units: Units, signal: str, unit: str) -> tuple[str, ...] | None:
    scope = _of_task(plan, tools, units, signal, frozenset((unit,)))
    return None if None in scope.values() else tuple(scope)


def _homes(plan: Plan, units: Units) -> frozenset[str]:
    """The units at which there is a task of a rule that has no other."""
    return units.once((plan.hash, "homes"), lambda: frozenset(_alone(plan, units)))


def _alone(plan: Plan, units: Units) -> Iterator[str]:
    for rule in plan.rules.values():
        there = units_of(plan, units, rule)
        if len(there) == 1:
            yield there[0]


def _of_task(plan: Plan, tools: Tools, units: Units, signal: str, places: frozenset[str]) -> Scope:
    kind, _, rule = signal.partition(":")
    waiting = Signal(kind=SignalKind(kind), name=rule) if kind in _HAPPENINGS else None
    scope = scope_of(plan, tools, units, waiting, places) if waiting else {}
    return merged(scope, followed(plan, tools, units, {rule: places})) if rule in plan.rules else scope


_HAPPENINGS = frozenset(SignalKind)


def chosen(
    plan: Plan,
    tools: Tools,
    units: Units,
    selectors: Collection[str],
    places: Collection[str],
    among: frozenset[str] | None,
) -> Scope:
    """The rules that a suspension of `selectors` at `places` ("" is everywhere) means, and those that wait for these.

    Only what it means of the units `among`, where these are given.
    """
    below = None if "" in places else _below(units, places)
    if below is not None and among is not None:
        below &= among
    return followed(plan, tools, units, dict.fromkeys(selected(plan, selectors), among if below is None else below))


def followed(plan: Plan, tools: Tools, units: Units, scope: Scope) -> Scope:
    """`scope`, and all rules that wait, directly or through others, for tasks of the rules in it."""
    found = dict(scope)
    todo = list(scope)
    while todo:
        name = todo.pop()
        for waiting, signal in tools.worked.looks(plan, plan.rules[name]).waiters:
            there = _reached(plan, waiting, signal, units, found[name])
            wider = there if waiting not in found else _either(found[waiting], there)
            if waiting not in found or wider != found[waiting]:
                found[waiting] = wider
                todo.append(waiting)
    return found


def _reached(
    plan: Plan, rule: str, signal: Signal, units: Units, places: frozenset[str] | None
) -> frozenset[str] | None:
    """The units of `rule` that can see what becomes of the tasks at `places`."""
    return None if places is None else reach(plan, plan.rules[rule], signal, units, places)


def merged(one: Scope, other: Scope) -> Scope:
    """Both scopes: a rule's units are those of either."""
    both = dict(one)
    for name, units in other.items():
        both[name] = _either(both[name], units) if name in both else units
    return both


def _either(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other


def reach(plan: Plan, rule: TaskRule, signal: Signal, units: Units, places: Collection[str]) -> frozenset[str] | None:
    """The units for which `rule` can see a fact on `signal` at `places`; None where that may be any."""
    anchor = anchor_of(rule.due)
    if _counts_units(rule.when, signal) or (anchor and anchor.kind and anchor.signal == signal):
        return None
    if only_place(plan, units, signal) in places:
        return None
    return _below(units, places)


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
    return any(part.happened.signal == signal for part in quantified(condition))
