"""The tasks that a calendar follows: each found by an index, and read with all that is said of it by one statement."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select, union

from events.database.dialects import among, among_pairs, listed
from events.database.tables import table
from events.rows import plan_of
from events.states import OPEN_STATES
from events.views import FollowedView, Numbered, Numbering, TaskView

_TASK, _DUE, _LOG, _HISTORY, _SERVED = (table(name) for name in ("task", "due", "log", "history", "served"))
_OF_DUE = [_DUE.c[name] for name in TaskView._fields if name not in _TASK.c]

_OPEN = "', '".join(OPEN_STATES)
_ALARM = f"CASE WHEN task.state IN ('{_OPEN}') THEN due.remind_on END"


def followed_tasks(
    connection: Connection, reader: str, units: Collection[str], rows: Collection[tuple[str, str]]
) -> list[FollowedView]:
    """The tasks of these units or led by them, of these rows of plans, and those that were served to `reader`."""
    served = (_SERVED.c.unit == reader) & (_SERVED.c.plan == _TASK.c.plan) & (_SERVED.c.task == _TASK.c.id)
    parts = (
        select(_TASK).where(among(connection, _TASK.c.unit, units)),
        select(_TASK).where(among(connection, _TASK.c.lead, units), _TASK.c.lead != _TASK.c.unit),
        select(_TASK).where(among_pairs(connection, (_TASK.c.plan, _TASK.c.rule), rows)),
        select(_TASK).join_from(_SERVED, _TASK, served),
    )
    of = union(*parts).subquery("followed")
    turns = (
        select(func.count())
        .select_from(_HISTORY)
        .where(_HISTORY.c.plan == of.c.plan, _HISTORY.c.task_id == of.c.id)
        .scalar_subquery()
    )
    found = (
        select(*of.c, *_OF_DUE, turns, _LOG.c.recorded_at)
        .outerjoin_from(of, _DUE, (_DUE.c.plan == of.c.plan) & (_DUE.c.key == of.c.due_key))
        .join(_LOG, _LOG.c.position == of.c.since)
    )
    ordered = connection.execute(found.order_by(of.c.day, of.c.id))
    return [FollowedView(TaskView(*row[:-2]), row[-2], row[-1]) for row in ordered]


def numbered(connection: Connection, these: Collection[Numbering]) -> dict[Numbering, Numbered]:
    """The numbers of tasks in calendars, as of events."""
    rows = [(reader, task, position, plan_of(task)) for reader, task, position in these]
    listing, parameters = listed(connection, ("reader", "id", "at", "plan"), rows)
    turns = (
        "SELECT count(*) FROM history WHERE history.plan = listed.plan AND history.task_id = listed.id"
        " AND history.position <= CAST(listed.at AS INTEGER)"
    )
    statement = (
        f"SELECT listed.reader, listed.id, log.position, ({turns}), log.recorded_at,"  # noqa: S608 - our own names
        f" served.sequence, served.day, served.over, {_ALARM}, coalesce(due.due, due.set_by) FROM {listing}"
        " JOIN task ON task.plan = listed.plan AND task.id = listed.id"
        " JOIN log ON log.position = CAST(listed.at AS INTEGER)"
        " LEFT JOIN due ON due.plan = task.plan AND due.key = task.due_key"
        " LEFT JOIN served ON served.unit = listed.reader AND served.plan = listed.plan AND served.task = listed.id"
    )
    found = connection.exec_driver_sql(statement, parameters) if rows else ()
    return {(reader, task, at): Numbered(*of) for reader, task, at, *of in found}
