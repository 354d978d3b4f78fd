"""A new version of a plan: what comes with it, which tasks it gives no longer, and to whom the others pass.

A version whose day lies ahead is a fact of its own until the first sweep of that day or a later one. There is one such
at a time for a plan, so that each version was compared with the one that it replaces.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import takewhile

from engine.contacts import declared_contacts, newly_declared
from engine.deciding.grouping import places
from engine.deciding.unchanged import as_they_are, closed
from engine.deciding.versions import worded
from engine.deciding.versions.known_already import turned
from engine.deciding.versions.left_behind import left_behind
from engine.deciding.versions.wordings import dated, laid_down_by
from engine.decision import Change, Dropped, Kind
from engine.facts.fact import Fact, Reworded, topic_text
from engine.facts.known import Known
from engine.facts.plans import Former, former_in, plan_row
from engine.facts.suspension_clauses import Clause, laid_down
from engine.facts.topics import Sort, Topic, done, reworded
from engine.snapshot import Snapshot
from engine.tasks import LIVE, Leading, State, led_by, task_id
from engine.units import Units
from events.event import Event, Recorded
from events.rows import ContactRow, PlanRow, TaskRow, UnitRow
from rules.amending.comparing import Differences, compare
from rules.offsets import Done
from rules.plan import Plan, TaskRule

Touched = frozenset[tuple[str, str, str]]
"""Tasks of one plan, as (rule, cycle, unit)."""


@dataclass(frozen=True)
class Version:
    """A version of a plan that takes effect, and all that it brings by itself."""

    event: Event  # that laid it down
    was: Plan
    plan: Plan
    row: PlanRow
    units: Sequence[UnitRow]
    facts: Sequence[Fact]
    facts_gone: Sequence[str]
    closed: Sequence[Change]  # tasks of rules, or at units and in cycles, that it has no longer
    clauses: Sequence[Clause]  # in which it differs, for other plans, from the version before
    leading: Leading  # who leads for a unit, which may have ended
    known: Sequence[Fact] = ()  # what it says was held before and the version before did not, or the other way round

    @property
    def contacts(self) -> Sequence[ContactRow]:
        """The addresses that its text has of these agencies, if it is one of before."""
        return [row for unit in self.units for row in declared_contacts(self.plan.units[unit.code], unit.position)]

    def settled(self, known: Known, changes: Iterable[Change], notices: Iterable[Change]) -> tuple[Change, ...]:
        """All that becomes of the plan's tasks: `changes` by its rules, what is closed, what passes to another lead.

        `notices` are the clock's: of a task that changes it has nothing more to say.
        """
        changed = [*map(self._passed_on, changes)]
        changed += _untouched(self.closed, _touched(changed))
        changed += self._only_passed_on(known, _touched(changed))
        return (*changed, *still_so(self.plan, notices, changed))

    def _passed_on(self, change: Change) -> Change:
        """A change that nobody would be told of, and that has the task pass to another lead, is told."""
        silent = change.kind is Kind.UPDATED and change.state in LIVE
        passes = silent and self._led_anew(change.rule.id, change.units)
        return replace(change, kind=Kind.HANDED_OVER) if passes else change

    def _only_passed_on(self, known: Known, touched: Touched) -> Iterator[Change]:
        """The live tasks that change in nothing but their lead."""
        for name in sorted(self._relead):
            rows = [row for row in known.tasks.get(name, ()) if (name, row.cycle, row.unit) not in touched]
            units = set(self._led_anew(name, (row.unit for row in rows)))
            passing = [row for row in rows if row.unit in units and State(row.state) in LIVE]
            yield from as_they_are(self.plan.rules[name], passing, known.receipts, Kind.HANDED_OVER)

    @cached_property
    def _relead(self) -> frozenset[str]:
        """The rules whose lead is another."""
        both = (name for name in self.was.rules if name in self.plan.rules)
        return frozenset(name for name in both if self.was.rules[name].lead != self.plan.rules[name].lead)

    def _led_anew(self, rule: str, units: Iterable[str]) -> list[str]:
        """The units among `units` whose task of that rule another unit leads than before."""
        if rule not in self._relead:
            return []
        was, now = self.was.rules[rule], self.plan.rules[rule]
        return [unit for unit in units if led_by(was, unit, self.leading) != led_by(now, unit, self.leading)]


# --- versions that wait for their day ---------------------------------------------------------------------------------


def awaited(snapshot: Snapshot, plan: str) -> Fact | None:
    """The version of `plan` that waits for its day, the last if there are several: `id` and `day` say which."""
    return max(_awaited(snapshot, plan), key=lambda fact: fact.position, default=None)


def _awaited(snapshot: Snapshot, plan: str) -> list[Fact]:
    """The versions that wait: mostly one, but more where several took effect on days that were taken back."""
    return snapshot.facts(plan, [Topic(Sort.VERSION)])


def awaiting(snapshot: Snapshot, plans: Collection[str]) -> frozenset[str]:
    """Those of `plans` of which a version waits for its day."""
    waits = topic_text(Topic(Sort.VERSION))
    rows = snapshot.session.facts_stated([(plan, waits) for plan in plans]) if plans else ()
    return frozenset(row.plan for row in rows)


def awaited_fact(event: Event, position: int) -> Fact:
    """The fact that the version which `event` lays down waits for its day."""
    return Fact(event.id, position, event.plan or "", Topic(Sort.VERSION), "", "", held=False, day=event.occurred_on)


def version_of_day(snapshot: Snapshot, plan: Plan, today: date) -> Version | None:
    """The version of `plan` that has waited for `today`, or for a day before."""
    waiting = _awaited(snapshot, plan.id)
    come = [fact for fact in waiting if fact.day and fact.day <= today]
    if not come:
        return None
    last = max(fact.position for fact in come)
    over = sorted((fact.position, fact.id) for fact in waiting if fact.position <= last)
    found = _taking_effect(snapshot, [snapshot.session.recorded(name) for _, name in over], today)
    return replace(found, facts_gone=[*(name for _, name in over), *found.facts_gone])


def set_back(snapshot: Snapshot, plan: Plan, by: Event, today: date) -> Version | None:
    """The version of `plan` that is in force `today`, where later ones took effect on days ahead; these wait again.

    `by` is the event that shows that the clock was wrong. Agencies that a version declared stay known.
    """
    row = snapshot.plan_row(plan.id)
    if row is None or row.adopted_on <= today.isoformat():
        return None
    versions = list(snapshot.versions(plan.id))
    ahead = list(takewhile(lambda event: event.data.get("amends") and event.occurred_on > today, versions))
    if not ahead:
        return None
    recorded = snapshot.session.recorded(versions[len(ahead)].id)
    now, data = snapshot.version(recorded.event), recorded.event.data
    known, unknown = turned(snapshot, plan, now, before=versions[len(ahead) :])
    rules, there = compare(plan, now).rules, snapshot.units()
    adopted_on = recorded.event.occurred_on.isoformat()
    return Version(
        event=by,
        was=plan,
        plan=now,
        row=plan_row(
            now,
            version=data.get("version", 1),
            digest=data["hash"],
            adopted_on=adopted_on,
            position=recorded.position,
            adoption=row.adoption,
            was=row,
            former=[one for one in former_in(row) if one.position < recorded.position],
        ),
        units=(),
        facts=[*(awaited_fact(event, snapshot.session.recorded(event.id).position) for event in ahead), *known],
        facts_gone=[
            *_worded_by(snapshot, plan, ahead),
            *_done_no_longer(snapshot, plan, now),
            *(fact.id for fact in unknown),
        ],
        closed=list(_closed(snapshot, plan, worded.laid_down(snapshot, recorded, there, today), rules)),
        leading=there.leading,
        clauses=sorted(set(laid_down(plan)) ^ set(laid_down(now)), key=repr),
        known=[*known, *unknown],
    )


def _worded_by(snapshot: Snapshot, plan: Plan, versions: Iterable[Event]) -> Iterator[str]:
    """The facts that rules are what they are by these versions of the plan."""
    by = {event.id for event in versions}
    for fact in snapshot.facts(plan.id, map(reworded, plan.rules)):
        if isinstance(fact.said, Reworded) and fact.said.event in by:
            yield fact.id


# --- what a version brings --------------------------------------------------------------------------------------------


def version(snapshot: Snapshot, recorded: Recorded, today: date) -> Version:
    """The version that an event in the log lays down, as it takes effect `today`."""
    return _taking_effect(snapshot, [recorded], today)


def _taking_effect(snapshot: Snapshot, chain: Sequence[Recorded], today: date) -> Version:
    """The last of a chain of versions as it takes effect `today`; each rule has its words by one of them."""
    event, position = chain[-1].event, chain[-1].position
    running = snapshot.plan_row(event.plan or "")
    if running is None:
        raise LookupError(event.plan)
    was, plan, there = snapshot.loaded(running), snapshot.version(event), snapshot.units()
    fresh = newly_declared(plan, there.rows, position)
    units = Units.build([*there.rows.values(), *fresh])
    now = worded.laid_down(snapshot, chain[-1], units, today)
    known, unknown = turned(snapshot, was, plan, chain[::-1], list(snapshot.versions(plan.id)))
    return Version(
        event=event,
        was=was,
        plan=plan,
        row=plan_row(
            plan,
            version=event.data["version"],
            digest=event.data["hash"],
            adopted_on=event.occurred_on.isoformat(),
            position=position,
            adoption=running.adoption,
            was=running,
            former=_former(snapshot, running, chain, now),
        ),
        units=fresh,
        facts=[*laid_down_by(snapshot, was, chain), *known],
        facts_gone=[*_done_no_longer(snapshot, was, plan), *(fact.id for fact in unknown)],
        closed=list(_closed(snapshot, was, now, compare(was, plan).rules)),
        leading=now.units.leading,
        clauses=sorted(set(laid_down(was)) ^ set(laid_down(plan)), key=repr),
        known=[*known, *unknown],
    )


def _former(snapshot: Snapshot, running: PlanRow, chain: Sequence[Recorded], now: Known) -> list[Former]:
    """The versions of which tasks are left, once the last of a chain of versions stands for the one in force."""
    was, frame = snapshot.loaded(running), (now.units, now.today)
    fresh = [(one.position, worded.laid_down(snapshot, one, *frame)) for one in chain]
    versions = [(running.position, worded.in_force(snapshot, was, was.rules, *frame)), *fresh]
    return [*former_in(running), *left_behind(snapshot, versions)]


def _done_no_longer(snapshot: Snapshot, was: Plan, plan: Plan) -> Iterator[str]:
    """The facts that tasks are done because the plan said so, where it says so no longer."""
    both = ((name, rule, plan.rules.get(name)) for name, rule in was.rules.items() if isinstance(rule.due, Done))
    topics = [done(name) for name, _, now in both if now is None or not isinstance(now.due, Done)]
    yield from (fact.id for fact in snapshot.facts(was.id, topics) if fact.concluded)


def _closed(snapshot: Snapshot, was: Plan, now: Known, rules: Differences) -> Iterator[Change]:
    """The live tasks of `was` that have no place in the plan any more; and those that nobody reported done."""
    names = [*rules.removed, *dated(rules)]
    rows = snapshot.session.tasks(was.id, names) if names else []
    for name in names:
        kept = _places(now, name)
        gone = [row for row in rows if row.rule == name and (row.unit, row.cycle) not in kept]
        done_ones = [row for row in gone if row.state == State.DONE]
        said = _reported(snapshot, was, name) if done_ones else frozenset()
        unsaid = [row for row in done_ones if (row.unit, row.cycle) not in said]
        ends = [*(row for row in gone if State(row.state) in LIVE), *unsaid]
        yield from _closing(snapshot, was.rules[name], ends)


def _reported(snapshot: Snapshot, plan: Plan, rule: str) -> frozenset[tuple[str, str]]:
    """The places of the tasks of a rule that somebody reported done: the plan, or its end, may say so of others."""
    return frozenset(one.place for one in snapshot.facts(plan.id, [done(rule)]) if not one.concluded)


def unreported(snapshot: Snapshot, plan: Plan, gone: Iterable[Fact], today: date) -> Iterator[Change]:
    """The tasks that `plan` gives no longer, and whose last report that they were done is taken back: closed."""
    for fact in gone:
        rule = fact.topic.name
        if fact.topic.sort is not Sort.DONE:
            continue
        now = worded.in_force(snapshot, plan, [rule], snapshot.units(), today)
        if worded.has_task(now, rule, *fact.place):
            continue
        row = snapshot.session.task(task_id(plan.id, rule, fact.unit, fact.cycle))
        if row and row.state == State.DONE and not _reported_else(snapshot, fact):
            yield from _closing(snapshot, snapshot.rule(plan, rule), [row])


def _reported_else(snapshot: Snapshot, gone: Fact) -> bool:
    """True if another report says that the task is done."""
    others = (fact for fact in snapshot.facts(gone.plan, [gone.topic]) if fact.id != gone.id)
    return any(fact.place == gone.place for fact in others)


# --- tasks ------------------------------------------------------------------------------------------------------------


def _places(known: Known, rule: str) -> frozenset[tuple[str, str]]:
    of = known.plan.rules.get(rule)
    return places(known, of) if of else frozenset()


def still_so(plan: Plan, notices: Iterable[Change], changes: Iterable[Change]) -> Iterator[Change]:
    """The notices on tasks of which no change tells: on those that are as they were, or change in silence only.

    That a return is taken back is told beside the change by which the task is done again.
    """
    changes = list(changes)
    again = {place: change for change in changes if change.kind is Kind.DONE for place in _touched([change])}
    silent = {place: change for change in changes if change.kind is Kind.UPDATED for place in _touched([change])}
    every = _touched(changes)
    loud, rounds = every - silent.keys(), {(rule, cycle) for rule, cycle, _ in every}
    for notice in notices:
        rule, alike = plan.rules.get(notice.rule.id, notice.rule), dict[int, tuple[Change, list[str]]]()
        if rule is notice.rule and (rule.id, notice.cycle) not in rounds:
            yield notice
            continue
        touched = every if notice.kind is Kind.UPDATED else loud
        for unit in notice.units:
            place = (notice.rule.id, notice.cycle, unit)
            if notice.kind is Kind.NOT_RETURNED and place in again:
                yield replace(again[place], kind=notice.kind, because=notice.because, units=[unit])
            elif place not in touched:
                now = silent.get(place, notice)
                alike.setdefault(id(now), (now, []))[1].append(unit)
        for now, units in alike.values():
            if now is notice and rule is notice.rule and len(units) == len(notice.units):
                yield notice
            else:
                yield replace(notice, rule=rule, state=now.state, due=now.due, units=units)


def _untouched(changes: Iterable[Change], touched: Touched) -> Iterator[Change]:
    for change in changes:
        units = [unit for unit in change.units if (change.rule.id, change.cycle, unit) not in touched]
        if units:
            yield replace(change, units=units)


def _touched(changes: Iterable[Change]) -> Touched:
    return frozenset((change.rule.id, change.cycle, unit) for change in changes for unit in change.units)


def _closing(snapshot: Snapshot, rule: TaskRule, rows: Sequence[TaskRow]) -> Iterator[Change]:
    return closed(as_they_are(rule, rows, snapshot.receipts(rows), Kind.CLOSED, Dropped()))
