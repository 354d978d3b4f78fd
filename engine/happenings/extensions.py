"""Extensions: more time is asked for, granted, refused. The plan bounds how often and how long; time bounds it too.

An override, granted on a document, sets the plan's bounds, the missing request and the passed due date aside. It does
not bring back a task that is done, closed or suspended by that day (docs/decisions/0055-extension.md). Nobody decides
on more time for himself, unless the plan says so (0072-who-may-extend.md). A request or a refusal leaves the task as it
is, and whoever decides, or leads it, is told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.counting.periods import count
from engine.decision import Kind
from engine.facts.fact import Answer, Fact
from engine.facts.topics import Sort
from engine.happenings.amendments import STATED, in_force, said_before, stated
from engine.happenings.course.answering import (
    answering,
    fits_answer,
    fits_request,
    must_be_answered_after,
    open_requests,
    said_of_more_time,
)
from engine.happenings.course.notices import Word, amending, told_as
from engine.happenings.entry import Entry, Meaning, replaced_by
from engine.happenings.named import plan_of, told
from engine.happenings.possible import OUTSIDE_THE_PLAN
from engine.happenings.reports import admit_given, fact_of_task, matters_of_task, was_open
from engine.tasks import OPEN, State, task_parts
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event
from events.rows import TaskRow
from rules.plan import EACH, Plan

NOT_STARTED = N_("Task “{task}” has not started, so its due date cannot be put off. Nothing was recorded.")
NOT_OPEN = N_("Task “{task}” is {state}, so its due date cannot be put off. Nothing was recorded.")
OPEN_BEFORE = N_(
    "Task “{task}” is {state}, so its due date cannot be put off. Nothing was recorded. If it was asked or decided on "
    "a day before, say on which: `--on`."
)
NO_DUE = N_("Task “{task}” has no due date that could be put off. Nothing was recorded; set a date first.")
NOT_LATER = N_("Task “{task}” is due on {due}, and {day} is not later. Nothing was recorded; give a later day.")
PASSED = N_(
    "Task “{task}” was due on {due}, which has passed: an extension must be asked for and granted before. Nothing was "
    "recorded. If it was so, and is recorded late, say on which day: `--on`; whoever may can grant it as an override, "
    "on a document."
)
ASKED_ALREADY = N_("An extension of task “{task}” has been asked for already, by event “{id}”. Nothing was recorded.")
NOT_ASKED = N_(
    "No extension of task “{task}” is asked for that has not been answered. Nothing was recorded. "
    "Record the request first; whoever may can grant one without it as an override, on a document."
)
ANSWERED = N_(
    "The extension asked for task “{task}” has been answered already: {since}. Nothing was recorded. "
    "Record a new request first, or correct that answer; whoever may can grant one as an override, on a document."
)
NO_DOCUMENT = N_("An extension is granted on a document. Nothing was recorded; name the document.")
NO_DECIDER = N_(
    "There is no unit with the code “{unit}” that could have decided. Nothing was recorded; correct the code."
)
OWN_TIME = N_(
    "“{unit}” leads task “{task}” itself: whether it gets more time is for another to decide. Nothing was recorded. "
    "Say which unit decided, or have the plan allow it (`policies: extension: by`)."
)
NOT_THEIRS = N_(
    "Plan “{plan}” lets these decide on extensions: {known}. “{unit}” is none of them. Nothing was recorded; say which "
    "of them decided."
)
TOO_OFTEN = N_(
    "Task “{task}” has been extended {count} time(s), and plan “{plan}” allows {times}. Nothing was recorded. "
    "Whoever may can grant it as an override, on a document."
)
TOO_LONG = N_(
    "Plan “{plan}” lets task “{task}” be put off until {limit} at most, and {day} is later. Nothing was recorded. "
    "Whoever may can grant it as an override, on a document."
)


def _admit(entry: Entry) -> None:
    """Raise EventError unless there is such a task."""
    admit_given(entry)


def _request(entry: Entry, then: date | None) -> None:
    """Raise EventError unless more time may be asked for."""
    case = _case(entry)
    _must_be_in_time(entry, case, _later_than(entry, case, then))
    if case.asked:
        raise EventError(ASKED_ALREADY, task=case.task, id=case.asked[-1].id)


def _grant(entry: Entry, then: date | None) -> None:
    """Raise EventError unless so much time may be granted, by that unit, on that document."""
    case = _case(entry)
    _may_decide(entry, case)
    due = _later_than(entry, case, then)
    if entry.event.document is None:
        raise EventError(NO_DOCUMENT)
    if entry.event.data.get("override"):
        return
    _must_be_in_time(entry, case, due)
    _must_be_asked(entry, case)
    _within_bounds(entry, case, due)


def _admit_refusal(entry: Entry) -> None:
    """Raise EventError unless more time is asked for, and that unit may decide."""
    case = _case(entry)
    _may_decide(entry, case)
    _must_be_asked(entry, case)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A task with the extensions granted for it, and the requests that have not been answered: at most one, mostly."""

    plan: Plan
    task: str
    unit: str
    granted: Sequence[Fact]
    asked: Sequence[Fact]
    answer: Fact | None  # the last answer, if there is one


def _case(entry: Entry) -> _Case:
    """All that has been asked, granted and refused for the event's task and is in force. Raises EventError."""
    task, plan = admit_given(entry), plan_of(entry)
    _, unit, _ = task_parts(plan.id, task)
    said = said_of_more_time(entry)
    answers = [fact for fact in said if fact.topic.sort is not Sort.ASKED]
    return _Case(
        plan=plan,
        task=task,
        unit=unit,
        granted=[fact for fact in answers if fact.topic.sort is Sort.EXTENDED],
        asked=open_requests(said),
        answer=answers[-1] if answers else None,
    )


def _may_decide(entry: Entry, case: _Case) -> None:
    """Raise EventError unless the unit that decides may: the one named, else the one as which the event is recorded."""
    units, row, may = entry.snapshot.units(), entry.session.task(case.task), case.plan.policies.extension.by
    named = entry.event.unit or entry.event.actor
    if entry.event.unit and named not in units.rows:
        raise EventError(NO_DECIDER, unit=named)
    itself = row is not None and any(units.same(named, one, entry.event.occurred_on) for one in (row.lead, case.unit))
    if not may:
        if itself:
            raise EventError(OWN_TIME, unit=named, task=case.task)
        return
    allowed = {now for code in may for now in (code, units.current(code))}
    if named not in allowed and not (itself and EACH in may):
        raise EventError(NOT_THEIRS, plan=case.plan.id, known=", ".join(may), unit=named)


def _decided_by(entry: Entry) -> None:
    """Raise EventError where the unit that a correction gives may not decide."""
    _may_decide(entry, _case(entry))


def _later_than(entry: Entry, case: _Case, then: date | None) -> date:
    """The last day that the task had on the event's own day; as it is now, if it had none `then`.

    Raises EventError unless the task is open now, or was then, and the event's day is later.
    """
    row = entry.session.task(case.task)
    if row is None or row.state == State.WAITING:
        raise EventError(NOT_STARTED, task=case.task)
    there = State(row.state) in OPEN or was_open(entry, row)
    key = row.due_key if there else _before_suspended(entry, case, row)
    due = then or (entry.snapshot.receipts_of(row.plan, [key])[key].due if key else None)
    if due is None:
        raise EventError(NO_DUE, task=case.task)
    if _day(entry.event) <= due:
        raise EventError(NOT_LATER, task=case.task, due=due.isoformat(), day=entry.event.data["due"])
    return due


def _before_suspended(entry: Entry, case: _Case, row: TaskRow) -> str | None:
    """The key of the due that the task had until it was suspended.

    Raises EventError unless it is suspended, and since a day after the event's: whichever was recorded first.
    """
    former = [one for one in entry.session.history(row.id) if one.state != State.SUSPENDED][-1:]
    if row.state == State.SUSPENDED and former and State(former[0].state) in OPEN:
        since = entry.session.event_at(former[0].position)
        now = in_force(since, entry.session.amending(since.event.id)) or since.event
        if entry.event.occurred_on < max(since.event.occurred_on, now.occurred_on):
            return former[0].due_key
    raise EventError(NOT_OPEN if row.state == State.CLOSED else OPEN_BEFORE, task=case.task, state=State(row.state))


def _must_be_in_time(entry: Entry, case: _Case, due: date) -> None:
    if entry.event.occurred_on > due:
        raise EventError(PASSED, task=case.task, due=due.isoformat())


def _must_be_asked(entry: Entry, case: _Case) -> None:
    """Raise EventError unless a request is open that was made by the event's day."""
    if not case.asked and case.answer:
        raise EventError(ANSWERED, task=case.task, since=told(entry.session.recorded(case.answer.id).event))
    if not case.asked:
        raise EventError(NOT_ASKED, task=case.task)
    must_be_answered_after(entry, case.asked)


def _within_bounds(entry: Entry, case: _Case, due: date) -> None:
    plan, bounds = case.plan, case.plan.policies.extension
    if len(case.granted) >= bounds.times:
        raise EventError(TOO_OFTEN, task=case.task, count=len(case.granted), plan=plan.id, times=bounds.times)
    if bounds.at_most is None:
        return
    convention = entry.tools.convention(plan.convention).override(plan.policies.settings)
    calendar = entry.snapshot.calendars(plan.calendar, entry.snapshot.units()).at(case.unit)
    limit = count(due, bounds.at_most, calendar, convention).due
    if _day(entry.event) > limit:
        day = entry.event.data["due"]
        raise EventError(TOO_LONG, plan=plan.id, task=case.task, limit=limit.isoformat(), day=day)


# --- what it states and brings ----------------------------------------------------------------------------------------


def _day(event: Event) -> date:
    return date.fromisoformat(event.data["due"])


def _requested(event: Event, position: int) -> Sequence[Fact]:
    return [fact_of_task(event, position, Sort.ASKED, _day(event), _answer(event))]


def _granted(event: Event, position: int) -> Sequence[Fact]:
    return [fact_of_task(event, position, Sort.EXTENDED, _day(event), _answer(event), replaced_by(event))]


def _refused(event: Event, position: int) -> Sequence[Fact]:
    return [fact_of_task(event, position, Sort.REFUSED, event.occurred_on, _answer(event))]


def _answer(event: Event) -> Answer:
    answers = event.data.get("answers")
    source = event.document.text if event.document else event.id
    return Answer(source, event.data.get("reason"), None if answers is None else tuple(answers))


def _meaning(states: Callable[[Event, int], Sequence[Fact]], admit: Callable[[Entry], None] = _admit) -> Meaning:
    return Meaning(
        admit=admit,
        fits=fits_answer,
        brings=stated,
        closing=Closing.NO_GROUNDS,
        states=states,
        amending=STATED,
        matters=matters_of_task,
        within_plan=OUTSIDE_THE_PLAN,
        said_by=_decided_by,
        unit_in_log=True,
        fills=answering,
        at_home=True,
    )


def _told(meaning: Meaning, said: Kind, taken_back: Kind) -> Meaning:
    """The meaning of an event that leaves the task as it is, and is told; and so is that it is taken back."""
    return replace(meaning, brings=told_as(said), amending=amending(Word(said, taken_back)))


_REQUESTED = _told(_meaning(_requested), Kind.ASKED, Kind.NOT_ASKED)

MEANINGS: Mapping[str, Meaning] = {
    "extension.requested": replace(_REQUESTED, in_term=_request, fits=fits_request, said_by=None, fills=None),
    "extension.granted": replace(_meaning(_granted), in_term=_grant, restates=said_before),
    "extension.refused": _told(_meaning(_refused, _admit_refusal), Kind.NOT_EXTENDED, Kind.NOT_REFUSED),
}
