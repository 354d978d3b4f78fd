"""Lists of tasks from a database: whole, by pages, as calendars follow them, and of reports to be accepted."""

from typing import TYPE_CHECKING

from events.database.lists.task_lists import TaskLists
from events.rows import TallyRow
from events.views import TaskView

if TYPE_CHECKING:
    from events.store.pages import PageOf


class TaskPages(TaskLists):
    """The lists through one connection, and pages of what is in several parts of all tasks."""

    def page_of_tasks(self, of: "PageOf") -> list[TaskView]:
        """A page of the tasks that are in several parts of all."""
        from events.database.lists.task_pages import page_of_tasks  # noqa: PLC0415 - commands ask for none

        return page_of_tasks(self._connection, of)

    def tallied(self, today: str, plan: str | None = None) -> list[TallyRow]:
        """The tally, its days put together."""
        from events.database.lists.task_pages import tallied  # noqa: PLC0415 - likewise

        return tallied(self._connection, today, plan)
