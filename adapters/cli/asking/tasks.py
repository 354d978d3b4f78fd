"""The command `tasks`: what is to be done, by whom, until when."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer

from adapters.cli.asking.looking.noting import note
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import MOST, AsJson
from adapters.cli.frame.refusals import Refused
from adapters.cli.output.course.coming_rungs import next_answer, next_text
from adapters.cli.output.course.duties import adopted_on, duty_cells, is_standing, measured
from adapters.cli.output.course.in_lists import still_answer, still_text
from adapters.cli.output.course.taken_over import taken_over, with_former
from adapters.cli.output.due_dates import DUE, TITLE, UNIT, left_text
from adapters.cli.output.looking_back import AsOf, OnDay, view
from adapters.cli.output.task_answers import Answer, view_answer, waiting
from adapters.cli.output.task_marks import TaskMarks, some_units
from adapters.cli.output.task_pages import Page, place_of
from adapters.cli.output.unit_names import THEN, UnitsOf, of_now
from adapters.cli.typed_in.plan_names import must_be_adopted
from adapters.leaving import WHOLE, Leaving
from adapters.words.plain_text import one_line
from adapters.words.recounts import RECOUNTING
from adapters.words.tasks import STANDINGS, STATES, TOLD_BY_STATE
from engine.asking.course.coming_rungs import next_rungs
from engine.facts.plans import reports_await_acceptance
from engine.facts.topics import Topic, date_set
from engine.snapshot import Snapshot, facts_in
from engine.tasks import Standing, State, standing
from engine.units import Units
from events.store import Session
from events.views import TaskView
from rules.plan import Plan, TaskRule
from rules.problems import N_
from rules.secrecy import Level

MOST_DAYS = 3_660
"""The longest time without a word that can be asked for."""

_NO_STATE = N_("There is no state “{state}”. There are: {known}.")
_NONE = N_("No tasks.")
_DUTIES = N_("Standing duties, without a last day")
_COUNT = N_("{count} task(s).")
_MORE = N_("There are more: the same command with --after {place} goes on.")
_PROVISIONAL = N_("{due} (provisional)")
_SET_BY = N_("set a date by {day}")
_BY_HAND = N_("{due} (set by hand)")
_IN_DOUBT = N_("{due} (set by hand, in doubt)")


_AT_MOST = N_("At most so many tasks; it is said how to go on.")
_GO_ON = N_("Go on after the place with which the page before ended.")
_IN_TITLE = N_("Only tasks in whose title all these words are, with or without diacritics.")
Find = Annotated[str | None, typer.Option("--find", metavar="WORDS", help=_IN_TITLE)]
_TO_ACCEPT = N_("Only tasks that were reported done, and whose reports are still to be accepted.")
Awaiting = Annotated[bool, typer.Option("--awaiting-acceptance", help=_TO_ACCEPT)]
_STILL = N_("Only tasks with a last day that have begun, and of which nothing was heard for so many days.")
NoProgress = Annotated[int | None, typer.Option("--no-progress", metavar="DAYS", min=1, max=MOST_DAYS, help=_STILL)]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, max=MOST, help=_AT_MOST)]
After = Annotated[str | None, typer.Option("--after", metavar="PLACE", help=_GO_ON)]


def tasks(
    context: typer.Context,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only tasks of this plan."))] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only tasks of, or led by, this unit."))
    ] = None,
    units_of: UnitsOf = THEN,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help=N_("Only tasks in this state."))] = None,
    as_of: AsOf = None,
    on: OnDay = None,
    find: Find = None,
    awaiting_acceptance: Awaiting = False,
    no_progress: NoProgress = None,
    limit: Limit = None,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List tasks."""
    page, titled = Page.asked(after, limit), _words_of(find) if find is not None else None
    _must_be_a_state(state)
    here, now = invocation(context), of_now(units_of)
    with here.office() as office, view(office, as_of, on) as seen:
        session, shelf = seen.session, Snapshot(seen.session, office.tools)
        plans, units = shelf.plans(), shelf.units()
        must_be_adopted(session, [plan] if plan else [])
        wanted = units.became(unit) if unit and now else [unit]
        leaving = here.terminal.leaving if as_json and titled else WHOLE  # what is withheld is not found by its words
        views: Sequence[TaskView] = []
        if state == State.WAITING and not awaiting_acceptance and no_progress is None:
            among = [plans[row.id] for row in session.plans() if not row.ended and plan in (None, row.id)]
            waits = (one for code in wanted for one in _waiting(session, units, among, code))
            answers, more = page.cut(page.past(_titled(waits, titled or (), leaving)), place_of)
        else:
            listing = _Listing(session, shelf, wanted, page, seen.day, no_progress, leaving)
            views, more, still = listing.views(awaiting_acceptance, plan=plan, state=state, titled=titled)
            answers = [{**one, **still_answer(still, one)} for one in _answers(session, shelf, views, seen.day)]
        marks = TaskMarks.of(session, units, views)
        note(office, "tasks", ((one["plan"], one["rule"], _level(one)) for one in answers))
        answers = _measured(session, [marks.marked(one) for one in answers], plans, seen.day)
    if as_json:
        here.terminal.json({"tasks": answers, "next": more} if page.is_part else answers)
    else:
        _list(here, marks, answers, of_now=now)
        _say_how_to_go_on(here, more)


def _say_how_to_go_on(here: Invocation, more: str | None) -> None:
    if more:
        from shlex import quote  # noqa: PLC0415 - most lists are not cut

        here.terminal.line(_MORE, place=quote(more))


def _level(answer: Answer) -> Level:
    return Level(answer["secrecy"])


def _must_be_a_state(state: str | None) -> None:
    if state is not None and state not in list(State):
        raise Refused(_NO_STATE, state=one_line(state, 40), known=[str(each) for each in State])


def _measured(session: Session, answers: list[Answer], plans: Mapping[str, Plan], today: date) -> list[Answer]:
    """The tasks; standing duties with how their reporting cycles stand."""
    named = {one["plan"] for one in answers}
    adopted = {row.id: adopted_on(session, row) for row in session.plans() if row.id in named}
    return [measured(one, plans[one["plan"]], adopted[one["plan"]], today) for one in answers]


def _answers(session: Session, shelf: Snapshot, views: Sequence[TaskView], today: date) -> list[Answer]:
    """The tasks as they are told of, each by the rule that its plan has for it."""
    plans = shelf.plans()
    names = {(one.plan, one.rule) for one in views}
    rules = {(of, name): shelf.rule(plans[of], name) for of, name in names}
    by_hand = _by_hand(session, names, some_units(views))
    units = shelf.units()
    awaited = {one.id for one in views if reports_await_acceptance(units, plans[one.plan], one.rule, one.lead)}
    took = {name: {"took_over": taken_over(shelf, *name)} for name in names}
    rungs = {task: next_answer(one) for task, one in next_rungs(shelf, views, today).items()}
    told = [(one, (one.plan, one.rule), {"next_rung": rungs.get(one.id)}) for one in views]
    return [
        {**_answer(one, rules[name], plans[one.plan], by_hand, today, accepted=one.id in awaited), **rung, **took[name]}
        for one, name, rung in told
    ]


def _answer(of: TaskView, rule: TaskRule, plan: Plan, by_hand: Set[str], today: date, *, accepted: bool) -> Answer:
    """A task, where it stands on the day, and whether an officer set its date; `accepted`: its reports are to be."""
    answer, state = view_answer(of, rule, plan), State(of.state)
    days = {name: _day(getattr(of, name)) for name in ("due", "remind_on", "done_on", "set_by")}
    stands = standing(state, today=today, **days)
    set_by_hand = not by_hand.isdisjoint(answer["basis"])
    return {
        **answer,
        "set_by": of.set_by,
        "window_start": of.window_start,
        "set_by_hand": set_by_hand,
        "date_in_doubt": bool(of.in_doubt),
        "standing": str(stands),
        "awaits_acceptance": state is State.DONE and accepted,
    }


def _by_hand(session: Session, rules: Iterable[tuple[str, str]], units: Collection[str] | None) -> Set[str]:
    """The events in which officers set dates of tasks of `rules` (plan and rule), at these units: one query a plan."""
    topics: dict[str, list[Topic]] = {}
    for plan, rule in rules:
        topics.setdefault(plan, []).append(date_set(rule))
    return {fact.id for plan, these in topics.items() for fact in facts_in(session, plan, these, units)}


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

    def views(self, to_accept: bool, **filters: Any) -> tuple[Sequence[TaskView], str | None, Mapping[str, date]]:
        """The page, where the next begins, and since when each has stood still, where that is asked for.

        `to_accept`: of those alone whose reports await acceptance.
        """
        whole = self.no_progress is not None or self.leaving is not WHOLE  # a page is cut of what is left
        limit, awaiting, still = None if whole else self.page.and_one, self._awaiting(to_accept), dict[str, date]()
        found = self._found(limit, awaiting=awaiting, **filters)
        if self.leaving is not WHOLE:
            found = [view for view in found if not self.leaving.withholds(self._level(view))]
        if self.no_progress is not None:
            from engine.asking.course.standing_still import standing_still  # noqa: PLC0415 - lists mostly need it not

            still = standing_still(self.session, found, self.today, self.no_progress)
            found = [view for view in found if view.id in still]
        views, more = self.page.cut(found, lambda view: (view.day, view.id))
        return views, more, still

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


def _waiting(session: Session, units: Units, plans: Iterable[Plan], unit: str | None) -> Iterator[Answer]:
    from engine.deciding.task_units import beginners  # noqa: PLC0415 - tasks that have rows are listed without

    for plan in plans:
        places = {name: beginners(plan, units, rule) for name, rule in plan.rules.items()}
        for found in waiting(plan, session.view_tasks(plan=plan.id), places):
            answer = {**found, "lead": units.heirs.get(found["lead"], found["lead"])}
            if unit in (None, answer["unit"], answer["lead"]):
                yield answer


def _words_of(find: str) -> Sequence[str]:
    from adapters.cli.output.task_titles import words_of  # noqa: PLC0415 - lists are mostly not searched

    return words_of(find)


def _titled(answers: Iterable[Answer], words: Sequence[str], leaving: Leaving) -> list[Answer]:
    from adapters.cli.output.task_titles import is_titled  # noqa: PLC0415 - likewise

    return [one for one in answers if is_titled(one, words) and not leaving.withholds(_level(one))]


def _list(here: Invocation, marks: TaskMarks, answers: list[Answer], *, of_now: bool) -> None:
    terminal = here.terminal
    if not answers:
        terminal.line(_NONE)
        return

    def named(answer: Answer) -> tuple[str, str, str]:
        title = with_former(terminal, marks.title_text(terminal, answer, of_now=of_now), answer.get("took_over") or ())
        return answer["id"], title, marks.unit_text(answer, of_now=of_now)

    duties = [answer for answer in answers if is_standing(answer)]
    others = [answer for answer in answers if not is_standing(answer)]
    if others:
        columns: tuple[str, ...] = N_("Id"), TITLE, UNIT, DUE, N_("State")
        rows: Iterable[tuple[str, ...]] = ((*named(one), *_cells(here, marks, one)) for one in others)
        if any(one.get("next_rung") for one in others):
            columns += (N_("Told of next"),)
            rows = ((*row, next_text(terminal, one["next_rung"])) for row, one in zip(rows, others, strict=True))
        terminal.table(columns, rows)
    if duties:
        columns = (N_("Id"), TITLE, UNIT, N_("Last report"), N_("This cycle"))
        terminal.table(
            columns, ((*named(one), *duty_cells(terminal, one)) for one in duties), title=terminal.label(_DUTIES)
        )
    terminal.line(_COUNT, count=len(answers))
    if marks.recounting:
        terminal.line(RECOUNTING, plans=marks.recounting)


def _cells(here: Invocation, marks: TaskMarks, answer: Answer) -> tuple[str, str]:
    due, stands = _when(here, answer)
    return due, marks.state_text(here.terminal, answer, stands)


def _when(here: Invocation, answer: Answer) -> tuple[str, str]:
    """The due date, and how the task stands, in words."""
    terminal, state = here.terminal, State(answer["state"])
    due = terminal.value(answer["due"])
    if answer["due"] and answer["provisional"]:
        due = terminal.text(_PROVISIONAL, due=due)
    if answer.get("set_by_hand") and answer["due"]:
        due = terminal.text(_IN_DOUBT if answer.get("date_in_doubt") else _BY_HAND, due=due)
    if answer.get("left"):
        due = left_text(terminal, answer["left"])
    elif answer.get("set_by") and not answer["due"]:
        due = terminal.text(_SET_BY, day=answer["set_by"])
    stands = answer.get("standing")
    words = [STATES[state], *([STANDINGS[Standing(stands)]] if stands and stands not in TOLD_BY_STATE else [])]
    return due, still_text(terminal, answer, ", ".join(map(terminal.label, words)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
