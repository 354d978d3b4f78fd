"""Agencies that change: merged, split, ended, renamed. Open tasks pass to the successor, and so do the messages.

A task keeps the unit it was made for, so that history reads as it was; what passes on is who leads it. A unit that has
ended gets no new tasks; one without a successor has no tasks at all any more. It stands below its successor from then
on, with all that stood below it: what happens there, or is suspended there, concerns what has passed on, and what had
happened where it ended is still seen from below (docs/decisions/0070-successors-stand-above.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.deciding.deciding import Scope
from engine.decision import Before, Change, Kind
from engine.reach.scoping import followed, kinds_of
from engine.snapshot import Tools
from engine.tasks import OPEN, State
from engine.units import Units
from events.event import Event
from events.rows import UnitRow
from events.store import Session
from rules.plan import Plan

RENAMED = "unit.renamed"
CHANGES = ("unit.merged", "unit.split", "unit.ended", RENAMED)


def changed_units(event: Event, units: Units, position: int) -> list[UnitRow]:
    """The row of the unit that `event` changes."""
    row = units.rows[event.subject or ""]
    if event.type == RENAMED:
        return [row._replace(name=event.data["name"], position=position)]
    heir = heir_in(event)
    ended = row._replace(ended_on=event.occurred_on.isoformat(), successor=heir, position=position)
    return [ended._replace(parent=heir)] if heir and heir not in units.subtree(row.code) else [ended]


def heir_in(event: Event) -> str | None:
    """The unit that takes over what is open: the one named, else the first of those it is split into."""
    into = event.data.get("into") or []
    return event.data.get("heir") or (into[0] if into else None)


def looked_at_again(plan: Plan, tools: Tools, code: str, units: Units) -> Scope:
    """The rules that the end of a unit may change something for: at it and below, and where units of its kind count."""
    kind, below = units.rows[code].kind, units.subtree(code)
    scope = {name: None if kind in kinds_of(rule) else below for name, rule in plan.rules.items()}
    return followed(plan, tools, units, scope)


def passing_on(changes: Iterable[Change], notices: Iterable[Change]) -> Iterator[Change]:
    """`changes`, those that nobody would be told of told as what they are beside: that another unit leads the task."""
    handed = {(n.rule.id, n.cycle, unit) for n in notices if n.kind is Kind.HANDED_OVER for unit in n.units}
    for change in changes:
        of = change.rule.id, change.cycle
        passes = [unit for unit in change.units if change.kind is Kind.UPDATED and (*of, unit) in handed]
        others = [unit for unit in change.units if unit not in passes] if passes else change.units
        if passes:
            yield replace(change, kind=Kind.HANDED_OVER, units=passes)
        if others:
            yield replace(change, units=others)


def handed_over(session: Session, plan: Plan, code: str, units: Units) -> Iterator[Change]:
    """The open tasks of `plan` that the unit `code` leads, as its successor takes them over or nobody does."""
    heir = units.current(code)
    alike: dict[tuple[str, str, str, str | None, int], list[str]] = {}
    for view in session.view_tasks(plan=plan.id, lead=code):
        if State(view.state) in OPEN | {State.SUSPENDED}:
            alike.setdefault((view.rule, view.cycle, view.state, view.due_key, view.since), []).append(view.unit)
    dues = session.dues({key for _, _, _, key, _ in alike if key})
    for (rule, cycle, state, key, since), places in alike.items():
        due = dues.get(key) if key else None
        yield Change(
            kind=Kind.HANDED_OVER if heir else Kind.CLOSED,
            plan=plan.id,
            rule=plan.rules[rule],
            cycle=cycle,
            state=State(state) if heir else State.CLOSED,
            due=due,
            previous=None if heir else due,
            done_on=None,
            before=Before(state=State(state), due_key=key, since=since, done_on=None),
            units=places,
        )
