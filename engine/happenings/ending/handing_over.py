"""Handing over what an agency leads when it ends: open tasks pass on, and what its heir has done in its place too."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from engine.deciding.unchanged import as_they_are, closed
from engine.decision import Change, Kind
from engine.facts.plans import former_in
from engine.snapshot import Snapshot
from engine.tasks import LIVE, State, led_by
from engine.units import Units
from events.rows import TaskRow
from events.views import TaskView
from rules.plan import Plan, TaskRule


def with_tasks_left(snapshot: Snapshot, but: Collection[str]) -> Iterator[Plan]:
    """The plans but for these that have done tasks which former versions left behind: of any agency."""
    plans = snapshot.plans()
    yield from (plans[row.id] for row in snapshot.session.plans() if row.id not in but and former_in(row))


def handed_over(snapshot: Snapshot, plan: Plan, code: str, units: Units) -> Iterator[Change]:
    """The tasks of `plan` that the unit `code` leads, as its successor takes them over or nobody does.

    They are open; or were done by the successor, since its day came to be known after they were reported.
    """
    alike: dict[tuple[str, str, str, str, str | None, int], list[TaskRow]] = {}
    words: dict[tuple[str, str], TaskRule] = {}
    for view in snapshot.session.view_tasks(plan=plan.id, lead=code):
        if State(view.state) in LIVE or _done_by_another(units, view):
            rule = _led_by_words(snapshot, plan, view)
            words[rule.id, rule.hash] = rule
            key = rule.id, rule.hash, view.cycle, view.state, view.due_key, view.since
            alike.setdefault(key, []).append(TaskRow._make(view[: len(TaskRow._fields)]))
    receipts = snapshot.receipts(row for rows in alike.values() for row in rows)
    for (name, digest, *_), rows in alike.items():
        changes = as_they_are(words[name, digest], rows, receipts, Kind.HANDED_OVER)
        if rows[0].state == State.DONE:
            yield from (replace(one, kind=Kind.UPDATED, done_on=one.before and one.before.done_on) for one in changes)
        else:
            yield from changes if units.current(code) else closed(changes)


def _led_by_words(snapshot: Snapshot, plan: Plan, view: TaskView) -> TaskRule:
    """The rule by which a task is led as it is: the one in force, or of the last version that had what is done."""
    leading, day = snapshot.units().leading, _done_on(view)
    earlier = map(snapshot.version, snapshot.versions(plan.id)) if day else ()
    had = (version.rules[view.rule] for version in chain((plan,), earlier) if view.rule in version.rules)
    return next(rule for rule in had if not day or led_by(rule, view.unit, leading, day) == view.lead)


def _done_on(view: TaskView) -> date | None:
    return date.fromisoformat(view.done_on) if view.state == State.DONE and view.done_on else None


def _done_by_another(units: Units, view: TaskView) -> bool:
    day = _done_on(view)
    return day is not None and units.leading(view.lead, day) != view.lead
