"""The tasks that concern one agency, and how: those that it leads, shares with a group, has, or cooperates in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from engine.units import Units
from events.views import TaskView
from rules.plan import EACH, Plan, TaskRule


class Role(StrEnum):
    """The part of an agency in a task."""

    LEAD = "lead"
    SHARED = "shared"  # a group leads, of which it is a member
    OWN = "own"  # the task is for it, and another leads
    COOPERATE = "cooperate"  # and the plan lets cooperating units be told


@dataclass(frozen=True)
class Concern:
    """One agency, beside the tree of all, as it looks for its tasks; it stands for those that became part of it."""

    units: Units
    code: str

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups of which it is a member now, by itself or for those that became part of it."""
        if self.units.ended(self.code):
            return frozenset()
        codes = set(self.units.became(self.code))
        perhaps = {group for code in codes for group in self.units.groups_with(code)}
        return frozenset(group for group in perhaps if not codes.isdisjoint(self.units.members(group)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All by whose code its tasks are found, but for those in which it only cooperates."""
        return (*self.units.became(self.code), *sorted(self.groups))

    def rows(self, plans: Mapping[str, Plan]) -> Iterator[tuple[str, str]]:
        """The rows, by plan and key, in which it cooperates by name."""
        for plan in plans.values():
            if plan.policies.notify_cooperating:
                named = (rule.id for rule in plan.rules.values() if self._is_named(rule))
                yield from ((plan.id, name) for name in named)

    def _is_named(self, rule: TaskRule) -> bool:
        return any(code != EACH and self._is(code) for code in rule.cooperate)

    def _is(self, code: str) -> bool:
        return code in self.groups or self.units.current(code) == self.code

    def role(self, plan: Plan, rule: TaskRule, task: TaskView) -> Role | None:
        """Its part in a task of that rule; None: it has none, or has it no longer."""
        if task.lead == self.code:
            return Role.LEAD
        if task.lead in self.groups:
            return Role.SHARED
        its_own = self._is(task.unit)
        if plan.policies.notify_cooperating and ((its_own and EACH in rule.cooperate) or self._is_named(rule)):
            return Role.COOPERATE
        return Role.OWN if its_own else None
