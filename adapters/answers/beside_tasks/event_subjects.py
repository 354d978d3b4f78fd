"""What events are of, as people call it: a milestone by its title, a task by its row and its agency."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.leaving import Leaving
from engine.tasks import task_parts
from engine.units import Units
from events.event import Event
from rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Subjects:
    """Titles and names; where only an event is looked for, no words of what is secret."""

    plans: Mapping[str, Plan]
    units: Units
    leaving: Leaving

    def title(self, event: Event) -> str:
        """The title of what the event is of; "" where it is nothing with a title, or secret."""
        plan = self.plans.get(event.plan or "")
        if plan is None or not event.subject:
            return self.unit(event.subject)
        if event.subject in plan.milestones:
            return "" if self.leaving.withholds(plan.secrecy) else plan.milestones[event.subject].title
        return self._task(plan, event.subject)

    def unit(self, code: str | None) -> str:
        """The name of an agency; "" where there is none of that code."""
        return self.units.name(code) if code and code in self.units.rows else ""

    def _task(self, plan: Plan, subject: str) -> str:
        try:
            rule, unit, _ = task_parts(plan.id, subject)
        except ValueError:
            return ""
        if rule not in plan.rules or self.leaving.withholds(plan.rules[rule].secrecy):
            return ""
        return f"{plan.rules[rule].title} – {self.unit(unit) or unit}"
