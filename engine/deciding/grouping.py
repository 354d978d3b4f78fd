"""The tasks of a rule, grouped by what their units see of the facts: for all its units at once.

Units that see the same facts share one outcome, so that a rule for 3,321 communes is evaluated as often as there are
different situations among them, not 3,321 times. What comes of each situation is `engine.deciding.outcomes`.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from engine.calendars.calendar import OutOfRange
from engine.counting.pauses import Suspension
from engine.counting.rounds import CycleSpan, cycles
from engine.deciding.outcomes import Case, Counting, Outcome, Own
from engine.deciding.sights import Seen
from engine.deciding.task_units import units_of
from engine.facts.fact import Dated, Fact
from engine.facts.known import Known, Place
from engine.facts.quantifiers import AllAcross, across_units
from engine.facts.stops import Stop, by_stops, seen, stops_of
from engine.facts.topics import Sort, Topic, date_set, done, extended, said_of
from engine.facts.watched import Sight, watched
from engine.units import Units
from rules.offsets import Done, Recurring
from rules.plan import Plan, TaskRule
from rules.problems import N_

ROW_LEAVES = N_(
    "Row {row} of plan “{plan}” would be due outside the calendar, so nothing was recorded. {what} If the row itself "
    "is wrong, amend the plan: `thoihan plan amend`."
)


_NOWHERE: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The units of a rule that share one outcome (in one cycle)."""

    cycle: str
    outcome: Outcome
    units: Sequence[str]


def targets(known: Known, rule: TaskRule) -> tuple[str, ...]:
    """The units that a rule makes tasks for; and those that left a group, and have done what they had of it."""
    there, left = units_of(known.plan, known.units, rule), done_by_others(known, rule)
    return (*there, *sorted({unit for unit, _ in left})) if left else there


def reported(known: Known, rule: str) -> frozenset[Place]:
    """The places at which somebody reported a rule done, in whatever version of the plan."""
    return frozenset(place for place, fact in known.facts.of(done(rule)).items() if not fact.concluded)


def done_by_others(known: Known, rule: TaskRule) -> frozenset[Place]:
    """The places of tasks reported done by who is no member any more of the group that the rule is for: they stay.

    Those of rounds that the rule has not are no tasks of it: another version of the plan had them.
    """
    if rule.for_each or not known.units.for_group(rule):
        return _NOWHERE
    there = known.units.in_order(rule)
    left = frozenset(place for place in reported(known, rule.id) if place[0] not in there)
    rounds = {cycle.id if cycle else "" for cycle in _cycles(known, rule)} if left else ()
    return frozenset(place for place in left if place[1] in rounds)


def places(known: Known, rule: TaskRule) -> frozenset[tuple[str, str]]:
    """Each (unit, cycle) at which a rule has a task, or may have one."""
    rounds = [cycle.id if cycle else "" for cycle in _cycles(known, rule)]
    there = units_of(known.plan, known.units, rule)
    return frozenset((unit, cycle) for unit in there for cycle in rounds) | done_by_others(known, rule)


def has_place(known: Known, rule: TaskRule, unit: str, cycle: str) -> bool:
    """True if a rule has a task, or may have one, at that place: all places need not be listed for it."""
    if rule.for_each:
        there = unit in known.units.all_of_kind(rule.for_each, known.plan.unit)
    else:
        there = unit in known.units.in_order(rule)
    if not there:
        return (unit, cycle) in done_by_others(known, rule)
    return any((one.id if one else "") == cycle for one in _cycles(known, rule))


def groups(known: Known, rule: TaskRule, counting: Counting, among: frozenset[str] | None = None) -> Iterator[Group]:
    """The tasks of `rule`, for all its units (those in `among` only, if given), grouped by what they see."""
    units = targets(known, rule) if among is None else _among(known, rule, among)
    across, rounds, said = across_units(known, rule), _cycles(known, rule), _Said.build(known, rule)
    left = frozenset(unit for unit, _ in done_by_others(known, rule))
    for case, alike in _cases(known, rule, counting, units, across):
        for cycle in rounds:
            name = cycle.id if cycle else ""
            for own, having in said.apart(name, alike):
                these = [one for one in having if one not in left] if left and not own.done else having
                if not these:
                    continue
                yield Group(cycle=name, outcome=_outcome(case, cycle, own), units=these)


def _outcome(case: Case, cycle: CycleSpan | None, own: Own) -> Outcome:
    """The outcome. Raises OutOfRange, naming the row, where its date lies outside the calendar."""
    try:
        return case.outcome(cycle, own)
    except OutOfRange as error:
        raise OutOfRange(ROW_LEAVES, {"plan": case.known.plan.id, "row": case.rule.id, "what": error}) from None


def _cases(
    known: Known, rule: TaskRule, counting: Counting, units: Sequence[str], across: AllAcross
) -> Iterator[tuple[Case, Sequence[str]]]:
    """The situations that `rule` is in, each with its units."""
    stops_there, amendment = stops_of(known, rule), known.amendment(rule.id)
    for calendar, here in counting.calendars.split(units):
        for stops, together in by_stops(known, stops_there, here):
            for sight, alike in _by_sight(known, rule, together, stops):
                there = amendment, calendar, counting.convention, sight, across, _suspensions(stops, sight)
                yield Case(known, rule, *there), alike


def _among(known: Known, rule: TaskRule, among: frozenset[str]) -> Sequence[str]:
    """The units that a rule makes tasks for, of those `among` these."""
    if rule.for_each:
        return sorted(among & known.units.all_of_kind(rule.for_each, known.plan.unit))
    there, left = known.units.in_order(rule), {unit for unit, _ in done_by_others(known, rule)}
    return [*sorted(among & there.keys(), key=there.__getitem__), *sorted(among & left)]


def _suspensions(stops: Sequence[Stop], sight: Seen) -> tuple[Suspension, ...]:
    facts = {topic: sight[topic, False] for stop in stops for topic in stop.milestones}
    return seen(stops, facts) if stops else ()


def _cycles(known: Known, rule: TaskRule) -> Sequence[CycleSpan | None]:
    if not isinstance(rule.due, Recurring):
        return [None]
    until, version = min(known.today, known.plan.ends or known.today), known.amendment(rule.id)
    owed = cycles(rule.due, known.plan.starts, until)
    first = version.rounds if version else None
    return [cycle for cycle in owed if cycle.start >= first] if first else owed


# --- what units see -------------------------------------------------------------------------------------------------


def _by_sight(
    known: Known, rule: TaskRule, units: Sequence[str], stops: Sequence[Stop]
) -> Iterable[tuple[Seen, Sequence[str]]]:
    """The units in groups that see the same facts, those included that `stops` begin and end with."""
    ends = (Sight(topic, False) for stop in stops for topic in stop.milestones)
    names = tuple(dict.fromkeys((*watched(known.memo, known.plan, rule).seen, *ends)))
    looks = [_look(known, name) for name in names]
    if len(units) <= 1 or all(look.alike for look in looks):
        return [({name: look.of(unit) for name, look in zip(names, looks, strict=True)}, units) for unit in units[:1]]
    found: dict[tuple[str | None, ...], tuple[Seen, list[str]]] = {}
    for unit in units:
        facts = [look.of(unit) for look in looks]
        key = tuple(fact.id if fact else None for fact in facts)
        if key not in found:
            found[key] = (dict(zip(names, facts, strict=True)), [])
        found[key][1].append(unit)
    return found.values()


@dataclass(frozen=True, slots=True)
class _Look:
    """Finds the fact of one signal for a unit; `alike` when every unit sees the same, whichever is asked for."""

    of: Callable[[str], Fact | None]
    alike: bool


def _look(known: Known, sight: Sight) -> _Look:
    facts = known.facts.everywhere(sight.topic)
    if sight.own or not facts:
        return _Look(facts.get, not facts)
    shared = _at_home(known, sight.topic, facts)
    for code in known.units.ancestry(known.plan.unit):
        if code in facts:
            shared = facts[code]
            break
    scope = known.units.subtree(known.plan.unit)
    below = {unit: row for unit, row in facts.items() if unit in scope and unit != known.plan.unit}
    if not below:
        return _Look(lambda _unit: shared, True)
    return _Look(_nearest(known, below, shared), False)


def _nearest(known: Known, below: Mapping[str, Fact], shared: Fact | None) -> Callable[[str], Fact | None]:
    def look(unit: str) -> Fact | None:
        return next((below[code] for code in known.units.ancestry(unit) if code in below), shared)

    return look


def _at_home(known: Known, topic: Topic, facts: Mapping[str, Fact]) -> Fact | None:
    """The fact of a happening that has one place only: everybody in the plan means that one."""
    if topic.sort is Sort.MILESTONE:
        milestone = known.milestone(topic.name)
        home = milestone.at if milestone else None
    else:
        home = only_place(known.plan, known.units, topic)
    return facts.get(home) if home else None


def only_place(plan: Plan, units: Units, topic: Topic) -> str | None:
    """The unit at which a thing happens once for the whole plan, if it is such a thing."""
    if topic.sort is Sort.MILESTONE:
        milestone = plan.milestones.get(topic.name)
        return milestone.at if milestone else None
    rule = plan.rules.get(topic.name)
    places = units_of(plan, units, rule) if rule else ()
    return places[0] if len(places) == 1 else None


@dataclass(frozen=True, slots=True)
class _Said:
    """The facts said of a rule's tasks: of each sort of `Own`, by (unit, cycle); `of` are the units, by cycle."""

    facts: Sequence[Mapping[tuple[str, str], Fact]]
    granted: Callable[[tuple[str, str]], tuple[Fact, ...]]
    dated: Callable[[tuple[str, str]], tuple[Fact, ...]]
    of: Mapping[str, frozenset[str]]

    @classmethod
    def build(cls, known: Known, rule: TaskRule) -> "_Said":
        """All that is known of them."""
        facts = [known.facts.of(topic) for topic in said_of(rule.id)]
        if isinstance(rule.due, Done):  # that the rule itself lays it down as done must not outlive its condition
            facts[0] = {place: fact for place, fact in facts[0].items() if not fact.concluded}
        of: dict[str, set[str]] = {}
        for unit, cycle in chain.from_iterable(facts):
            of.setdefault(cycle, set()).add(unit)
        granted = partial(known.facts.all_at, extended(rule.id))
        return cls(
            facts,
            granted,
            partial(known.facts.all_at, date_set(rule.id)),
            {cycle: frozenset(units) for cycle, units in of.items()},
        )

    def apart(self, cycle: str, units: Sequence[str]) -> Iterable[tuple[Own, Sequence[str]]]:
        """The units in groups of whose tasks the same was said: mostly one group, of whose tasks nothing was."""
        told_of = self.of.get(cycle)
        if not told_of or told_of.isdisjoint(units):
            return [(_NOTHING, units)] if units else []
        found: dict[Hashable, tuple[Own, list[str]]] = {}
        for unit in units:
            own = self._own(unit, cycle) if unit in told_of else _NOTHING
            day = own.done and own.done.day  # of a report nothing else counts
            key = day, own.dated, own.extended, own.returned, own.before
            if key not in found:
                found[key] = (own, [])
            found[key][1].append(unit)
        return found.values()

    def _own(self, unit: str, cycle: str) -> Own:
        done, dated, extended = self.facts
        place = unit, cycle
        grants = self.granted(place) if place in extended else ()
        dates = self.dated(place) if place in dated else ()
        returned = tuple(one for one in dates if isinstance(one.said, Dated) and one.said.reported)
        return Own(done.get(place), dated.get(place), grants, returned, dates[:-1])


_NOTHING = Own()
