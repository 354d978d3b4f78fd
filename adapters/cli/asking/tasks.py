"""The command `tasks`: what is to be done, by whom, until when."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.answers.course.in_lists import still_answer
from adapters.answers.lists.answers import answers_of, with_cycles
from adapters.answers.lists.listing import Listing, not_begun
from adapters.answers.lists.standings import asked_standing, read_state
from adapters.answers.lists.task_pages import Page, place_of
from adapters.answers.noting import note
from adapters.answers.task_answers import Answer
from adapters.answers.task_marks import TaskMarks
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import MOST, AsJson
from adapters.cli.output.lists.tables import show_tasks
from adapters.cli.output.looking_back import AsOf, OnDay, view
from adapters.cli.output.unit_names import THEN, UnitsOf, of_now
from adapters.cli.typed_in.standings import DueWithin, StandsSo
from adapters.leaving import WHOLE, Leaving
from adapters.statements.plan_names import must_be_adopted
from engine.snapshot import Snapshot
from engine.tasks import State
from events.views import TaskView
from rules.problems import N_
from rules.secrecy import Level

if TYPE_CHECKING:
    from adapters.answers.lists.searching import Search

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
            waits = _titled(not_begun(shelf, plan, wanted, lead), titled or (), leaving, words)
            (answers, more), views = page.cut(page.past(waits), place_of), list[TaskView]()
        else:
            listing = Listing(session, shelf, wanted, page, seen.day, no_progress, leaving, words)
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


def _search(text: str | None, shelf: Snapshot, leaving: Leaving) -> "Search | None":
    if text is None:
        return None
    from adapters.answers.lists.searching import Search  # noqa: PLC0415 - likewise

    return Search.of(text, shelf, leaving)


def _words_of(find: str) -> Sequence[str]:
    from adapters.answers.lists.task_titles import words_of  # noqa: PLC0415 - lists are mostly not searched

    return words_of(find)


def _titled(answers: Iterable[Answer], words: Sequence[str], leaving: Leaving, search: "Search | None") -> list[Answer]:
    from adapters.answers.lists.task_titles import is_titled  # noqa: PLC0415 - likewise

    found = (one for one in answers if is_titled(one, words) and not leaving.withholds(_level(one)))
    return [one for one in found if search is None or search.finds(one)]
