"""Pages of tasks of several agencies, and of what has certain words: as pages on screen and programs ask for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adapters.answers.lists.answers import answers_of, with_cycles
from adapters.answers.lists.searching import Search
from adapters.answers.lists.task_pages import Page
from adapters.answers.task_answers import Answer
from adapters.answers.task_marks import TaskMarks
from adapters.leaving import WHOLE, Leaving
from engine.snapshot import Snapshot
from engine.units import Units
from events.store.pages import PageOf, Within
from events.views import TaskView
from rules.phrases.normalising import folded

Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ManyAgencies:
    """A list of the tasks in each of some parts of all; of what `leaving` withholds nothing is found by its words."""

    shelf: Snapshot
    today: date
    parts: Sequence[Within] = ()
    words: str | None = None  # all of these stand in what a task is known by
    leaving: Leaving = WHOLE

    def views(self, page: Page, **wanted: Any) -> tuple[list[TaskView], str | None]:
        """A page of it, and where the next begins; `wanted` are fields of `PageOf`. Raises Refused."""
        parts, but = [*self.parts], list[tuple[str, str]]()
        if self.words is not None:
            having = [self._having(word) for word in Search.of(self.words, self.shelf, self.leaving).words]
            parts += [one for one in having if len(one.plans) < len(self.shelf.plans())]  # else it narrows nothing
            but = [*withheld_rows(self.shelf, self.leaving)]
        after, limit = page.after or ("", ""), page.and_one or _ALL
        found = self.shelf.session.page_of_tasks(PageOf(limit, after, parts, but, **wanted))
        views, more = page.cut(found, lambda view: (view.day, view.id))
        if self.words is not None:
            views = [view for view in views if not self.leaving.withholds(self._level(view))]
        return list(views), more

    def answers(self, views: Sequence[TaskView]) -> list[Answer]:
        """These tasks as lists tell of them."""
        session, units = self.shelf.session, self.shelf.units()
        marks = TaskMarks.of(session, units, views)
        told = answers_of(session, self.shelf, views, self.today, marks.by_hand)
        return with_cycles(session, [marks.marked(one) for one in told], self.shelf.plans(), self.today)

    def _level(self, view: TaskView) -> Any:
        return self.shelf.rule(self.shelf.plans()[view.plan], view.rule).secrecy

    def _having(self, word: str) -> Within:
        """The tasks that are known by a word: kept for who asks next, as long as plans and agencies are the same."""
        kept: dict[str, tuple[Units, Within]] = self.shelf.tools.memo.of_list(
            "words looked for", self.shelf.session.plans(), dict
        )
        units, known = self.shelf.units(), kept.get(word)
        if known is None or known[0] is not units:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            known = kept[word] = units, self._looked_for(word)
        return known[1]

    def _looked_for(self, word: str) -> Within:
        """The tasks that are known by a word: of a plan's number, a row's number or title, or an agency's name."""
        plans = {plan for plan, text in _numbers(self.shelf).items() if word in text}
        rows: dict[str, list[tuple[str, str]]] = {}
        for row, text in _titles(self.shelf):
            if word in text:
                rows.setdefault(row[0], []).append(row)
        counts = _counts(self.shelf)
        plans |= {plan for plan, of in rows.items() if len(of) == counts[plan]}
        some = [row for plan, of in rows.items() if plan not in plans for row in of]
        return Within([code for code, name in _names(self.shelf).items() if word in name], some, sorted(plans))


_ALL = 1_000_000_000
_MOST_KEPT = 500
"""So many words are kept, each with where it stands."""


def withheld_rows(shelf: Snapshot, leaving: Leaving) -> Rows:
    """The rows of plans in force that may not be found by their words, since they are more secret than may leave."""
    plans = shelf.plans()
    return shelf.tools.memo.of_list(
        f"withheld {leaving.limit}",
        shelf.session.plans(),
        lambda: [
            (plan.id, rule.id)
            for plan in plans.values()
            for rule in plan.rules.values()
            if leaving.withholds(rule.secrecy)
        ],
    )


def _numbers(shelf: Snapshot) -> Mapping[str, str]:
    """The names by which each plan is called, in small letters without diacritics."""
    plans = shelf.plans()
    return shelf.tools.memo.of_list(
        "numbers of plans",
        shelf.session.plans(),
        lambda: {plan.id: f"{plan.id.lower()} {folded(plan.number)}" for plan in plans.values()},
    )


def _titles(shelf: Snapshot) -> Sequence[tuple[tuple[str, str], str]]:
    """The number and the title of each row, likewise; of one that its plan has no longer, the title that it had."""
    plans = shelf.plans()

    def made() -> list[tuple[tuple[str, str], str]]:
        of = {(plan.id, rule.id): rule.number.lower() for plan in plans.values() for rule in plan.rules.values()}
        rows = shelf.session.dump("title")
        return [((plan, rule), f"{of.get((plan, rule), '')} {title}") for plan, rule, title, *_ in rows]

    return shelf.tools.memo.of_list("titles of rows", shelf.session.plans(), made)


def _counts(shelf: Snapshot) -> Mapping[str, int]:
    """The number of rows of each plan that have a title."""
    return shelf.tools.memo.of_list(
        "numbers of rows", shelf.session.plans(), lambda: Counter(row[0] for row, _ in _titles(shelf))
    )


def _names(shelf: Snapshot) -> Mapping[str, str]:
    """The code and the name of each agency, likewise."""
    units = shelf.units()
    return units.once(
        "folded names", lambda: {row.code: f"{row.code.lower()} {folded(row.name)}" for row in units.rows.values()}
    )
