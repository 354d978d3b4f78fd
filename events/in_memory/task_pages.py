"""Pages of tasks in memory, and their numbers: each task is looked at."""

from collections import Counter
from collections.abc import Collection, Iterable

from events.in_memory.tables import Kept
from events.in_memory.views import of_due, stands_so
from events.rows import NO_DAY, Alike, DueRow, TallyRow, TaskRow, alike
from events.states import ACTIVE_STATE, WAITING_STATE
from events.store.pages import PageOf, Within
from events.views import TaskView


def page_of_tasks(state: Kept, of: PageOf) -> list[TaskView]:
    """A page of the tasks that are in several parts of all."""
    dues, (first, last) = state.rows["due"], of.days
    found = (row for row in state.rows["task"].values() if (row.day, row.id) > of.after)
    found = (row for row in found if first <= row.day <= last and of.plan in (None, row.plan))
    found = (row for row in found if (row.state == of.state if of.state else row.state != WAITING_STATE))
    found = (row for row in found if (row.plan, row.rule) not in of.but and all(_is_in(row, p) for p in of.within))
    views = [TaskView(*row, *of_due(dues.get((row.plan, row.due_key)))) for row in found]
    views = [view for view in views if of.stands is None or stands_so(view, of.stands)]
    return sorted(views, key=lambda view: (view.day, view.id))[: of.limit]


def tally(state: Kept, plan: str | None = None) -> list[TallyRow]:
    """The numbers of tasks that are alike: counted, so that what is kept in databases is held against a count."""
    dues, found = state.rows["due"], Counter[Alike]()
    for row in state.rows["task"].values():
        if plan in (None, row.plan):
            due = dues.get((row.plan, row.due_key))
            found[alike(row.plan, led_by(row), row.state, row.done_on, due)] += 1
    return sorted(TallyRow(*key, tasks) for key, tasks in found.items())


def active_by_due(state: Kept, days: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of active tasks that are due on these days, by plan and due."""
    wanted, rows = set(days), state.rows["task"].values()
    return Counter(
        (row.plan, row.due_key) for row in rows if row.state == ACTIVE_STATE and (row.plan, row.day) in wanted
    )


def active_dues(state: Kept) -> list[DueRow]:
    """The dues of the days on which active tasks are due."""
    tasks = state.rows["task"].values()
    days = {(row.plan, row.day) for row in tasks if row.state == ACTIVE_STATE and row.day < NO_DAY}
    return sorted(row for row in state.rows["due"].values() if (row.plan, row.due) in days)


def tallied(rows: Iterable[TallyRow], today: str) -> list[TallyRow]:
    """The tally, its days put together."""
    found: dict[tuple[str, ...], TallyRow] = {}
    for row in rows:
        when = "none" if row.day == NO_DAY else "before" if row.day < today else "later"
        same = row.plan, row.lead, row.state, row.cell, when
        had = found.get(same, row._replace(tasks=0))
        firm, day, tasks = max(had.firm, row.firm), min(had.day, row.day), had.tasks + row.tasks
        found[same] = row._replace(firm=firm, day=day, tasks=tasks)
    return sorted(found.values())


def led_by(row: TaskRow) -> str:
    """The lead under which a task is counted: "" where it is the unit whose task it is."""
    return "" if row.lead == row.unit else row.lead


def _is_in(row: TaskRow, part: Within) -> bool:
    by_unit = row.unit in part.units or row.lead in part.units
    return by_unit or row.plan in part.plans or (row.plan, row.rule) in part.rows
