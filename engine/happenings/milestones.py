"""Milestones: planned for a day, held, postponed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from engine.facts.fact import Fact, HappenedAt
from engine.facts.topics import milestone
from engine.happenings.amendments import STATED, said_before, stated
from engine.happenings.entry import Entry, Matter, Meaning, recorded_on, replaced_by
from engine.happenings.named import days_in_calendars, milestone_named, plan_of, unit_named
from engine.snapshot import Snapshot
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event
from events.store import Session

WRONG_KIND = N_(
    "Milestone “{milestone}” happens at units of kind “{wanted}”; “{unit}” is of kind “{kind}”. Give another unit."
)


def _admit(entry: Entry) -> None:
    """Raise EventError unless the plan has the milestone, and it can happen at the unit."""
    plan, units = plan_of(entry), entry.snapshot.units()
    found = milestone_named(plan, entry.event.subject or "")
    unit = unit_named(units, entry.event.unit or "")
    if found.of_each and units.rows[unit].kind != found.of_each:
        kind = units.rows[unit].kind
        raise EventError(WRONG_KIND, milestone=found.name, wanted=found.of_each, unit=unit, kind=kind)
    days_in_calendars(entry, [plan])


def _happened(event: Event, position: int, *, held: bool) -> Sequence[Fact]:
    """The fact that it was held, or is planned for a day; None where nobody knows which."""
    data = event.data
    day = _day(data.get("new_day")) if event.type == "milestone.postponed" else event.occurred_on
    at = time.fromisoformat(data["at"]) if data.get("at") else None
    carried = _day(data.get("carried"))
    said = HappenedAt(carried, at) if carried or at else None
    topic, unit = milestone(event.subject or ""), event.unit or ""
    on = event.occurred_on if event.occurred_on != day else None
    replaces = () if held else replaced_by(event)
    return [Fact(event.id, position, event.plan or "", topic, unit, "", held, day, said, on, replaces)]


def _held(event: Event, position: int) -> Sequence[Fact]:
    return _happened(event, position, held=True)


def _planned(event: Event, position: int) -> Sequence[Fact]:
    return _happened(event, position, held=False)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _matters(_session: Session, event: Event) -> Iterator[Matter]:
    yield "milestone", event.plan or "", event.subject or "", event.unit or ""


def _planned_since(_snapshot: Snapshot, event: Event) -> date:
    """The day since which it was planned: `occurred_on` is the one that it is planned for."""
    return min(event.occurred_on, recorded_on(event))


_HELD = Meaning(
    admit=_admit,
    fits=_admit,
    brings=stated,
    closing=Closing.OVER,
    states=_held,
    amending=STATED,
    matters=_matters,
    batchable=True,
    takes_hour=True,
)

MEANINGS: Mapping[str, Meaning] = {
    "milestone.held": _HELD,
    "milestone.planned": replace(
        _HELD, states=_planned, since=_planned_since, closing=Closing.NO_GROUNDS, restates=said_before
    ),
    "milestone.postponed": replace(
        _HELD, states=_planned, takes_hour=False, closing=Closing.PUT_OFF, restates=said_before
    ),
}
