"""Pages of tasks that are in several parts of all: by one statement each way, and none goes through all tasks.

Where one of the parts is small, its tasks are found by the indexes on agencies and rows, and put in order. Else the
page is a walk along the index on days: what is asked for is then so frequent that the walk is short. Of a plan, or of a
state, it is walked on the days alone that such tasks have, as the tally says.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    union,
    union_all,
)

from events.database.dialects import POSTGRES, among, among_pairs
from events.database.lists.task_lists import standing_so
from events.database.tables import table
from events.rows import NO_DAY, TallyRow
from events.states import WAITING_STATE
from events.store.pages import PageOf, Within
from events.views import TaskView

_TASK, _DUE, _TALLY = table("task"), table("due"), table("tally")
_OF_DUE = [_DUE.c[name] for name in TaskView._fields if name not in _TASK.c]
_FOR_ANOTHER = _TASK.c.lead != _TASK.c.unit
_FEW = 5_000
"""So many tasks are looked through and put in order sooner than a list is walked in search of them."""
_COUNTED = 2
"""So many parts are counted: those that are the smallest at a guess."""
_MORE = 16
"""How many times as many days are walked next, where the first had too few such tasks."""


def page_of_tasks(connection: Connection, of: PageOf) -> list[TaskView]:
    """The page, in the order of the list; by five statements at the most."""
    small = _smallest(connection, of.within)
    if small is not None:
        return _of_part(connection, of, small)
    if of.plan is None and of.state is None and of.stands is None:
        return _views(connection, _walk(connection, of, of.limit))
    return _by_days(connection, of)


def _smallest(connection: Connection, parts: Sequence[Within]) -> Within | None:
    """The part that has the fewest tasks, if these are few.

    Where there are parts, PostgreSQL is told to go through no table: it cannot know how soon a walk is at its end.
    """
    unscanned = [func.set_config("enable_seqscan", "off", True)] if connection.dialect.name == POSTGRES else []
    likely = sorted(parts, key=_size)[:_COUNTED]
    if not likely:
        return None
    found = connection.execute(select(*(_count(connection, part) for part in likely), *unscanned)).one()
    few = [(count, at) for at, count in enumerate(found[: len(likely)]) if count <= _FEW]
    return likely[min(few)[1]] if few else None


def _size(part: Within) -> int:
    """A guess at how many tasks a part has: plans have many, agencies and rows some."""
    return len(part.units) + len(part.rows) + len(part.plans) * 100


def _count(connection: Connection, part: Within) -> Any:
    """So many tasks as are found for a part, some of them twice, or just more than few."""
    found = [of.with_only_columns(literal(1).label("one")) for of in _found(connection, part)]
    if not found:
        return literal(0)
    return select(func.count()).select_from(union_all(*found).limit(_FEW + 1).subquery()).scalar_subquery()


def _found(connection: Connection, part: Within) -> Iterator[Select[Any]]:
    """The tasks of a part, each by an index."""
    if part.units:
        yield select(_TASK).where(among(connection, _TASK.c.unit, part.units))
        yield select(_TASK).where(among(connection, _TASK.c.lead, part.units), _FOR_ANOTHER)
    if part.rows:
        yield select(_TASK).where(among_pairs(connection, (_TASK.c.plan, _TASK.c.rule), part.rows))
    if part.plans:
        yield select(_TASK).where(among(connection, _TASK.c.plan, part.plans))


def _of_part(connection: Connection, of: PageOf, part: Within) -> list[TaskView]:
    parts = [*_found(connection, part)]
    if not parts:
        return []
    found = union(*parts).subquery("part")
    columns = found.c
    rest = [*_conditions(connection, of, columns, but=part), tuple_(columns.day, columns.id) > tuple_(*of.after)]
    if of.plan is not None:
        rest += [columns.plan == of.plan]
    return _views(connection, select(*columns).where(*rest).order_by(columns.day, columns.id).limit(of.limit))


def _walk(connection: Connection, of: PageOf, limit: int, *only: ColumnElement[bool]) -> Select[Any]:
    columns = _TASK.c
    beyond = [] if only else [tuple_(columns.day, columns.id) > tuple_(*of.after)]
    conditions = [*_conditions(connection, of, columns, walked=True), *beyond, *only]
    return select(_TASK).where(*conditions).order_by(columns.day, columns.id).limit(limit)


def _by_days(connection: Connection, of: PageOf) -> list[TaskView]:
    """The tasks of the days that a plan or a state has, so many days at once as the page reaches, then more."""
    days, found = _days(connection, of), list[TaskView]()
    reach = [0, *accumulate(count for _, count in days)]
    first, wanted = 0, of.limit
    while first < len(days) and len(found) < of.limit:
        last = next((at for at in range(first + 1, len(days)) if reach[at] - reach[first] >= wanted), len(days))
        these = [day for day, _ in days[first:last]]
        only = [among(connection, _TASK.c.day, these), *_beyond(of)]
        found += _views(connection, _walk(connection, of, of.limit - len(found), *only))
        first, wanted = last, wanted * _MORE if wanted == of.limit else 1 << 62
    return found


def _beyond(of: PageOf) -> Iterator[ColumnElement[bool]]:
    """The conditions that a task comes after the place, and is of the plan: its id begins with that, and a slash."""
    if of.plan is not None:
        yield _TASK.c.id > f"{of.plan}/"
        yield _TASK.c.id < f"{of.plan}0"
    yield or_(_kept_apart(_TASK.c.day) > of.after[0], _kept_apart(_TASK.c.id) > of.after[1])


def _days(connection: Connection, of: PageOf) -> list[tuple[str, int]]:
    """The days from the place on that such tasks have, by the tally; last the one of those that have none."""
    first, last = of.days
    first = max(first, of.after[0])
    such = [_TALLY.c.day >= first, _TALLY.c.day <= last, _TALLY.c.day < NO_DAY]
    such += [_TALLY.c.plan == of.plan] if of.plan is not None else []
    such += [_TALLY.c.state == of.state] if of.state is not None else []
    if of.stands and of.stands.states is not None:
        such += [_TALLY.c.state.in_(of.stands.states)]
    days = select(_TALLY.c.day, func.sum(_TALLY.c.tasks)).where(*such).group_by(_TALLY.c.day)
    found = sorted((day, int(count)) for day, count in connection.execute(days))
    return [*found, *([(NO_DAY, 1)] if last == NO_DAY else [])]


def _conditions(
    connection: Connection, of: PageOf, columns: Any, *, walked: bool = False, but: Within | None = None
) -> Iterator[ColumnElement[bool]]:
    """All that a task must be, but for its plan and its place. `walked`: an index on days serves, and no other."""
    first, last = of.days
    day = columns.day
    if first:
        yield day >= first
    if last < NO_DAY:
        yield day <= last
    yield columns.state == of.state if of.state is not None else columns.state != WAITING_STATE
    if of.stands:
        yield from standing_so(of.stands, day, columns)
    apart = _kept_apart if walked else (lambda column: column)
    plan, rule, unit, lead = (apart(columns[name]) for name in ("plan", "rule", "unit", "lead"))
    if of.but:
        yield ~among_pairs(connection, (plan, rule), of.but)
    for part in (one for one in of.within if one is not but):
        either = [among(connection, unit, part.units), among(connection, lead, part.units)] if part.units else []
        either += [among_pairs(connection, (plan, rule), part.rows)] if part.rows else []
        either += [among(connection, plan, part.plans)] if part.plans else []
        yield or_(*either) if either else and_(literal(1) == 0)


def _kept_apart(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same, written so that no index serves: it would be one of far more tasks than a walk comes by."""
    return column + ""


def _views(connection: Connection, found: Select[Any]) -> list[TaskView]:
    """The tasks found, beside their dues."""
    of = found.subquery("found")
    beside = select(*of.c, *_OF_DUE).outerjoin_from(of, _DUE, (_DUE.c.plan == of.c.plan) & (_DUE.c.key == of.c.due_key))
    return [TaskView(*row) for row in connection.execute(beside.order_by(of.c.day, of.c.id))]


def tallied(connection: Connection, today: str, plan: str | None) -> list[TallyRow]:
    """The tally, its days put together."""
    of = _TALLY.c
    when = case((of.day == NO_DAY, 2), (of.day < today, 0), else_=1)
    by = of.plan, of.lead, of.state, of.cell, when
    columns = of.plan, of.lead, of.state, func.max(of.firm), of.cell, func.min(of.day), func.sum(of.tasks)
    found = select(*columns).group_by(*by)
    found = found.where(of.plan == plan) if plan is not None else found
    return sorted(TallyRow(*row[:-1], int(row[-1])) for row in connection.execute(found))
