"""Pages of tasks in memory: each task is looked at."""

from events.in_memory.tables import Kept
from events.in_memory.views import of_due, stands_so
from events.rows import NO_DAY, DueRow, TallyRow, TaskRow
from events.states import ACTIVE_STATE, WAITING_STATE
from events.store.pages import PageOf, Within
from events.views import TaskView


class TaskPages:
    """Pages of what is in several parts of all tasks: a part of what a register answers."""

    _state: Kept

    def page_of_tasks(self, of: PageOf) -> list[TaskView]:
        """A page of the tasks that are in several parts of all."""
        dues, (first, last) = self._state.rows["due"], of.days
        found = (row for row in self._state.rows["task"].values() if (row.day, row.id) > of.after)
        found = (row for row in found if first <= row.day <= last and of.plan in (None, row.plan))
        found = (row for row in found if (row.state == of.state if of.state else row.state != WAITING_STATE))
        found = (row for row in found if (row.plan, row.rule) not in of.but and all(_is_in(row, p) for p in of.within))
        views = [TaskView(*row, *of_due(dues.get((row.plan, row.due_key)))) for row in found]
        views = [view for view in views if of.stands is None or stands_so(view, of.stands)]
        return sorted(views, key=lambda view: (view.day, view.id))[: of.limit]

    def active_dues(self) -> list[DueRow]:
        """The dues of the days on which active tasks are due."""
        tasks = self._state.rows["task"].values()
        days = {(row.plan, row.day) for row in tasks if row.state == ACTIVE_STATE and row.day < NO_DAY}
        return sorted(row for row in self._state.rows["due"].values() if (row.plan, row.due) in days)

    def tallied(self, today: str, plan: str | None = None) -> list[TallyRow]:
        """The tally, its days put together."""
        found: dict[tuple[str, ...], TallyRow] = {}
        for row in self.tally(plan):
            when = "none" if row.day == NO_DAY else "before" if row.day < today else "later"
            alike = row.plan, row.lead, row.state, row.cell, when
            had = found.get(alike, row._replace(tasks=0))
            firm, day, tasks = max(had.firm, row.firm), min(had.day, row.day), had.tasks + row.tasks
            found[alike] = row._replace(firm=firm, day=day, tasks=tasks)
        return sorted(found.values())

    def tally(self, plan: str | None = None) -> list[TallyRow]:
        """The numbers of tasks that are alike."""
        raise NotImplementedError  # the register counts them


def _is_in(row: TaskRow, part: Within) -> bool:
    by_unit = row.unit in part.units or row.lead in part.units
    return by_unit or row.plan in part.plans or (row.plan, row.rule) in part.rows
