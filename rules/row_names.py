"""The names of a plan's rows: the key by which everything stored knows one, and the number under which it is shown.

A key is given once and never to another row; a number may pass to another row with the next version of the plan.
"""

from collections.abc import Mapping
from dataclasses import replace

from rules.conditions import All, Always, Any, AtLeast, Condition, Every, Happened, NoneOf, SomeOf
from rules.offsets import Counted, DueSpec, Earliest, Once, Per, RightAfter, Signal, SignalKind
from rules.plan import Plan, TaskRule

BY_KEY = "="
"""Before a row's key, where a number is expected: `=I.1` is the row with the key I.1, whatever its number is now."""


class RowMovedError(LookupError):
    """A row was named by its key, as if that were its number, and the plan shows it under another."""

    def __init__(self, read: str, now: str) -> None:
        """`read` is what was said; `now` the number that the row has."""
        self.read, self.now = read, now
        super().__init__(f"row {read} is row {now} now")


def key_of(plan: Plan, named: str) -> str:
    """The key of the row that somebody calls `named`: by its number in `plan`, else `=KEY`.

    What is neither is given back as it is: perhaps the key of a row that the plan has no longer. Raises RowMovedError.
    """
    if named.startswith(BY_KEY):
        return named.removeprefix(BY_KEY)
    if named in plan.keys:
        return plan.keys[named]
    if named in plan.rules:
        raise RowMovedError(named, plan.rules[named].number)
    return named


def row_name(plan: Plan, key: str) -> str:
    """What `key_of` takes for the row with that key: its number, or `=KEY` where the plan has the row no longer and
    the number has passed to another one.
    """
    if key in plan.rules:
        return plan.rules[key].number
    return BY_KEY + key if key in plan.keys else key


def renamed_rule(rule: TaskRule, names: Mapping[str, str]) -> TaskRule:
    """The rule, with each rule that it names, itself too, called by `names`, where these have it."""
    name = names.get(rule.id, rule.id)
    return replace(rule, id=name, when=renamed_condition(rule.when, names), due=renamed_due(rule.due, names))


def numbered_rule(plan: Plan, rule: TaskRule) -> TaskRule:
    """The rule, of `plan` or an earlier version, as `plan` calls it and those it names: to be shown."""
    return renamed_rule(rule, {name: row_name(plan, name) for name in {rule.id, *plan.rules}})


def renamed_due(due: DueSpec, names: Mapping[str, str]) -> DueSpec:
    """The deadline, its rule called by `names`."""
    match due:
        case Earliest(of=limits):
            return Earliest(tuple(renamed_due(limit, names) for limit in limits))  # type: ignore[misc]  # each as it was
        case Counted(anchor=anchor) | RightAfter(anchor=anchor) | Once(anchor=anchor) | Per(anchor=anchor):
            return replace(due, anchor=replace(anchor, signal=_signal(anchor.signal, names)))
    return due


def renamed_condition(condition: Condition, names: Mapping[str, str]) -> Condition:
    """The condition, its rules called by `names`."""
    match condition:
        case Happened():
            return _happened(condition, names)
        case Every() | SomeOf():
            return replace(condition, happened=_happened(condition.happened, names))
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            return replace(condition, parts=tuple(renamed_condition(part, names) for part in parts))
        case Always():
            return condition


def renamed_selectors(selectors: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    """Selectors of a suspension, the rules among them called by `names`."""
    head = "rule:"
    return tuple(
        head + names.get(one.removeprefix(head), one.removeprefix(head)) if one.startswith(head) else one
        for one in selectors
    )


def as_numbered(plan: Plan) -> Plan:
    """The plan with its rows called by their numbers, as its file has them: to be shown, not to be counted with."""
    numbers = {key: rule.number for key, rule in plan.rules.items()}
    if all(key == number for key, number in numbers.items()):
        return plan
    own = (plan.id,)
    return replace(
        plan,
        rules={rule.number: renamed_rule(rule, numbers) for rule in plan.rules.values()},
        suspensions=tuple(
            replace(one, selectors=renamed_selectors(one.selectors, numbers)) if one.plans == own else one
            for one in plan.suspensions
        ),
    )


def _happened(happened: Happened, names: Mapping[str, str]) -> Happened:
    return replace(happened, signal=_signal(happened.signal, names))


def _signal(signal: Signal, names: Mapping[str, str]) -> Signal:
    if signal.kind is SignalKind.MILESTONE or signal.name not in names:
        return signal
    return replace(signal, name=names[signal.name])
