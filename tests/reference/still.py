"""Beside the reference: which tasks stand still, since nothing was heard of them.

Only a task that has begun and has a last day can. It moved when what it rests on came: an event that its date is
counted from, a date that was set, more time, the end of a suspension. Before its plan began and was adopted here, and
before its period or its round, it could not; and each word of it is a move: that it was taken up, how far it has come,
a report that was returned.
"""

from collections.abc import Iterator
from datetime import date

from tests.reference.said import day_of, in_force
from tests.reference.state import Row, Task, World

WORDS = ("task.acknowledged", "task.progress")


def moved_last(known: World, task: Task, row: Row, opened: date | None) -> date | None:
    """The last day on which a task moved; None for one that cannot stand still. Its period, if any, `opened` then."""
    if row.state != "active" or row.dates.due is None:
        return None
    rule, unit, turn = task
    begun = [known.plan.starts, next(one.occurred_on for one in known.versions if one.plan == known.name)]
    begun += [opened] if opened else []
    begun += [one.start for one in known.owed(known.plan.rules[rule]) if one.name == turn]
    name = "/".join(filter(None, (known.name, rule, unit, turn)))
    by, amended = known.since(known.plan, lambda plan: (had := plan.rules.get(rule)) and had.hash)
    worded = frozenset([by] if amended else ())
    said = (row.grounds - row.concluded.behind) | worded
    return max(*begun, row.concluded.day, *_came(known, said, worded), *_heard(known, name), date.min)


def _came(known: World, grounds: frozenset[str], worded: frozenset[str]) -> Iterator[date]:
    """The days on which what a task rests on happened, as it was corrected; a suspension, the day it ended.

    Of versions of plans only the one by which the row is `worded`: what lays a suspension down moves nothing by itself.
    """
    for one in known.said:
        if one.id in grounds and (one.id in worded or not one.type.startswith("plan.")):
            yield max(one.occurred_on, day_of(one.data, "ended_on") or one.occurred_on)


def _heard(known: World, task: str) -> Iterator[date]:
    """The days on which something was heard of a task."""
    for said in filter(None, (in_force(one, known.log) for one in known.log if not one.corrects)):
        if said.subject == task and said.type in WORDS:
            yield said.occurred_on
        elif said.subject == task and "returned_on" in said.data:
            yield said.data["returned_on"]
