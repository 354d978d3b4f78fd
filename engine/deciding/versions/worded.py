"""Versions of a plan by their own words: whether one of them has a task is asked here, and nowhere else.

A version has a task where it has the row, the unit and the round, whether that has begun or not. It owes a row its
rounds only since it has had them without a break: of one that it brings, brings back, or has come round at another
pace, it owes none of the time before (docs/decisions/0252-which-version-has-a-task.md).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from engine.counting.rounds import first_day_of
from engine.deciding.grouping import has_place, places
from engine.deciding.versions.wordings import words_of
from engine.facts.known import Facts, Known, Place
from engine.facts.topics import reworded
from engine.snapshot import Snapshot
from engine.units import Units
from events.event import Recorded
from rules.offsets import Recurring
from rules.plan import Plan


def in_force(snapshot: Snapshot, plan: Plan, rules: Iterable[str], units: Units, today: date) -> Known:
    """The version of a plan in force, with as much as must be known to say where these rules have tasks.

    Since when they have their words is read of those that come round, and of no others.
    """
    return _known(plan, Facts.build(snapshot.facts(plan.id, map(reworded, _recurring(plan, rules)))), units, today)


def laid_down(snapshot: Snapshot, recorded: Recorded, units: Units, today: date) -> Known:
    """The same of all rules of the version that an event in the log laid down, as if it were the last."""
    plan = snapshot.version(recorded.event)
    words = words_of(snapshot, recorded) if _recurring(plan, plan.rules) else ()
    return _known(plan, Facts.build(words), units, today)


def has_task(known: Known, name: str, unit: str, cycle: str) -> bool:
    """True if the version has the task; of who is no member of a group any more, where he reported it (`known`)."""
    rule = known.plan.rules.get(name)
    try:
        return rule is not None and has_place(_once_begun(known, (cycle,)), rule, unit, cycle)
    except ValueError:  # it is the name of no round
        return False


def of_these(known: Known, name: str, these: frozenset[Place]) -> frozenset[Place]:
    """Those of `these` places of a rule at which the version has a task."""
    rule = known.plan.rules.get(name)
    if rule is None or not these:
        return frozenset()
    return these & places(_once_begun(known, {cycle for _, cycle in these}), rule)


def _once_begun(known: Known, rounds: Iterable[str]) -> Known:
    """The same on a day on which all these rounds have begun: what was done early was reported before."""
    days = [first_day_of(name) for name in rounds if name]
    return replace(known, today=max(known.today, *days)) if days else known


def _recurring(plan: Plan, rules: Iterable[str]) -> list[str]:
    return [name for name in rules if name in plan.rules and isinstance(plan.rules[name].due, Recurring)]


def _known(plan: Plan, words: Facts, units: Units, today: date) -> Known:
    return Known(plan=plan, adoption="", units=units, facts=words, today=today)
