"""May this extension be asked for, granted, refused? The plan bounds how often and how long; time bounds it too.

An override, granted on a document, sets the plan's bounds, the missing request and the passed due date aside. It does
not bring back a task that is done, closed or suspended (docs/decisions/0055-extension.md). Nobody decides on more time
for himself, unless the plan says so (0072-who-may-extend.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.counting.periods import count
from engine.facts.signals import asked_signal, extended_signal, refused_signal
from engine.happenings.incoming import Reading
from engine.happenings.named import told
from engine.tasks import OPEN, State, task_parts
from events.errors import N_, EventError
from events.event import Event
from events.rows import FactRow
from rules.plan import EACH, Plan

NOT_STARTED = N_("Task “{task}” has not started, so its due date cannot be put off. Nothing was recorded.")
NOT_OPEN = N_("Task “{task}” is {state}, so its due date cannot be put off. Nothing was recorded.")
NO_DUE = N_("Task “{task}” has no due date that could be put off. Nothing was recorded; set a date first.")
NOT_LATER = N_("Task “{task}” is due on {due}, and {day} is not later. Nothing was recorded; give a later day.")
PASSED = N_(
    "Task “{task}” was due on {due}, which has passed: an extension must be asked for and granted before. Nothing was "
    "recorded. Whoever may can grant it as an override, on a document."
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


def admit_extension(reading: Reading, plan: Plan) -> None:
    """Raise EventError unless the event, which is an extension asked, granted or refused, fits what is known."""
    event, case = reading.event, _case(reading, plan)
    if event.type != "extension.requested":
        _may_decide(reading, plan, case.task)
    if event.type == "extension.refused":
        case.must_be_asked()
        return
    due = _due(reading, case.task)
    if event.data["due"] <= due:
        raise EventError(NOT_LATER, task=case.task, due=due, day=event.data["due"])
    if event.type == "extension.granted":
        if event.document is None:
            raise EventError(NO_DOCUMENT)
        if event.data.get("override"):
            return
    if reading.today.isoformat() > due:
        raise EventError(PASSED, task=case.task, due=due)
    if event.type == "extension.requested":
        case.must_not_be_asked()
    else:
        case.must_be_asked()
        _within_bounds(reading, plan, case, date.fromisoformat(due))


def _may_decide(reading: Reading, plan: Plan, task: str) -> None:
    """Whether the unit that decides may: the one named, else the one as which the event is recorded."""
    units, row, may = reading.shelf.units(), reading.session.task(task), plan.policies.extension.by
    named = reading.event.unit or reading.event.actor
    if reading.event.unit and named not in units.rows:
        raise EventError(NO_DECIDER, unit=named)
    itself = row is not None and named in (row.lead, task_parts(plan.id, task)[1])
    if not may:
        if itself:
            raise EventError(OWN_TIME, unit=named, task=task)
        return
    allowed = {now for code in may for now in (code, units.current(code))}
    if named not in allowed and not (itself and EACH in may):
        raise EventError(NOT_THEIRS, plan=plan.id, known=", ".join(may), unit=named)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A task with the extensions granted for it, and the request that has not been answered, if there is one."""

    task: str
    granted: Sequence[FactRow]
    asked: FactRow | None
    answer: Event | None  # the last thing said of it, where that is no request

    def must_be_asked(self) -> None:
        if self.answer:
            raise EventError(ANSWERED, task=self.task, since=told(self.answer))
        if self.asked is None:
            raise EventError(NOT_ASKED, task=self.task)

    def must_not_be_asked(self) -> None:
        if self.asked:
            raise EventError(ASKED_ALREADY, task=self.task, id=self.asked.event_id)


def _case(reading: Reading, plan: Plan) -> _Case:
    """What has been asked, granted and refused for the event's task and is in force."""
    task = reading.event.subject or ""
    rule, unit, cycle = task_parts(plan.id, task)
    asked, granted = asked_signal(rule), extended_signal(rule)
    found = reading.session.facts(plan.id, [asked, granted, refused_signal(rule)])
    said = sorted((row for row in found if (row.unit, row.cycle) == (unit, cycle)), key=lambda row: row.position)
    last = said[-1] if said else None
    answer = last if last and last.signal != asked else None
    return _Case(
        task=task,
        granted=[row for row in said if row.signal == granted],
        asked=last if last and last.signal == asked else None,
        answer=reading.session.recorded(answer.event_id).event if answer else None,
    )


def _due(reading: Reading, task: str) -> str:
    """The due date of a task that is open. Raises EventError where there is none."""
    row = reading.session.task(task)
    if row is None:
        raise EventError(NOT_STARTED, task=task)
    if State(row.state) not in OPEN:
        raise EventError(NOT_OPEN, task=task, state=row.state)
    due = reading.session.dues([row.due_key])[row.due_key].due if row.due_key else None
    if due is None:
        raise EventError(NO_DUE, task=task)
    return due


def _within_bounds(reading: Reading, plan: Plan, case: _Case, due: date) -> None:
    bounds, day = plan.policies.extension, reading.event.data["due"]
    if len(case.granted) >= bounds.times:
        raise EventError(TOO_OFTEN, task=case.task, count=len(case.granted), plan=plan.id, times=bounds.times)
    if bounds.at_most is None:
        return
    convention = reading.shelf.tools.convention(plan.convention).override(plan.policies.settings)
    _, unit, _ = task_parts(plan.id, case.task)
    calendar = reading.shelf.calendars(plan.calendar, reading.shelf.units()).at(unit)
    limit = count(due, bounds.at_most, calendar, convention).due.isoformat()
    if day > limit:
        raise EventError(TOO_LONG, plan=plan.id, task=case.task, limit=limit, day=day)
