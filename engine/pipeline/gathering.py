"""Gathering: all that deciding needs is read here, mostly by one query whatever the number of tasks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from engine.deciding.task_units import units_of
from engine.deciding.verdicts import Scope
from engine.facts.fact import Fact, Suspending, fact_of, topic_text
from engine.facts.joins import Called, Member, called, seen_through, ties_of
from engine.facts.known import Facts, Known
from engine.facts.plans import PlansInForce, ending_of
from engine.facts.quantifiers import inheritable
from engine.facts.receipt import receipt_of
from engine.facts.stops import bounds_of
from engine.facts.suspension_clauses import Clause, Shared, elsewhere, laid_down, whose
from engine.facts.topics import CLOCK, Sort, Topic, milestone
from engine.facts.watched import watched
from engine.happenings.entry import Brought, Entry
from engine.snapshot import Snapshot
from engine.tasks import State
from engine.units import Units
from events.rows import EVERY_PLAN, PlanRow, TaskRow
from events.store import Asked
from rules.plan import Milestone, Plan, PlanSuspension
from rules.rule_selectors import selected

_NOT_BEGUN = (State.WAITING, State.CLOSED)
_ASK_BY_UNIT = 500
"""Up to how many units their rows are asked for by name; beyond, all rows of the rule are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All that the plans are decided by, once an event, or the first of a batch, is counted in with what it brought."""

    entry: Entry
    brought: Brought
    plans: PlansInForce
    shared: Shared
    units: Units
    tied: dict[tuple[frozenset[Member], Collection[str] | None], list[Fact]] = field(default_factory=dict)  # once read

    @classmethod
    def of(cls, entry: Entry, brought: Brought) -> "Frame":
        """The frame of an event, and of what it brought."""
        plans, units = entry.snapshot.plans(brought.plans), entry.snapshot.units(brought.units)
        return cls(entry=entry, brought=brought, plans=plans, shared=_sharing(entry, plans), units=units)

    @property
    def snapshot(self) -> Snapshot:
        """All that is in force before what it brought."""
        return self.entry.snapshot

    def known(self, plan: Plan, scope: Scope, *, rows: bool = True) -> Known:
        """All that deciding on `scope` in `plan` needs: facts and, if `rows`, the tasks and the dates they bear."""
        asked = _asked(scope)
        names = called(plan, ties_of(self.plans.rows[plan.id]))
        wanted = _wanted(self, plan, asked, names)
        found = self.snapshot.session.gathered(plan.id, wanted.asked(asked if rows else _NOTHING))
        clauses = {
            clause: event
            for clause, event in self.shared.reaching(plan.id).items()
            if not scope.keys().isdisjoint(selected(plan, clause.said.selectors, names))
        }
        known = Known(
            plan=plan,
            adoption=self.plans.rows[plan.id].adoption,
            adopted_on=self._adopted_on(self.plans.rows[plan.id]),
            ending=ending_of(self.plans.rows[plan.id]),
            units=self.units,
            facts=Facts({}),
            today=self.entry.today,
            tasks=_by_rule(found.tasks),
            receipts={key: receipt_of(row) for key, row in found.dues.items()},
            clauses=clauses,
            own_clauses=self._laid_down(plan),
            inherited=_inherited(self, plan, scope),
            called=names,
            memo=self.entry.tools.memo,
        )
        return _with_facts(self, known, wanted, [fact_of(row) for row in found.facts])

    def through(self, plan: str, topics: Iterable[Topic], units: Collection[str] | None = None) -> list[Fact]:
        """The facts of other plans that count for these topics of a plan, once the event is counted in.

        What is said of one happening is read once for all plans that have it.
        """
        ties = ties_of(self.plans.rows[plan])
        tied = {topic.name: ties[topic.name] for topic in topics if topic.sort is Sort.MILESTONE and topic.name in ties}
        alike = {frozenset(((plan, name), *(tie[:2] for tie in of))) for name, of in tied.items()}
        there = frozenset(units) if units is not None else None
        fresh = [one for one in alike if (one, there) not in self.tied]
        if fresh:
            said = _counted_in(self, self.snapshot.stated(frozenset().union(*fresh), units))
            for one in fresh:
                self.tied[one, there] = [fact for fact in said if (fact.plan, fact.topic.name) in one]
        return seen_through(plan, tied, (fact for one in alike for fact in self.tied[one, there]))

    def _adopted_on(self, row: PlanRow) -> date:
        """The day on which the plan was adopted, in its first version."""
        if row.version == 1:
            return date.fromisoformat(row.adopted_on)
        first = self.snapshot.session.recorded
        return self.entry.tools.memo.once((row, "adopted"), lambda: first(row.adoption).event.occurred_on)

    def _laid_down(self, plan: Plan) -> dict[PlanSuspension, str]:
        """The suspensions of the plan itself, each by the event since which it has had it."""
        by_event = _by_event(self.entry, self.plans.rows[plan.id], plan)
        return {one: by_event[one] for one in plan.suspensions if one.reaches(plan.id)}


def _sharing(entry: Entry, plans: PlansInForce) -> Shared:
    """The clauses that tie the plans in force once the event is counted in."""
    suspending = plans.suspending()
    by_event = {plan.id: _by_event(entry, plans.rows[plan.id], plan) for plan in suspending}
    return Shared(clauses={clause: by_event[plan.id][clause] for plan in suspending for clause in laid_down(plan)})


def _by_event(entry: Entry, row: PlanRow, plan: Plan) -> Mapping[Clause | PlanSuspension, str]:
    """For each clause of the plan in `row`, the id of the event since which it has had it without a break."""
    return entry.tools.memo.of_value(row, lambda: _since(entry, row, plan)) if plan.suspensions else {}


def _since(entry: Entry, row: PlanRow, plan: Plan) -> Mapping[Clause | PlanSuspension, str]:
    at_hand = entry.event if row.position == entry.position else entry.snapshot.event_at(row.position)
    versions = [(event.id, _clauses(entry.snapshot.version(event))) for event in entry.snapshot.lineage(at_hand)]

    def first_with(clause: Clause | PlanSuspension) -> str:
        return [event for event, _ in takewhile(lambda version: clause in version[1], versions)][-1]

    return {clause: first_with(clause) for clause in _clauses(plan)}


def _clauses(plan: Plan) -> frozenset[Clause | PlanSuspension]:
    return frozenset((*plan.suspensions, *laid_down(plan)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The rows to read: all of the rules `wide`; of the `narrow` those at their units, which `few` are all of."""

    wide: Collection[str]
    narrow: Mapping[str, frozenset[str]]
    few: frozenset[str]


def _asked(scope: Scope) -> _Asked:
    few: frozenset[str] = frozenset().union(*(among for among in scope.values() if among is not None))
    by_unit = len(few) <= _ASK_BY_UNIT
    narrow = {name: among for name, among in scope.items() if among is not None and by_unit}
    return _Asked(wide=[name for name in scope if name not in narrow], narrow=narrow, few=few)


_NOTHING = _Asked(wide=(), narrow={}, few=frozenset())


# --- facts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """The facts to read: of the topics `everywhere` all, of those `nearby` the ones `near`, and those at `places`."""

    everywhere: frozenset[Topic]
    nearby: frozenset[Topic] = frozenset()
    near: Collection[str] = ()
    places: Mapping[Topic, frozenset[str]] = field(default_factory=dict)

    def asked(self, rows: _Asked) -> Asked:
        """All that is asked of a plan: these facts, as they were before the event, and the tasks in `rows`."""
        return Asked(
            rules=rows.wide,
            tasks=rows.narrow,
            signals=[topic_text(topic) for topic in self.everywhere],
            nearby=[topic_text(topic) for topic in self.nearby],
            near=self.near,
            facts={topic_text(topic): units for topic, units in self.places.items()},
        )

    def wants(self, fact: Fact) -> bool:
        """True if `fact` is one of them."""
        named = fact.topic in self.everywhere or fact.topic in self.nearby
        return named or fact.unit in self.places.get(fact.topic, ())


def _with_facts(frame: Frame, known: Known, wanted: _Wanted, facts: Iterable[Fact]) -> Known:
    """`known` with the facts in force once the event is counted in, those of other plans that matter here included.

    `facts` are those of its plan before that. What nobody decided on can see is left out.
    """
    plan, found = known.plan, _in_force(frame, known.plan.id, wanted, facts)
    found += frame.through(plan.id, wanted.everywhere)
    found += frame.through(plan.id, wanted.nearby, wanted.near)
    abroad: dict[str, Milestone] = {}
    for of, names in _by_plan(plan.id, _bounds(known, found)).items():
        topics = frozenset(map(milestone, names))
        if of == plan.id:
            found += _more(frame, of, topics - wanted.everywhere - wanted.nearby)
        else:
            theirs = _more(frame, of, topics)
            found += [fact._replace(topic=milestone(elsewhere(of, fact.topic.name))) for fact in theirs]
            abroad |= {elsewhere(of, name): frame.plans[of].milestones[name] for name in names}
    swept = (fact.day for fact in found if fact.topic == CLOCK and fact.day)
    return replace(known, facts=Facts.build(found), elsewhere=abroad, today=max((known.today, *swept)))


def _bounds(known: Known, facts: Iterable[Fact]) -> set[str]:
    """The milestones, as the plan calls them, that suspensions of its tasks begin and end with."""
    said = (fact.said for fact in facts if isinstance(fact.said, Suspending))
    bounds = {name for suspending in said for name in bounds_of(suspending, known.plan.id)}
    bounds |= {elsewhere(clause.plan, one.name) for clause in known.clauses for one in clause.milestones}
    return {name for name in bounds if name}


def _by_plan(own: str, milestones: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in sorted(milestones):
        of, one = whose(name, own)
        found.setdefault(of, set()).add(one)
    return found


def _wanted(frame: Frame, plan: Plan, asked: _Asked, called: Called) -> _Wanted:
    memo, units = frame.entry.tools.memo, frame.units
    both = (asked.wide, asked.narrow)
    wide, narrow = ([watched(memo, plan, plan.rules[name], called) for name in names] for names in both)
    everywhere = frozenset((CLOCK,)).union(*(one.topics for one in wide), *(one.spread for one in narrow))
    awaited = frozenset().union(*(one.rules for one in narrow))
    told = [one for one in narrow if one.rule not in awaited]  # nobody else looks at what is said of their tasks
    own = frozenset(topic for one in told for topic in one.said)
    return _Wanted(
        everywhere=everywhere,
        nearby=frozenset().union(*(one.topics for one in narrow)) - everywhere - own,
        near=_in_sight(plan, units, asked.few, awaited),
        places={topic: asked.narrow[one.rule] for one in told for topic in one.said},
    )


def _more(frame: Frame, plan: str, topics: frozenset[Topic]) -> list[Fact]:
    """The facts in force of these topics, which it turned out that are wanted too."""
    wanted = _Wanted(everywhere=topics)
    own = _in_force(frame, plan, wanted, frame.snapshot.facts(plan, topics, shared=True))
    return own + frame.through(plan, topics)


def _counted_in(frame: Frame, before: Iterable[Fact]) -> list[Fact]:
    """`before`, the facts of milestones of several plans, once the event is counted in; with all that it brought."""
    brought = frame.brought
    replaced = {fact.id for fact in brought.facts} | set(brought.facts_gone)
    return [*(fact for fact in before if fact.id not in replaced), *brought.facts]


def _in_force(frame: Frame, plan: str, wanted: _Wanted, before: Iterable[Fact]) -> list[Fact]:
    """The facts wanted once the event is counted in; `before` is how they were."""
    brought = frame.brought
    replaced = {fact.id for fact in brought.facts} | set(brought.facts_gone)
    kept = [fact for fact in before if fact.id not in replaced]
    return [*kept, *(fact for fact in brought.facts if fact.plan in (plan, EVERY_PLAN) and wanted.wants(fact))]


def _in_sight(plan: Plan, units: Units, few: Collection[str], rules: Collection[str]) -> set[str]:
    """The places where `few` units look: themselves, above, at the plan's unit, and where a thing happens but once.

    `rules` are those whose reports they wait for.
    """
    found = {"", *units.ancestry(plan.unit), *(code for unit in few for code in units.ancestry(unit))}
    found |= {one.at for one in plan.milestones.values() if one.at}
    found |= {code for rule in rules for code in units_of(plan, units, plan.rules[rule])[:1]}
    return found


# --- tasks ----------------------------------------------------------------------------------------------------------


def _by_rule(rows: Iterable[TaskRow]) -> Mapping[str, list[TaskRow]]:
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        found.setdefault(row.rule, []).append(row)
    return found


def _inherited(frame: Frame, plan: Plan, scope: Scope) -> Mapping[str, frozenset[str]]:
    """The units that have ended and have tasks of the rules that `scope` looks at across units: by rule."""
    if not frame.units.any_ended:
        return {}
    names = frozenset().union(*(inheritable(plan, plan.rules[name]) for name in scope))
    over = frame.units.over
    if not names:
        return {}
    asked = _asked(dict.fromkeys(sorted(names), over))
    found = _by_rule(frame.snapshot.session.gathered(plan.id, Asked(rules=asked.wide, tasks=asked.narrow)).tasks)
    begun = {name: (row.unit for row in of if State(row.state) not in _NOT_BEGUN) for name, of in found.items()}
    return {name: over.intersection(units) for name, units in begun.items()}
