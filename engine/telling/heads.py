"""The head of a body: the event and the plan that it tells of, each with its level of secrecy."""

from collections.abc import Mapping
from typing import Any

from engine.tasks import task_parts
from engine.telling.levels import subject_level
from engine.units import Units
from events.event import Event
from rules.plan import Plan
from rules.secrecy import Level


def level_as(level: Level, name: str = "secrecy") -> Mapping[str, str]:
    """The level as a body has it: only where it is one, so that bodies of what is open are as they always were."""
    return {} if level is Level.OPEN else {name: str(level)}


EXPLAINED = frozenset({"event.corrected", "event.withdrawn", "suspension.began", "suspension.ended"})
"""Types of which is told why it was recorded; of others that give a reason, what is told of each task has it."""


def of_event(event: Event, plan: Plan, of: Plan, units: Units) -> Mapping[str, Any]:
    """The event, as a body has it; `of` is the plan that it is of."""
    document = event.document.text if event.document else None
    title = _title(of, event.subject or "", units) or (of.number if of.id != plan.id else None)
    said = {"type": event.type, "title": title, "day": event.occurred_on.isoformat(), "document": document}
    why = event.data.get("reason") if event.type in EXPLAINED else None
    return {**said, **({"why": why} if why else {}), **level_as(subject_level(of, event.subject or ""))}


def _title(plan: Plan, subject: str, units: Units) -> str | None:
    """The title of the event's subject: a milestone, a task, or an agency."""
    milestone = plan.milestones.get(subject)
    if milestone:
        return milestone.title
    try:
        rule = plan.rules.get(task_parts(plan.id, subject)[0])
    except ValueError:
        return units.name(subject) if subject else None
    return rule.title if rule else subject


def of_plan(plan: Plan) -> Mapping[str, Any]:
    """The plan, as a body has it."""
    return {"id": plan.id, "number": plan.number, "title": plan.title, **level_as(plan.secrecy)}
