"""Beside the reference: what becomes of a report that a task was done.

Whoever follows the plan accepts it, which changes nothing here, or returns it. What was returned is no report: the task
is open as if nobody had reported it. The new day, if there is one, is a date set on the day of the return. Who reported
in time was not late, though the new day was given afterwards.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from events.event import Event


def became(answer: Event) -> Mapping[str, Any]:
    """What an acceptance or a return adds to the report."""
    if answer.type == "task.accepted":
        return {}
    return {**answer.data, "returned_on": answer.occurred_on}


def after_returns(events: Iterable[Event | None]) -> Iterator[Event]:
    """The events that are left: of a returned report the new day, which is set by hand."""
    for said in filter(None, events):
        if "returned_on" not in said.data:
            yield said
        elif said.data.get("due"):
            data = {**said.data, "reported": said.occurred_on}
            yield replace(said, type="task.date_set", occurred_on=said.data["returned_on"], data=data)


def in_time(said: Event, overdue_on: date) -> bool:
    """True if a date was given in time: when it was, or when the report was made that was returned with it."""
    day: date = said.data.get("reported", said.occurred_on)
    return day < overdue_on


def in_turn(grants: Sequence[Event], dates: Iterable[Event]) -> list[Event]:
    """What puts off the day from which it is missed: extensions, then the new days of returns, each with them again."""
    returns = [one for one in dates if "reported" in one.data]
    return [*grants, *(one for said in returns for one in (said, *grants))]
