"""The outcome for a task in one situation: from what is seen of the facts to its state and its due date.

Conditions over several events are evaluated here, on the facts seen. The same situation is worked out once.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from engine.calendars.calendar import Calendar
from engine.calendars.local import Calendars
from engine.counting.conventions import Convention
from engine.counting.due import Due, Happening, compute, not_binding, standing_still
from engine.counting.pauses import Suspension, ended, open_before
from engine.counting.rounds import CycleSpan
from engine.deciding.given_days import Given
from engine.deciding.sights import Seen, Sights
from engine.facts.fact import Dated, Fact, Reworded
from engine.facts.known import Known
from engine.facts.plans import Ending
from engine.facts.quantifiers import AllAcross
from engine.facts.receipt import Receipt, ungrounded
from engine.tasks import OPEN, State
from rules.offsets import Anchor, Done, DueSpec, Once, Per, anchors_of, limits_of
from rules.plan import TaskRule


class Limit(NamedTuple):
    """The last day on which a task could be done without being missed, and the events that it rests on."""

    day: date
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The state of a task, given the facts, with its due date and the facts it rests on."""

    state: State
    due: Due | None = None
    done_on: date | None = None
    basis: tuple[str, ...] = ()
    happening: Happening | None = None  # what the due date is counted from
    anchor: Anchor | None = None  # which happening that is: of several limits, the one that counts
    extension: Fact | None = None  # the grant that put the due date off
    receipt: Receipt | None = None  # `due` as it is kept
    began: date | None = None  # the day on which the task began, or is to begin; None while it waits
    limit: Limit | None = None  # None: it cannot be missed
    settled: bool = False  # it is done by the word that ended its plan: nobody reported it
    moved: date = date.min  # the last day on which anything came that it rests on

    def kept_as(self, receipt: Receipt) -> "Outcome":
        """The same, with its receipt."""
        return Outcome(  # `replace` takes four times as long, and there are as many as there are situations
            state=self.state,
            due=self.due,
            done_on=self.done_on,
            basis=self.basis,
            happening=self.happening,
            anchor=self.anchor,
            extension=self.extension,
            receipt=receipt,
            began=self.began,
            limit=self.limit,
            moved=self.moved,
        )

    def missed_by(self, today: date) -> Limit | None:
        """The limit, if it has passed `today`, and the task was not done by then."""
        limit = self.limit
        in_time = limit is None or limit.day >= today or (self.done_on and self.done_on <= limit.day)
        return None if in_time else limit


WAITING = Outcome(state=State.WAITING)


@dataclass(frozen=True, slots=True)
class Counting:
    """The calendar by which a plan counts, as each unit sees it, and its convention for one rule."""

    calendars: Calendars
    convention: Convention


class Own(NamedTuple):
    """The facts said of one task itself: that it was done, its date set by hand, the extensions granted, in order.

    `returned`: the dates set when reports were returned, in order. `before`: those that `dated` stands for, in order.
    """

    done: Fact | None = None
    dated: Fact | None = None
    extended: tuple[Fact, ...] = ()
    returned: tuple[Fact, ...] = ()
    before: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One rule in one situation."""

    known: Known
    rule: TaskRule
    amendment: Reworded | None  # by which the rule has its present words, if that is not the plan's adoption
    calendar: Calendar
    convention: Convention
    seen: Seen
    across: AllAcross
    suspensions: tuple[Suspension, ...]

    def outcome(self, cycle: CycleSpan | None, own: Own) -> Outcome:
        """The outcome, with what was said of the task by hand. Suspensions since it was done concern it no more."""
        if own.done:
            return self._done(_day(own.done), cycle, own._replace(done=None))
        if ending := self.known.ending:
            return self._ended(ending, cycle, own)
        return self.going_on(cycle, own)

    def going_on(self, cycle: CycleSpan | None, own: Own) -> Outcome:
        """The outcome while nobody says that the task is done, nor that its plan has ended."""
        if self.across:  # its facts may be thousands: too much to hold against what was kept
            return self._kept(self._open(cycle, own))
        key = *self._grounds(cycle), self.known.adoption, self.known.adopted_on, own, *self.seen.values()
        return self.known.memo.once(key, lambda: self._kept(self._open(cycle, own)))

    def _done(self, day: date, cycle: CycleSpan | None, own: Own) -> Outcome:
        """The outcome of a task that was done on `day`: its date goes on following the facts."""
        before = tuple(one for one in self.suspensions if one.start < day)
        case = self if before == self.suspensions else replace(self, suspensions=before)
        outcome = case.going_on(cycle, own)
        if outcome.due and outcome.due.left:  # nothing is left to do, though time stood still
            outcome = self._kept(replace(outcome, due=replace(outcome.due, left=None)))
        return replace(outcome, state=State.DONE, done_on=day)

    def _ended(self, ending: Ending, cycle: CycleSpan | None, own: Own) -> Outcome:
        """The outcome of what was open when the plan ended: done by that day if its row is said to be, else closed.

        What had not begun by then was not done; what was missed by then stays missed.
        """
        there = self.going_on(cycle, own)
        if there.state in (State.WAITING, State.DONE):
            return there
        found = self._done(ending.day, cycle, own)
        if found.began and found.began > ending.day:
            return Outcome(state=State.CLOSED, began=found.began)
        if self.rule.id in ending.said.done and there.state is not State.PLANNED:
            return replace(found, settled=True)
        limit = found.limit if found.limit and found.limit.day < ending.day else None
        return Outcome(state=State.CLOSED, began=found.began, limit=limit)

    def _grounds(self, cycle: CycleSpan | None) -> tuple[Hashable, ...]:
        """The key of any answer here, beside the facts seen: the rule's words, and how is counted."""
        words = self.known.plan.hash, self.rule.id, self.amendment, self.amendment and self._worded_on
        return *words, self.calendar.version, cycle and cycle.id, self.suspensions

    def _kept(self, outcome: Outcome) -> Outcome:
        due = outcome.due
        if due is None:
            return outcome
        kept = self.known.memo.of_value(due, lambda: ungrounded(self.known.plan.id, self.rule, due))
        moved = max(outcome.moved, self._there_since, self.known.adopted_on, due.window_start or date.min)
        return outcome.kept_as(kept.resting_on(outcome.basis, moved))

    def _open(self, cycle: CycleSpan | None, own: Own) -> Outcome:
        """The outcome while nobody says that it is done."""
        outcome = self._by_rule(cycle)
        if own.dated and outcome.state is not State.WAITING:
            outcome = self._with_date(outcome, own.dated, own.before)
        if own.extended:
            outcome = self._with_extensions(outcome, cycle, own)
        if own.returned:
            outcome = replace(outcome, limit=self._after_returns(outcome.limit, own))
        return self._suspended(outcome) if self.suspensions else outcome

    def _by_rule(self, cycle: CycleSpan | None) -> Outcome:
        sights = Sights(self.known, self.rule, self.seen, self.across)
        firm = sights.holds(self.rule.when, False)
        if not firm and not sights.holds(self.rule.when, True):
            return WAITING
        began = self._began(sights, cycle, not firm)
        if isinstance(self.rule.due, Done):
            return self._done_by_plan(self._rests(sights, None, False).on, began) if firm else WAITING
        seen = {anchor: one for anchor in anchors_of(self.rule.due) if (one := sights.happening(anchor))}
        if not any(all(anchor in seen for anchor in anchors_of(limit)) for limit in limits_of(self.rule.due)):
            rests = self._rests(sights, None, not firm)
            found = Outcome(state=State.NEEDS_DATE, basis=rests.on, began=began, moved=rests.moved)
            return found if firm else WAITING
        due = self._due(seen, cycle, began)
        anchor = next(iter(anchors_of(self._limit_of(due))), None)
        happening = seen[anchor] if anchor else None
        rests = self._rests(sights, happening, not firm)
        state, due = self._binding(self._state(firm, happening, due), due, began)
        return Outcome(
            state=state,
            due=due,
            basis=rests.on,
            happening=happening,
            anchor=anchor,
            began=began,
            limit=_limit(due, rests.on) if state is State.ACTIVE else None,
            moved=max(rests.moved, cycle.start if cycle else date.min),
        )

    def _binding(self, state: State, due: Due, began: date) -> tuple[State, Due]:
        """The state and the date of a task: one from before there was the task binds nobody."""
        since = self.amendment.brought if self.amendment else None
        if state is not State.ACTIVE or since is None or due.due is None or due.due >= since:
            return state, due
        context = self.calendar, self.convention, self.known.plan.policies, self.suspensions
        return State.NEEDS_DATE, not_binding(due, since, began, *context)

    def _done_by_plan(self, basis: tuple[str, ...], began: date) -> Outcome:
        return Outcome(state=State.DONE, basis=basis, began=began)  # on which day nobody says

    def _state(self, firm: bool, happening: Happening | None, due: Due) -> State:
        if not firm:
            return State.PLANNED
        waits_for_date = isinstance(self.rule.due, Once | Per) and due.due is None
        if waits_for_date and happening and not happening.firm:
            return State.PLANNED
        return State.NEEDS_DATE if waits_for_date else State.ACTIVE

    def _limit_of(self, due: Due) -> DueSpec:
        """The limit that a date is: the only one, or the earliest."""
        return limits_of(self.rule.due)[due.limit]

    def _due(self, seen: Mapping[Anchor, Happening], cycle: CycleSpan | None, began: date) -> Due:
        """The date: the same for all that happened on one day, whichever events say so."""
        when = {anchor: happening.anonymous for anchor, happening in seen.items()}
        to_set = isinstance(self.rule.due, Once | Per)
        since = max(began, self.known.adopted_on) if to_set else self._there_since
        key = "due", *self._grounds(cycle), *when.items(), since
        return self.known.memo.once(key, lambda: self._computed(when, cycle, since))

    def _computed(self, when: Mapping[Anchor, Happening], cycle: CycleSpan | None, since: date) -> Due:
        return compute(
            self.rule.due,
            when=when,
            starts=since,
            calendar=self.calendar,
            convention=self.convention,
            policies=self.known.plan.policies,
            cycle=cycle,
            suspensions=self.suspensions,
        )

    def _with_date(self, outcome: Outcome, dated: Fact, before: Iterable[Fact]) -> Outcome:
        """The outcome with a date that an officer set, which survives what it was counted from.

        Dates set `before` put off the limit as long as they counted: a later one is in time if theirs had not passed.
        """
        state = State.ACTIVE if outcome.state is State.NEEDS_DATE else outcome.state
        spec = self._limit_of(outcome.due) if outcome.due else self.rule.due
        due = self._given.set_by_hand(dated, outcome.happening, spec)
        rests, limit = outcome.basis, outcome.limit
        for fact in (*before, dated) if state is State.ACTIVE else ():
            if limit is None or fact.own_day <= limit.day:
                rests = (*rests, fact.id)
                limit = _limit(self._given.due(fact), rests)
        basis, moved = (*outcome.basis, dated.id), max(outcome.moved, dated.own_day)
        return replace(outcome, state=state, due=due, basis=basis, limit=limit, moved=moved)

    def _with_extensions(self, outcome: Outcome, cycle: CycleSpan | None, own: Own) -> Outcome:
        unhalted = replace(self, suspensions=ended(self.suspensions)).going_on(cycle, own._replace(extended=()))
        if outcome.due is None or unhalted.due is None or unhalted.due.due is None:
            return outcome  # there is nothing to put off
        running = replace(self._given, suspensions=ended(self.suspensions))
        grant = max(reversed(own.extended), key=lambda one: running.due(one).due or date.max)
        due, put_off = self._given.put_off(outcome.due, unhalted.due.due, grant)
        basis, limit = (*outcome.basis, grant.id), self._put_off(outcome.limit, own.extended)
        counts, moved = grant if put_off else None, max(outcome.moved, grant.own_day)
        return replace(outcome, due=due, basis=basis, extension=counts, limit=limit, moved=moved)

    def _put_off(self, limit: Limit | None, grants: Iterable[Fact]) -> Limit | None:
        """`limit` as `grants` put it off: each of them only where it had not passed on the grant's own day."""
        for grant in grants:
            if limit is None:
                return None
            due = self._given.due(grant)
            later = due.due is None or due.due > limit.day
            if later and grant.own_day <= limit.day:
                limit = _limit(due, (*limit.basis, grant.id))
        return limit

    def _after_returns(self, limit: Limit | None, own: Own) -> Limit | None:
        """`limit` as the returns of reports put it off: each of them only where it was reported in time."""
        for fact in own.returned:
            if limit is None:
                return None
            due = self._given.due(fact)
            later = due.due is None or due.due > limit.day
            if later and isinstance(fact.said, Dated) and fact.said.reported and fact.said.reported <= limit.day:
                limit = _limit(due, (*limit.basis, fact.id))
            limit = self._put_off(limit, own.extended)
        return limit

    def _suspended(self, outcome: Outcome) -> Outcome:
        """The outcome of a task while its time stands still, if it does: of one that is done only its date."""
        due, now, is_open = outcome.due, open_before(self.suspensions, date.max), outcome.state in OPEN
        if due is None and now and is_open:
            due = standing_still(Due(calendar=self.calendar.version, convention=self.convention.label, steps=()), now)
        if due is None:
            return outcome
        basis = tuple(dict.fromkeys((*outcome.basis, *due.basis)))
        outcome = replace(outcome, due=due, basis=basis, moved=max(outcome.moved, self._ran_again(due)))
        return replace(outcome, state=State.SUSPENDED, limit=None) if due.suspended and is_open else outcome

    def _ran_again(self, due: Due) -> date:
        """The last day on which a suspension that had a part in a date began, ended, or was said."""
        had = (one for one in self.suspensions if not set(one.event_ids).isdisjoint(due.basis))
        return max((max(one.end or one.start, one.said_on) for one in had), default=date.min)

    @property
    def _given(self) -> Given:
        return Given(self.calendar, self.convention, self.known.plan.policies, self.suspensions)

    def _began(self, sights: Sights, cycle: CycleSpan | None, planned_too: bool) -> date:
        """The day on which the condition came to hold; never before there was the plan, the rule, the round."""
        days = self._there_since, cycle.start if cycle else None
        return max(day for day in (*days, sights.since(self.rule.when, planned_too)) if day)

    @property
    def _there_since(self) -> date:
        """The day since which there is the rule: time runs for nobody before that, and stands still for nobody."""
        brought = self.amendment.brought if self.amendment else None
        return max(self.known.plan.starts, brought or date.min)

    def _rests(self, sights: Sights, happening: Happening | None, planned_too: bool) -> "_Rests":
        """What the outcome rests on: all that the condition needs, and what the date is counted from."""
        ids, needed = list(happening.event_ids) if happening else [], list(sights.needed(planned_too))
        days = [fact.own_day for fact in needed]
        ids += [name for fact in needed for name in fact.grounds]
        if self.amendment:
            ids, days = [*ids, self.amendment.event], [*days, self._worded_on]
        return _Rests(tuple(dict.fromkeys(ids)) or (self.known.adoption,), max(days, default=date.min))

    @property
    def _worded_on(self) -> date:
        """The day of the version that gave the rule its present words."""
        worded = self.known.worded(self.rule.id)
        return worded.own_day if worded else date.min


class _Rests(NamedTuple):
    """The events that an outcome rests on, and the last day on which one of them was."""

    on: tuple[str, ...]
    moved: date


def _limit(due: Due | None, basis: tuple[str, ...]) -> Limit | None:
    if due is None or due.due is None:
        return None
    return Limit(due.due, tuple(dict.fromkeys((*basis, *due.basis))))


def _day(fact: Fact) -> date:
    if fact.day is None:
        raise ValueError(f"{fact.id}: a fact in force has a day")
    return fact.day
