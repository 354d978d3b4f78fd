"""What the passing of time does: time is an event too (`day.began`), so that a rebuilt state comes out the same.

Each sweep logs one event for the day. It opens the cycles that have come round, notes the limits that were missed
(for ever), reminds of tasks that are near, and tells of planned days that passed without a word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from engine.counting.due import cycles
from engine.decision import Before, Change, Kind, Lapse
from engine.facts.known import Facts, grounds_of
from engine.facts.signals import missed_signal
from engine.tasks import State
from events.rows import HELD, DueRow, FactRow, TaskRow
from events.store import DueColumn
from rules.offsets import Recurring
from rules.plan import Plan

NOTICES: Mapping[DueColumn, Kind] = {"remind_on": Kind.REMINDER, "due": Kind.OVERDUE, "set_by": Kind.NEEDS_DATE}
"""Which column of a due date, once reached or passed, gives which notice."""


def window(column: DueColumn, since: date, today: date) -> tuple[str, str]:
    """The days (after, until], as ISO text, whose notices fall due between the sweep of `since` and that of `today`.

    A reminder is given on its day; a limit is missed on the day after its last.
    """
    late = timedelta(days=0 if column == "remind_on" else 1)
    return (since - late).isoformat(), (today - late).isoformat()


def new_cycles(plan: Plan, since: date, today: date) -> frozenset[str]:
    """Ids of the recurring rules of `plan` that have a cycle beginning after `since`, up to `today`."""
    until = min(today, plan.ends or today)
    recurring = ((name, rule.due) for name, rule in plan.rules.items() if isinstance(rule.due, Recurring))
    return frozenset(
        name for name, due in recurring if any(since < cycle.start for cycle in cycles(due, plan.starts, until))
    )


def notices(
    plan: Plan, kind: Kind, rows: Sequence[TaskRow], dues: Mapping[str, DueRow], today: date
) -> Iterator[Change]:
    """One notice for each rule, cycle and due date among `rows`; nobody is reminded of a date that has passed."""
    alike: dict[tuple[str, str, str | None], list[TaskRow]] = {}
    for row in rows:
        alike.setdefault((row.rule, row.cycle, row.due_key), []).append(row)
    for (rule, cycle, key), these in alike.items():
        due = dues.get(key) if key else None
        if kind is Kind.REMINDER and due and due.due and due.due < today.isoformat():
            continue
        state = State(these[0].state)
        yield Change(
            kind=kind,
            plan=plan.id,
            rule=plan.rules[rule],
            cycle=cycle,
            state=state,
            due=due,
            previous=None,
            done_on=None,
            before=Before(state=state, due_key=key, since=these[0].since, done_on=None),
            units=[row.unit for row in these],
        )


def missed(rows: Iterable[TaskRow], dues: Mapping[str, DueRow], position: int) -> Iterator[FactRow]:
    """The facts that these tasks passed their due dates: kept whatever moves later, while what gave the date stands."""
    for row in rows:
        due = dues[row.due_key or ""]
        name, signal, grounds = f"missed#{row.id}#{due.due}", missed_signal(row.rule), grounds_of(due)
        yield FactRow(name, position, row.plan, signal, row.unit, row.cycle, HELD, due.due, None, grounds)


def lapsed(plan: Plan, rows: Iterable[FactRow], since: date, today: date) -> Iterator[Lapse]:
    """The milestones planned for a day in [since, today) and not said to be held.

    `rows` are all facts of the places where one was planned so.
    """
    first, last = since.isoformat(), today.isoformat()
    for row in (row for by_place in Facts.build(rows).in_force.values() for row in by_place.values()):
        if row.phase != HELD and row.day and first <= row.day < last:
            yield Lapse(plan=plan.id, milestone=row.signal.partition(":")[2], unit=row.unit, day=row.day)
