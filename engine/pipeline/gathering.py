"""What deciding needs is read here, in a handful of queries whatever the number of tasks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from engine.deciding.deciding import Scope
from engine.deciding.grouping import units_of
from engine.facts.known import Facts, Known
from engine.facts.signals import EVERY_PLAN, SUSPEND
from engine.facts.stops import bounds_of
from engine.facts.suspension_clauses import Clause, Shared, elsewhere, laid_down, whose
from engine.happenings.incoming import Incoming, Reading
from engine.units import Units
from events.rows import FactRow, PlanRow, TaskRow
from events.store import Places, Session
from rules.offsets import SignalKind
from rules.plan import Milestone, Plan
from rules.selecting import selected

_ASK_BY_UNIT = 500
"""Up to how many units their rows are asked for by name; beyond, all rows of the rule are read."""


def gather(
    reading: Reading,
    shared: Shared,
    plan: Plan,
    units: Units,
    scope: Scope,
    brought: Incoming,
    *,
    rows: bool = True,
) -> Known:
    """All that deciding on `scope` in `plan` needs: facts and, if `rows`, the tasks and the dues that these name."""
    asked = _asked(scope)
    tasks = _tasks(reading.session, plan, asked) if rows else {}
    clauses = {
        clause: event
        for clause, event in shared.reaching(plan.id).items()
        if not scope.keys().isdisjoint(selected(plan, clause.said.selectors))
    }
    known = Known(
        plan=plan,
        adoption=reading.shelf.adoption(plan.id) or reading.event.id,
        units=units,
        facts=Facts({}),
        today=reading.today,
        tasks=tasks,
        dues=reading.shelf.dues(row for rows in tasks.values() for row in rows),
        worked=reading.tools.worked,
        clauses=clauses,
    )
    return _with_facts(reading, shared, known, asked, brought)


def sharing(reading: Reading, brought: Incoming) -> Shared:
    """What the plans in force are to each other once the event is counted in."""
    rows = {row.id: row for row in (*reading.session.plans(), *brought.plans)}
    plans = {name: reading.shelf.compiled(row.hash, row.source) for name, row in sorted(rows.items())}
    clauses = {c: _by_event(reading, rows[plan.id], c) for plan in plans.values() for c in laid_down(plan)}
    return Shared(plans=plans, clauses=clauses)


def _by_event(reading: Reading, row: PlanRow, clause: Clause) -> str:
    """Id of the event since which the plan in `row` has had the clause without a break."""
    at_hand = reading.event if row.position == reading.position else None
    versions = reading.shelf.lineage(at_hand or reading.shelf.event_at(row.position))
    since = takewhile(lambda event: clause in laid_down(reading.shelf.version(event)), versions)
    return list(since)[-1].id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is read: all of the rules `wide`; of the rules `narrow` what is at their units, which `few` are all of."""

    wide: Collection[str]
    narrow: Mapping[str, frozenset[str]]
    few: frozenset[str]


def _asked(scope: Scope) -> _Asked:
    few: frozenset[str] = frozenset().union(*(among for among in scope.values() if among is not None))
    by_unit = len(few) <= _ASK_BY_UNIT
    narrow = {name: among for name, among in scope.items() if among is not None and by_unit}
    return _Asked(wide=[name for name in scope if name not in narrow], narrow=narrow, few=few)


# --- facts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """The facts to read: of the signals `everywhere` all, of those `nearby` what is `near`, and those at `places`."""

    everywhere: frozenset[str]
    nearby: frozenset[str]
    near: Collection[str]
    places: Places

    def read(self, session: Session, plan: str) -> list[FactRow]:
        """As they were before the event."""
        found = list(session.facts(plan, self.everywhere)) if self.everywhere else []
        found += session.facts(plan, self.nearby, self.near) if self.nearby else []
        return found + (session.facts_at(plan, self.places) if self.places else [])

    def wants(self, fact: FactRow) -> bool:
        """Whether `fact` is one of them."""
        named = fact.signal in self.everywhere or fact.signal in self.nearby
        return named or fact.unit in self.places.get(fact.signal, ())

    @property
    def suspending(self) -> "_Wanted":
        """Those of them by which something is suspended."""
        everywhere, nearby = (frozenset(filter(_suspends, names)) for names in (self.everywhere, self.nearby))
        return _Wanted(everywhere=everywhere, nearby=nearby, near=self.near, places={})


def _suspends(signal: str) -> bool:
    return signal.startswith(f"{SUSPEND}:")


def _of(signals: Iterable[str]) -> _Wanted:
    return _Wanted(everywhere=frozenset(signals), nearby=frozenset(), near=(), places={})


def _with_facts(reading: Reading, shared: Shared, known: Known, asked: _Asked, brought: Incoming) -> Known:
    """`known` with the facts in force once the event is counted in, those of other plans that matter here included.

    What nobody decided on can see is left out.
    """
    plan, wanted = known.plan, _wanted(reading, known.plan, known.units, asked)
    found = _in_force(reading, plan.id, wanted, brought)
    found += _in_force(reading, EVERY_PLAN, wanted.suspending, brought)
    bounds = {name for fact in found if _suspends(fact.signal) for name in bounds_of(fact, plan.id)}
    bounds |= {elsewhere(clause.plan, one.name) for clause in known.clauses for one in clause.milestones}
    abroad: dict[str, Milestone] = {}
    for of, names in _by_plan(plan.id, filter(None, bounds)).items():
        of_these = {_milestone(name) for name in names}
        if of == plan.id:
            found += _in_force(reading, of, _of(of_these - wanted.everywhere - wanted.nearby), brought)
        else:
            rows = _in_force(reading, of, _of(of_these), brought)
            found += [row._replace(signal=_milestone(elsewhere(of, row.signal.partition(":")[2]))) for row in rows]
            abroad |= {elsewhere(of, name): shared.plans[of].milestones[name] for name in names}
    return replace(known, facts=Facts.build(found), elsewhere=abroad)


def _by_plan(own: str, milestones: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in sorted(milestones):
        of, milestone = whose(name, own)
        found.setdefault(of, set()).add(milestone)
    return found


def _milestone(name: str) -> str:
    return f"{SignalKind.MILESTONE}:{name}"


def _wanted(reading: Reading, plan: Plan, units: Units, asked: _Asked) -> _Wanted:
    looks = reading.tools.worked.looks
    wide, narrow = ([looks(plan, plan.rules[name]) for name in names] for names in (asked.wide, asked.narrow))
    everywhere = frozenset().union(*(look.signals for look in wide), *(look.spread for look in narrow))
    awaited = frozenset().union(*(look.rules for look in narrow))
    told = [look for look in narrow if look.rule not in awaited]  # nobody else looks at what is said of their tasks
    own = frozenset(signal for look in told for signal in look.own)
    return _Wanted(
        everywhere=everywhere,
        nearby=frozenset().union(*(look.signals for look in narrow)) - everywhere - own,
        near=_in_sight(plan, units, asked.few, awaited),
        places={signal: asked.narrow[look.rule] for look in told for signal in look.own},
    )


def _in_force(reading: Reading, plan: str, wanted: _Wanted, brought: Incoming) -> list[FactRow]:
    replaced = {fact.event_id for fact in brought.facts} | set(brought.facts_gone)
    kept = [row for row in wanted.read(reading.session, plan) if row.event_id not in replaced]
    return [*kept, *(fact for fact in brought.facts if fact.plan == plan and wanted.wants(fact))]


def _in_sight(plan: Plan, units: Units, few: Collection[str], rules: Collection[str]) -> set[str]:
    """Where `few` units look: at themselves, above them and the plan's unit, and where a thing happens but once.

    `rules` are those whose reports they wait for.
    """
    found = {"", *units.ancestry(plan.unit), *(code for unit in few for code in units.ancestry(unit))}
    found |= {milestone.at for milestone in plan.milestones.values() if milestone.at}
    found |= {code for rule in rules for code in units_of(plan, units, plan.rules[rule])[:1]}
    return found


# --- tasks ----------------------------------------------------------------------------------------------------------


def _tasks(session: Session, plan: Plan, asked: _Asked) -> Mapping[str, list[TaskRow]]:
    rows = list(session.tasks(plan.id, asked.wide)) if asked.wide else []
    rows += session.tasks_at(plan.id, asked.narrow) if asked.narrow else []
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        found.setdefault(row.rule, []).append(row)
    return found
