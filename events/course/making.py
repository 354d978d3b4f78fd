"""Well-formed events on the course of a task: one function a type, as in `events.making`."""

from datetime import date
from typing import Unpack

from events.chain import day_text
from events.event import Event
from events.making import Envelope, made


def task_acknowledged(task: str, *, plan: str, unit: str | None = None, **envelope: Unpack[Envelope]) -> Event:
    """The event that on `occurred_on` the task with the id `task` was taken up, by `unit` where it is not its lead."""
    return made("task.acknowledged", envelope, {}, plan=plan, subject=task, unit=unit)


def task_progress(
    task: str,
    *,
    plan: str,
    progress: str,
    difficulty: str | None = None,
    proposal: str | None = None,
    unit: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that on `occurred_on` the task with the id `task` had come as far as `progress` says."""
    data = {"progress": progress, "difficulty": difficulty, "proposal": proposal}
    return made("task.progress", envelope, data, plan=plan, subject=task, unit=unit)


def task_accepted(
    report: str, *, unit: str | None = None, reason: str | None = None, **envelope: Unpack[Envelope]
) -> Event:
    """The event that on `occurred_on` `unit` accepted the report that the event `report` made."""
    return made("task.accepted", envelope, {"reason": reason}, corrects=report, unit=unit)


def task_returned(
    report: str, *, reason: str, due: date | None = None, unit: str | None = None, **envelope: Unpack[Envelope]
) -> Event:
    """The event that on `occurred_on` `unit` returned the report that the event `report` made; `due` is a new day."""
    return made("task.returned", envelope, {"reason": reason, "due": day_text(due)}, corrects=report, unit=unit)


def task_assigned(
    task: str,
    *,
    plan: str,
    person: str,
    due: date | None = None,
    unit: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that on `occurred_on` the task was given to `person` inside `unit`, to be done until the day `due`."""
    data = {"person": person, "due": day_text(due)}
    return made("task.assigned", envelope, data, plan=plan, subject=task, unit=unit)


def part_asked(
    task: str,
    *,
    plan: str,
    of: str,
    content: str,
    due: date | None = None,
    unit: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that on `occurred_on` the unit `of` was asked for its part in the task: `content`, until `due`."""
    data = {"of": of, "content": content, "due": day_text(due)}
    return made("part.asked", envelope, data, plan=plan, subject=task, unit=unit)


def part_answered(asked: str, *, answer: str, unit: str | None = None, **envelope: Unpack[Envelope]) -> Event:
    """The event that on `occurred_on` `unit` answered what the event `asked` asks for."""
    return made("part.answered", envelope, {"answer": answer}, corrects=asked, unit=unit)
