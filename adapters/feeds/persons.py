"""The tasks that an agency gave to one person, each with a day of his own where he has one."""

from collections.abc import Iterable, Iterator, Mapping

from adapters.words.plain_text import one_line
from engine.facts.fact import Fact, said_in
from engine.facts.standing import in_order
from engine.facts.topics import Sort, Topic
from engine.snapshot import facts_in
from engine.units import Units
from events.store import Session
from events.views import TaskView

Place = tuple[str, str, str, str]
"""Plan, rule, unit and cycle."""


def given_to(
    session: Session, units: Units, unit: str, person: str, tasks: Iterable[TaskView]
) -> Mapping[str, str | None]:
    """By the id of a task, the day of the person's own, of those of `tasks` that the unit gave to that person last."""
    by_place = {(one.plan, one.rule, one.unit, one.cycle): one for one in tasks}
    last: dict[Place, Fact] = {}
    for fact in in_order(_assigned(session, by_place)):
        place = fact.plan, fact.topic.name, fact.unit, fact.cycle
        if place in by_place and units.current(said_in(fact).by or by_place[place].lead) == unit:
            last[place] = fact
    return {
        by_place[place].id: said_in(fact).word("due") or None
        for place, fact in last.items()
        if _same(said_in(fact).word("person"), person)
    }


def _assigned(session: Session, places: Iterable[Place]) -> Iterator[Fact]:
    """What was said of these tasks: a question for each plan."""
    rules: dict[str, set[str]] = {}
    for plan, rule, _, _ in places:
        rules.setdefault(plan, set()).add(rule)
    for plan, names in sorted(rules.items()):
        yield from facts_in(session, plan, [Topic(Sort.ASSIGNED, name) for name in sorted(names)])


def _same(one: str, other: str) -> bool:
    return one_line(one).casefold() == one_line(other).casefold()
