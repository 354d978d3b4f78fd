"""Who hears of a rung of a task's ladder: those that work on it, and those that watch it without working on it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from engine.decision import MAIL, SMS, Change
from engine.telling.audience import COOPERATE, FOLLOW, LEAD, SUPERIOR, leading, reached
from engine.units import Units
from rules.ladders.rungs import Hearers, Hears
from rules.plan import EACH, Plan, TaskRule

HEARING: Mapping[str, Hears] = {
    LEAD: Hears.LEAD,
    COOPERATE: Hears.COOPERATING,
    FOLLOW: Hears.FOLLOWER,
    SUPERIOR: Hears.SUPERIOR,
}
"""Who is told of a rung, by the part that he has in the task."""

Watched = Mapping[str, Sequence[str]]
"""By the code of who watches, the units whose tasks he does."""


def cooperating(plan: Plan, units: Units, rule: TaskRule) -> Sequence[str]:
    """Those that cooperate in a rule, whether the plan tells them of everything or not; EACH is one of them."""
    each = [EACH] if EACH in rule.cooperate else []
    return [*each, *reached(units, rule.cooperate, leading(plan, units, rule))]


def watching(plan: Plan, units: Units, change: Change) -> Iterator[tuple[str, Watched]]:
    """Who does not work on the tasks of `change` and yet has to do with them, by his part; his own aside."""
    leads = {unit: _leads_of(units, change.rule, unit) for unit in change.units}
    follower = units.heirs.get(plan.follower, plan.follower)
    yield FOLLOW, {follower: [unit for unit, led in leads.items() if follower not in led]}
    above: dict[str, list[str]] = {}
    for unit, led in leads.items():
        for code in sorted({code for one in led if (code := units.above.get(one))} - led):
            above.setdefault(code, []).append(unit)
    yield SUPERIOR, above


def heard_by(plan: Plan, units: Units, rule: TaskRule, unit: str, to: Hearers) -> Hearers:
    """The hearers among `to` of a rung of the task at `unit`: somebody is there, with an address for a channel."""
    leads = _leads_of(units, rule, unit)
    with_it = [unit if code == EACH else code for code in cooperating(plan, units, rule)]
    parts: Mapping[Hears, Iterable[str]] = {
        Hears.LEAD: leads,
        Hears.COOPERATING: (now for code in with_it if (now := units.current(code)) and now not in leads),
        Hears.FOLLOWER: {units.heirs.get(plan.follower, plan.follower)} - leads,
        Hears.SUPERIOR: {code for one in leads if (code := units.above.get(one))} - leads,
    }
    return tuple((who, by) for who, by in to if any(_hears(units, one, by) for one in parts[who]))


def _hears(units: Units, code: str, by: Collection[str]) -> bool:
    row = units.rows.get(code)
    if row is None or units.ended(code):
        return False
    return bool(row.email_seal and (not by or MAIL in by)) or bool(row.texts and (not by or SMS in by))


def _leads_of(units: Units, rule: TaskRule, unit: str) -> frozenset[str]:
    """The units that lead the task of `unit`, as they stand now."""
    of = unit if rule.leads_its_own else rule.lead
    return frozenset(now for one in units.members(of) if (now := units.current(one)))
