"""The matcher on durable_rules (a Rete network), used only in the ways that hold: docs/decisions/0050-durable-rules.md.

It is the second witness: its patterns are made of the rules' own conditions and deadlines; nothing is taken from the
plan's index, which the plain matcher reads. One fact at a time is asserted and at once retracted; every pattern reads
that single fact; no background thread runs; a plan's rulesets are built once and kept, with at most RULES_PER_SET rules
in each (the library's limit is about 480).
"""

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from durable import engine as rete

from rules.conditions import All, Always, AtLeast, Condition, Every, Happened, NoneOf, SomeOf
from rules.conditions import Any as AnyOf
from rules.offsets import Signal, SignalKind, anchor_of
from rules.plan import Plan, TaskRule
from rules.rule_selectors import means

Pattern = dict[str, Any]
"""A condition on the single fact: equalities, and `$and` or `$or` of patterns."""

RULES_PER_SET = 200


class _QuietHost(rete.Host):  # type: ignore[misc]  # the library has no types
    """A host without the library's two background threads, which race with our calls."""

    def _run(self) -> None:
        return


class DurableMatcher:
    """Matches signals with durable_rules rulesets, one group of rulesets per plan content. Threads take turns."""

    def __init__(self) -> None:
        self._asking = Lock()  # what fires is collected in one place, and the library's rulesets keep their facts there
        self._host = _QuietHost()
        self._rulesets: dict[str, tuple[str, ...]] = {}
        self._fired: set[str] = set()
        self._known: dict[tuple[str, Signal], frozenset[str]] = {}  # the same plan and signal, the same answer

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """Ids of the rules of `plan` that wait for `signal`, count from it, or are suspended by it."""
        key = plan.hash, signal
        with self._asking:
            if key not in self._known:
                self._known[key] = self._asked(plan, signal)
            return self._known[key]

    def _asked(self, plan: Plan, signal: Signal) -> frozenset[str]:
        self._fired.clear()
        fact = {"id": "1", "sid": "0", "kind": str(signal.kind), "name": signal.name}
        for ruleset in self._rulesets_of(plan):
            self._match(ruleset, fact)
        return frozenset(self._fired)

    def _match(self, ruleset: str, fact: dict[str, str]) -> None:
        try:
            self._host.assert_fact(ruleset, dict(fact))
        except rete.MessageNotHandledException:  # no rule waits for it: there is nothing to retract
            return
        self._host.retract_fact(ruleset, dict(fact))

    def _rulesets_of(self, plan: Plan) -> tuple[str, ...]:
        if plan.hash not in self._rulesets:
            patterns = [(rule.id, pattern) for rule in plan.rules.values() if (pattern := _pattern_of(plan, rule))]
            definitions = {
                f"{plan.hash}-{number}": {name: self._definition(name, pattern) for name, pattern in chunk}
                for number, chunk in enumerate(_chunks(patterns))
            }
            self._host.register_rulesets(definitions)
            self._rulesets[plan.hash] = tuple(definitions)
        return self._rulesets[plan.hash]

    def _definition(self, rule: str, pattern: Pattern) -> dict[str, Any]:
        return {"all": [{"m": pattern}], "run": self._recorder(rule)}

    def _recorder(self, rule: str) -> Callable[[object], None]:
        def record(_match: object) -> None:
            self._fired.add(rule)

        return record


def _pattern_of(plan: Plan, rule: TaskRule) -> Pattern | None:
    """The pattern of the facts that touch `rule`: what it waits for, counts from, or is suspended by; None: nothing."""
    anchor = anchor_of(rule.due)
    parts = [_pattern(rule.when), _happening(anchor.signal) if anchor else None]
    for suspension in plan.suspensions:
        if suspension.reaches(plan.id) and means(suspension.selectors, rule):
            names = (name for name in (suspension.since, suspension.until) if name)
            parts += [_happening(Signal(kind=SignalKind.MILESTONE, name=name)) for name in names]
    return _either(parts)


def _pattern(condition: Condition) -> Pattern | None:
    """The pattern of the facts that can make a difference to `condition`: each of its parts may turn it."""
    match condition:
        case Happened(signal=signal):
            return _happening(signal)
        case Every(happened=happened) | SomeOf(happened=happened):
            return _happening(happened.signal)
        case All(parts=parts) | AnyOf(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            return _either([_pattern(part) for part in parts])
        case Always():
            return None


def _happening(signal: Signal) -> Pattern:
    return {"$and": [{"kind": str(signal.kind)}, {"name": signal.name}]}


def _either(parts: list[Pattern | None]) -> Pattern | None:
    found = [part for part in parts if part]
    return {"$or": found} if len(found) > 1 else next(iter(found), None)


def _chunks(patterns: list[tuple[str, Pattern]]) -> Iterator[list[tuple[str, Pattern]]]:
    for start in range(0, len(patterns), RULES_PER_SET):
        yield patterns[start : start + RULES_PER_SET]
