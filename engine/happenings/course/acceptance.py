"""Acceptance: whoever follows a plan accepts what was reported done, or returns it, with the reason and a new day.

Both go back to the report, and add to what it says (`engine.happenings.amendments`), so that neither outlives it. One
that was returned is no report any more: the task is open again, until the new day where one is given. One that was
accepted is firm: it is neither corrected nor taken back before the acceptance is
(docs/decisions/0128-the-course-of-a-task.md).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from engine.facts.topics import date_set
from engine.happenings.amendments import (
    ACCEPTANCE,
    GONE,
    RETURN,
    STATED,
    WITHDRAWAL,
    amends,
    in_force,
    last_of,
    others,
    said_by_what_fits,
    says_again,
    story,
)
from engine.happenings.course.hearing import must_hear
from engine.happenings.entry import Entry, Meaning
from engine.happenings.named import told
from engine.happenings.reports import REPORT, must_be_a_new_day, must_be_answered_by
from engine.tasks import task_parts
from engine.telling.reasons import Closing
from events.errors import N_, EventError, TypeCode
from events.event import Event
from events.rows import TaskRow

NO_REPORT = N_(
    "Event “{id}” is of type {type}, and not the report that a task was done. Nothing was recorded; name the report."
)
RETURNED = N_(
    "The report “{id}” of {day} was returned already: {since}. Nothing was recorded. If that was wrong, withdraw it: "
    "`thoihan withdraw {by}`."
)
ACCEPTED = N_(
    "The report “{id}” of {day} was accepted already: {since}. Nothing was recorded. If that was wrong, withdraw it: "
    "`thoihan withdraw {by}`."
)
NOT_LATER = N_(
    "Task “{task}” is due on {due}, and {day} is not later. Nothing was recorded; give a later day, or leave it out to "
    "keep that one."
)


def _admit(entry: Entry) -> None:
    """Raise EventError (UnknownEvent) unless the report stands, and that unit may say what becomes of it."""
    _reported(entry)


def _reported(entry: Entry) -> TaskRow | None:
    """The task of the report. Raises EventError (UnknownEvent) as above."""
    report = _standing(entry)
    row = must_be_answered_by(entry, report, entry.event.unit or entry.event.actor, entry.event.occurred_on)
    STATED.admit(entry, story(entry))
    return row


def _standing(entry: Entry) -> Event:
    """The report as it stands. Raises EventError where it was taken back, returned or accepted before."""
    named = entry.session.recorded(entry.event.corrects or "")
    if named.event.type != REPORT:
        raise EventError(NO_REPORT, id=named.event.id, type=TypeCode(named.event.type))
    before = others(entry, story(entry))
    said = in_force(named, before)
    if said is None:
        raise EventError(GONE, id=named.event.id, since=told(last_of(before, WITHDRAWAL)))
    for kind, template in ((RETURN, RETURNED), (ACCEPTANCE, ACCEPTED)):
        if _MARK[kind] in said.data:
            by = last_of(before, kind)
            raise EventError(template, id=said.id, day=said.occurred_on, since=told(by), by=by.id)
    return said


_MARK = {RETURN: "returned_on", ACCEPTANCE: "accepted_on"}


def _admit_return(entry: Entry) -> None:
    """Raise EventError too where the new day is none."""
    row = _reported(entry)
    if row:  # it is open again then, and somebody must be there to do it
        must_hear(entry, row.unit)
    if entry.event.data.get("due") is None:
        return
    day = date.fromisoformat(entry.event.data["due"])
    must_be_a_new_day(day, entry.event.occurred_on)
    due = entry.snapshot.receipts([row])[row.due_key].due if row and row.due_key else None
    if row and due and day <= due:
        raise EventError(NOT_LATER, task=row.id, due=due, day=day)


def _said_already(entry: Entry) -> str | None:
    """Id of the event that says the same of the same report."""
    return says_again(entry, lambda one: (one.occurred_on, one.unit, one.data.get("due"), one.data.get("reason")))


def _dates_before(entry: Entry) -> Iterator[str]:
    """Ids of the events that gave the task the days for which the new one stands."""
    report = entry.session.recorded(entry.event.corrects or "").event
    rule, unit, cycle = task_parts(report.plan or "", report.subject or "")
    if entry.event.data.get("due"):
        dates = entry.snapshot.facts_at(report.plan or "", {date_set(rule): (unit,)})
        on = entry.event.occurred_on
        yield from (fact.id for fact in dates if fact.cycle == cycle and fact.own_day <= on)


def _meaning(
    admit: Callable[[Entry], None],
    closing: Closing,
    restates: Callable[[Entry], Iterable[str]] | None = None,
) -> Meaning:
    return Meaning(
        admit=admit,
        brings=amends,
        closing=closing,
        restates=restates,
        known=_said_already,
        said_by=said_by_what_fits,
        batchable=True,
    )


MEANINGS: Mapping[str, Meaning] = {
    ACCEPTANCE: _meaning(_admit, Closing.NO_GROUNDS),
    RETURN: _meaning(_admit_return, Closing.RETURNED, _dates_before),
}
