"""Remarks on a task that is on its way: a unit has taken it up, or says how far it has come, and what is in its way.

Neither changes the task (docs/decisions/0128-the-course-of-a-task.md). Whoever leads it or cooperates in it may say so;
the unit that follows the plan is told, and told that it is taken back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.decision import Kind
from engine.facts.fact import Fact, Remark, remark
from engine.facts.topics import Sort
from engine.happenings.course.notices import Word, amending, told_as
from engine.happenings.ending.dropped import was_there
from engine.happenings.entry import Entry, Meaning
from engine.happenings.named import near, plan_of, told
from engine.happenings.possible import OUTSIDE_THE_PLAN, said_of
from engine.happenings.reports import admit_round, fact_of_task, fits_task, named_task, was_open
from engine.tasks import LIVE, State, task_parts
from engine.telling.reasons import Closing
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event
from events.rows import TaskRow
from rules.plan import EACH, TaskRule

NOT_BEGUN = N_(
    "Task “{task}” has not begun, so there is nothing to say of its course yet. Nothing was recorded. `thoihan tasks` "
    "lists those that have begun."
)
OVER = N_(
    "Task “{task}” is {state}, so nothing more is said of its course. Nothing was recorded. If it was reported done by "
    "mistake, withdraw that report first: `thoihan events` has its id."
)
CLOSED = N_(
    "Task “{task}” is closed, so nothing more is said of its course. Nothing was recorded. `thoihan explain {task}` "
    "says what closed it."
)
DONE_BY_THEN = N_(
    "Task “{task}” is done, so nothing more is said of its course. Nothing was recorded. If it was said before the "
    "task was done, give that day (--on); if it was reported done by mistake, withdraw that report first."
)
NOT_THEIRS = N_(
    "“{unit}” neither leads task “{task}” nor cooperates in it: {known}. Nothing was recorded; say which of these it "
    "was."
)
TAKEN_UP = N_(
    "Task “{task}” was taken up on {day} already: {since}. Nothing was recorded. If that day is wrong, correct event "
    "“{id}”: `thoihan correct {id} --on …`."
)


def having_a_part(rule: TaskRule, row: TaskRow, units: Units) -> tuple[str, ...]:
    """The units that have a part in a task: it leads it, it is its own, or it cooperates; groups with their members."""
    cooperating = (row.unit if code == EACH else code for code in rule.cooperate)
    parts = (row.lead, row.unit, *cooperating)
    return tuple(dict.fromkeys(one for code in parts for one in (code, *units.members(code))))


def _on_its_way(task: str, row: TaskRow | None) -> TaskRow:
    if row is None or row.state == State.WAITING:
        raise EventError(NOT_BEGUN, task=task)
    if row.state == State.CLOSED:
        raise EventError(CLOSED, task=task)
    if State(row.state) not in LIVE:
        raise EventError(OVER, task=task, state=State(row.state))
    return row


def must_have_been_on_its_way(entry: Entry) -> TaskRow:
    """The task's row. Raises EventError unless the task is on its way, or was that day; by whom had a part."""
    row = must_have_been_open(entry)
    must_have_a_part(entry, row)
    return row


def must_have_been_open(entry: Entry) -> TaskRow:
    """The task's row. Raises EventError unless the task is on its way, or was on the event's day.

    So nothing depends on whether it became known before or after the task was done, or dropped.
    """
    name = admit_round(entry)
    row = entry.session.task(name)
    if row is not None and State(row.state) is State.DONE:
        if not was_open(entry, row, that_day=True):
            raise EventError(DONE_BY_THEN, task=name)
    elif row is None or State(row.state) is not State.CLOSED or not was_there(entry, *named_task(entry)):
        row = _on_its_way(name, row)
    return row


def _admit(entry: Entry) -> None:
    """Raise EventError unless the task is on its way, or was on that day, and the unit named has a part in it."""
    must_have_been_on_its_way(entry)


def must_have_a_part(entry: Entry, row: TaskRow) -> None:
    """Raise EventError where a unit is named that neither leads the task nor cooperates in it."""
    unit, units = entry.event.unit, entry.snapshot.units()
    parts = having_a_part(entry.snapshot.rule(plan_of(entry), row.rule), row, units)
    theirs = {now for code in parts for now in (code, units.current(code))}
    if unit and unit not in theirs:
        raise EventError(NOT_THEIRS, unit=unit, task=row.id, known=near(unit, parts))


def said_by_who_has_a_part(entry: Entry) -> None:
    """Raise EventError where the unit that a correction gives has no part in the task, whatever became of it."""
    row = entry.session.task(entry.event.subject or "")
    if row:
        must_have_a_part(entry, row)


def _taken_up_by(entry: Entry) -> None:
    said_by_who_has_a_part(entry)
    _must_be_the_first(entry)


def _admit_taken_up(entry: Entry) -> None:
    """Raise EventError too where that unit took it up before."""
    _admit(entry)
    _must_be_the_first(entry)


def _must_be_the_first(entry: Entry) -> None:
    for fact in said_before_by(entry):
        since = told(entry.session.recorded(fact.id).event)
        raise EventError(TAKEN_UP, task=entry.event.subject, day=fact.own_day, since=since, id=fact.id)


def said_before_by(entry: Entry) -> Iterator[Fact]:
    """All that was said of the same kind, by the same unit."""
    [fact] = entry.facts()
    of_task = said_of(entry, fact.topic, fact.unit, fact.cycle)
    yield from (one for one in of_task if _by(one) == _by(fact) and one.id != fact.id)


def _by(fact: Fact) -> str:
    return fact.said.by if isinstance(fact.said, Remark) else ""


def said_the_same(entry: Entry) -> str | None:
    """Id of the event that says the very same."""
    try:
        task_parts(entry.event.plan or "", entry.event.subject or "")
    except ValueError:
        return None
    [fact] = entry.facts()
    return next((one.id for one in said_before_by(entry) if (one.day, one.said) == (fact.day, fact.said)), None)


def _remark(event: Event, position: int, sort: Sort) -> Sequence[Fact]:
    data = event.data
    said = remark(event.unit, **{name: data.get(name) for name in ("progress", "difficulty", "proposal")})
    return [fact_of_task(event, position, sort, event.occurred_on, said)]


def _taken_up(event: Event, position: int) -> Sequence[Fact]:
    return _remark(event, position, Sort.ACKNOWLEDGED)


def _progress(event: Event, position: int) -> Sequence[Fact]:
    return _remark(event, position, Sort.PROGRESS)


_TAKEN_UP = Meaning(
    admit=_admit_taken_up,
    fits=fits_task,
    known=said_the_same,
    brings=told_as(Kind.ACKNOWLEDGED),
    closing=Closing.NO_GROUNDS,
    states=_taken_up,
    amending=amending(Word(Kind.ACKNOWLEDGED, Kind.NOT_ACKNOWLEDGED)),
    within_plan=OUTSIDE_THE_PLAN,
    said_by=_taken_up_by,
    at_home=True,
)

MEANINGS: Mapping[str, Meaning] = {
    "task.acknowledged": _TAKEN_UP,
    "task.progress": replace(
        _TAKEN_UP,
        admit=_admit,
        brings=told_as(Kind.PROGRESS),
        amending=amending(Word(Kind.PROGRESS, Kind.NOT_PROGRESS)),
        states=_progress,
        said_by=said_by_who_has_a_part,
    ),
}
