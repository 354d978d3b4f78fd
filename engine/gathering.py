"""What deciding needs is read here, in a handful of queries whatever the number of tasks."""

from collections.abc import Iterable, Mapping

from engine.deciding import Scope
from engine.incoming import Incoming, Reading
from engine.register import Facts, Known, amended_signal, date_signal, done_signal, extended_signal, signal_text
from engine.suspensions import suspend_signals, until_of
from engine.units import Units
from events.rows import FactRow, TaskRow
from events.store import Session
from rules.conditions import atoms
from rules.offsets import SignalKind, anchor_of
from rules.plan import Plan

_ASK_BY_UNIT = 500
"""Up to how many units their rows are asked for by name; beyond, all rows of the rule are read."""


def gather(reading: Reading, plan: Plan, units: Units, scope: Scope, brought: Incoming) -> Known:
    """All that deciding on `scope` in `plan` needs: facts, task rows, and the due dates that these name."""
    tasks = _tasks(reading.session, plan, scope)
    return Known(
        plan=plan,
        adoption=reading.shelf.adoption(plan.id) or reading.event.id,
        units=units,
        facts=_facts(reading, plan, scope, brought),
        today=reading.today,
        tasks=tasks,
        dues=reading.shelf.dues(row for rows in tasks.values() for row in rows),
    )


def _facts(reading: Reading, plan: Plan, scope: Scope, brought: Incoming) -> Facts:
    """The facts in force once the event is counted in."""
    wanted = signals(plan, scope)
    found = _in_force(reading, plan, wanted, brought)
    untils = {f"{SignalKind.MILESTONE}:{until}" for fact in found if (until := until_of(fact))} - wanted
    return Facts.build([*found, *(_in_force(reading, plan, untils, brought) if untils else ())])


def _in_force(reading: Reading, plan: Plan, wanted: set[str], brought: Incoming) -> list[FactRow]:
    replaced = {fact.event_id for fact in brought.facts} | set(brought.facts_gone)
    kept = [row for row in reading.session.facts(plan.id, wanted) if row.event_id not in replaced]
    return [*kept, *(fact for fact in brought.facts if fact.plan == plan.id and fact.signal in wanted)]


def signals(plan: Plan, scope: Iterable[str]) -> set[str]:
    """The signals that the rules in `scope` look at, their own reports among them."""
    found = suspend_signals(plan.rules[name] for name in scope)
    for suspension in plan.suspensions:
        found |= {f"{SignalKind.MILESTONE}:{name}" for name in (suspension.since, suspension.until) if name}
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
