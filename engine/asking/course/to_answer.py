"""Requests for more time that nobody has answered, of tasks on which somebody still works."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.facts.fact import Fact, fact_of, topic_text
from engine.facts.topics import Sort, Topic
from engine.happenings.course.answering import open_requests
from engine.snapshot import Snapshot
from engine.tasks import task_id
from events.states import LIVE_STATES

_Task = tuple[str, str, str, str]


def to_answer(snapshot: Snapshot, follower: str | None = None) -> list[Fact]:
    """The requests that wait for an answer, the oldest first: of plans that the unit follows, if one is named."""
    plans = snapshot.plans()
    going_on = sorted(row.id for row in snapshot.session.plans() if row.ended is None)
    followed = [name for name in going_on if follower in (None, plans[name].follower)]
    asked = [fact_of(row) for row in snapshot.session.facts_of_sort(followed, Sort.ASKED)]
    said = _by_task([*asked, *_answers(snapshot, asked)]) if asked else {}
    waiting = [fact for facts in said.values() for fact in open_requests(facts)]
    return sorted(_still_open(snapshot, waiting), key=lambda fact: (fact.own_day, fact.position))


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


def _still_open(snapshot: Snapshot, facts: Collection[Fact]) -> Iterator[Fact]:
    places: dict[str, dict[str, set[str]]] = {}
    for fact in facts:
        places.setdefault(fact.plan, {}).setdefault(fact.topic.name, set()).add(fact.unit)
    rows = (row for plan, there in places.items() for row in snapshot.session.tasks_at(plan, there))
    alive = {row.id for row in rows if row.state in LIVE_STATES}
    return (fact for fact in facts if task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle) in alive)
