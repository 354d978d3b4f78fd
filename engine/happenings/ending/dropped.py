"""Tasks that are there no longer: a later version dropped them, or their plan or their agency has ended.

While a task was there, something may have become of it that is known only now: it counts by its own day, as if it had
been recorded in time (docs/decisions/0192-known-only-after-the-row-was-dropped.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from engine.deciding.versions import worded
from engine.facts.fact import Fact
from engine.facts.known import Known
from engine.facts.plans import Former, Having, former_in, former_text
from engine.facts.topics import Sort
from engine.happenings.entry import Entry, Named
from events.rows import PlanRow
from rules.plan import Plan

_DAY = timedelta(days=1)


def having(entry: Entry, plan: Plan, task: Named, said: Sequence[Fact] = ()) -> Having | None:
    """The plan in the last words in which it has the task; None where no version ever had it.

    `said` of the task: a row for a group has it too of who is no member any more, where he reported it.
    """
    snapshot, (name, *_), until = entry.snapshot, task, date.max
    frame = snapshot.units(), entry.today

    def has(version: Known) -> bool:
        if worded.has_task(version, *task):
            return True
        return bool(said) and worded.has_task(replace(version, facts=version.facts.plus(said)), *task)

    now = snapshot.once(f"words of {plan.id}/{name}", lambda: worded.in_force(snapshot, plan, [name], *frame))
    if has(now):
        return Having(plan)
    for later, event in pairwise(snapshot.versions(plan.id)):
        until, recorded = min(until, later.occurred_on - _DAY), entry.session.recorded(event.id)
        if has(worded.laid_down(snapshot, recorded, *frame)):
            return Having(snapshot.version(event), recorded, until, later)
    return None


def last_day_there(entry: Entry, of: Having, unit: str) -> date | None:
    """The last day on which a task of `unit` was there; None where it is there still."""
    ending, row = entry.snapshot.ending(of.plan.id), entry.snapshot.units().rows.get(unit)
    over = date.fromisoformat(row.ended_on) - _DAY if row and row.ended_on else None
    return min(filter(None, (of.until, ending.day - _DAY if ending else None, over)), default=None)


def was_there(entry: Entry, of: Having, task: Named) -> bool:
    """True if the task is there no longer, but was on the event's day, and had begun while it was there."""
    until = last_day_there(entry, of, task[1])
    return until is not None and entry.event.occurred_on <= until and entry.begun_by(entry, of, task, until)


def naming(entry: Entry, facts: Iterable[Fact]) -> list[PlanRow]:
    """The row of the plan, to name a former version where one of `facts` says that a task of it was done."""
    found = [row for fact in facts if fact.topic.sort is Sort.DONE for row in _naming(entry, fact)]
    return found[:1]  # what one event says, it says of one task


def _naming(entry: Entry, fact: Fact) -> Iterator[PlanRow]:
    row, name = entry.snapshot.plan_row(fact.plan), fact.topic.name
    if row is None:
        return
    of = having(entry, entry.snapshot.loaded(row), (name, fact.unit, fact.cycle), [fact])
    if of and of.laid_down:
        named = {one.position: one.rules for one in former_in(row)}
        named[of.laid_down.position] = tuple({*named.get(of.laid_down.position, ()), name})
        text = former_text(Former(position, rules) for position, rules in named.items())
        if text != row.former:
            yield row._replace(former=text)
