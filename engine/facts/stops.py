"""What suspends the tasks of a rule: officers' events, and what its plan and others lay down; as the facts now say."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.counting.pauses import Suspension
from engine.facts.known import Known
from engine.facts.suspension_clauses import Clause, elsewhere
from events.rows import HELD, FactRow
from rules.offsets import Signal, SignalKind
from rules.plan import PlanSuspension, TaskRule
from rules.selecting import means


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One suspension before it is seen from a unit. It begins on `start`, or where that is None with `since`.

    It ends on `end`, by `ended_by`, or with `until`, whichever is first. `unit` is the one in whose subtree it holds,
    "" everywhere.
    """

    id: str  # of the event that says so; for the plan's own, of its adoption; for another plan's, that it is by
    position: int
    unit: str
    start: date | None
    since: Signal | None
    end: date | None
    until: Signal | None
    source: str
    ended_by: str
    until_title: str

    @property
    def signals(self) -> tuple[Signal, ...]:
        """The milestones that it begins or ends with."""
        return tuple(signal for signal in (self.since, self.until) if signal)


def detail_of(fact: FactRow) -> Mapping[str, Any]:
    """What a suspension or an extension says beside its days."""
    said: Mapping[str, Any] = json.loads(fact.detail) if fact.detail else {}
    return said


def bounds_of(fact: FactRow, plan: str) -> tuple[str | None, str | None]:
    """The milestones with which an officer's suspension begins and ends, as `plan` calls them, where he named any."""
    said = detail_of(fact)
    since, until = (name and name.removeprefix(elsewhere(plan, "")) for name in (said.get("from"), said.get("until")))
    return since, until


def stops_of(known: Known, rule: TaskRule) -> tuple[Stop, ...]:
    """What suspends tasks of `rule`, each once."""
    names = known.worked.looks(known.plan, rule).suspending
    rows = (row for name in names for row in known.facts.in_force.get(name, {}).values())
    by_officers = {row.cycle: row for row in rows}  # an event may choose a rule in more ways than one
    said = [_officers(known, row) for row in sorted(by_officers.values(), key=lambda row: row.position)]
    own = (one for one in known.plan.suspensions if one.reaches(known.plan.id))
    by_plan = [_plans(known, one) for one in own if means(one.selectors, rule)]
    by_others = [_others(known, one) for one in known.clauses if means(one.said.selectors, rule)]
    return (*by_plan, *by_others, *said)


def by_stops(
    known: Known, stops: tuple[Stop, ...], units: Sequence[str]
) -> Iterator[tuple[tuple[Stop, ...], Sequence[str]]]:
    """The units in groups that are under the same of `stops`."""
    if not stops:
        yield (), units
        return
    below = [known.units.subtree(stop.unit) if stop.unit else None for stop in stops]
    found: dict[tuple[Stop, ...], list[str]] = {}
    for unit in units:
        over = (stop for stop, places in zip(stops, below, strict=True) if places is None or unit in places)
        found.setdefault(tuple(over), []).append(unit)
    yield from found.items()


def seen(stops: Iterable[Stop], facts: Mapping[Signal, FactRow | None]) -> tuple[Suspension, ...]:
    """`stops` as they are where `facts` are in sight; those that have not begun there are left out."""
    return tuple(found for stop in stops if (found := _seen(stop, facts)))


def _seen(stop: Stop, facts: Mapping[Signal, FactRow | None]) -> Suspension | None:
    begun, over = (_held(facts.get(signal)) if signal else None for signal in (stop.since, stop.until))
    start = _day(begun) if begun else stop.start
    if start is None:
        return None
    if over and stop.end and stop.end <= _day(over):
        over = None
    end = _day(over) if over else stop.end
    if end is not None and end <= start:
        return None
    return Suspension(
        start=start,
        end=end,
        source=stop.source,
        ended_by=stop.until_title if over else stop.ended_by,
        position=begun.position if begun else stop.position,
        event_ids=(stop.id, *(fact.event_id for fact in (begun, over) if fact)),
    )


def _officers(known: Known, fact: FactRow) -> Stop:
    detail, (since, until) = detail_of(fact), bounds_of(fact, known.plan.id)
    return Stop(
        id=fact.cycle,
        position=fact.position,
        unit=fact.unit,
        start=date.fromisoformat(fact.day) if fact.day and not since else None,
        since=_milestone(since) if since else None,
        end=date.fromisoformat(fact.carried) if fact.carried else None,
        until=_milestone(until) if until else None,
        source=detail["source"],
        ended_by=detail.get("ended_by", ""),
        until_title=_title(known, until),
    )


def _plans(known: Known, one: PlanSuspension) -> Stop:
    return Stop(
        id=known.adoption,
        position=0,
        unit=one.unit or "",
        start=None if one.since else known.plan.starts,
        since=_milestone(one.since) if one.since else None,
        end=None,
        until=_milestone(one.until),
        source=known.plan.number,
        ended_by="",
        until_title=_title(known, one.until),
    )


def _others(known: Known, clause: Clause) -> Stop:
    """What another plan lays down for this one."""
    one = clause.said
    since, until = (elsewhere(clause.plan, name) if name else None for name in (one.since, one.until))
    return Stop(
        id=known.clauses[clause],
        position=0,
        unit=clause.unit,
        start=None if since else clause.starts,
        since=_milestone(since) if since else None,
        end=None,
        until=_milestone(until) if until else None,
        source=clause.source,
        ended_by="",
        until_title=_title(known, until),
    )


def _milestone(name: str) -> Signal:
    return Signal(kind=SignalKind.MILESTONE, name=name)


def _title(known: Known, milestone: str | None) -> str:
    found = known.milestone(milestone or "")
    return found.title if found else milestone or ""


def _held(fact: FactRow | None) -> FactRow | None:
    return fact if fact and fact.phase == HELD else None


def _day(fact: FactRow) -> date:
    if fact.day is None:
        raise ValueError(f"{fact.event_id}: what was held has a day")
    return date.fromisoformat(fact.day)
