"""The rungs of a task's ladder that are still to come: on which days who will be told of it, if its date stays."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from engine.asking.course.standing_still import last_moves
from engine.deciding.ladders.ladder import Ladder, hearing, ladders_of
from engine.deciding.ladders.last_heard import last_heard, moved_on, place_of
from engine.snapshot import Snapshot
from engine.tasks import OPEN, State
from engine.telling.hearing import heard_by
from engine.units import Units
from events.rows import DueRow, TaskRow
from events.views import TaskView
from rules.ladders.rungs import Hearers, Rung
from rules.offsets import Offset

Days = Mapping[date, Sequence[Rung]]
"""The rungs that are reached on each day, the earliest first."""


class Coming(NamedTuple):
    """A day on which a task will be told of."""

    day: date
    to: Hearers
    every: Offset | None  # how long after it, and after each time again, while the task stays overdue


def coming_rungs(snapshot: Snapshot, task: TaskRow, due: DueRow | None, today: date) -> Sequence[Coming]:
    """The days after `today`, of an open task; the earliest first, of what is told again and again the next."""
    plan = snapshot.plan(task.plan)
    if plan is None or due is None or State(task.state) not in OPEN or task.rule not in plan.rules:
        return ()
    ladder = ladders_of(snapshot, {plan.id: plan}, {plan.id: today}, today)[plan.id]
    days = _days(ladder, task, due, _moved(snapshot, task, due))
    return list(_heard(ladder, snapshot.units(), task, days))


def _days(ladder: Ladder, task: TaskRow | TaskView, due: DueRow | TaskView, moved: date | None) -> Days:
    """The rungs after `today` by their days: of its date, and of what stands still since the day it `moved` last."""
    dated = ladder.coming(task, due)
    still = ladder.coming_still(task, due, moved) if moved else {}
    return {day: (*dated.get(day, ()), *still.get(day, ())) for day in sorted({*dated, *still})} if still else dated


def _moved(snapshot: Snapshot, task: TaskRow, due: DueRow) -> date:
    """The last day on which anything of a task moved, or was heard."""
    return max(moved_on(due), last_heard(snapshot.session, [task]).get(place_of(task), date.min))


def next_rungs(snapshot: Snapshot, views: Collection[TaskView], today: date) -> Mapping[str, Coming]:
    """The first day after `today` on which each of these tasks will be told of, by id; of some there is none.

    Nothing is asked of the store for a task: its date stands beside it, and of tasks that bear the same one the days
    are worked out once. What was heard of them is asked of all at once.
    """
    plans, there = snapshot.plans(), [view for view in views if view.due_key and State(view.state) in OPEN]
    since = {view.plan: today for view in there if view.rule in plans[view.plan].rules}
    ladders, units, found = ladders_of(snapshot, plans, since, today), snapshot.units(), dict[str, Coming]()
    moved = last_moves(snapshot.session, [view for view in there if view.state == State.ACTIVE and view.due])
    days: dict[tuple[object, ...], Days] = {}
    for view in there:
        ladder = ladders.get(view.plan)
        if ladder is None:
            continue
        day = moved.get(view.id)
        alike = view.plan, view.rule, view.state, view.due_key, view.lead if ladder.differs(view.rule) else None, day
        if alike not in days:
            days[alike] = _days(ladder, view, view, day)
        if coming := next(_heard(ladder, units, view, days[alike]), None):
            found[view.id] = coming
    return found


def _heard(ladder: Ladder, units: Units, task: TaskRow | TaskView, days: Days) -> Iterator[Coming]:
    """The days on which somebody hears of the task, of these: an agency that is there, and has an address."""
    plan = ladder.plan
    for day, rungs in days.items():
        if to := heard_by(plan, units, plan.rules[task.rule], task.unit, hearing(plan, rungs)):
            yield Coming(day, to, next((rung.every for rung in rungs if rung.every), None))
