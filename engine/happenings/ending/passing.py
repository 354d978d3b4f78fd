"""Rows of a plan that ends pass to rows of another: somebody must be there to do those, or the work would be lost."""

from collections.abc import Iterator, Mapping

from engine.deciding.task_units import beginners, units_of
from engine.happenings.named import listed
from engine.snapshot import Snapshot
from engine.tasks import LIVE, State
from engine.units import Units
from events.errors import N_, EventError
from rules.groups.silence import Silence
from rules.plan import EACH, Plan, TaskRule

PASSES_TO_NOBODY = N_(
    "Rows of plan “{plan}” would pass to rows of plan “{other}” that nobody is there to do: {rows}. Who was to do them "
    "has ended, and nobody takes his place. Nothing was recorded. Have them done by somebody first (`thoihan row "
    "change {other}/ROW --lead UNIT --document …`), name other rows (--pass), or say that the work is done or not "
    "required."
)

_GONE = (Silence.ENDED, Silence.NOBODY_LEFT)


def must_pass_to_somebody(snapshot: Snapshot, plan: Plan, other: Plan, passed: Mapping[str, str]) -> None:
    """Raise EventError where a row passes to one of `other` that nobody is left to do; `passed` gives both by key.

    A group of which nobody has said the members is let be, and a kind of which no unit is registered yet: what is to
    be done waits for them.
    """
    found = list(_to_nobody(snapshot, plan, other, passed))
    if found:
        raise EventError(PASSES_TO_NOBODY, plan=plan.id, other=other.id, rows=listed(found))


def _to_nobody(snapshot: Snapshot, plan: Plan, other: Plan, passed: Mapping[str, str]) -> Iterator[str]:
    """Of each such pair the numbers, with whom the row names."""
    units = snapshot.units()
    for name, to in passed.items():
        rule = other.rules[to]
        if _nobody_begins(units, other, rule) and not _somebody_has(snapshot, units, other, to):
            yield f"{plan.rules[name].number} → {rule.number} ({', '.join(_named(rule))})"


def _nobody_begins(units: Units, plan: Plan, rule: TaskRule) -> bool:
    """True if all who were to do a row of `plan`, or who leads it for all of them, have ended, and nobody follows."""
    if rule.lead != EACH and units.silence(rule.lead) in _GONE:
        return True
    if rule.for_each and not units_of(plan, units, rule):
        return False
    return all(units.silence(code) in _GONE for code in beginners(plan, units, rule))


def _somebody_has(snapshot: Snapshot, units: Units, plan: Plan, rule: str) -> bool:
    """True if an open task of the row is somebody's all the same: it was begun by who has ended, and passed on."""
    rows = snapshot.session.tasks(plan.id, [rule])
    return any(State(row.state) in LIVE and units.silence(row.lead) not in _GONE for row in rows)


def _named(rule: TaskRule) -> tuple[str, ...]:
    if rule.lead != EACH:
        return (rule.lead,)
    return (rule.for_each,) if rule.for_each else rule.for_units
