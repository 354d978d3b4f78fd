"""Items: what is told alike of tasks to recipients that have one part in them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.decision import Change
from engine.facts.receipt import Receipt
from engine.telling.audience import COOPERATE, LEAD, LEADER, addressable, reached
from engine.telling.hearing import cooperating, led_by_address
from engine.telling.reasons import Text
from engine.telling.watching import HEARING, watching
from engine.units import Units
from rules.ladders.rungs import Hears
from rules.plan import EACH, Plan

Told = tuple[Sequence[str], Mapping[str, Any]]
"""Recipients, and what they are told alike."""

FOR_LEADER = "for_leader"
"""The field of an item that is for an agency's leader, who has no address of his own: the officer is to pass it on."""

_NAMED = 3
"""How many other units an item names before it only counts them."""


def of_rung(plan: Plan, units: Units, change: Change, to: Mapping[Hears, Collection[str]], why: Text) -> Iterator[Told]:
    """The items of a rung: each hears of a task once, in the nearest of his parts in it."""
    heard: set[tuple[str, str]] = set()  # who, and whose task it is
    watches = not _WATCHING.isdisjoint(to.keys())
    if Hears.LEAD in to:
        yield from _heard(units, by_role(units, change, why, LEAD, led_by(change)), heard if watches else None)
    if Hears.COOPERATING in to:
        codes = cooperating(plan, units, change.rule)
        yield from _heard(units, by_role(units, change, why, COOPERATE, codes), heard if watches else None)
    if Hears.LEADER in to:
        yield from _of_leaders(units, change, to, why)
    for role, watched in watching(plan, units, change) if watches else ():
        for code, tasks in watched.items() if HEARING[role] in to else ():
            anew = [task for task in tasks if (code, task) not in heard]
            heard.update((code, task) for task in anew)
            yield from by_role(units, change, why, role, [code], anew) if anew else ()


_WATCHING = frozenset({Hears.FOLLOWER, Hears.SUPERIOR})


def _heard(units: Units, told: Iterable[Told], heard: set[tuple[str, str]] | None) -> Iterator[Told]:
    """The same; who hears of whose task is noted in `heard`, where that is wanted."""
    for recipients, item in told:
        if heard is not None:
            of = item["units"]
            heard.update((units.heirs.get(one, one), task) for one in recipients for task in (of or [one]))
        yield recipients, item


def _of_leaders(units: Units, change: Change, to: Mapping[Hears, Collection[str]], why: Text) -> Iterator[Told]:
    """A rung as leaders hear of it; where one has no address of his own the agency does, if it is not told anyhow."""
    for recipients, item in by_role(units, change, why, LEADER, led_by(change)):
        there = {one: led_by_address(units.rows.get(units.heirs.get(one, one)), to[Hears.LEADER]) for one in recipients}
        yield [one for one, has in there.items() if has], item
        if Hears.LEAD not in to:
            yield [one for one, has in there.items() if not has], {**item, "role": LEAD, FOR_LEADER: True}


def led_by(change: Change) -> tuple[str, ...]:
    """The code of the unit that leads the tasks of `change`; EACH where that is the one that has each of them."""
    rule = change.rule
    return (EACH,) if rule.leads_its_own and rule.lead not in change.units else (rule.lead,)


def by_role(
    units: Units, change: Change, why: Text, role: str, codes: Sequence[str], tasks: Sequence[str] | None = None
) -> Iterator[Told]:
    """The items of the units of `codes`, in this part: of the tasks of the units `tasks`, if not of all."""
    tasks = change.units if tasks is None else tasks
    each = [unit for unit in tasks if addressable(units, unit)] if EACH in codes else []
    own = [unit for unit in each if unit not in units.heirs] if units.any_ended else each
    if own:
        yield own, item_of(change, why, role, None, None)
    if len(own) < len(each):
        yield from (((unit,), _former(units, change, why, role, unit)) for unit in each if unit in units.heirs)
    named = reached(units, codes)
    if named and role in (LEAD, LEADER) and named == tuple(tasks) and named[0] in units.heirs:
        yield named, _former(units, change, why, role, named[0])
    elif named:
        others = [unit for unit in tasks if unit not in named]
        yield named, item_of(change, why, role, others_named(units, others), tasks)


def _former(units: Units, change: Change, why: Text, role: str, unit: str) -> Mapping[str, Any]:
    """The item of a task whose unit has ended: its successor, who is told, may have one of its own beside it."""
    return {**item_of(change, why, role, units.name(unit), [unit]), "former": True}


def item_of(change: Change, why: Text, role: str, unit: str | None, of: Sequence[str] | None) -> Mapping[str, Any]:
    """The item of the tasks of the units `of` (None: of the one that each recipient has)."""
    return {
        "change": str(change.kind),
        "task": change.rule.number,
        "rule": change.rule.id,
        "cycle": change.cycle,
        "state": str(change.state),
        "title": change.rule.title,
        "says": change.rule.says,
        "cite": change.rule.cite,
        "role": role,
        "unit": unit,
        "units": of if of is None else list(of),
        "count": 1 if of is None else len(of),
        "fact": change.fact,
        "previous_due": change.previous.row.due if change.previous else None,
        "reason": {"template": why.template, "args": why.args},
        **_dates(change.due),
        **({"moved": change.moved.isoformat()} if change.moved else {}),
    }


def _dates(receipt: Receipt | None) -> Mapping[str, Any]:
    if receipt is None:
        return _NO_DATES
    due = receipt.row
    dates = {"nominal": due.nominal, "due": due.due, "safe": due.safe, "set_by": due.set_by, "left": due.left}
    return {**dates, "provisional": receipt.provisional, "in_doubt": receipt.in_doubt}


_NO_DATES = {**dict.fromkeys(("nominal", "due", "safe", "set_by", "left")), "provisional": False, "in_doubt": False}


def others_named(units: Units, others: Sequence[str]) -> str | None:
    """The names of other units, where they are few."""
    return ", ".join(units.name(unit) for unit in others) or None if len(others) <= _NAMED else None
