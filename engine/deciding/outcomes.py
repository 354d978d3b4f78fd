"""The outcome for a task in one situation: from what is seen of the facts to its state and its due date.

Conditions over several events are evaluated here, on the facts seen. The same situation is worked out once.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from engine.calendars.calendar import Calendar
from engine.calendars.local import Calendars
from engine.counting.conventions import Convention
from engine.counting.due import Due, Happening, compute, standing_still
from engine.counting.pauses import Suspension, ended, open_before
from engine.counting.rounds import CycleSpan
from engine.deciding.given_days import Given
from engine.facts.fact import Fact, HappenedAt
from engine.facts.known import Known
from engine.facts.quantifiers import AllAcross, reaches
from engine.facts.receipt import Receipt, ungrounded
from engine.facts.topics import Topic, topic_of
from engine.facts.watched import watched
from engine.tasks import OPEN, State
from rules.conditions import All, Always, Any, AtLeast, Condition, Every, Happened, NoneOf, Phase, SomeOf
from rules.offsets import Anchor, Done, Once, Per, Pick, anchor_of
from rules.plan import TaskRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The state of a task, given the facts, with its due date and the facts it rests on."""

    state: State
    due: Due | None = None
    done_on: date | None = None
    basis: tuple[str, ...] = ()
    happening: Happening | None = None  # what the due date is counted from
    extension: Fact | None = None  # the grant that put the due date off
    receipt: Receipt | None = None  # `due` as it is kept

    def done(self, day: date) -> "Outcome":
        """The same, done on `day`: the due date keeps its own grounds, and its receipt."""
        return self._with(State.DONE, day, self.receipt)

    def kept_as(self, receipt: Receipt) -> "Outcome":
        """The same, with its receipt."""
        return self._with(self.state, self.done_on, receipt)

    def _with(self, state: State, done_on: date | None, receipt: Receipt | None) -> "Outcome":
        return Outcome(
            state=state,
            due=self.due,
            done_on=done_on,
            basis=self.basis,
            happening=self.happening,
            extension=self.extension,
            receipt=receipt,
        )


WAITING = Outcome(state=State.WAITING)


@dataclass(frozen=True, slots=True)
class Counting:
    """The calendar by which a plan counts, as each unit sees it, and its convention for one rule."""

    calendars: Calendars
    convention: Convention


Seen = Mapping[tuple[Topic, bool], Fact | None]
"""The facts that one unit sees: (topic, own only) -> the fact in force there, if any."""


class Own(NamedTuple):
    """The facts said of one task itself: that it was done, its date set by hand, the last extension granted."""

    done: Fact | None = None
    dated: Fact | None = None
    extended: Fact | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One rule in one situation."""

    known: Known
    rule: TaskRule
    amendment: str | None  # the event that gave the rule its present words, if that is not the plan's adoption
    calendar: Calendar
    convention: Convention
    seen: Seen
    across: AllAcross
    suspensions: tuple[Suspension, ...]

    def outcome(self, cycle: CycleSpan | None, own: Own) -> Outcome:
        """The outcome, with what was said of the task by hand. Suspensions since it was done concern it no more."""
        if own.done:
            done_on = _day(own.done)
            before = tuple(one for one in self.suspensions if one.start < done_on)
            case = self if before == self.suspensions else replace(self, suspensions=before)
            outcome = case.outcome(cycle, own._replace(done=None))
            return outcome.done(done_on)
        if self.across:  # its facts may be thousands: too much to hold against what was kept
            return self._kept(self._open(cycle, own))
        key = *self._grounds(cycle), self.known.adoption, own, *self.seen.values()
        return self.known.memo.once(key, lambda: self._kept(self._open(cycle, own)))

    def _grounds(self, cycle: CycleSpan | None) -> tuple[Hashable, ...]:
        """The key of any answer here, beside the facts seen: the rule's words, and how is counted."""
        words = self.known.plan.hash, self.rule.id, self.amendment
        return *words, self.calendar.version, cycle and cycle.id, self.suspensions

    def _kept(self, outcome: Outcome) -> Outcome:
        due = outcome.due
        if due is None:
            return outcome
        kept = self.known.memo.of_value(due, lambda: ungrounded(self.known.plan.id, self.rule, due))
        return outcome.kept_as(kept.resting_on(outcome.basis))

    def _open(self, cycle: CycleSpan | None, own: Own) -> Outcome:
        """The outcome while nobody says that it is done."""
        outcome = self._by_rule(cycle)
        if own.dated and outcome.state is not State.WAITING:
            outcome = self._with_date(outcome, own.dated)
        if own.extended:
            outcome = self._with_extension(outcome, cycle, own, own.extended)
        return self._suspended(outcome) if self.suspensions and outcome.state in OPEN else outcome

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
        return self.amendment or self.known.adoption

    def _state(self, firm: bool, happening: Happening | None, due: Due) -> State:
        if not firm:
            return State.PLANNED
        waits_for_date = isinstance(self.rule.due, Once | Per) and due.due is None
        if waits_for_date and happening and not happening.firm:
            return State.PLANNED
        return State.NEEDS_DATE if waits_for_date else State.ACTIVE

    def _due(self, anchor: Anchor | None, happening: Happening | None, cycle: CycleSpan | None) -> Due:
        """The date: the same for all that happened on one day, whichever events say so."""
        anonymous = happening and happening.anonymous
        key = "due", *self._grounds(cycle), anonymous
        return self.known.memo.once(key, lambda: self._computed(anchor, anonymous, cycle))

    def _computed(self, anchor: Anchor | None, happening: Happening | None, cycle: CycleSpan | None) -> Due:
        return compute(
            self.rule.due,
            when={anchor: happening} if anchor and happening else {},
            starts=self.known.plan.starts,
            calendar=self.calendar,
            convention=self.convention,
            policies=self.known.plan.policies,
            cycle=cycle,
            suspensions=self.suspensions,
        )

    def _with_date(self, outcome: Outcome, dated: Fact) -> Outcome:
        state = State.ACTIVE if outcome.state is State.NEEDS_DATE else outcome.state
        return replace(outcome, state=state, due=self._given.due(dated), basis=(*outcome.basis, dated.id))

    def _with_extension(self, outcome: Outcome, cycle: CycleSpan | None, own: Own, grant: Fact) -> Outcome:
        unhalted = replace(self, suspensions=ended(self.suspensions)).outcome(cycle, own._replace(extended=None))
        if outcome.due is None or unhalted.due is None or unhalted.due.due is None:
            return outcome  # there is nothing to put off
        due, put_off = self._given.put_off(outcome.due, unhalted.due.due, grant)
        basis = (*outcome.basis, grant.id)
        return replace(outcome, due=due, basis=basis, extension=grant if put_off else None)

    def _suspended(self, outcome: Outcome) -> Outcome:
        """The outcome of an open task while its time stands still, if it does."""
        due, now = outcome.due, open_before(self.suspensions, date.max)
        if due is None and now:
            due = standing_still(Due(calendar=self.calendar.version, convention=self.convention.label, steps=()), now)
        if due is None:
            return outcome
        basis = tuple(dict.fromkeys((*outcome.basis, *due.basis)))
        return replace(outcome, due=due, basis=basis, state=State.SUSPENDED if due.suspended else outcome.state)

    @property
    def _given(self) -> Given:
        return Given(self.calendar, self.convention, self.known.plan.policies, self.suspensions)

    def _basis(self, happening: Happening | None) -> tuple[str, ...]:
        ids = list(happening.event_ids) if happening else []
        seen = watched(self.known.memo, self.known.plan, self.rule).seen
        ids += [fact.id for sight in seen if (fact := self.seen[sight.topic, sight.own])]
        ids += [facts[-1].id for facts in (a.reached(Phase.PLANNED, True) for a in self.across.values()) if facts]
        ids += [self.amendment] if self.amendment else []
        return tuple(dict.fromkeys(ids)) or (self.known.adoption,)

    def _holds(self, condition: Condition, planned_too: bool) -> bool:
        match condition:
            case Always():
                return True
            case Happened():
                return reaches(self.seen[topic_of(condition.signal), condition.own], condition.phase, planned_too)
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

    def _holds_across(self, condition: Every | SomeOf, planned_too: bool) -> bool:
        happened = condition.happened
        across = self.across[topic_of(happened.signal), condition.kind, condition.under or self.known.plan.unit]
        reached = len(across.reached(happened.phase, planned_too))
        wanted = condition.count if isinstance(condition, SomeOf) else len(across.places)
        return reached >= wanted > 0

    def _happening(self, anchor: Anchor) -> Happening | None:
        if anchor.kind is None:
            fact = self.seen[topic_of(anchor.signal), anchor.pick is Pick.OWN]
            return _happening(fact, fact.held) if fact else None
        across = self.across[topic_of(anchor.signal), anchor.kind, self.known.plan.unit]
        reached = across.reached(Phase.PLANNED, True)
        if not reached or (anchor.pick is Pick.LAST and len(reached) < len(across.places)):
            return None
        fact = reached[0] if anchor.pick is Pick.FIRST else reached[-1]
        needed = [fact] if anchor.pick is Pick.FIRST else reached
        return _happening(fact, all(one.held for one in needed))


def _day(fact: Fact) -> date:
    if fact.day is None:
        raise ValueError(f"{fact.id}: a fact in force has a day")
    return fact.day


def _happening(fact: Fact, firm: bool) -> Happening:
    said = fact.said if isinstance(fact.said, HappenedAt) else HappenedAt()
    return Happening(day=_day(fact), firm=firm, event_ids=(fact.id,), carried=said.carried, at=said.at)
