"""Beside the reference: a plan that has ended, and what became of that which was still open."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from events.event import Event
from tests.reference.said import meant


class End(NamedTuple):
    """The last day of a plan, and the rows of which all that had begun was done by then; what else was open is not."""

    day: date
    done: frozenset[str]

    def settles(self, rule: str, state: str) -> date | None:
        """The day on which a task counts as done, that had begun and of which nobody reported anything."""
        return self.day if rule in self.done and state != "planned" else None


def end_of(plan: str, said: Iterable[Event]) -> End | None:
    """The end of a plan, where it has ended by what stands of the log."""
    ends = meant(one for one in said if one.type in ("plan.closed", "plan.replaced") and one.plan == plan)
    return End(ends[-1].occurred_on, frozenset(ends[-1].data.get("done") or ())) if ends else None


def ending(event: Event) -> dict[str, str | None]:
    """The agencies that end with an event, each with the one that takes over, if one does."""
    if event.type == "units.ended":
        return {one["unit"]: one["into"] for one in event.data["ended"]}
    into = event.data.get("into") or [None]
    return {event.subject or "": into[0]} if event.type in ("unit.merged", "unit.ended") else {}
