"""The rungs that days have come to: of which open tasks the clock has something to say, and to whom.

Nothing is kept for it. Of each plan the days are worked out on which due dates must lie for a rung to be reached now;
the dates that lie there are looked up, and then the open tasks that bear them. So what is read is what is told, however
many tasks there are. What is overdue is found by the days that the tally has of open tasks, what stands still by the
day since when it does (`standing`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from engine.deciding.ladders.ladder import Ladder, Ladders, has_passed
from engine.deciding.ladders.stalled import stalled
from engine.decision import Before, Change, Kind
from engine.facts.receipt import Receipt, receipt_of
from engine.snapshot import Snapshot
from engine.tasks import State
from events.rows import NO_DAY, DueRow, TaskRow
from events.store import DueColumn
from rules.ladders.rungs import Base, Hearers, Reached, Rung

Notices = Mapping[str, Sequence[Change]]
"""What the clock has to say, by plan."""


def notices(snapshot: Snapshot, ladders: Ladders, today: date) -> Notices:
    """What the clock has to say `today` of the open tasks of these plans."""
    dues = {(due.plan, due.key): due for due in _dues(snapshot, ladders, today)}
    hits = {key: found for key, due in dues.items() if (found := ladders[due.plan].hits(due))}
    rows = snapshot.session.open_tasks_of([dues[key] for key in hits]) if hits else []
    told = _of_standing(snapshot, ladders, today)
    for alike, units in _grouped(sorted(rows), hits, ladders, _said_alike(dues[key] for key in hits)).items():
        due = dues[alike.plan, alike.key]
        told.setdefault(alike.plan, []).append(_notice(alike, units, receipt_of(due), ladders[alike.plan]))
    return told


def _of_standing(snapshot: Snapshot, ladders: Ladders, today: date) -> dict[str, list[Change]]:
    """What is said of tasks that stand still; of whom more is to be said beside it, hears that instead."""
    still = list(stalled(snapshot, ladders, today))
    dues = {(one.due.plan, one.due.key): one.due for one in still}
    keys, found = _said_alike(dues.values()), dict[tuple[_Alike, date], list[TaskRow]]()
    for row, due, since in still:
        ladder, key = ladders[row.plan], keys[row.plan, due.key]
        if said := ladder.told(row, ladder.still(row.rule, since)):
            alike = _Alike(row.plan, row.rule, row.cycle, row.state, key, *said)
            found.setdefault((alike, since), []).append(row)
    told: dict[str, list[Change]] = {}
    for (alike, since), rows in found.items():
        notice = _notice(alike, rows, receipt_of(dues[alike.plan, alike.key]), ladders[alike.plan])
        told.setdefault(alike.plan, []).append(replace(notice, kind=Kind.NO_PROGRESS, moved=since))
    return told


def _dues(snapshot: Snapshot, ladders: Ladders, today: date) -> Iterator[DueRow]:
    """The dates of which a rung may be reached now."""
    days: dict[DueColumn, set[tuple[str, str]]] = {"safe": set(), "due": set(), "set_by": set()}
    for name, ladder in ladders.items():
        days["safe"] |= {(name, day) for day in ladder.ahead(Base.SAFE)}
        days["due"] |= {(name, day) for day in ladder.ahead(Base.DUE)}
    for plan, state, day in snapshot.session.open_days(today.isoformat()):
        if plan in ladders and ladders[plan].passed(date.fromisoformat(day)):
            days["set_by" if state == State.NEEDS_DATE else "due"].add((plan, day))
    for column, these in days.items():
        yield from snapshot.session.dues_of_days(these, column) if these else ()


def _said_alike(dues: Iterable[DueRow]) -> Mapping[tuple[str, str], str]:
    """By plan and key of a date, the key of one that is told in the same words: whatever either rests on."""
    found, first = dict[tuple[str, str], str](), dict[tuple[object, ...], str]()
    for due in sorted(dues, key=lambda one: one.key):
        days = due.nominal, due.due, due.safe, due.set_by
        said = due.plan, due.rule, *days, due.left, due.provisional, due.in_doubt
        found[due.plan, due.key] = first.setdefault(said, due.key)
    return found


class _Alike(NamedTuple):
    """The words that are told alike of several tasks."""

    plan: str
    rule: str
    cycle: str
    state: str
    key: str  # of their due date, or of one that is told alike
    day: date
    to: Hearers


def _grouped(
    rows: Iterable[TaskRow],
    hits: Mapping[tuple[str, str], Mapping[Rung, date]],
    ladders: Ladders,
    keys: Mapping[tuple[str, str], str],
) -> Mapping[_Alike, list[TaskRow]]:
    found: dict[_Alike, list[TaskRow]] = {}
    alike: dict[tuple[str, ...], list[TaskRow] | None] = {}  # None: nothing is said of them
    for row in rows:
        ladder, key = ladders[row.plan], keys[row.plan, row.due_key or ""]
        of = row.plan, row.rule, row.cycle, row.state, key, row.lead if row.rule in ladder.by_lead else ""
        if of not in alike:
            said = ladder.told(row, hits[row.plan, key])
            alike[of] = found.setdefault(_Alike(*of[:5], *said), []) if said else None
        these = alike[of]
        if these is not None and (row.day != NO_DAY or row.state == State.NEEDS_DATE):
            these.append(row)
    return {one: rows for one, rows in found.items() if rows}


def _notice(alike: _Alike, rows: Sequence[TaskRow], due: Receipt, ladder: Ladder) -> Change:
    state = State(alike.state)
    over = Kind.OVERDUE if due.due else Kind.NEEDS_DATE
    return Change(
        kind=over if has_passed(due.row, ladder.today) else Kind.REMINDER,
        plan=alike.plan,
        rule=ladder.plan.rules[alike.rule],
        cycle=alike.cycle,
        state=state,
        due=due,
        previous=None,
        done_on=None,
        before=Before(state, alike.key, rows[0].since, None),
        rung=Reached(alike.day, alike.to),
        units=[row.unit for row in rows],
    )
