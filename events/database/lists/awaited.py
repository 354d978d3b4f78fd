"""Reports that await acceptance: found by what plans know of their rows, and never by going through tasks or reports.

A plan knows which of its rows are reported to somebody who accepts it (`mention`); a report that nobody has answered is
a fact of its own sort, so that those which were accepted are not looked at. Whether whoever is to accept them leads the
task itself is for the engine to say, of those who lead what awaits.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, FromClause, Select, func, select

from events.database.dialects import among_pairs
from events.database.tables import table
from events.states import ACCEPTING_UNIT, AWAITED_ROW, DONE_STATE, UNACCEPTED_REPORT
from events.views import Awaited

_TASK, _FACT, _PLAN, _MENTION = table("task"), table("fact"), table("plan"), table("mention")
_ACCEPTING = _MENTION.alias("accepting")


def awaited(connection: Connection) -> list[Awaited]:
    """Whose reports await acceptance, and by whom, in the order of plans."""
    by = _TASK.c.plan, _ACCEPTING.c.name, _TASK.c.lead
    tasks, since = func.count(_TASK.c.id.distinct()), func.min(_FACT.c.day)
    return [Awaited(*row) for row in connection.execute(_awaiting(*by, tasks, since).group_by(*by).order_by(*by))]


def awaiting_tasks(connection: Connection, led: Collection[tuple[str, str]]) -> Select[Any]:
    """The keys of the tasks led so (by plan and lead) whose reports await acceptance: their plans, and their ids."""
    these = among_pairs(connection, (_TASK.c.plan + "", _TASK.c.lead + ""), led)
    return _awaiting(_TASK.c.plan, _TASK.c.id).where(these)


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
    its_plan = (by.plan == knows.plan) & (by.hash == knows.hash)
    return found.join(_ACCEPTING, (by.kind == ACCEPTING_UNIT) & its_plan)
