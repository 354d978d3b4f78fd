"""Requests for more time that nobody has answered, of tasks on which somebody still works."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.facts.fact import Fact, fact_of, topic_text
from engine.facts.topics import Sort, Topic
from engine.happenings.course.answering import open_requests
from engine.snapshot import Snapshot
from engine.tasks import task_id
from events.states import LIVE_STATES
from rules.plan import EACH

_Task = tuple[str, str, str, str]


def to_answer(snapshot: Snapshot, unit: str | None = None) -> list[Fact]:
    """The requests that wait for an answer, the oldest first: those that the unit decides, if one is named."""
    going_on = sorted(row.id for row in snapshot.session.plans() if row.ended is None)
    asked = [fact_of(row) for row in snapshot.session.facts_of_sort(going_on, Sort.ASKED)]
    said = _by_task([*asked, *_answers(snapshot, asked)]) if asked else {}
    waiting = [fact for facts in said.values() for fact in open_requests(facts)]
    leads = _leads(snapshot, waiting)
    theirs = (fact for fact in waiting if (lead := leads.get(_task_of(fact))) and _decides(snapshot, unit, fact, lead))
    return sorted(theirs, key=lambda fact: (fact.own_day, fact.position))


def _decides(snapshot: Snapshot, unit: str | None, fact: Fact, lead: str) -> bool:
    """True if the unit may decide: as one that the plan names (or the lead, if it says so), else as who follows it."""
    plan, units = snapshot.plans()[fact.plan], snapshot.units()
    named = [lead if code == EACH else code for code in plan.policies.extension.by] or [plan.follower]
    return unit is None or any(unit in (code, units.current(code)) for code in named)


def _answers(snapshot: Snapshot, asked: Collection[Fact]) -> Iterator[Fact]:
    sorts = Sort.EXTENDED, Sort.REFUSED
    signals = {(fact.plan, topic_text(Topic(sort, fact.topic.name))) for fact in asked for sort in sorts}
    units = {fact.unit for fact in asked}
    yield from map(fact_of, snapshot.session.facts_stated(sorted(signals), sorted(units)))


def _by_task(facts: Iterable[Fact]) -> Mapping[_Task, list[Fact]]:
    found: dict[_Task, list[Fact]] = {}
    for fact in facts:
        found.setdefault((fact.plan, fact.topic.name, fact.unit, fact.cycle), []).append(fact)
    return found


def _leads(snapshot: Snapshot, facts: Collection[Fact]) -> Mapping[str, str]:
    """Who leads the tasks of these, of which somebody still works on one: by its id."""
    places: dict[str, dict[str, set[str]]] = {}
    for fact in facts:
        places.setdefault(fact.plan, {}).setdefault(fact.topic.name, set()).add(fact.unit)
    rows = (row for plan, there in places.items() for row in snapshot.session.tasks_at(plan, there))
    return {row.id: row.lead for row in rows if row.state in LIVE_STATES}


def _task_of(fact: Fact) -> str:
    return task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle)
