"""Assigning: inside a unit a person is given a task, with an earlier day that is his alone.

The day of the task stays, and nobody outside the unit is told. An event stays for ever, so a post or an initial is
better than a name, and an address is refused (docs/decisions/0128-the-course-of-a-task.md).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from engine.facts.fact import Fact, remark
from engine.facts.topics import Sort
from engine.happenings.amendments import STATED, stated
from engine.happenings.course.remarks import (
    must_have_been_on_its_way,
    said_before_by,
    said_by_who_has_a_part,
    said_the_same,
)
from engine.happenings.entry import Entry, Meaning, replaced_by
from engine.happenings.possible import OUTSIDE_THE_PLAN
from engine.happenings.reports import fact_of_task, fits_task
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event
from events.rows import TaskRow

ADDRESS = N_(
    "“{person}” has an address in it. What is recorded stays for ever, and addresses are kept apart from it. Nothing "
    "was recorded; name the post, or the person in short."
)
LATER = N_(
    "Task “{task}” is due on {due}, and {day} is later. Nothing was recorded; give an earlier day, or leave it out. "
    "More time is asked for by `thoihan extend ask`."
)
PASSED = N_(
    "{day} had passed already on {on}. Nothing was recorded; give a later day, or leave it out. If it was said "
    "earlier, say on which day: `--on`."
)

_ADDRESS = re.compile(r"@|(?:\d[ .-]?){8}")


def must_be_before_the_due(entry: Entry, row: TaskRow) -> None:
    """Raise EventError for an inner day that is later than the task's."""
    if entry.event.data.get("due") is None:
        return
    day = date.fromisoformat(entry.event.data["due"])
    due = entry.snapshot.receipts([row])[row.due_key].due if row.due_key else None
    if due and day > due:
        raise EventError(LATER, task=row.id, due=due, day=day)


def must_not_be_over(entry: Entry) -> None:
    """Raise EventError for an inner day that had passed on the event's own day, whenever that is recorded."""
    day, on = entry.event.data.get("due"), entry.event.occurred_on
    if day and date.fromisoformat(day) < on:
        raise EventError(PASSED, day=date.fromisoformat(day), on=on)


def _admit(entry: Entry) -> None:
    """Raise EventError unless the task is on its way in that unit, or was that day, and has such a day."""
    row = must_have_been_on_its_way(entry)
    _fits(entry)
    must_be_before_the_due(entry, row)


def _fits(entry: Entry) -> None:
    fits_task(entry)
    must_not_be_over(entry)
    person = entry.event.data["person"]
    if _ADDRESS.search(person):
        raise EventError(ADDRESS, person=person)


def _assigned(event: Event, position: int) -> Sequence[Fact]:
    said = remark(event.unit, person=event.data["person"], due=event.data.get("due"))
    return [fact_of_task(event, position, Sort.ASSIGNED, event.occurred_on, said, replaced_by(event))]


def _replaced(entry: Entry) -> Iterator[str]:
    yield from (fact.id for fact in said_before_by(entry) if fact.own_day <= entry.event.occurred_on)


MEANINGS: Mapping[str, Meaning] = {
    "task.assigned": Meaning(
        admit=_admit,
        fits=_fits,
        known=said_the_same,
        brings=stated,
        closing=Closing.NO_GROUNDS,
        states=_assigned,
        restates=_replaced,
        amending=STATED,
        within_plan=OUTSIDE_THE_PLAN,
        said_by=said_by_who_has_a_part,
        batchable=True,
        at_home=True,
    )
}
