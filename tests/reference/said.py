"""Beside the reference: what stands of the events of a log, once those that amend others are taken into account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from events.event import Event


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
        elif standing:
            said = {name: value for name, value in standing.data.items() if name != "replaces"}
            day, unit = day_of(said, "occurred_on") or event.occurred_on, said.get("unit", event.unit)
            event = replace(event, occurred_on=day, unit=unit, data={**event.data, **said})
    return event


def day_of(said: Mapping[str, Any], name: str) -> date | None:
    """A day that an event names, if it does."""
    return date.fromisoformat(said[name]) if said.get(name) else None
