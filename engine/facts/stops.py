"""The suspensions of a rule's tasks: by officers' events, by its plan, by other plans; as the facts now say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.counting.pauses import Suspension
from engine.facts.fact import Fact, Suspending
from engine.facts.known import Known
from engine.facts.suspension_clauses import Clause, elsewhere
from engine.facts.topics import Topic, milestone
from engine.facts.watched import watched
from rules.plan import PlanSuspension, TaskRule
from rules.rule_selectors import means


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One suspension before it is seen from a unit. It begins on `start`, or where that is None with `since`.

    It ends on `end`, by `ended_by`, or with `until`, whichever is first. `unit` is the one in whose subtree it holds,
    "" everywhere.
    """

    id: str  # of the event that says so; for a plan's clause, of the one since which the plan has had it
    unit: str
    start: date | None
    since: Topic | None
    end: date | None
    until: Topic | None
    source: str
    ended_by: str
    until_title: str
    said_on: date = date.min  # by an officer

    @property
    def milestones(self) -> tuple[Topic, ...]:
        """The milestones that it begins or ends with."""
        return tuple(topic for topic in (self.since, self.until) if topic)


def bounds_of(suspending: Suspending, plan: str) -> tuple[str | None, str | None]:
    """The milestones with which an officer's suspension begins and ends, as `plan` calls them, where he named any."""
    return _as_called(suspending.since, plan), _as_called(suspending.until, plan)


def _as_called(name: str | None, plan: str) -> str | None:
    return name and name.removeprefix(elsewhere(plan, ""))


def stops_of(known: Known, rule: TaskRule) -> tuple[Stop, ...]:
    """The suspensions of tasks of `rule`, each once."""
    topics = watched(known.memo, known.plan, rule, known.called).suspending
    facts = (fact for topic in topics for fact in known.facts.of(topic).values())
    # An event may choose a rule in more ways than one.
    by_officers = {of.event: (fact, of) for fact in facts if isinstance(of := fact.said, Suspending)}
    said = [_officers(known, *one) for one in sorted(by_officers.values(), key=lambda one: one[0].order)]
    own = (one for one in known.plan.suspensions if one.reaches(known.plan.id))
    by_plan = [_plans(known, one) for one in own if means(one.selectors, rule, known.called)]
    by_others = [_others(known, one) for one in known.clauses if means(one.said.selectors, rule, known.called)]
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


def seen(stops: Iterable[Stop], facts: Mapping[Topic, Fact | None]) -> tuple[Suspension, ...]:
    """`stops` as they are where `facts` are in sight; those that have not begun there are left out."""
    return tuple(found for stop in stops if (found := _seen(stop, facts)))


def _seen(stop: Stop, facts: Mapping[Topic, Fact | None]) -> Suspension | None:
    begun, over = (_held(facts.get(topic)) if topic else None for topic in (stop.since, stop.until))
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
        event_ids=(stop.id, *(name for fact in (begun, over) if fact for name in fact.grounds)),
        said_on=stop.said_on,
    )


def _officers(known: Known, fact: Fact, said: Suspending) -> Stop:
    since, until = bounds_of(said, known.plan.id)
    return Stop(
        id=said.event,
        unit=fact.unit,
        start=None if since else fact.day,
        since=milestone(since) if since else None,
        end=said.ended_on,
        until=milestone(until) if until else None,
        source=said.source,
        ended_by=said.ended_by,
        until_title=_title(known, until),
        said_on=fact.own_day,
    )


def _plans(known: Known, one: PlanSuspension) -> Stop:
    return Stop(
        id=known.own_clauses[one],
        unit=one.unit or "",
        start=None if one.since else known.plan.starts,
        since=milestone(one.since) if one.since else None,
        end=None,
        until=milestone(one.until),
        source=known.plan.number,
        ended_by="",
        until_title=_title(known, one.until),
    )


def _others(known: Known, clause: Clause) -> Stop:
    """A suspension that another plan lays down for this one."""
    one = clause.said
    since, until = (elsewhere(clause.plan, name) if name else None for name in (one.since, one.until))
    return Stop(
        id=known.clauses[clause],
        unit=clause.unit,
        start=None if since else clause.starts,
        since=milestone(since) if since else None,
        end=None,
        until=milestone(until) if until else None,
        source=clause.source,
        ended_by="",
        until_title=_title(known, until),
    )


def _title(known: Known, name: str | None) -> str:
    found = known.milestone(name or "")
    return found.title if found else name or ""


def _held(fact: Fact | None) -> Fact | None:
    return fact if fact and fact.held else None


def _day(fact: Fact) -> date:
    if fact.day is None:
        raise ValueError(f"{fact.id}: what was held has a day")
    return fact.day
