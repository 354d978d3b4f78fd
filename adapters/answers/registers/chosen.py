"""The tasks of a plan that a register is to show: all of them, or those that a view asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.asking.course.lateness import firm
from engine.deciding.task_units import beginners
from engine.snapshot import Snapshot
from engine.tasks import Standing, State
from events.store.questions import Stands
from events.views import TaskView
from rules.plan import Plan, TaskRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """By rule: its tasks, and how many more of it wait to begin. `whole`: nothing was left out by a view."""

    views: Mapping[str, Sequence[TaskView]]
    waiting: Mapping[str, int]
    whole: bool

    def shows(self, rule: str) -> bool:
        """True if the row of a rule belongs into the register."""
        return self.whole or bool(self.views.get(rule) or self.waiting.get(rule))

    def first_due(self, rule: str) -> str:
        """The earliest due date among the tasks of a rule, as text that sorts; those without one come last."""
        return min((view.due for view in self.views.get(rule, ()) if view.due), default="9999")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The view that is asked for; nothing said, nothing left out."""

    unit: str | None = None  # tasks of it, or led by it
    lead: str | None = None
    state: State | None = None
    stands: Stands | None = None
    of_now: bool = False  # `unit` stands for those that became it, too
    _asked: tuple[str, ...] = field(default=("unit", "lead", "state", "stands"), repr=False)

    @property
    def whole(self) -> bool:
        """True if it leaves nothing out."""
        return all(getattr(self, name) is None for name in self._asked)

    def of(self, shelf: Snapshot, plan: Plan) -> Chosen:
        """The tasks of a plan that it takes."""
        every = shelf.session.view_tasks(plan=plan.id)
        taken = every if self.whole else self._taken(shelf, plan)
        by_rule: dict[str, list[TaskView]] = {}
        for view in taken:
            by_rule.setdefault(view.rule, []).append(view)
        return Chosen(views=by_rule, waiting=self._waiting(shelf, plan, every), whole=self.whole)

    def _taken(self, shelf: Snapshot, plan: Plan) -> Sequence[TaskView]:
        wanted: Mapping[str, Any] = {"lead": self.lead, "state": self.state, "stands": self.stands}
        found: dict[str, TaskView] = {}
        for unit in self._units(shelf):
            found |= {view.id: view for view in shelf.session.view_tasks(plan=plan.id, concerning=unit, **wanted)}
        late = self.stands is not None and Standing.OVERDUE in self.stands.standings
        told = (view for view in found.values() if firm(view) or not late)
        return sorted(told, key=lambda view: (view.day, view.id))

    def _units(self, shelf: Snapshot) -> Sequence[str | None]:
        return shelf.units().became(self.unit) if self.unit and self.of_now else [self.unit]

    def _waiting(self, shelf: Snapshot, plan: Plan, every: Sequence[TaskView]) -> Mapping[str, int]:
        """How many tasks of each rule have not begun; none where only others are asked for, or the plan has ended."""
        if self.stands or self.state not in (None, State.WAITING) or shelf.ending(plan.id):
            return {}
        begun = {(view.rule, view.unit) for view in every}
        units, wanted = shelf.units(), self._units(shelf)

        def counts(rule: TaskRule, unit: str) -> bool:
            lead = units.heirs.get(unit, unit) if rule.leads_its_own else units.heirs.get(rule.lead, rule.lead)
            concerned = wanted == [None] or not {unit, lead}.isdisjoint(wanted)
            return (rule.id, unit) not in begun and concerned and self.lead in (None, lead)

        places = {name: beginners(plan, units, rule) for name, rule in plan.rules.items()}
        return {name: sum(counts(plan.rules[name], unit) for unit in found) for name, found in places.items()}
