"""Parts: whoever leads a task asks those that cooperate for their part in it, and they answer.

An answer goes back to what was asked, and adds to what it says, so that it is never without it. The task stays as it
is; who is asked is told, and whoever leads is told of the answer (docs/decisions/0128-the-course-of-a-task.md).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from engine.decision import Kind
from engine.facts.fact import Fact, remark
from engine.facts.topics import Sort
from engine.happenings.amendments import (
    ANSWER,
    GONE,
    STATED,
    WITHDRAWAL,
    amends,
    in_force,
    last_of,
    others,
    says_again,
    story,
)
from engine.happenings.course.assigning import must_be_before_the_due, must_not_be_over
from engine.happenings.course.hearing import must_hear
from engine.happenings.course.notices import Word, amending, told_as
from engine.happenings.course.remarks import (
    having_a_part,
    must_have_been_open,
    said_the_same,
)
from engine.happenings.entry import Entry, Meaning
from engine.happenings.named import near, plan_of, told, unit_named
from engine.happenings.possible import OUTSIDE_THE_PLAN
from engine.happenings.reports import fact_of_task, fits_task
from engine.tasks import LIVE, State
from engine.telling.reasons import Closing
from engine.units import Units
from events.errors import N_, EventError, TypeCode
from events.event import Event
from events.rows import TaskRow
from rules.unit_kinds import GROUP

ASKING = "part.asked"

NOT_COOPERATING = N_(
    "“{unit}” does not cooperate in task “{task}”: {known}. Nothing was recorded; ask one that does, or amend the plan."
)
NOT_ASKED = N_("Event “{id}” is of type {type}, and asks nobody for his part. Nothing was recorded; name the request.")
ANSWERED = N_(
    "What event “{id}” asks for was answered already: {since}. Nothing was recorded. If that was wrong, withdraw it: "
    "`thoihan withdraw {by}`."
)
ASKS_ANOTHER = N_(
    "Event “{id}” asks “{asked}” for its part, and what is asked of another unit is another request. Nothing was "
    "recorded; withdraw it, and ask the other: `thoihan part ask`."
)
ANOTHER = N_("“{asked}” was asked, and not “{unit}”. Nothing was recorded; say who answers.")
TOO_EARLY = N_(
    "Event “{id}” asked on {day}, so nobody can have answered on {on}. Nothing was recorded; correct the day."
)


def _admit_asking(entry: Entry) -> None:
    """Raise EventError unless the task is on its way, or was that day, the unit cooperates, and the day can be."""
    row = must_have_been_open(entry)
    _must_cooperate(entry, row)
    must_not_be_over(entry)
    must_be_before_the_due(entry, row)


def _must_cooperate(entry: Entry, row: TaskRow) -> None:
    """Raise EventError unless the unit that is asked cooperates; a group that has no members may be anybody's."""
    units, asked = entry.snapshot.units(), unit_named(entry.snapshot.units(), entry.event.data["of"])
    parts = [one for one in having_a_part(entry.snapshot.rule(plan_of(entry), row.rule), row, units) if one != row.lead]
    theirs = {now for code in parts for now in (code, units.current(code))}
    of_a_group = asked != row.lead and any(_of_nobody(units, code) for code in parts)
    if asked not in theirs and not of_a_group:
        raise EventError(NOT_COOPERATING, unit=asked, task=row.id, known=near(asked, parts))
    if State(row.state) in LIVE:  # else there is nothing left to do, and nobody is told
        must_hear(entry, asked)


def _of_nobody(units: Units, code: str) -> bool:
    """True for a group of which nobody has said whom it stands for."""
    return code in units.rows and units.rows[code].kind == GROUP and code not in units.groups


def _admit_answer(entry: Entry) -> None:
    """Raise EventError (UnknownEvent) unless that was asked of the unit, and it has not answered."""
    named = entry.session.recorded(entry.event.corrects or "").event
    if named.type != ASKING:
        raise EventError(NOT_ASKED, id=named.id, type=TypeCode(named.type))
    before = others(entry, story(entry))
    asked = in_force(entry.session.recorded(named.id), before)
    if asked is None:
        raise EventError(GONE, id=named.id, since=told(last_of(before, WITHDRAWAL)))
    if "answered_on" in asked.data:
        by = last_of(before, ANSWER)
        raise EventError(ANSWERED, id=named.id, since=told(by), by=by.id)
    _must_have_been_asked(entry, asked)
    STATED.admit(entry, story(entry))


def _must_have_been_asked(entry: Entry, asked: Event) -> None:
    """Raise EventError unless the unit that answers was asked, is its successor, or belongs to the group that was."""
    of, units, by = asked.data["of"], entry.snapshot.units(), entry.event.unit or entry.event.actor
    if by not in (of, units.current(of), *units.members(of)):
        raise EventError(ANOTHER, asked=of, unit=by)


def _answered_by(entry: Entry) -> None:
    _must_have_been_asked(entry, entry.session.recorded(entry.event.corrects or "").event)


def _asks_nobody_else(entry: Entry) -> None:
    raise EventError(ASKS_ANOTHER, id=entry.event.id, asked=entry.event.data["of"])


def _fits(entry: Entry) -> None:
    """Raise EventError where the answer, or the day that was given, is of a day before it was asked for."""
    fits_task(entry)
    must_not_be_over(entry)
    asked, on = entry.event, entry.event.data.get("answered_on")
    if on and date.fromisoformat(on) < asked.occurred_on:
        raise EventError(TOO_EARLY, id=asked.id, day=asked.occurred_on, on=date.fromisoformat(on))


def _answered_already(entry: Entry) -> str | None:
    """Id of the event that gives the same answer."""
    return says_again(entry, lambda one: (one.occurred_on, one.unit, one.data["answer"]))


def _asked(event: Event, position: int) -> Sequence[Fact]:
    names = ("of", "content", "due", "answered_on", "answer")
    said = remark(event.unit, **{name: event.data.get(name) for name in names})
    return [fact_of_task(event, position, Sort.PART, event.occurred_on, said)]


_AMENDING = amending(
    Word(Kind.PART_ASKED, Kind.PART_NOT_ASKED),
    Word(Kind.PART_ANSWERED, Kind.PART_NOT_ANSWERED, "answered_on"),
)

MEANINGS: Mapping[str, Meaning] = {
    ASKING: Meaning(
        admit=_admit_asking,
        fits=_fits,
        within_plan=OUTSIDE_THE_PLAN,
        known=said_the_same,
        brings=told_as(Kind.PART_ASKED),
        closing=Closing.NO_GROUNDS,
        states=_asked,
        amending=_AMENDING,
        said_by=_asks_nobody_else,
        at_home=True,
    ),
    ANSWER: Meaning(
        admit=_admit_answer,
        brings=amends,
        closing=Closing.NO_GROUNDS,
        known=_answered_already,
        said_by=_answered_by,
        batchable=True,
    ),
}
