"""Which rules does an event touch? One protocol, and the plain matcher; the one on durable_rules is `engine.durable`.

A match only selects the rules to look at again. Whether a rule's whole condition holds is `engine.deciding.grouping`,
so both matchers must give the same answer on everything, and a test throws generated plans at both.
"""

from typing import Protocol

from rules.offsets import Signal
from rules.plan import Plan


class Matcher(Protocol):
    """Finds the rules of a plan whose `when` or `due` names a signal."""

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """Ids of the rules of `plan` that wait for `signal` or count from it."""
        ...


class PlainMatcher:
    """Looks the signal up in the plan's own index."""

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """Ids of the rules of `plan` that wait for `signal` or count from it."""
        return frozenset(plan.waiting_on.get(signal, ()))
