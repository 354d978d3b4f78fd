"""Milestones: planned for a day, held, postponed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from engine.facts.fact import Fact, HappenedAt
from engine.facts.joins import joined, ties_of, written
from engine.facts.topics import milestone
from engine.happenings.amendments import STATED, said_before, said_by_what_fits, stated
from engine.happenings.entry import Entry, Matter, Meaning, happens_then, replaced_by
from engine.happenings.named import days_in_calendars, milestone_named, plan_of, unit_named
from engine.happenings.possible import held_before, must_not_be_held_twice, must_not_be_over
from engine.snapshot import Snapshot
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event, recorded_on
from events.store import Session
from rules.plan import Milestone as MilestoneOfPlan
from rules.plan import Plan

WRONG_KIND = N_(
    "Milestone “{milestone}” happens at units of kind “{wanted}”; “{unit}” is of kind “{kind}”. Give another unit."
)

WRONG_PLACE = N_(
    "Plan “{plan}” says that “{milestone}” happens at “{at}” and nowhere else; “{unit}” is another place. Nothing was "
    "recorded. Leave the unit out; if the plan is wrong, amend it."
)
ENDED_BY_THEN = N_(
    "“{unit}” ended on {ended}, so “{milestone}” cannot be there on {day}. Nothing was recorded. Correct the day, or "
    "the unit."
)
TAKEN_OVER_BY_THEN = N_(
    "“{unit}” ended on {ended}, so “{milestone}” cannot be there on {day}. Nothing was recorded. Correct the day; if "
    "it is that of “{heir}”, which took over, log it there: `--unit {heir}`."
)
NOT_JOINED = N_(
    "“{milestone}” of plan “{plan}” is one with no milestone of another plan, so nothing is to be said of this plan "
    "alone. Nothing was recorded. Withdraw the event itself: `thoihan withdraw`."
)
NOT_HELD = "milestone.not_held"
"""The type of event that leaves one plan out of what is said of several."""


def _admit_held(entry: Entry) -> None:
    """Raise EventError unless the plan has the milestone, and it can have been held at the unit."""
    must_not_be_held_twice(entry, _admit(entry))


def _admit_planned(entry: Entry) -> None:
    """Raise EventError unless the plan has the milestone, and it can still be held at the unit."""
    must_not_be_over(entry, _admit(entry))


def _fits_planned(entry: Entry) -> None:
    _admit(entry)  # that it was held meanwhile does not make the plan of it impossible


def _admit(entry: Entry) -> Plan:
    """The plan. Raises EventError unless it has the milestone, and that happens at such units."""
    plan, units = plan_of(entry), entry.snapshot.units()
    found = milestone_named(plan, entry.event.subject or "")
    unit = unit_named(units, entry.event.unit or "")
    if found.of_each and units.rows[unit].kind != found.of_each:
        kind = units.rows[unit].kind
        raise EventError(WRONG_KIND, milestone=found.name, wanted=found.of_each, unit=unit, kind=kind)
    if found.at and unit != found.at:
        raise EventError(WRONG_PLACE, plan=plan.id, milestone=found.title, at=found.at, unit=unit)
    days_in_calendars(entry, [plan])
    _must_be_there(entry, found, unit)
    return plan


def _must_be_there(entry: Entry, found: MilestoneOfPlan, unit: str) -> None:
    """Raise EventError where the unit has ended by the day of the milestone.

    One that the plan lays down at a unit with a successor stays there: nowhere else could it be logged.
    """
    units = entry.snapshot.units()
    [day] = [fact.day for fact in entry.facts()]
    heir = units.current(unit)
    if day is None or not units.ended_by(unit, day) or (found.at and heir):
        return
    ended = date.fromisoformat(units.rows[unit].ended_on or "")
    said = {"unit": unit, "ended": ended, "milestone": found.name, "day": day}
    raise EventError(TAKEN_OVER_BY_THEN, heir=heir, **said) if heir else EventError(ENDED_BY_THEN, **said)


def _admit_not_held(entry: Entry) -> None:
    """Raise EventError unless it is said of one plan alone, where others are joined and it was not held apart."""
    plan, event = _admit(entry), entry.event
    if not (event.data.get("only") and entry.snapshot.ties(plan.id).get(event.subject or "")):
        raise EventError(NOT_JOINED, milestone=event.subject, plan=plan.id)
    must_not_be_over(entry, plan)


_DAYLESS = ("milestone.postponed", NOT_HELD)
"""Types of events whose own day is not that of the milestone."""


def _happened(event: Event, position: int, *, held: bool) -> Sequence[Fact]:
    """The fact that it was held, or is planned for a day; None where nobody knows which."""
    data = event.data
    day = _day(data.get("new_day")) if event.type in _DAYLESS else event.occurred_on
    at = time.fromisoformat(data["at"]) if data.get("at") else None
    carried = _day(data.get("carried"))
    happened = HappenedAt(carried, at, tuple(data.get("serves") or ()), bool(data.get("only")))
    said = happened if happened != HappenedAt() else None
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


def _matters(session: Session, event: Event) -> Iterator[Matter]:
    """The milestone, and those of other plans that are joined with it, or were."""
    plan, name, unit = event.plan or "", event.subject or "", event.unit or ""
    yield "milestone", plan, name, unit
    row = next((row for row in session.plans() if row.id == plan), None)
    yield from (("milestone", *tie[:2], unit) for tie in (ties_of(row).get(name, ()) if row else ()))


def _serving(entry: Entry) -> Mapping[str, Sequence[str]]:
    """The milestones that are joined with the event's just now, for which it is said too."""
    event = entry.event
    if event.data.get("only"):
        return {}
    others = joined(entry.snapshot.ties(event.plan or ""), event.subject or "")
    return {"serves": sorted(map(written, others))} if others else {}


def _planned_since(_snapshot: Snapshot, event: Event) -> date:
    """The day since which it was planned: `occurred_on` is the one that it is planned for."""
    return min(event.occurred_on, recorded_on(event))


_PLANNED = Meaning(
    admit=_admit_planned,
    fits=_fits_planned,
    brings=stated,
    closing=Closing.NO_GROUNDS,
    states=_planned,
    since=_planned_since,
    amending=STATED,
    said_by=said_by_what_fits,
    matters=_matters,
    batchable=True,
    at_home=True,
    takes_hour=True,
    ahead=True,
    restates=said_before,
    fills=_serving,
)

MEANINGS: Mapping[str, Meaning] = {
    "milestone.held": replace(
        _PLANNED,
        admit=_admit_held,
        fits=_admit_held,
        known=held_before,
        closing=Closing.OVER,
        states=_held,
        restates=None,
        since=happens_then,
        ahead=False,
    ),
    "milestone.planned": _PLANNED,
    NOT_HELD: replace(
        _PLANNED,
        admit=_admit_not_held,
        fits=_fits_planned,
        since=happens_then,
        takes_hour=False,
        ahead=False,
        fills=None,
    ),
    "milestone.postponed": replace(
        _PLANNED, closing=Closing.PUT_OFF, since=happens_then, takes_hour=False, ahead=False
    ),
}
