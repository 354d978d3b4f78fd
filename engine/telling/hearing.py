"""Who hears of a rung of a task's ladder, as the agencies are: those that are there, and have an address."""

from collections.abc import Collection, Iterable, Sequence

from engine.contacts import leaders_ways, ways
from engine.telling.audience import leading, reached
from engine.units import Units
from events.beside.ways import MAIL, channel_of
from events.rows import UnitRow
from rules.ladders.rungs import Hearers, Hears
from rules.plan import EACH, Plan, TaskRule


def cooperating(plan: Plan, units: Units, rule: TaskRule) -> Sequence[str]:
    """Those that cooperate in a rule, whether the plan tells them of everything or not; EACH is one of them."""
    each = [EACH] if EACH in rule.cooperate else []
    return [*each, *reached(units, rule.cooperate, leading(plan, units, rule))]


def heard_by(plan: Plan, units: Units, rule: TaskRule, unit: str, to: Hearers) -> Hearers:
    """The hearers among `to` of a rung of the task at `unit`: somebody is there, with an address for a channel."""
    leads = leads_of(units, rule, unit)

    def those(who: Hears) -> Iterable[str]:
        match who:
            case Hears.LEAD | Hears.LEADER:
                return leads
            case Hears.COOPERATING:
                with_it = (unit if code == EACH else code for code in cooperating(plan, units, rule))
                return (now for code in with_it if (now := units.current(code)) and now not in leads)
            case Hears.FOLLOWER:
                return {units.heirs.get(plan.follower, plan.follower)} - leads
            case Hears.SUPERIOR:
                return {code for one in leads if (code := units.above.get(one))} - leads

    instead = Hears.LEAD not in dict(to)  # who has no leader's address hears it himself
    return tuple((who, by) for who, by in to if any(_hears(units, one, who, by, instead) for one in those(who)))


def _hears(units: Units, code: str, who: Hears, by: Collection[str], instead: bool) -> bool:
    row = units.rows.get(code)
    if row is None or units.ended(code):
        return False
    if who is Hears.LEADER and (led_by_address(row, by) or not instead):
        return bool(led_by_address(row, by))
    there = {channel_of(way) for way in ways(row) if way != MAIL or row.email_seal}
    return any(not by or channel in by for channel in there)


def led_by_address(row: UnitRow | None, by: Collection[str]) -> tuple[str, ...]:
    """The ways to the leader of an agency by these channels (none is all); there may be none."""
    return tuple(way for way in leaders_ways(row) if not by or channel_of(way) in by)


def leads_of(units: Units, rule: TaskRule, unit: str) -> frozenset[str]:
    """The units that lead the task of `unit`, as they stand now."""
    of = unit if rule.leads_its_own else rule.lead
    return frozenset(now for one in units.members(of) if (now := units.current(one)))
