"""What deciding needs is read here, in a handful of queries whatever the number of tasks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile

from engine.clauses import Clause, Shared, elsewhere, laid_down, whose
from engine.deciding import Scope
from engine.incoming import Incoming, Reading
from engine.register import (
    EVERY_PLAN,
    SUSPEND,
    Facts,
    Known,
    amended_signal,
    date_signal,
    done_signal,
    extended_signal,
    signal_text,
)
from engine.suspensions import bounds_of, suspend_signals
from engine.units import Units
from events.rows import FactRow, PlanRow, TaskRow
from events.store import Session
from rules.conditions import atoms
from rules.offsets import Signal, SignalKind, anchor_of
from rules.plan import Milestone, Plan
from rules.selecting import selected

_ASK_BY_UNIT = 500
"""Up to how many units their rows are asked for by name; beyond, all rows of the rule are read."""


def gather(reading: Reading, shared: Shared, plan: Plan, units: Units, scope: Scope, brought: Incoming) -> Known:
    """All that deciding on `scope` in `plan` needs: facts, task rows, and the due dates that these name."""
    tasks = _tasks(reading.session, plan, scope)
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
        clauses=clauses,
    )
    return _with_facts(reading, shared, known, scope, brought)


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


def _with_facts(reading: Reading, shared: Shared, known: Known, scope: Scope, brought: Incoming) -> Known:
    """`known` with the facts in force once the event is counted in, those of other plans that matter here included."""
    plan = known.plan
    wanted = signals(plan, scope)
    found = _in_force(reading, plan.id, wanted, brought)
    found += _in_force(reading, EVERY_PLAN, {name for name in wanted if name.startswith(f"{SUSPEND}:")}, brought)
    bounds = {name for fact in found if fact.signal.startswith(f"{SUSPEND}:") for name in bounds_of(fact, plan.id)}
    bounds |= {elsewhere(clause.plan, one.name) for clause in known.clauses for one in clause.milestones}
    abroad: dict[str, Milestone] = {}
    for of, names in _by_plan(plan.id, filter(None, bounds)).items():
        of_these = {_milestone(name) for name in names}
        if of == plan.id:
            found += _in_force(reading, of, of_these - wanted, brought)
        else:
            rows = _in_force(reading, of, of_these, brought)
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
    return signal_text(Signal(kind=SignalKind.MILESTONE, name=name))


def _in_force(reading: Reading, plan: str, wanted: set[str], brought: Incoming) -> list[FactRow]:
    if not wanted:
        return []
    replaced = {fact.event_id for fact in brought.facts} | set(brought.facts_gone)
    kept = [row for row in reading.session.facts(plan, wanted) if row.event_id not in replaced]
    return [*kept, *(fact for fact in brought.facts if fact.plan == plan and fact.signal in wanted)]


def signals(plan: Plan, scope: Iterable[str]) -> set[str]:
    """The signals that the rules in `scope` look at, their own reports among them."""
    found = suspend_signals(plan.rules[name] for name in scope)
    for suspension in plan.suspensions:
        found |= {_milestone(name) for name in (suspension.since, suspension.until) if name}
    for name in scope:
        rule = plan.rules[name]
        found |= {done_signal(name), date_signal(name), extended_signal(name), amended_signal(name)}
        found |= {signal_text(atom.signal) for atom in atoms(rule.when)}
        anchor = anchor_of(rule.due)
        if anchor:
            found.add(signal_text(anchor.signal))
    return found


def _tasks(session: Session, plan: Plan, scope: Scope) -> Mapping[str, list[TaskRow]]:
    few: set[str] = set().union(*(among for among in scope.values() if among is not None))
    narrow = [name for name, among in scope.items() if among is not None and len(few) <= _ASK_BY_UNIT]
    wide = [name for name in scope if name not in set(narrow)]
    rows = list(session.tasks(plan.id, wide)) if wide else []
    rows += session.tasks(plan.id, narrow, units=few) if narrow else []
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        found.setdefault(row.rule, []).append(row)
    return found
