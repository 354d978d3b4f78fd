"""Row rights: which tasks, plans, milestones, events and messages somebody sees. What he does not see does not exist.

A task is seen by whoever has its unit, its lead, or a unit that cooperates in it or passes it on within his reach; by
who stands for an office, leads or inspects also where a unit within his reach follows the task's plan or row. A plan is
seen as a whole by those whom any of its rows concerns. Whoever sees everything is asked nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Role
from engine.snapshot import Snapshot
from engine.telling.levels import root_of
from engine.units import Units
from events.event import Event
from events.store.pages import Within
from rules.plan import EACH, Plan, TaskRule

FOLLOWERS = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.INSPECTOR})
"""The roles that see what a unit within their reach follows, and not only its own tasks."""


class OfTask(Protocol):
    """A task by what decides who sees it."""

    @property
    def plan(self) -> str:
        """The id of its plan."""
        ...

    @property
    def rule(self) -> str:
        """The key of its row."""
        ...

    @property
    def unit(self) -> str:
        """The unit for which it is done."""
        ...

    @property
    def lead(self) -> str:
        """The unit that does it."""
        ...


class InPlan(NamedTuple):
    """One plan as somebody sees it."""

    concerns: bool  # it is seen at all
    follows: bool  # all its tasks are seen
    rows: frozenset[str]  # keys of the rows of which all tasks are seen


@dataclass(frozen=True)
class Sight:
    """All that one principal sees, as one transaction has it."""

    who: Principal
    snapshot: Snapshot

    def __post_init__(self) -> None:
        self.who.among(self.snapshot.units())

    @property
    def everything(self) -> bool:
        """True if there is nothing that he does not see."""
        return self.who.reach is None

    @property
    def presides(self) -> bool:
        """True if what holds everywhere is his to say: he sees everything, or has the units of all plans in force."""
        plans = self.snapshot.plans()
        return self.everything or all(plan.unit in self.units for plan in plans.values())

    @cached_property
    def units(self) -> frozenset[str]:
        """The units within his reach, and groups of which they are members. Not asked of who sees everything."""
        tree, reach = self.who.units, self.who.reach or frozenset()
        return tree.once(("with groups", self.who.unit), lambda: _with_groups(tree, reach))

    @cached_property
    def part(self) -> Within | None:
        """The part of all tasks that he sees; None: all."""
        if self.everything:
            return None
        seen = {plan: self.of_plan(plan) for plan in self.snapshot.plans()}
        rows = [(plan, row) for plan, of in seen.items() if not of.follows for row in of.rows]
        return Within(self.units, rows, [plan for plan, of in seen.items() if of.follows])

    def of_plan(self, plan: str) -> InPlan:
        """What he sees of a plan that is in force."""
        if self.everything:
            return _WHOLE
        row = self.snapshot.plan_row(plan)
        if row is None:
            return _NOTHING
        key = "in plan", self.who.unit, self.who.role in FOLLOWERS, row.hash
        return self.who.units.once(key, lambda: self._in_plan(self.snapshot.loaded(row)))

    def sees_plan(self, plan: str) -> bool:
        """True if he sees a plan, its rows and its milestones; False too where there is none of that name."""
        return plan in self.snapshot.plans() and self.of_plan(plan).concerns

    def plans(self) -> list[str]:
        """The ids of the plans that he sees, in order."""
        return [plan for plan in sorted(self.snapshot.plans()) if self.sees_plan(plan)]

    def sees_task(self, task: OfTask) -> bool:
        """True if he sees a task."""
        if self.everything or task.unit in self.units or task.lead in self.units:
            return True
        of = self.of_plan(task.plan)
        return of.follows or task.rule in of.rows

    def has(self, task: OfTask) -> bool:
        """True if a task is his own to do: of a unit within his reach, or led by one."""
        return self.everything or task.unit in self.units or task.lead in self.units

    def sees_unit(self, code: str) -> bool:
        """True if a unit is within his reach."""
        return self.everything or code in self.units

    def follows_event(self, event: Event) -> bool:
        """True if what an event tells everybody is his to let go: he sees everything, or follows its plan."""
        plan = root_of(self.snapshot.session, event).plan
        return self.everything or (plan is not None and self.of_plan(plan).follows)

    def _in_plan(self, plan: Plan) -> InPlan:
        following = self.who.role in FOLLOWERS
        follows = following and plan.follower in self.units
        rows = {rule.id for rule in plan.rules.values() if self._named(rule, following=following)}
        concerned = follows or bool(rows) or any(self._does(plan, rule) for rule in plan.rules.values())
        return InPlan(concerned, follows, frozenset(rows))

    def _named(self, rule: TaskRule, *, following: bool) -> bool:
        """True if a row names a unit within reach beside those that do it."""
        others = {*rule.cooperate, rule.through, rule.follow if following else None} - {EACH, None}
        return not self.units.isdisjoint(one for one in others if one)

    def _does(self, plan: Plan, rule: TaskRule) -> bool:
        """True if a row is done by, or for, a unit within reach."""
        if rule.lead in self.units or not self.units.isdisjoint(rule.for_units):
            return True
        return bool(rule.for_each) and not self.units.isdisjoint(self._of_kind(plan, rule.for_each or ""))

    def _of_kind(self, plan: Plan, kind: str) -> Collection[str]:
        return self.who.units.of_kind(kind, plan.unit)


def hears(sight: Sight, unit: str, plan: str) -> bool:
    """True if what a unit is told, or all are of a plan ("": of any), may go to a program of his."""
    if sight.everything or (unit and sight.sees_unit(unit)):
        return True
    return not unit and bool(plan) and sight.of_plan(plan).follows


_WHOLE = InPlan(concerns=True, follows=True, rows=frozenset())
_NOTHING = InPlan(concerns=False, follows=False, rows=frozenset())


def _with_groups(tree: Units, reach: Iterable[str]) -> frozenset[str]:
    """The units, and the groups of which one of them is a member."""
    codes = frozenset(reach)
    return codes | {group for group in tree.groups if not codes.isdisjoint(tree.members(group))}
