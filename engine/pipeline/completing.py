"""Completing: what the program fills in when an event is recorded, so that the log alone says what was meant.

Whoever states a thing anew stands for what was said of it before: that is named, and so need not be guessed from the
order in which things were recorded. With a date set by hand the day is kept that its task counts from.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from engine.deciding.grouping import groups
from engine.happenings.entry import Brought, Entry
from engine.happenings.named import plan_of
from engine.pipeline.gathering import Frame
from engine.pipeline.settling import counting_of
from engine.tasks import task_parts
from events.event import Event


def completed(entry: Entry) -> Event:
    """The event, with what it leaves open filled in. It must have been admitted."""
    found = _found(entry)
    return replace(entry.event, data={**found, **entry.event.data}) if found else entry.event


def _found(entry: Entry) -> Mapping[str, Any]:
    meaning = entry.meaning
    found: dict[str, Any] = {}
    if meaning.restates:
        found["replaces"] = sorted(set(meaning.restates(entry)))
    if meaning.fills:
        found |= meaning.fills(entry)
    day = _counted_from(entry) if meaning.keeps_anchor else None
    return {**found, "counted_from": day.isoformat()} if day else found


def _counted_from(entry: Entry) -> date | None:
    """The day that the date of the event's task is counted from, as things stand; None: it is counted from none."""
    plan, frame = plan_of(entry), Frame.of(entry, Brought())
    name, unit, cycle = task_parts(plan.id, entry.event.subject or "")
    rule, among = plan.rules[name], frozenset((unit,))
    found = groups(frame.known(plan, {name: among}), rule, counting_of(frame, plan)(rule), among)
    happening = next((group.outcome.happening for group in found if group.cycle == cycle), None)
    return happening.day if happening else None
