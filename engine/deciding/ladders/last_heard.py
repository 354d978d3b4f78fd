"""The last days on which something was heard of tasks: that one was taken up, how far it has come, a report returned.

These are facts, each at the place of its task. The other half of what moves a task is what its date rests on, and that
day stands beside the date (`DueRow.moved`).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import TypeAlias

from engine.facts.fact import Fact, fact_of, topic_text
from engine.facts.topics import heard
from events.rows import DueRow, TaskRow
from events.store import Session
from events.views import TaskView

Place: TypeAlias = tuple[str, str, str, str]
"""Plan, rule, unit and cycle of a task."""


def place_of(task: TaskRow | TaskView) -> Place:
    """The place at which something is heard of a task."""
    return task.plan, task.rule, task.unit, task.cycle


def moved_on(date_borne: DueRow | TaskView) -> date:
    """The last day on which anything came that a date rests on; the first of all, where there is none."""
    return date.fromisoformat(date_borne.moved) if date_borne.moved else date.min


def last_heard(session: Session, tasks: Collection[TaskRow | TaskView], since: date = date.min) -> Mapping[Place, date]:
    """The last day, from `since` on, on which something was heard of these tasks; of most there is none."""
    units = {task.unit for task in tasks}
    return last_days(facts_heard(session, ((task.plan, task.rule) for task in tasks), units, since))


def facts_heard(
    session: Session, rules: Iterable[tuple[str, str]], units: Collection[str] | None, since: date
) -> list[Fact]:
    """All that was heard from `since` on of the tasks of these rules, each with its plan: at these units, if given."""
    signals = [(plan, topic_text(topic)) for plan, rule in sorted(set(rules)) for topic in heard(rule)]
    after = since.isoformat() if since > date.min else ""
    return [fact_of(row) for row in session.facts_stated(signals, units, after)] if signals else []


def last_days(facts: Iterable[Fact]) -> Mapping[Place, date]:
    """The last day of these facts for each task of which they speak."""
    found: dict[Place, date] = {}
    for fact in facts:
        place = fact.plan, fact.topic.name, fact.unit, fact.cycle
        found[place] = max(found.get(place, date.min), fact.own_day)
    return found


def tasks_at(session: Session, places: Collection[Place]) -> list[TaskRow]:
    """The tasks at these places."""
    by_plan: dict[str, dict[str, set[str]]] = {}
    for plan, rule, unit, _ in places:
        by_plan.setdefault(plan, {}).setdefault(rule, set()).add(unit)
    found = session.side_by_side([partial(_of_plan, plan, at) for plan, at in by_plan.items()])
    return [row for of_plan in found for row in of_plan if place_of(row) in places]


def _of_plan(plan: str, at: Mapping[str, Collection[str]], session: Session) -> list[TaskRow]:
    return session.tasks_at(plan, at)
