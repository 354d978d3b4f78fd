"""The tasks that a calendar follows: each found by an index, and read with all that is said of it by one statement."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select, union

from events.database.dialects import among, among_pairs
from events.database.tables import table
from events.views import FollowedView, TaskView

_TASK, _DUE, _LOG, _HISTORY, _SERVED = (table(name) for name in ("task", "due", "log", "history", "served"))
_OF_DUE = [_DUE.c[name] for name in TaskView._fields if name not in _TASK.c]


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
