"""Which tasks a rule has, and in which state, given the facts: for all its units at once.

Units that see the same facts share one outcome, so that a rule for 3,321 communes is evaluated as often as there are
different situations among them, not 3,321 times. Conditions over several events are evaluated here, on the register.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from engine.across import AllAcross, across_units, reaches
from engine.calendars import Calendar
from engine.conventions import Convention
from engine.due import CycleSpan, Due, Happening, compute, cycles, standing_still
from engine.given import Given
from engine.register import HELD, Known, concluded, date_signal, done_signal, extended_signal, signal_text
from engine.suspending import Suspension, ended, open_before
from engine.suspensions import Stop, by_stops, seen, stops_of
from engine.tasks import OPEN, State
from events.rows import FactRow
from rules.conditions import (
    All,
    Always,
    Any,
    AtLeast,
    Condition,
    Every,
    Happened,
    NoneOf,
    Phase,
    SomeOf,
    atoms,
)
from rules.offsets import Anchor, Done, Once, Per, Pick, Recurring, Signal, SignalKind, anchor_of
from rules.plan import TaskRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a task is, given the facts: its state, its due date, and the facts it rests on."""

    state: State
    due: Due | None = None
    done_on: date | None = None
    basis: tuple[str, ...] = ()
    happening: Happening | None = None  # what the due date is counted from
    extension: FactRow | None = None  # the grant that put the due date off


WAITING = Outcome(state=State.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The units of a rule that share one outcome (in one cycle)."""

    cycle: str
    outcome: Outcome
    units: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counting:
    """How a plan counts: its calendar, and its convention for one rule."""

    calendar: Calendar
    convention: Convention


Seen = Mapping[tuple[str, bool], FactRow | None]
"""What one unit sees: (signal, own only) -> the fact in force there, if any."""


def targets(known: Known, rule: TaskRule) -> tuple[str, ...]:
    """The units that a rule makes tasks for."""
    if rule.for_each:
        return known.units.of_kind(rule.for_each, known.plan.unit)
    return rule.for_units or (rule.lead,)


def places(known: Known, rule: TaskRule) -> frozenset[tuple[str, str]]:
    """Each (unit, cycle) at which a rule has a task, or may have one."""
    rounds = [cycle.id if cycle else "" for cycle in _cycles(known, rule)]
    return frozenset((unit, cycle) for unit in targets(known, rule) for cycle in rounds)


def groups(known: Known, rule: TaskRule, counting: Counting, among: frozenset[str] | None = None) -> Iterator[Group]:
    """The tasks of `rule`, for all its units (those in `among` only, if given), grouped by what they see."""
    units = [unit for unit in targets(known, rule) if among is None or unit in among]
    across = across_units(known, rule)
    for stops, together in by_stops(known, stops_of(known, rule), units):
        for sight, alike in _by_sight(known, rule, together, stops):
            base = _Case(known, rule, counting, sight, across, _suspensions(stops, sight))
            for cycle in _cycles(known, rule):
                name = cycle.id if cycle else ""
                for own, these in _by_own_facts(known, rule, name, alike):
                    yield Group(cycle=name, outcome=base.outcome(cycle, own), units=these)


def _suspensions(stops: Sequence[Stop], sight: Seen) -> tuple[Suspension, ...]:
    facts = {signal: sight[signal_text(signal), False] for stop in stops for signal in stop.signals}
    return seen(stops, facts)


def _cycles(known: Known, rule: TaskRule) -> Sequence[CycleSpan | None]:
    if not isinstance(rule.due, Recurring):
        return [None]
    until = min(known.today, known.plan.ends or known.today)
    return cycles(rule.due, known.plan.starts, until)


# --- what units see -------------------------------------------------------------------------------------------------


def _references(rule: TaskRule) -> tuple[tuple[Signal, bool], ...]:
    """The happenings that `rule` looks for at or above each unit, as (signal, own only)."""
    found = {(atom.signal, atom.own): None for atom in _direct(rule.when)}
    anchor = anchor_of(rule.due)
    if anchor and anchor.pick in (Pick.NEAREST, Pick.OWN):
        found[anchor.signal, anchor.pick is Pick.OWN] = None
    return tuple(found)


def _direct(condition: Condition) -> Iterator[Happened]:
    match condition:
        case Every() | SomeOf():
            return
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _direct(part)
        case _:
            yield from atoms(condition)


def _by_sight(
    known: Known, rule: TaskRule, units: Sequence[str], stops: Sequence[Stop]
) -> Iterable[tuple[Seen, Sequence[str]]]:
    """The units in groups that see the same facts, those included that `stops` begin and end with."""
    references = dict.fromkeys((*_references(rule), *((signal, False) for stop in stops for signal in stop.signals)))
    names = [(signal_text(signal), own) for signal, own in references]
    looks = [_look(known, signal, own) for signal, own in references]
    if all(look.alike for look in looks):
        return [({n: look.of("") for n, look in zip(names, looks, strict=True)}, units)] if units else []
    found: dict[tuple[str | None, ...], tuple[Seen, list[str]]] = {}
    for unit in units:
        facts = [look.of(unit) for look in looks]
        key = tuple(fact.event_id if fact else None for fact in facts)
        if key not in found:
            found[key] = (dict(zip(names, facts, strict=True)), [])
        found[key][1].append(unit)
    return found.values()


@dataclass(frozen=True, slots=True)
class _Look:
    """Finds the fact of one signal for a unit; `alike` when every unit sees the same, whichever is asked for."""

    of: Callable[[str], FactRow | None]
    alike: bool


def _look(known: Known, signal: Signal, own: bool) -> _Look:
    facts = known.facts.everywhere(signal_text(signal))
    if own:
        return _Look(facts.get, not facts)
    shared = _at_home(known, signal, facts)
    for code in known.units.ancestry(known.plan.unit):
        if code in facts:
            shared = facts[code]
            break
    scope = known.units.subtree(known.plan.unit) - {known.plan.unit}
    below = {unit: row for unit, row in facts.items() if unit in scope}
    if not below:
        return _Look(lambda _unit: shared, True)
    return _Look(_nearest(known, below, shared), False)


def _nearest(known: Known, below: Mapping[str, FactRow], shared: FactRow | None) -> Callable[[str], FactRow | None]:
    def look(unit: str) -> FactRow | None:
        return next((below[code] for code in known.units.ancestry(unit) if code in below), shared)

    return look


def _at_home(known: Known, signal: Signal, facts: Mapping[str, FactRow]) -> FactRow | None:
    """The fact of a happening that has one place only: everybody in the plan means that one."""
    if signal.kind is SignalKind.MILESTONE:
        milestone = known.plan.milestones.get(signal.name)
        home = milestone.at if milestone else None
    else:
        rule = known.plan.rules.get(signal.name)
        places = targets(known, rule) if rule else ()
        home = places[0] if len(places) == 1 else None
    return facts.get(home) if home else None


class Own(NamedTuple):
    """What was said of one task itself: that it was done, its date set by hand, the last extension granted."""

    done: FactRow | None = None
    dated: FactRow | None = None
    extended: FactRow | None = None


def _by_own_facts(
    known: Known, rule: TaskRule, cycle: str, units: Sequence[str]
) -> Iterable[tuple[Own, Sequence[str]]]:
    """The units in groups of whose tasks the same was said: mostly one group, of whose tasks nothing was."""
    said = [known.facts.in_force.get(of(rule.id), {}) for of in (done_signal, date_signal, extended_signal)]
    if isinstance(rule.due, Done):  # that the rule itself lays it down as done must not outlive its condition
        said[0] = {place: fact for place, fact in said[0].items() if not concluded(fact)}
    special = [unit for unit in units if any((unit, cycle) in facts for facts in said)]
    if not special:
        return [(Own(), units)] if units else []
    set_apart = set(special)
    plain = [unit for unit in units if unit not in set_apart]
    alone = [(Own(*(facts.get((unit, cycle)) for facts in said)), [unit]) for unit in special]
    return [(Own(), plain), *alone] if plain else alone


# --- one situation --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """One rule in one situation."""

    known: Known
    rule: TaskRule
    counting: Counting
    seen: Seen
    across: AllAcross
    suspensions: tuple[Suspension, ...]

    def outcome(self, cycle: CycleSpan | None, own: Own) -> Outcome:
        """What the task is, with what was said of it by hand. Suspensions since it was done concern it no more."""
        if own.done:
            done_on = _day(own.done)
            before = replace(self, suspensions=tuple(one for one in self.suspensions if one.start < done_on))
            outcome = before.outcome(cycle, own._replace(done=None))
            return replace(outcome, state=State.DONE, done_on=done_on)  # the due keeps its own grounds, and its row
        outcome = self._by_rule(cycle)
        if own.dated and outcome.state is not State.WAITING:
            outcome = self._with_date(outcome, own.dated)
        if own.extended:
            outcome = self._with_extension(outcome, cycle, own, own.extended)
        return self._suspended(outcome) if outcome.state in OPEN else outcome

    def _by_rule(self, cycle: CycleSpan | None) -> Outcome:
        firm = self._holds(self.rule.when, False)
        if not firm and not self._holds(self.rule.when, True):
            return WAITING
        if isinstance(self.rule.due, Done):
            return self._done_by_plan(firm)
        anchor = anchor_of(self.rule.due)
        happening = self._happening(anchor) if anchor else None
        if anchor and happening is None:
            return Outcome(state=State.NEEDS_DATE, basis=self._basis(None)) if firm else WAITING
        due = self._due(anchor, happening, cycle)
        state = self._state(firm, happening, due)
        return Outcome(state=state, due=due, basis=self._basis(happening), happening=happening)

    def _done_by_plan(self, firm: bool) -> Outcome:
        if not firm:
            return WAITING
        return Outcome(state=State.DONE, done_on=self.known.plan.starts, basis=(self._laid_down(),))

    def _laid_down(self) -> str:
        """The event by which the rule is what it is."""
        return self.known.amendment(self.rule.id) or self.known.adoption

    def _state(self, firm: bool, happening: Happening | None, due: Due) -> State:
        if not firm:
            return State.PLANNED
        waits_for_date = isinstance(self.rule.due, Once | Per) and due.due is None
        if waits_for_date and happening and not happening.firm:
            return State.PLANNED
        return State.NEEDS_DATE if waits_for_date else State.ACTIVE

    def _due(self, anchor: Anchor | None, happening: Happening | None, cycle: CycleSpan | None) -> Due:
        return compute(
            self.rule.due,
            when={anchor: happening} if anchor and happening else {},
            starts=self.known.plan.starts,
            calendar=self.counting.calendar,
            convention=self.counting.convention,
            policies=self.known.plan.policies,
            cycle=cycle,
            suspensions=self.suspensions,
        )

    def _with_date(self, outcome: Outcome, dated: FactRow) -> Outcome:
        state = State.ACTIVE if outcome.state is State.NEEDS_DATE else outcome.state
        return replace(outcome, state=state, due=self._given.due(dated), basis=(*outcome.basis, dated.event_id))

    def _with_extension(self, outcome: Outcome, cycle: CycleSpan | None, own: Own, grant: FactRow) -> Outcome:
        unhalted = replace(self, suspensions=ended(self.suspensions)).outcome(cycle, own._replace(extended=None))
        if outcome.due is None or unhalted.due is None or unhalted.due.due is None:
            return outcome  # there is nothing to put off
        due, put_off = self._given.put_off(outcome.due, unhalted.due.due, grant)
        basis = (*outcome.basis, grant.event_id)
        return replace(outcome, due=due, basis=basis, extension=grant if put_off else None)

    def _suspended(self, outcome: Outcome) -> Outcome:
        """What an open task is while its time stands still, if it does."""
        due, now = outcome.due, open_before(self.suspensions, date.max)
        if due is None and now:
            calendar, convention = self.counting.calendar, self.counting.convention
            due = standing_still(Due(calendar=calendar.version, convention=convention.label, steps=()), now)
        if due is None:
            return outcome
        basis = tuple(dict.fromkeys((*outcome.basis, *due.basis)))
        return replace(outcome, due=due, basis=basis, state=State.SUSPENDED if due.suspended else outcome.state)

    @property
    def _given(self) -> Given:
        return Given(self.counting.calendar, self.counting.convention, self.known.plan.policies, self.suspensions)

    def _basis(self, happening: Happening | None) -> tuple[str, ...]:
        ids = list(happening.event_ids) if happening else []
        names = [(signal_text(signal), own) for signal, own in _references(self.rule)]
        ids += [fact.event_id for name in names if (fact := self.seen[name])]
        ids += [facts[-1].event_id for facts in (a.reached(Phase.PLANNED, True) for a in self.across.values()) if facts]
        ids += [amendment for amendment in [self.known.amendment(self.rule.id)] if amendment]
        return tuple(dict.fromkeys(ids)) or (self.known.adoption,)

    def _holds(self, condition: Condition, planned_too: bool) -> bool:
        match condition:
            case Happened():
                return reaches(self.seen[signal_text(condition.signal), condition.own], condition.phase, planned_too)
            case All(parts=parts):
                return all(self._holds(part, planned_too) for part in parts)
            case Any(parts=parts):
                return any(self._holds(part, planned_too) for part in parts)
            case NoneOf(parts=parts):  # a plan of a happening does not make it happen
                return not any(self._holds(part, False) for part in parts)
            case AtLeast(count=count, parts=parts):
                return sum(self._holds(part, planned_too) for part in parts) >= count
            case Every() | SomeOf():
                return self._holds_across(condition, planned_too)
            case Always():
                return True

    def _holds_across(self, condition: Every | SomeOf, planned_too: bool) -> bool:
        happened = condition.happened
        across = self.across[signal_text(happened.signal), condition.kind, condition.under or self.known.plan.unit]
        reached = len(across.reached(happened.phase, planned_too))
        wanted = condition.count if isinstance(condition, SomeOf) else len(across.places)
        return reached >= wanted > 0

    def _happening(self, anchor: Anchor) -> Happening | None:
        if anchor.kind is None:
            fact = self.seen[signal_text(anchor.signal), anchor.pick is Pick.OWN]
            return _happening(fact, fact.phase == HELD) if fact else None
        across = self.across[signal_text(anchor.signal), anchor.kind, self.known.plan.unit]
        reached = across.reached(Phase.PLANNED, True)
        if not reached or (anchor.pick is Pick.LAST and len(reached) < len(across.places)):
            return None
        fact = reached[0] if anchor.pick is Pick.FIRST else reached[-1]
        needed = [fact] if anchor.pick is Pick.FIRST else reached
        return _happening(fact, all(one.phase == HELD for one in needed))


def _day(fact: FactRow) -> date:
    if fact.day is None:
        raise ValueError(f"{fact.event_id}: a fact in force has a day")
    return date.fromisoformat(fact.day)


def _happening(fact: FactRow, firm: bool) -> Happening:
    carried = date.fromisoformat(fact.carried) if fact.carried else None
    return Happening(day=_day(fact), firm=firm, event_ids=(fact.event_id,), carried=carried)
