"""Tasks that stand still: they have a last day and have begun, and for some days nothing was heard of them.

What moves a task is what it rests on (a congress, a date that an officer set, more time, the end of a suspension): the
last day of that stands beside its date (`DueRow.moved`). And it is what is said of it: these are facts. Duties without
a last day are measured by their reporting cycles (`engine.counting.reporting`, docs/decisions/0151-standing-still.md).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from engine.facts.fact import Fact, fact_of, topic_text
from engine.facts.topics import heard
from engine.tasks import State, task_id
from events.rows import NO_DAY, DueRow, TaskRow
from events.store import Session
from events.views import TaskView

USUAL_DAYS = 14
"""The days without a word after which `status` counts a task."""

Key = TypeVar("Key")


def standing_still(session: Session, views: Iterable[TaskView], today: date, days: int) -> dict[str, date]:
    """Of these tasks those that `today` have stood still for so many days: by id, each with the last day of a move."""
    dated = [view for view in views if view.state == State.ACTIVE and view.due]
    return {task: day for task, day in last_moves(session, dated).items() if day <= today - timedelta(days=days)}


def last_moves(session: Session, views: Collection[TaskView]) -> dict[str, date]:
    """The last day on which anything of each of these tasks moved, or was heard: by id."""
    return {view.id: max([_day(view.moved), *said]) for view, said in _with_words(session, views)}


def count_standing_still(session: Session, today: date, *each: int) -> list[int]:
    """The number of all tasks that `today` have stood still for so many days, of each number of days."""
    return [of_plans.total() for of_plans in standing_still_by_plan(session, today, *each)]


def standing_still_by_plan(session: Session, today: date, *each: int) -> list[Counter[str]]:
    """The numbers of tasks of each plan that `today` have stood still for so many days, of each number of days.

    Tasks are counted by the tally, and day by day only where some of a plan's tasks that are due then do and others
    do not; those of which something was heard since are few, and taken off.
    """
    dated, dues = session.side_by_side([_dated, lambda one: one.active_dues()])
    untils = [today - timedelta(days=days) for days in each]
    moved = {(due.plan, due.key): _day(due.moved) for due in dues}
    heard_of = _heard_since(session, dues, min(untils, default=today))
    still = [{key for key, day in moved.items() if day <= until} for until in untils]
    counted = _counted(session, dated, dues, still)
    for of_plans, keys, until in zip(counted, still, untils, strict=True):
        of_plans.subtract(key[0] for key, day in heard_of if key in keys and day > until)
    return counted


def _dated(session: Session) -> Mapping[tuple[str, str], int]:
    """The numbers of active tasks with a last day, by plan and day."""
    dated = Counter[tuple[str, str]]()
    for row in session.tally():
        if row.state == State.ACTIVE and row.day != NO_DAY:
            dated[row.plan, row.day] += row.tasks
    return dated


def _day(moved: str | None) -> date:
    return date.fromisoformat(moved) if moved else date.min


# --- what was heard of it ---------------------------------------------------------------------------------------------


def _signals(rules: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is heard of the tasks of these rules, each named with its plan."""
    return [(plan, topic_text(topic)) for plan, rule in sorted(set(rules)) for topic in heard(rule)]


def _with_words(session: Session, views: Collection[TaskView]) -> Iterator[tuple[TaskView, list[date]]]:
    """The tasks, each with the days on which something was heard of it."""
    facts = session.facts_stated(_signals((one.plan, one.rule) for one in views)) if views else []
    said: dict[tuple[str, ...], list[date]] = {}
    for fact in map(fact_of, facts):
        said.setdefault((fact.plan, fact.topic.name, fact.unit, fact.cycle), []).append(fact.own_day)
    yield from ((one, said.get((one.plan, one.rule, one.unit, one.cycle), [])) for one in views)


def _heard_since(session: Session, dues: Iterable[DueRow], until: date) -> list[tuple[tuple[str, str], date]]:
    """The active tasks of which something was heard after that day: by plan and key of each one's due, with its day."""
    after = (until + timedelta(days=1)).isoformat()
    rules = {(due.plan, due.rule) for due in dues}
    facts = map(fact_of, session.facts_stated(_signals(rules), since=after) if rules else ())
    places: dict[str, dict[str, set[str]]] = {}
    last: dict[str, date] = {}
    for fact in facts:
        places.setdefault(fact.plan, {}).setdefault(fact.topic.name, set()).add(fact.unit)
        last[_task_of(fact)] = max(fact.own_day, last.get(_task_of(fact), date.min))
    there = session.side_by_side([partial(_tasks_at, plan, of) for plan, of in places.items()])
    rows = [row for of_plan in there for row in of_plan if row.id in last and row.state == State.ACTIVE]
    return [((row.plan, row.due_key or ""), last[row.id]) for row in rows]


def _tasks_at(plan: str, places: Mapping[str, Collection[str]], session: Session) -> list[TaskRow]:
    return session.tasks_at(plan, places)


def _task_of(fact: Fact) -> str:
    return task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle)


def _counted(
    session: Session,
    dated: Mapping[tuple[str, str], int],
    dues: Iterable[DueRow],
    still: Sequence[Collection[tuple[str, str]]],
) -> list[Counter[str]]:
    """The numbers of active tasks with dues that are among each of `still`, by plan."""
    keys: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for due in dues:
        keys.setdefault((due.plan, due.due or ""), []).append((due.plan, due.key))
    there = [{place: {key in these for key in of} for place, of in keys.items()} for these in still]
    mixed = {place for one in there for place, found in one.items() if len(found) > 1}
    apart = session.active_by_due(list(mixed)) if mixed else {}
    counted = []
    for these, one in zip(still, there, strict=True):
        of_plans = Counter[str]()
        for place, found in one.items():
            if found == {True} and place not in mixed:
                of_plans[place[0]] += dated.get(place, 0)
        for key, count in apart.items():
            of_plans[key[0]] += count if key in these else 0
        counted.append(of_plans)
    return counted
