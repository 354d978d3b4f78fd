"""The matchers' protocol, and the plain matcher; the other, on durable_rules, is `engine.durable`.

A matcher only selects the rules to look at again: those that name a happening, wherever it stands in their condition.
Whether a rule's whole condition holds is `engine.deciding.outcomes`. So both must give the same answer on everything: a
test throws generated plans at both, and `thoihan verify` builds the state with each.
"""

from typing import Protocol

from rules.offsets import Signal
from rules.plan import Plan


class Matcher(Protocol):
    """Finds the rules of a plan that a happening can touch. Nothing else is asked which rules wait for what."""

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """Ids of the rules of `plan` that wait for `signal`, count from it, or are suspended by it."""
        ...


class PlainMatcher:
    """Looks the signal up in the plan's own index."""

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """Ids of the rules of `plan` that wait for `signal`, count from it, or are suspended by it."""
        return frozenset(plan.waiting_on.get(signal, ()))
