"""What deciding needs is read here, in a handful of queries whatever the number of tasks."""

from collections.abc import Iterable, Mapping

from engine.deciding import Scope
from engine.incoming import Incoming, Reading
from engine.register import Facts, Known, date_signal, done_signal, signal_text
from engine.units import Units
from events.rows import TaskRow
from events.store import Session
from rules.conditions import atoms
from rules.offsets import anchor_of
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
    replaced = {fact.event_id for fact in brought.facts} | set(brought.facts_gone)
    kept = [row for row in reading.session.facts(plan.id, wanted) if row.event_id not in replaced]
    fresh = [fact for fact in brought.facts if fact.plan == plan.id and fact.signal in wanted]
    return Facts.build([*kept, *fresh])


def signals(plan: Plan, scope: Iterable[str]) -> set[str]:
    """The signals that the rules in `scope` look at, their own reports among them."""
    found: set[str] = set()
    for name in scope:
        rule = plan.rules[name]
        found |= {signal_text(atom.signal) for atom in atoms(rule.when)} | {done_signal(name), date_signal(name)}
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
