"""The command `tasks`: what is to be done, by whom, until when."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.asking.looking.noting import note
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import MOST, AsJson
from adapters.cli.output.course.in_lists import still_answer
from adapters.cli.output.lists.answers import answers_of, with_cycles
from adapters.cli.output.lists.tables import show_tasks
from adapters.cli.output.looking_back import AsOf, OnDay, view
from adapters.cli.output.task_answers import Answer, waiting
from adapters.cli.output.task_marks import TaskMarks
from adapters.cli.output.task_pages import Page, place_of
from adapters.cli.output.unit_names import THEN, UnitsOf, of_now
from adapters.cli.typed_in.plan_names import must_be_adopted
from adapters.cli.typed_in.standings import DueWithin, StandsSo, asked_standing, read_state
from adapters.leaving import WHOLE, Leaving
from engine.snapshot import Snapshot
from engine.tasks import State
from events.store import Session
from events.views import TaskView
from rules.problems import N_
from rules.secrecy import Level

if TYPE_CHECKING:
    from adapters.cli.output.lists.searching import Search

MOST_DAYS = 3_660
"""The longest time without a word that can be asked for."""

OfPlan = Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only tasks of this plan."))]
OfUnit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only tasks of, or led by, this unit."))]
Lead = Annotated[str | None, typer.Option("--lead", metavar="UNIT", help=N_("Only tasks that this unit leads."))]
InState = Annotated[str | None, typer.Option("--state", metavar="STATE", help=N_("Only tasks in this state."))]
_AT_MOST = N_("At most so many tasks; it is said how to go on.")
_GO_ON = N_("Go on after the place with which the page before ended.")
_IN_TITLE = N_("Only tasks in whose title all these words are, with or without diacritics.")
Find = Annotated[str | None, typer.Option("--find", metavar="WORDS", help=_IN_TITLE)]
_ANYWHERE = N_("Only tasks of which title, number, plan and agencies together have all these words.")
Words = Annotated[str | None, typer.Option("--search", metavar="WORDS", help=_ANYWHERE)]
_TO_ACCEPT = N_("Only tasks that were reported done, and whose reports are still to be accepted.")
Awaiting = Annotated[bool, typer.Option("--awaiting-acceptance", help=_TO_ACCEPT)]
_STILL = N_("Only tasks with a last day that have begun, and of which nothing was heard for so many days.")
NoProgress = Annotated[int | None, typer.Option("--no-progress", metavar="DAYS", min=1, max=MOST_DAYS, help=_STILL)]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, max=MOST, help=_AT_MOST)]
After = Annotated[str | None, typer.Option("--after", metavar="PLACE", help=_GO_ON)]


def tasks(
    context: typer.Context,
    plan: OfPlan = None,
    unit: OfUnit = None,
    units_of: UnitsOf = THEN,
    lead: Lead = None,
    state: InState = None,
    standing: StandsSo = None,
    due_within: DueWithin = None,
    as_of: AsOf = None,
    on: OnDay = None,
    find: Find = None,
    search: Words = None,
    awaiting_acceptance: Awaiting = False,
    no_progress: NoProgress = None,
    limit: Limit = None,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List tasks."""
    page, titled = Page.asked(after, limit), _words_of(find) if find is not None else None
    here, now, wanted_state = invocation(context), of_now(units_of), read_state(state)
    with here.office() as office, view(office, as_of, on) as seen:
        session, shelf = seen.session, Snapshot(seen.session, office.tools)
        must_be_adopted(session, [plan] if plan else [])
        wanted = shelf.units().became(unit) if unit and now else [unit]
        # what is withheld is not found by its words
        leaving = here.terminal.leaving if as_json and (titled or search is not None) else WHOLE
        words = _search(search, shelf, leaving)
        stands = asked_standing(standing, due_within, seen.day)
        filters = {"plan": plan, "lead": lead, "state": wanted_state, "titled": titled, "stands": stands}
        if wanted_state is State.WAITING and not (awaiting_acceptance or no_progress or stands):
            waits = _titled(_waiting(shelf, plan, wanted, lead), titled or (), leaving, words)
            (answers, more), views = page.cut(page.past(waits), place_of), list[TaskView]()
        else:
            listing = _Listing(session, shelf, wanted, page, seen.day, no_progress, leaving, words)
            views, more, still = listing.views(awaiting_acceptance, **filters)
            answers = [{**one, **still_answer(still, one)} for one in answers_of(session, shelf, views, seen.day)]
        marks = TaskMarks.of(session, shelf.units(), views)
        note(office, "tasks", ((one["plan"], one["rule"], _level(one)) for one in answers))
        answers = with_cycles(session, [marks.marked(one) for one in answers], shelf.plans(), seen.day)
    if as_json:
        here.terminal.json({"tasks": answers, "next": more} if page.is_part else answers)
    else:
        show_tasks(here, marks, answers, of_now=now, more=more)


def _level(answer: Answer) -> Level:
    return Level(answer["secrecy"])


@dataclass(frozen=True, slots=True)
class _Listing:
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


def _waiting(shelf: Snapshot, plan: str | None, wanted: Sequence[str | None], led_by: str | None) -> Iterator[Answer]:
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


def _search(text: str | None, shelf: Snapshot, leaving: Leaving) -> "Search | None":
    if text is None:
        return None
    from adapters.cli.output.lists.searching import Search  # noqa: PLC0415 - likewise

    return Search.of(text, shelf, leaving)


def _words_of(find: str) -> Sequence[str]:
    from adapters.cli.output.task_titles import words_of  # noqa: PLC0415 - lists are mostly not searched

    return words_of(find)


def _titled(answers: Iterable[Answer], words: Sequence[str], leaving: Leaving, search: "Search | None") -> list[Answer]:
    from adapters.cli.output.task_titles import is_titled  # noqa: PLC0415 - likewise

    found = (one for one in answers if is_titled(one, words) and not leaving.withholds(_level(one)))
    return [one for one in found if search is None or search.finds(one)]
