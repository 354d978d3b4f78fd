"""Lists of tasks, whole or by pages: each is found by an index, in the order of the due day and the id.

A page of all tasks is a walk along the index on both. One of a plan, or of a state, is as many walks as days have such
tasks, which the tally says: so that none steps over the tasks of others.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, tuple_

from events.database.tables import table
from events.rows import NO_DAY, TaskView
from events.states import WAITING_STATE
from events.store import Place

_TASK, _DUE, _TALLY = table("task"), table("due"), table("tally")
_VIEW = select(*_TASK.c, *(_DUE.c[name] for name in TaskView._fields if name not in _TASK.c)).outerjoin_from(
    _TASK, _DUE, (_DUE.c.plan == _TASK.c.plan) & (_DUE.c.key == _TASK.c.due_key)
)
_OF_ANOTHER = _TASK.c.lead != _TASK.c.unit
_AT_HAND = ("rule", "unit", "lead", "concerning")
"""The filters by which few enough tasks are found to put these in order; each has an index."""

# Written so that no index serves: it would be one of far more tasks than that of the other conditions.
_PLAN, _DAY = _TASK.c.plan + "", _TASK.c.day + ""

Filters = Mapping[str, str | None]


def listed_tasks(connection: Connection, after: Place | None, limit: int | None, filters: Filters) -> list[TaskView]:
    """The tasks that pass the filters, after a place in the list, and at most so many."""
    asked = {name: value for name, value in filters.items() if value is not None}
    if limit is None or not asked.keys().isdisjoint(_AT_HAND):
        later = [tuple_(_DAY, _TASK.c.id) > tuple_(*after)] if after else []
        found = _VIEW.where(*_conditions(asked), *later).order_by(_DAY, _TASK.c.id).limit(limit)
    elif asked:
        return _by_days(connection, after or ("", ""), limit, asked)
    else:
        walk = tuple_(_TASK.c.day, _TASK.c.id) > tuple_(*(after or ("", "")))
        found = _in_order(_VIEW.where(*_conditions(asked), walk), limit)
    return _views(connection, found)


def _conditions(asked: Mapping[str, str]) -> Iterator[ColumnElement[bool]]:
    for name, value in asked.items():
        match name:
            case "plan":
                by_plan = asked.keys() <= {"plan", "state"} or "rule" in asked
                yield (_TASK.c.plan if by_plan else _PLAN) == value
            case "lead":
                own = (_TASK.c.unit == value) & (_TASK.c.lead == value)
                yield or_(own, (_TASK.c.lead == value) & _OF_ANOTHER)
            case "concerning":
                yield or_(_TASK.c.unit == value, (_TASK.c.lead == value) & _OF_ANOTHER)
            case _:
                yield _TASK.c[name] == value
    if "state" not in asked:
        yield _TASK.c.state != WAITING_STATE


def _by_days(connection: Connection, after: Place, limit: int, asked: Mapping[str, str]) -> list[TaskView]:
    """A page of the tasks of a plan, or of a state: day by day, as far as it reaches."""
    found: list[TaskView] = []
    plan = asked.get("plan")
    conditions: list[Any] = [*_conditions({name: value for name, value in asked.items() if name != "plan"})]
    if plan is not None:
        conditions += [plan == _PLAN, _TASK.c.id > f"{plan}/", _TASK.c.id < f"{plan}0"]  # "0" comes after "/"
    for day in _days(connection, after[0], asked):
        first = after[1] if day == after[0] else ""
        walk = _VIEW.where(_TASK.c.day == day, _TASK.c.id > first, *conditions)
        found += _views(connection, _in_order(walk, limit - len(found)))
        if len(found) == limit:
            break
    return found


def _days(connection: Connection, first: str, asked: Mapping[str, str]) -> list[str]:
    """The days from `first` on that such tasks have, by the tally; last the one of those that have none."""
    such = [_TALLY.c[name] == value for name, value in asked.items()]
    days = connection.scalars(
        select(_TALLY.c.day).where(_TALLY.c.day >= first, _TALLY.c.day < NO_DAY, *such).distinct()
    )
    return [*sorted(days), NO_DAY]


def _in_order(found: Select[Any], limit: int) -> Select[Any]:
    return found.order_by(_TASK.c.day, _TASK.c.id).limit(limit)


def _views(connection: Connection, found: Select[Any]) -> list[TaskView]:
    return [TaskView(*row) for row in connection.execute(found)]
