"""Selectors of rules in a suspension: rules by id, those that hang on a milestone, those with a label, or all.

A selector is text, `rule:I.7`, `milestone:congress`, `label:đại hội` or `all`: a suspension is kept as it was said, and
means the rules of the plan as it is when it is read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from rules.conditions import atoms
from rules.offsets import SignalKind, anchors_of
from rules.plan import Plan, TaskRule

ALL = "all"

Called = Mapping[str, Sequence[str]]
_NO_OTHERS: Called = {}


def selectors(
    *, rules: Iterable[str] = (), milestone: str | None = None, label: str | None = None, everything: bool = False
) -> tuple[str, ...]:
    """The selectors of a suspension; a rule that any of them means is suspended."""
    named = [f"rule:{rule}" for rule in rules]
    named += [f"milestone:{milestone}"] if milestone else []
    named += [f"label:{label}"] if label else []
    return (*named, ALL) if everything else tuple(named)


def selectors_of(rule: TaskRule, called: Called = _NO_OTHERS) -> tuple[str, ...]:
    """Every selector that means `rule`; `called` are other names of milestones, by the plan's own."""
    names = [other for name in milestones_of(rule) for other in (name, *called.get(name, ()))]
    milestones = [f"milestone:{name}" for name in dict.fromkeys(names)]
    return (ALL, f"rule:{rule.id}", *milestones, *(f"label:{label}" for label in rule.labels))


def means(chosen: Collection[str], rule: TaskRule, called: Called = _NO_OTHERS) -> bool:
    """True if one of the selectors `chosen` means `rule`."""
    return any(selector in chosen for selector in selectors_of(rule, called))


def selected(plan: Plan, chosen: Collection[str], called: Called = _NO_OTHERS) -> tuple[str, ...]:
    """Ids of the rules that one of the selectors `chosen` means, in the order of the plan."""
    return tuple(rule.id for rule in plan.rules.values() if means(chosen, rule, called))


def milestones_of(rule: TaskRule) -> tuple[str, ...]:
    """The milestones that the rule waits for or counts from."""
    signals = [atom.signal for atom in atoms(rule.when)] + [anchor.signal for anchor in anchors_of(rule.due)]
    return tuple(dict.fromkeys(signal.name for signal in signals if signal.kind is SignalKind.MILESTONE))
