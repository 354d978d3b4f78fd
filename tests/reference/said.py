"""Beside the reference: what stands of the events of a log, once those that amend others are taken into account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from events.event import Event
from tests.reference.returned import became

DAYLESS = ("milestone.postponed", "milestone.not_held")
"""Types of what is said of a milestone without its day, unless a new one is named."""


def meant(said: Iterable[Event]) -> list[Event]:
    """`said` in the order meant: each after those that it replaces, else by its day, then its id; never by position."""
    said = list(said)
    replaced = {name for one in said for name in one.data.get("replaces") or ()}
    last = max((one for one in said if one.id not in replaced), key=lambda one: (one.occurred_on, one.id), default=None)
    return [*meant(one for one in said if one is not last), last] if last else []


def in_force(event: Event, log: Sequence[Event]) -> Event | None:
    """The event as it is after all that corrects it; None if it was taken back."""
    for later in meant(one for one in log if one.corrects == event.id):
        standing = in_force(later, log)
        if standing and standing.type == "event.withdrawn":
            return None
        if standing and standing.type == "suspension.ended":
            event = replace(event, data={**event.data, "ended_on": standing.occurred_on.isoformat()})
        elif standing and standing.type in ("task.accepted", "task.returned"):
            event = replace(event, data={**event.data, **became(standing)})
        elif standing:
            said = {name: value for name, value in standing.data.items() if name != "replaces"}
            day, unit = day_of(said, "occurred_on") or event.occurred_on, said.get("unit", event.unit)
            event = replace(event, occurred_on=day, unit=unit, data={**event.data, **said})
    return event


def day_of(said: Mapping[str, Any], name: str) -> date | None:
    """A day that an event names, if it does."""
    return date.fromisoformat(said[name]) if said.get(name) else None


def one_with(member: str, log: Sequence[Event]) -> set[str]:
    """The milestones that are one happening with `member`, itself too; each is written `PLAN/MILESTONE`."""
    parted = [(one.data["members"], one.data.get("joins") or ()) for one in log if one.type == "happening.parted"]
    joined = [(one.id, one.data["members"]) for one in log if one.type == "happening.joined"]
    left = [{one for one in of if not any(one in gone and by in joins for gone, joins in parted)} for by, of in joined]
    found = {member}
    while more := [group for group in left if group & found and not group <= found]:
        found = found.union(*more)
    return found


def counts_for(event: Event, member: str, one: set[str]) -> bool:
    """True if what is said of a milestone is said of `member`, which is `one` with these: or was, when it was said."""
    own = f"{event.plan}/{event.subject}"
    shared = member in (event.data.get("serves") or ()) or (own in one and not event.data.get("only"))
    return own == member or shared


def of_one_alone(said: Iterable[Event]) -> list[Event]:
    """What is said of one plan alone, if anything is: it stands before what is said of all that are joined."""
    said = list(said)
    return [one for one in said if one.data.get("only")] or said
