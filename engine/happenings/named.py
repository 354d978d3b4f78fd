"""The plan, the milestone, the unit that an event names: there they are, or else it is said what was perhaps meant."""

from collections.abc import Iterable

from engine.happenings.entry import Entry
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event
from events.rows import PlanRow
from rules.plan import Milestone, Plan
from rules.secrecy import Level, Quoted

NO_PLAN = N_("There is no plan “{plan}” here. Known are: {known}. Adopt the plan first, or correct its name.")
NO_MILESTONE = N_("Plan “{plan}” has no milestone “{milestone}”. Known are: {known}. Correct the name.")
NO_UNIT = N_("There is no unit with the code “{unit}”. Known are: {known}. Correct the code, or add the unit first.")
_MOST_NAMES = 5


def plan_named(entry: Entry, name: str) -> Plan:
    """The plan in force of that name. Raises EventError."""
    plan = entry.snapshot.plan(name)
    if plan is None:
        raise EventError(NO_PLAN, plan=name, known=near(name, (row.id for row in entry.session.plans())))
    return plan


def plan_of(entry: Entry) -> Plan:
    """The plan in force that the event names. Raises EventError."""
    return plan_named(entry, entry.event.plan or "")


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


def told(event: Event, level: Level = Level.TOP_SECRET) -> Quoted:
    """The event: by its document where it has one, its day, who recorded it, and its id; `level` is its plan's."""
    said = f"{event.occurred_on:%d/%m/%Y}, {event.actor}"
    named = f"{event.id} ({said})"
    return Quoted(f"{event.document.text} ({said}, {event.id})" if event.document else named, named, level)


def listed(names: Iterable[str], most: int = 20) -> str:
    """The first of the names, and a sign that there are more."""
    some = list(names)
    return ", ".join(some[:most]) + (", …" if len(some) > most else "")


def near(name: str, known: Iterable[str]) -> str:
    """The names that were perhaps meant; where none is like it, those that there are, or the first of them."""
    from rapidfuzz import process  # noqa: PLC0415 - slow to load, and most names are there

    names = list(known)
    close = [found for found, score, _ in process.extract(name, names, limit=_MOST_NAMES) if score >= 60]
    there = close or sorted(names)[:_MOST_NAMES] + (["…"] if len(names) > _MOST_NAMES else [])
    return ", ".join(there) or "–"


def days_in_calendars(entry: Entry, plans: Iterable[Plan | PlanRow]) -> None:
    """Raise OutOfRange for a day in what the event states that a calendar of `plans` does not have."""
    days = sorted({day for fact in entry.facts() for day in fact.days})
    for calendar in dict.fromkeys(plan.calendar for plan in plans):
        for day in days:
            entry.snapshot.calendar(calendar).explain_day(day)
