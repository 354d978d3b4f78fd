"""Lists of tasks, whole or by pages: each is found by an index, in the order of the due day and the id.

A page of all tasks is a walk along the index on both. One of a plan, or of a state, is as many walks as days have such
tasks, which the tally says: so that none steps over the tasks of others.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, case, func, or_, select, tuple_

from events.database.dialects import among, among_pairs
from events.database.lists.awaited import awaited, awaiting_tasks
from events.database.lists.followed_tasks import followed_tasks, numbered
from events.database.tables import table
from events.rows import NO_DAY, DueRow
from events.states import (
    ACTIVE_STATE,
    DONE_IN_TIME,
    DONE_LATE,
    DONE_STATE,
    DONE_UNDATED,
    NEEDS_DATE_STATE,
    OPEN_STATES,
    WAITING_STATE,
)
from events.store import Place
from events.store.questions import CONTINUOUS, DATE_OVERDUE, IN_TIME, NEAR, NOT_COUNTED, OVERDUE, Stands
from events.views import Awaited, FollowedView, Numbered, Numbering, TaskView

_TASK, _DUE, _TALLY = table("task"), table("due"), table("tally")
_OF_DUE = [_DUE.c[name] for name in TaskView._fields if name not in _TASK.c]
_OF_ANOTHER = _TASK.c.lead != _TASK.c.unit
_AT_UNIT = frozenset(("unit", "lead", "concerning"))
_AT_HAND = _AT_UNIT | {"rule"}
"""The filters by which few enough tasks are found to put these in order; each has an index."""

# Written so that no index serves: it would be one of far more tasks than that of the other conditions.
_PLAN, _DAY = _TASK.c.plan + "", _TASK.c.day + ""

Filters = Mapping[str, str | None]


def listed_tasks(
    connection: Connection,
    after: Place | None,
    limit: int | None,
    filters: Filters,
    rows: Collection[tuple[str, str]] | None = None,
    *,
    awaiting: Collection[tuple[str, str]] | None = None,
    stands: Stands | None = None,
) -> list[TaskView]:
    """The tasks that pass the filters (of these plans' rows), after a place in the list, and at most so many.

    `awaiting`: whose reports await acceptance, and that are led so (by plan and lead); `stands`: that stand so.
    """
    asked = {name: value for name, value in filters.items() if value is not None}
    if limit is None or awaiting is not None or rows is not None or not asked.keys().isdisjoint(_AT_HAND):
        only = [tuple_(_DAY, _TASK.c.id) > tuple_(*after)] if after else []
        only += [_of_rows(connection, rows, asked)] if rows is not None else []
        if awaiting is not None:
            only += [tuple_(_TASK.c.plan, _TASK.c.id).in_(awaiting_tasks(connection, awaiting))]
        only += standing_so(stands, _DAY if asked or rows is not None else _TASK.c.day) if stands else []
        found = select(_TASK).where(*_conditions(asked), *only).order_by(_DAY, _TASK.c.id).limit(limit)
    elif asked or stands:
        return _by_days(connection, after or ("", ""), limit, asked, stands)
    else:
        walk = tuple_(_TASK.c.day, _TASK.c.id) > tuple_(*(after or ("", "")))
        found = _in_order(select(_TASK).where(*_conditions(asked), walk), limit)
    return _views(connection, found)


def titled_rows(connection: Connection, words: Collection[str]) -> list[tuple[str, str]]:
    """The rows of plans in whose titles all these words are, by plan and key: of a row, and not of each task."""
    of = table("title").c
    within = (of.folded.contains(word, autoescape=True) for word in words)
    return [(plan, rule) for plan, rule in connection.execute(select(of.plan, of.rule).where(*within))]


def of_days(
    connection: Connection, plan: ColumnElement[str], day: ColumnElement[str | None], days: Collection[tuple[str, str]]
) -> ColumnElement[bool]:
    """The condition that a plan and a day are one of `days`: by an index on days."""
    by_day = among(connection, day, {one for _, one in days})
    return by_day & among_pairs(connection, (plan + "", day + ""), list(days))


def active_dues(connection: Connection) -> list[DueRow]:
    """The dues of the days on which active tasks are due, which the tally says."""
    active = (_TALLY.c.state == ACTIVE_STATE, _TALLY.c.day < NO_DAY)
    by_day = _DUE.c.due.in_(select(_TALLY.c.day).where(*active))
    of_plan = tuple_(_DUE.c.plan + "", _DUE.c.due + "").in_(select(_TALLY.c.plan, _TALLY.c.day).where(*active))
    return sorted(DueRow(*row) for row in connection.execute(select(_DUE).where(by_day, of_plan)))


def active_by_due(connection: Connection, days: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The numbers of active tasks with these due days, each named with its plan: by plan and key of their due."""
    by = _TASK.c.plan, _TASK.c.due_key
    of_these = of_days(connection, _TASK.c.plan, _TASK.c.day, days), _TASK.c.state == ACTIVE_STATE
    found = select(*by, func.count()).where(*of_these).group_by(*by)
    return {(plan, key): count for plan, key, count in connection.execute(found)}


def open_days(connection: Connection, before: str) -> list[tuple[str, str, str]]:
    """The plans, states and days, earlier than `before`, of open tasks, as the tally has them."""
    columns = _TALLY.c.plan, _TALLY.c.state, _TALLY.c.day
    found = select(*columns).where(_TALLY.c.day < before, _TALLY.c.state.in_(OPEN_STATES)).distinct()
    return [(plan, state, day) for plan, state, day in connection.execute(found.order_by(*columns))]


def open_tasks_of(connection: Connection, dues: Collection[DueRow], *, by_rule: bool) -> Iterator[Select[Any]]:
    """The open tasks that bear these dues: by their day, and those that have none by the rows of the plan."""
    dated = [due for due in dues if due.due and not by_rule]
    undated = [due for due in dues if by_rule or not due.due]
    if dated:
        days = {(due.plan, due.due or "") for due in dated}
        yield _bearing(connection, of_days(connection, _TASK.c.plan, _TASK.c.day, days), dated)
    if undated:
        rows = {(due.plan, due.rule) for due in undated}
        yield _bearing(connection, among_pairs(connection, (_TASK.c.plan, _TASK.c.rule), rows), undated)


def _bearing(connection: Connection, among_these: ColumnElement[bool], dues: Collection[DueRow]) -> Select[Any]:
    keys = [(due.plan, due.key) for due in dues]
    borne = among_pairs(connection, (_PLAN, _TASK.c.due_key), keys)
    return select(_TASK).where(among_these, borne, _TASK.c.state.in_(OPEN_STATES))


def _of_rows(
    connection: Connection, rows: Collection[tuple[str, str]], asked: Mapping[str, str]
) -> ColumnElement[bool]:
    """The condition that a task is one of these rows: by their index, but where a unit's is the better one."""
    by_unit = not asked.keys().isdisjoint(_AT_UNIT)
    return among_pairs(connection, (_PLAN if by_unit else _TASK.c.plan, _TASK.c.rule), rows)


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


def _by_days(
    connection: Connection, after: Place, limit: int, asked: Mapping[str, str], stands: Stands | None
) -> list[TaskView]:
    """A page of the tasks of a plan, of a state, or that stand so: day by day, as far as it reaches."""
    found: list[TaskView] = []
    plan = asked.get("plan")
    conditions: list[Any] = [*_conditions({name: value for name, value in asked.items() if name != "plan"})]
    conditions += standing_so(stands, _DAY) if stands else []
    if plan is not None:
        conditions += [_TASK.c.id > f"{plan}/", _TASK.c.id < f"{plan}0"]  # an id begins with the plan and a slash
    for day in _days(connection, after[0], asked, stands):
        first = after[1] if day == after[0] else ""
        walk = select(_TASK).where(_TASK.c.day == day, _TASK.c.id > first, *conditions)
        found += _views(connection, _in_order(walk, limit - len(found)))
        if len(found) == limit:
            break
    return found


def _days(connection: Connection, first: str, asked: Mapping[str, str], stands: Stands | None) -> list[str]:
    """The days from `first` on that such tasks have, by the tally; last the one of those that have none."""
    such = [_TALLY.c[name] == value for name, value in asked.items()]
    if stands:
        first = max(first, stands.first)
        such += [_TALLY.c.day <= stands.last]
        such += [] if stands.states is None else [_TALLY.c.state.in_(stands.states)]
    days = connection.scalars(
        select(_TALLY.c.day).where(_TALLY.c.day >= first, _TALLY.c.day < NO_DAY, *such).distinct()
    )
    return [*sorted(days), *([] if stands and stands.last < NO_DAY else [NO_DAY])]


def _in_order(found: Select[Any], limit: int) -> Select[Any]:
    return found.order_by(_TASK.c.day, _TASK.c.id).limit(limit)


def _views(connection: Connection, found: Select[Any]) -> list[TaskView]:
    """The tasks found, beside their dues: these are looked for only once the tasks are in order, and few."""
    of = found.subquery("found")
    beside = select(*of.c, *_OF_DUE).outerjoin_from(of, _DUE, (_DUE.c.plan == of.c.plan) & (_DUE.c.key == of.c.due_key))
    return [TaskView(*row) for row in connection.execute(beside.order_by(of.c.day, of.c.id))]


def standing_so(stands: Stands, day: ColumnElement[str], of: Any = _TASK.c) -> Iterator[ColumnElement[bool]]:
    """The conditions, by `day`, the last day of a task: written so that an index on days serves, or none.

    `of` are the columns of the tasks.
    """
    if stands.states is not None:
        yield of.state.in_(stands.states)
    if stands.first:
        yield day >= stands.first
    if stands.last < NO_DAY:
        yield day <= stands.last
    yield _standing(stands.today, of).in_(list(stands.standings))


def _standing(today: str, of: Any) -> ColumnElement[str]:
    is_done, needs_date = of.state == DONE_STATE, of.state == NEEDS_DATE_STATE
    return case(
        (is_done & of.done_on.is_(None), DONE_UNDATED),
        (is_done & (of.done_on > of.day), DONE_LATE),
        (is_done, DONE_IN_TIME),
        (of.state.not_in(OPEN_STATES), NOT_COUNTED),
        (of.day < today, OVERDUE),
        (needs_date & (_of_due("set_by", of) < today), DATE_OVERDUE),
        ((of.state == ACTIVE_STATE) & (of.day == NO_DAY), CONTINUOUS),
        (_of_due("remind_on", of) <= today, NEAR),
        else_=IN_TIME,
    )


def _of_due(column: str, of: Any) -> ScalarSelect[Any]:
    """A day of a task's due: read only where the task passed the conditions before."""
    its = (_DUE.c.plan == of.plan) & (_DUE.c.key == of.due_key)
    return select(_DUE.c[column]).where(its).correlate(of.plan.table).scalar_subquery()


class TaskLists:
    """The lists through one connection: a part of what a register answers."""

    _connection: Connection

    def view_tasks(
        self,
        *,
        titled: Collection[str] | None = None,
        after: Place | None = None,
        limit: int | None = None,
        awaiting: Collection[tuple[str, str]] | None = None,
        stands: Stands | None = None,
        **filters: str | None,
    ) -> list[TaskView]:
        """Tasks beside their dues."""
        rows = None if titled is None else titled_rows(self._connection, titled)
        return listed_tasks(self._connection, after, limit, filters, rows, awaiting=awaiting, stands=stands)

    def active_dues(self) -> list[DueRow]:
        """The dues of the days on which active tasks are due."""
        return active_dues(self._connection)

    def awaited(self) -> list[Awaited]:
        """Whose reports await acceptance."""
        return awaited(self._connection)

    def followed(self, reader: str, units: Collection[str], rows: Collection[tuple[str, str]]) -> list[FollowedView]:
        """The tasks that a calendar follows."""
        return followed_tasks(self._connection, reader, units, rows)

    def numbered(self, these: Collection[Numbering]) -> Mapping[Numbering, Numbered]:
        """The numbers of tasks in calendars."""
        return numbered(self._connection, these)
