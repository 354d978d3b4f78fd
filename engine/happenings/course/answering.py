"""Answering: which requests for more time a grant or a refusal answers; none is answered before it was made.

The program names them in the answer when that is recorded, so that it need not be guessed from the order of recording.
"""

from collections.abc import Iterable, Mapping, Sequence

from engine.facts.fact import Answer, Fact
from engine.facts.topics import Sort, Topic
from engine.happenings.entry import Entry
from engine.happenings.reports import fits_task
from engine.tasks import task_parts
from events.errors import N_, EventError

TOO_EARLY = N_(
    "Event “{id}” asked for more time on {day}, so nobody can have answered on {on}. Nothing was recorded; correct the "
    "day."
)


def said_of_more_time(entry: Entry) -> list[Fact]:
    """What was asked, granted and refused for the event's task and is in force, as it was recorded."""
    plan = entry.event.plan or ""
    rule, unit, cycle = task_parts(plan, entry.event.subject or "")
    topics = [Topic(sort, rule) for sort in (Sort.ASKED, Sort.EXTENDED, Sort.REFUSED)]
    found = entry.snapshot.facts_at(plan, dict.fromkeys(topics, (unit,)))
    return sorted((fact for fact in found if fact.cycle == cycle), key=lambda fact: fact.position)


def open_requests(said: Iterable[Fact]) -> list[Fact]:
    """The requests among `said` that none of the answers there answers."""
    said = list(said)
    answered = {name for fact in said for name in _answered_by(fact, said)}
    return [fact for fact in said if _asks(fact) and fact.id not in answered]


def answering(entry: Entry) -> Mapping[str, Sequence[str]]:
    """The requests that the event answers: those that are open, and were made by its day."""
    asked = open_requests(said_of_more_time(entry))
    return {"answers": sorted(fact.id for fact in asked if fact.own_day <= entry.event.occurred_on)}


def must_be_answered_after(entry: Entry, asked: Sequence[Fact]) -> None:
    """Raise EventError where all of these requests were made after the event's day."""
    on = entry.event.occurred_on
    if asked and all(fact.own_day > on for fact in asked):
        raise _too_early(asked[0].id, asked[0].own_day, on)


def fits_request(entry: Entry) -> None:
    """Raise EventError where a request is of a day after that of its answer."""
    fits_task(entry)
    said, own = said_of_more_time(entry), entry.event
    for fact in said:
        if own.id in _answered_by(fact, said) and fact.own_day < own.occurred_on:
            raise _too_early(own.id, own.occurred_on, fact.own_day)


def fits_answer(entry: Entry) -> None:
    """Raise EventError where an answer is of a day before what it answers."""
    fits_task(entry)
    said, own = said_of_more_time(entry), entry.event
    answered = {name for fact in said if fact.id == own.id for name in _answered_by(fact, said)}
    must_be_answered_after(entry, [fact for fact in said if fact.id in answered])


def _asks(fact: Fact) -> bool:
    return fact.topic.sort is Sort.ASKED


def _answered_by(fact: Fact, said: Sequence[Fact]) -> Sequence[str]:
    """Ids of what a fact answers; of logs from before that was kept, all that was asked before it was recorded."""
    if _asks(fact) or not isinstance(fact.said, Answer):
        return ()
    if fact.said.answers is not None:
        return fact.said.answers
    return [one.id for one in said if _asks(one) and one.position < fact.position]


def _too_early(name: str, day: object, on: object) -> EventError:
    return EventError(TOO_EARLY, id=name, day=day, on=on)
