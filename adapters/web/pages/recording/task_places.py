"""The task that an address names, for whoever may see it."""

from dataclasses import dataclass
from datetime import date

from fastapi import HTTPException

from adapters.web.rights.principals import Principal
from engine.facts.topics import Sort, Topic
from engine.snapshot import Snapshot
from engine.tasks import State, led_by, task_parts, task_shown, task_stored
from engine.units import Units
from rules.plan import Plan, TaskRule
from rules.row_names import RowMovedError


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPlace:
    """A task, with its row and its plan."""

    id: str  # as it is shown
    stored: str  # as the log has it
    plan: Plan
    rule: TaskRule
    unit: str
    cycle: str
    lead: str
    state: State
    due: date | None
    asked_until: date | None  # what is asked for, where more time is
    units: Units

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/nhiem-vu/{self.id}"

    @property
    def follower(self) -> str:
        """The code of who follows its plan now."""
        return self.units.leading(self.plan.follower)


def task_place(snapshot: Snapshot, named: str, asker: Principal) -> TaskPlace:
    """The task called so. Raises HTTPException (404) where there is none, or none that is the asker's to act on."""
    plan = snapshot.plan(named.partition("/")[0])
    if plan is None:
        raise HTTPException(404)
    try:
        stored = task_stored(plan, named)
        name, unit, cycle = task_parts(plan.id, stored)
    except (RowMovedError, ValueError):
        raise HTTPException(404) from None
    rule, units, row = plan.rules.get(name), snapshot.units(), snapshot.session.task(stored)
    if rule is None or unit not in units.rows:
        raise HTTPException(404)
    lead = row.lead if row else led_by(rule, unit, units.leading)
    if not asker.sees(lead, unit):
        raise HTTPException(404)
    receipt = snapshot.receipts([row]).get(row.due_key or "") if row else None
    return TaskPlace(
        id=task_shown(plan, stored),
        stored=stored,
        plan=plan,
        rule=rule,
        unit=unit,
        cycle=cycle,
        lead=lead,
        state=State(row.state) if row else State.WAITING,
        due=receipt.due if receipt else None,
        asked_until=_asked_until(snapshot, plan.id, name, unit, cycle),
        units=units,
    )


def _asked_until(snapshot: Snapshot, plan: str, rule: str, unit: str, cycle: str) -> date | None:
    found = [one for one in snapshot.facts(plan, [Topic(Sort.ASKED, rule)], [unit]) if one.cycle == cycle]
    return found[-1].day if found else None
