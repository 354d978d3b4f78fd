"""Lists of tasks: those that have begun, from the store; those that have not, from the plans."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from adapters.answers.lists.task_pages import Page
from adapters.answers.task_answers import Answer, waiting
from adapters.leaving import WHOLE, Leaving
from engine.snapshot import Snapshot
from events.store import Session
from events.views import TaskView
from rules.secrecy import Level

if TYPE_CHECKING:
    from adapters.answers.lists.searching import Search


@dataclass(frozen=True, slots=True)
class Listing:
    """The tasks that are listed: of these units, a page of them, and of which nothing was heard for so many days.

    None of them is one that `leaving` withholds: that is for lists of what may leave and was found by its words.
    """

    session: Session
    shelf: Snapshot
    units: Sequence[str | None]
    page: Page
    today: date
    no_progress: int | None
    leaving: Leaving
    words: "Search | None" = None

    def views(self, to_accept: bool, **filters: Any) -> tuple[list[TaskView], str | None, Mapping[str, date]]:
        """The page, where the next begins, and since when each has stood still, where that is asked for.

        `to_accept`: of those alone whose reports await acceptance.
        """
        # a page is cut of what is left
        whole = self.no_progress is not None or self.leaving is not WHOLE or self.words is not None
        limit, awaiting, still = None if whole else self.page.and_one, self._awaiting(to_accept), dict[str, date]()
        if self.words is not None:
            filters["titled"] = [*(filters["titled"] or ()), *(self.words.titled or ())] or None
        found = self._found(limit, awaiting=awaiting, **filters)
        if self.words is not None:
            found = self.words.among(found)
        if self.leaving is not WHOLE:
            found = [view for view in found if not self.leaving.withholds(self._level(view))]
        if self.no_progress is not None:
            from engine.asking.course.standing_still import standing_still  # noqa: PLC0415 - lists mostly need it not

            still = standing_still(self.session, found, self.today, self.no_progress)
            found = [view for view in found if view.id in still]
        views, more = self.page.cut(found, lambda view: (view.day, view.id))
        return list(views), more, still

    def _awaiting(self, to_accept: bool) -> Collection[tuple[str, str]] | None:
        """Whose reports await acceptance, by plan; None: it is not asked."""
        if not to_accept:
            return None
        from engine.asking.course.to_accept import awaited_leads  # noqa: PLC0415 - lists mostly need it not

        return awaited_leads(self.shelf)

    def _level(self, view: TaskView) -> Level:
        return self.shelf.rule(self.shelf.plans()[view.plan], view.rule).secrecy

    def _found(self, limit: int | None, **filters: Any) -> list[TaskView]:
        found: dict[str, TaskView] = {}
        for unit in self.units:
            of = self.session.view_tasks(concerning=unit, after=self.page.after, limit=limit, **filters)
            if len(self.units) == 1:
                return of
            found |= {view.id: view for view in of}
        return sorted(found.values(), key=lambda view: (view.day, view.id))


def not_begun(shelf: Snapshot, plan: str | None, wanted: Sequence[str | None], led_by: str | None) -> Iterator[Answer]:
    """The tasks that have not begun, of a plan that goes on, of these units and led so."""
    from engine.deciding.task_units import beginners  # noqa: PLC0415 - tasks that have rows are listed without

    units, plans, going_on = shelf.units(), shelf.plans(), (row for row in shelf.session.plans() if not row.ended)
    for of in (plans[row.id] for row in going_on if plan in (None, row.id)):
        places = {name: beginners(of, units, rule) for name, rule in of.rules.items()}
        for found in waiting(of, shelf.session.view_tasks(plan=of.id), places):
            answer = {**found, "lead": units.heirs.get(found["lead"], found["lead"])}
            concerned = wanted == [None] or not {answer["unit"], answer["lead"]}.isdisjoint(wanted)
            if concerned and led_by in (None, answer["lead"]):
                yield answer
