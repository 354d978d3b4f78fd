"""Tasks that stand still: they have a last day and have begun, and for some days nothing was heard of them.

Derived when it is asked for, from the facts there are: nothing is kept, and nothing is written at midnight. What moves
a task is what it rests on (a congress, a date that an officer set, more time, the end of a suspension), and what is
said of it. Standing duties, which have no last day, are measured by their reporting cycles instead
(`engine.counting.reporting`, docs/decisions/0151-standing-still.md).
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

from engine.counting.rounds import first_day_of
from engine.facts.fact import Fact, Reworded, fact_of, topic_text
from engine.facts.known import Facts
from engine.facts.receipt import receipt_of
from engine.facts.topics import heard, reworded
from engine.happenings.amendments import RESUMPTION, in_force
from engine.tasks import State, task_id
from events.event import Recorded
from events.rows import NO_DAY, DueRow, PlanRow, TaskRow
from events.store import Session
from events.views import TaskView

USUAL_DAYS = 14
"""The days without a word after which `status` counts a task."""

Key = TypeVar("Key")


class _Borne(NamedTuple):
    """A date that tasks bear, as far as it matters here."""

    plan: str
    rule: str
    basis: str  # JSON
    window_start: str | None
    round: str  # "" where nothing recurs


def standing_still(session: Session, views: Iterable[TaskView], today: date, days: int) -> dict[str, date]:
    """Of these tasks those that `today` have stood still for so many days: by id, each with the last day of a move."""
    dated = [view for view in views if view.state == State.ACTIVE and view.due]
    borne = {view.id: _Borne(view.plan, view.rule, view.basis or "[]", view.window_start, view.cycle) for view in dated}
    moved, heard_of = session.side_by_side(
        [lambda one: _moved(one, borne), lambda one: list(_with_words(one, dated))],
    )
    last = {view.id: max([moved[view.id], *said]) for view, said in heard_of}
    return {task: day for task, day in last.items() if day <= today - timedelta(days=days)}


def count_standing_still(session: Session, today: date, *each: int) -> list[int]:
    """The number of all tasks that `today` have stood still for so many days, of each number of days.

    Tasks are counted by the tally, and day by day only where some of a plan's tasks that are due then do and others
    do not; those of which something was heard since are few, and taken off.
    """
    dated, dues = session.side_by_side([_dated, lambda one: one.active_dues()])
    untils = [today - timedelta(days=days) for days in each]
    moved, heard_of = session.side_by_side(
        [
            lambda one: _moved(one, {(due.plan, due.key): _of(due) for due in dues}),
            lambda one: _heard_since(one, dues, min(untils, default=today)),
        ]
    )
    still = [{key for key, day in moved.items() if day <= until} for until in untils]
    counted = _counted(session, dated, dues, still)
    lately = [
        sum(1 for key, day in heard_of if key in keys and day > until)
        for keys, until in zip(still, untils, strict=True)
    ]
    return [number - off for number, off in zip(counted, lately, strict=True)]


def _dated(session: Session) -> Mapping[tuple[str, str], int]:
    """The numbers of active tasks with a last day, by plan and day."""
    dated = Counter[tuple[str, str]]()
    for row in session.tally():
        if row.state == State.ACTIVE and row.day != NO_DAY:
            dated[row.plan, row.day] += row.tasks
    return dated


# --- what moved a task ------------------------------------------------------------------------------------------------


def _of(due: DueRow) -> _Borne:
    rounds = (fields.get("cycle", "") for _, fields in receipt_of(due).steps)
    return _Borne(due.plan, due.rule, due.basis, due.window_start, next(filter(None, rounds), ""))


def _moved(session: Session, borne: Mapping[Key, _Borne]) -> dict[Key, date]:
    """The last day on which anything came that each of these rests on."""
    grounds = {basis: json.loads(basis) for basis in {one.basis for one in borne.values()}}
    plans = {row.id: row for row in session.plans() if row.id in {one.plan for one in borne.values()}}
    ids = {name for names in grounds.values() for name in names} | {row.adoption for row in plans.values()}
    amended = {(one.plan, one.rule) for one in borne.values() if plans[one.plan].version > 1}
    (facts, came), added = session.side_by_side([lambda one: _days_of(one, ids), lambda one: _added(one, amended)])

    def days(one: _Borne) -> Iterator[date]:
        names = grounds[one.basis]
        yield max(_begun(plans[one.plan], came), added.get((one.plan, one.rule), date.min))
        yield from _opened(one, [facts[name] for name in names if name in facts])
        yield from (came[name] for name in names)

    return {key: max(days(one)) for key, one in borne.items()}


def _begun(plan: PlanRow, came: Mapping[str, date]) -> date:
    """The day from which a plan's tasks can be done here."""
    return max(date.fromisoformat(plan.starts), came[plan.adoption])


def _added(session: Session, rules: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], date]:
    """The days from which there are these rules of plans, each named with its plan, where a version added them."""
    worded = session.facts_stated([(plan, topic_text(reworded(rule))) for plan, rule in sorted(rules)]) if rules else ()
    by_plan: dict[str, list[Fact]] = {}
    for fact in map(fact_of, worded):
        by_plan.setdefault(fact.plan, []).append(fact)
    standing = [
        fact for facts in by_plan.values() for of in Facts.build(facts).in_force.values() for fact in of.values()
    ]
    said = ((fact.plan, fact.topic.name, fact.said) for fact in standing)
    return {(plan, rule): one.brought for plan, rule, one in said if isinstance(one, Reworded) and one.brought}


def _opened(borne: _Borne, facts: Iterable[Fact]) -> Iterator[date]:
    """The first day of its period, or of its round; there may be none.

    A date that was set by hand does not say of which round it is; the fact that set it does.
    """
    yield from (date.fromisoformat(day) for day in [borne.window_start] if day)
    rounds = {borne.round, *(fact.cycle for fact in facts if fact.topic.name == borne.rule)}
    yield from (first_day_of(name) for name in rounds if name)


def _days_of(session: Session, ids: Collection[str]) -> tuple[Mapping[str, Fact], Mapping[str, date]]:
    """What these events state, and the day of each, as corrected; of a suspension the one on which it ended. By id."""
    facts = {row.event_id: fact_of(row) for row in session.facts_named(ids)}
    others = [name for name in ids if name not in facts]
    session.look_up(others)
    found = [one for one in map(session.find, others) if one]
    stated = {name: fact.own_day for name, fact in facts.items()}
    return facts, {**dict.fromkeys(ids, date.min), **stated, **{one.event.id: _last_day(session, one) for one in found}}


def _last_day(session: Session, recorded: Recorded) -> date:
    later = session.amending(recorded.event.id)
    later += [deeper for one in later for deeper in session.amending(one.event.id)]
    said = in_force(recorded, later) or recorded.event
    resumed = (one.event for one in later if one.event.type == RESUMPTION and said.data.get("ended_on"))
    return max((said.occurred_on, *(one.occurred_on for one in resumed)))


# --- what was heard of it ---------------------------------------------------------------------------------------------


def _signals(rules: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is heard of the tasks of these rules, each named with its plan."""
    return [(plan, topic_text(topic)) for plan, rule in sorted(set(rules)) for topic in heard(rule)]


def _with_words(session: Session, views: Collection[TaskView]) -> Iterator[tuple[TaskView, list[date]]]:
    """The tasks, each with the days on which something was heard of it."""
    facts = session.facts_stated(_signals((one.plan, one.rule) for one in views)) if views else []
    said: dict[tuple[str, ...], list[date]] = {}
    for fact in map(fact_of, facts):
        said.setdefault((fact.plan, fact.topic.name, fact.unit, fact.cycle), []).append(fact.own_day)
    yield from ((one, said.get((one.plan, one.rule, one.unit, one.cycle), [])) for one in views)


def _heard_since(session: Session, dues: Iterable[DueRow], until: date) -> list[tuple[tuple[str, str], date]]:
    """The active tasks of which something was heard after that day: by plan and key of each one's due, with its day."""
    after = (until + timedelta(days=1)).isoformat()
    rules = {(due.plan, due.rule) for due in dues}
    facts = map(fact_of, session.facts_stated(_signals(rules), since=after) if rules else ())
    places: dict[str, dict[str, set[str]]] = {}
    last: dict[str, date] = {}
    for fact in facts:
        places.setdefault(fact.plan, {}).setdefault(fact.topic.name, set()).add(fact.unit)
        last[_task_of(fact)] = max(fact.own_day, last.get(_task_of(fact), date.min))
    there = session.side_by_side([partial(_tasks_at, plan, of) for plan, of in places.items()])
    rows = [row for of_plan in there for row in of_plan if row.id in last and row.state == State.ACTIVE]
    return [((row.plan, row.due_key or ""), last[row.id]) for row in rows]


def _tasks_at(plan: str, places: Mapping[str, Collection[str]], session: Session) -> list[TaskRow]:
    return session.tasks_at(plan, places)


def _task_of(fact: Fact) -> str:
    return task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle)


def _counted(
    session: Session,
    dated: Mapping[tuple[str, str], int],
    dues: Iterable[DueRow],
    still: Sequence[Collection[tuple[str, str]]],
) -> list[int]:
    """The numbers of active tasks with dues that are among each of `still`."""
    keys: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for due in dues:
        keys.setdefault((due.plan, due.due or ""), []).append((due.plan, due.key))
    there = [{place: {key in these for key in of} for place, of in keys.items()} for these in still]
    mixed = {place for one in there for place, found in one.items() if len(found) > 1}
    apart = session.active_by_due(list(mixed)) if mixed else {}
    counted = []
    for these, one in zip(still, there, strict=True):
        alike = sum(dated.get(place, 0) for place, found in one.items() if found == {True} and place not in mixed)
        counted.append(alike + sum(count for key, count in apart.items() if key in these))
    return counted
