"""Tasks that stand still: they have a last day and have begun, and for some days nothing was heard of them.

What moves a task is what it rests on (a congress, a date that an officer set, more time, the end of a suspension): the
last day of that stands beside its date (`DueRow.moved`). And it is what is said of it: these are facts. Duties without
a last day are measured by their reporting cycles (`engine.counting.reporting`, docs/decisions/0151-standing-still.md).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from engine.facts.fact import Fact, fact_of, topic_text
from engine.facts.topics import heard
from engine.tasks import State, task_id
from events.rows import NO_DAY, DueRow, TallyRow
from events.store import Session
from events.views import TaskView

USUAL_DAYS = 14
"""The days without a word after which `status` counts a task."""

Key = TypeVar("Key")


def standing_still(session: Session, views: Iterable[TaskView], today: date, days: int) -> dict[str, date]:
    """Of these tasks those that `today` have stood still for so many days: by id, each with the last day of a move."""
    dated = [view for view in views if view.state == State.ACTIVE and view.due]
    return {task: day for task, day in last_moves(session, dated).items() if day <= today - timedelta(days=days)}


def last_moves(session: Session, views: Collection[TaskView]) -> dict[str, date]:
    """The last day on which anything of each of these tasks moved, or was heard: by id."""
    return {view.id: max([_day(view.moved), *said]) for view, said in _with_words(session, views)}


def count_standing_still(session: Session, tally: Iterable[TallyRow], today: date, days: int) -> int:
    """The number of all tasks that `today` have stood still for so many days.

    Tasks are counted by the tally, and day by day only where some of a plan's tasks that are due then do and others
    do not; those of which something was heard since are few, and taken off.
    """
    dated, until = Counter[tuple[str, str]](), today - timedelta(days=days)
    for row in tally:
        if row.state == State.ACTIVE and row.day != NO_DAY:
            dated[row.plan, row.day] += row.tasks
    dues = session.dues_of_days(dated)
    still = {(due.plan, due.key) for due in dues if _day(due.moved) <= until}
    return _counted(session, dated, dues, still) - _heard_since(session, dues, still, until)


def _day(moved: str | None) -> date:
    return date.fromisoformat(moved) if moved else date.min


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


def _heard_since(session: Session, dues: Iterable[DueRow], still: Collection[tuple[str, str]], until: date) -> int:
    """The number of active tasks with dues that are `still`, of which something was heard after that day."""
    rules = {(due.plan, due.rule) for due in dues if (due.plan, due.key) in still}
    after = (until + timedelta(days=1)).isoformat()
    facts = map(fact_of, session.facts_stated(_signals(rules), since=after) if rules else ())
    places: dict[str, dict[str, set[str]]] = {}
    heard_of = set[str]()
    for fact in facts:
        places.setdefault(fact.plan, {}).setdefault(fact.topic.name, set()).add(fact.unit)
        heard_of.add(_task_of(fact))
    rows = [row for plan, there in places.items() for row in session.tasks_at(plan, there) if row.id in heard_of]
    return sum(1 for row in rows if row.state == State.ACTIVE and (row.plan, row.due_key) in still)


def _task_of(fact: Fact) -> str:
    return task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle)


def _counted(
    session: Session,
    dated: Mapping[tuple[str, str], int],
    dues: Iterable[DueRow],
    still: Collection[tuple[str, str]],
) -> int:
    """The number of active tasks with dues that are `still`."""
    there: dict[tuple[str, str], set[bool]] = {}
    for due in dues:
        there.setdefault((due.plan, due.due or ""), set()).add((due.plan, due.key) in still)
    alike = sum(dated[place] for place, found in there.items() if found == {True})
    mixed = [place for place, found in there.items() if len(found) > 1]
    apart = session.active_by_due(mixed) if mixed else {}
    return alike + sum(count for key, count in apart.items() if key in still)
