"""The matcher on durable_rules (a Rete network), used only in the ways that hold: docs/decisions/0050-durable-rules.md.

One fact at a time is asserted and at once retracted; every pattern reads that single fact; no background thread runs;
a plan's rulesets are built once and kept, with at most RULES_PER_SET rules in each (the library's limit is about 480).
"""

from collections.abc import Callable, Iterator
from typing import Any

from durable import engine as rete

from rules.offsets import Signal
from rules.plan import Plan

RULES_PER_SET = 200


class _QuietHost(rete.Host):  # type: ignore[misc]  # the library has no types
    """A host without the library's two background threads, which race with our calls."""

    def _run(self) -> None:
        return


class DurableMatcher:
    """Matches signals with durable_rules rulesets, one group of rulesets per plan content."""

    def __init__(self) -> None:
        self._host = _QuietHost()
        self._rulesets: dict[str, tuple[str, ...]] = {}
        self._fired: set[str] = set()
        self._known: dict[tuple[str, Signal], frozenset[str]] = {}  # the same plan and signal, the same answer

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """Ids of the rules of `plan` that wait for `signal` or count from it."""
        key = plan.hash, signal
        if key not in self._known:
            self._known[key] = self._asked(plan, signal)
        return self._known[key]

    def _asked(self, plan: Plan, signal: Signal) -> frozenset[str]:
        self._fired.clear()
        fact = {"id": "1", "sid": "0", "signal": _text(signal)}
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
            definitions = {
                f"{plan.hash}-{i}": {rule: self._definition(rule, signals) for rule, signals in chunk}
                for i, chunk in enumerate(_chunks(_signals_by_rule(plan)))
            }
            self._host.register_rulesets(definitions)
            self._rulesets[plan.hash] = tuple(definitions)
        return self._rulesets[plan.hash]

    def _definition(self, rule: str, signals: list[Signal]) -> dict[str, Any]:
        patterns = [{"signal": _text(signal)} for signal in signals]
        return {"all": [{"m": patterns[0] if len(patterns) == 1 else {"$or": patterns}}], "run": self._recorder(rule)}

    def _recorder(self, rule: str) -> Callable[[object], None]:
        def record(_match: object) -> None:
            self._fired.add(rule)

        return record


def _text(signal: Signal) -> str:
    return f"{signal.kind}:{signal.name}"


def _signals_by_rule(plan: Plan) -> list[tuple[str, list[Signal]]]:
    by_rule: dict[str, list[Signal]] = {}
    for signal, rules in plan.waiting_on.items():
        for rule in rules:
            by_rule.setdefault(rule, []).append(signal)
    return list(by_rule.items())


def _chunks(rules: list[tuple[str, list[Signal]]]) -> Iterator[list[tuple[str, list[Signal]]]]:
    for start in range(0, len(rules), RULES_PER_SET):
        yield rules[start : start + RULES_PER_SET]
