"""Reports that await acceptance: found by what plans know of their rows, and never by going through tasks or reports.

A plan knows which of its rows are reported to somebody who accepts it (`mention`); a report that nobody has answered is
a fact of its own sort, so that those which were accepted are not looked at. What the accepting unit leads itself waits
for nobody.
"""

from typing import Any

from sqlalchemy import Connection, FromClause, Select, func, select

from events.database.tables import table
from events.states import ACCEPTING_UNIT, AWAITED_ROW, DONE_STATE, UNACCEPTED_REPORT
from events.views import Awaited

_TASK, _FACT, _PLAN, _MENTION = table("task"), table("fact"), table("plan"), table("mention")
_ACCEPTING = _MENTION.alias("accepting")


def awaited(connection: Connection) -> list[Awaited]:
    """The plans of which reports await acceptance, in order."""
    tasks, since = func.count(_TASK.c.id.distinct()), func.min(_FACT.c.day)
    found = _awaiting(_TASK.c.plan, tasks, since).group_by(_TASK.c.plan).order_by(_TASK.c.plan)
    return [Awaited(*row) for row in connection.execute(found)]


def awaiting_tasks() -> Select[Any]:
    """The keys of the tasks whose reports await acceptance: their plans, and their ids."""
    return _awaiting(_TASK.c.plan, _TASK.c.id)


def _awaiting(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(_reports()).where(_TASK.c.state == DONE_STATE)


def _reports() -> FromClause:
    """The rows that reports await acceptance of, with these reports and their tasks."""
    knows, plan, report, task, by = _MENTION.c, _PLAN.c, _FACT.c, _TASK.c, _ACCEPTING.c
    in_force = (plan.id == knows.plan) & (plan.hash == knows.hash)
    unanswered = (report.plan == knows.plan) & (report.signal == UNACCEPTED_REPORT + ":" + knows.name)
    its_task = (task.plan == report.plan) & (task.rule == knows.name) & (task.unit == report.unit)
    rows = _MENTION.join(_PLAN, (knows.kind == AWAITED_ROW) & in_force)
    found = rows.join(_FACT, unanswered).join(_TASK, its_task & (task.cycle == report.cycle))
    another = (by.plan == knows.plan) & (by.hash == knows.hash) & (by.name != task.lead)
    return found.join(_ACCEPTING, (by.kind == ACCEPTING_UNIT) & another)
