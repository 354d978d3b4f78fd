"""Tasks that stand still: they have a last day and have begun, and for some days nothing was heard of them.

What moves a task is what it rests on (a congress, a date that an officer set, more time, the end of a suspension): the
last day of that stands beside its date (`DueRow.moved`). And it is what is said of it: these are facts. Duties without
a last day are measured by their reporting cycles (`engine.counting.reporting`, docs/decisions/0151-standing-still.md).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from engine.deciding.ladders.last_heard import facts_heard, last_days, last_heard, moved_on, place_of, tasks_at
from engine.tasks import State
from events.rows import NO_DAY, DueRow
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
    heard = last_heard(session, views)
    return {view.id: max(moved_on(view), heard.get(place_of(view), date.min)) for view in views}


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
    moved = {(due.plan, due.key): moved_on(due) for due in dues}
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


def _heard_since(session: Session, dues: Iterable[DueRow], until: date) -> list[tuple[tuple[str, str], date]]:
    """The active tasks of which something was heard after that day: by plan and key of each one's due, with its day."""
    rules = ((due.plan, due.rule) for due in dues)
    last = last_days(facts_heard(session, rules, None, until + timedelta(days=1)))
    rows = [row for row in tasks_at(session, last.keys()) if row.state == State.ACTIVE]
    return [((row.plan, row.due_key or ""), last[place_of(row)]) for row in rows]


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
