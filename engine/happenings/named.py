"""What an event names must be there: its plan, its milestone, its unit. Where it is not, what was perhaps meant is."""

from collections.abc import Iterable

from rapidfuzz import process

from engine.happenings.incoming import Reading
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event
from rules.plan import Milestone, Plan

NO_PLAN = N_("There is no plan “{plan}” here. Known are: {known}. Adopt the plan first, or correct its name.")
NO_MILESTONE = N_("Plan “{plan}” has no milestone “{milestone}”. Known are: {known}. Correct the name.")
NO_UNIT = N_("There is no unit with the code “{unit}”. Known are: {known}. Correct the code, or add the unit first.")
_MOST_NAMES = 5


def plan_named(reading: Reading, name: str) -> Plan:
    """The plan in force of that name. Raises EventError."""
    plan = reading.shelf.plan(name)
    if plan is None:
        raise EventError(NO_PLAN, plan=name, known=near(name, (row.id for row in reading.session.plans())))
    return plan


def milestone_named(plan: Plan, name: str) -> Milestone:
    """The milestone of `plan` of that name. Raises EventError."""
    milestone = plan.milestones.get(name)
    if milestone is None:
        raise EventError(NO_MILESTONE, plan=plan.id, milestone=name, known=near(name, plan.milestones))
    return milestone


def unit_named(units: Units, code: str) -> str:
    """The code, of a unit that there is. Raises EventError."""
    if code not in units.rows:
        raise EventError(NO_UNIT, unit=code, known=near(code, units.rows))
    return code


def told(event: Event) -> str:
    """Who recorded an event, for which day and by which document."""
    document = event.document.text if event.document else "-"
    return f"{document} ({event.occurred_on.isoformat()}, {event.actor}, {event.id})"


def near(name: str, known: Iterable[str]) -> str:
    """What was perhaps meant, or what there is."""
    names = list(known)
    close = [found for found, score, _ in process.extract(name, names, limit=_MOST_NAMES) if score >= 60]
    return ", ".join(close or sorted(names)[:_MOST_NAMES]) or "-"
