"""Agencies that change: merged, split, ended, renamed. Open tasks pass to the successor, and so do the messages.

A task keeps the unit it was made for, so that history reads as it was; what passes on is who leads it. A unit that has
ended gets no new tasks; one without a successor has no tasks at all any more.
"""

from collections.abc import Iterator

from engine.decision import Before, Change, Kind
from engine.tasks import OPEN, State
from engine.units import Units
from events.event import Event
from events.rows import UnitRow
from events.store import Session
from rules.plan import Plan

CHANGES = ("unit.merged", "unit.split", "unit.ended", "unit.renamed")


def changed_units(event: Event, units: Units, position: int) -> list[UnitRow]:
    """The row of the unit that `event` changes."""
    row = units.rows[event.subject or ""]
    if event.type == "unit.renamed":
        return [row._replace(name=event.data["name"], position=position)]
    return [row._replace(ended_on=event.occurred_on.isoformat(), successor=heir_in(event), position=position)]


def heir_in(event: Event) -> str | None:
    """The unit that takes over what is open: the one named, else the first of those it is split into."""
    into = event.data.get("into") or []
    return event.data.get("heir") or (into[0] if into else None)


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
