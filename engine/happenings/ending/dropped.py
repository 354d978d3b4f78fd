"""Tasks that are there no longer: a later version dropped them, or their plan or their agency has ended.

While a task was there, something may have become of it that is known only now: it counts by its own day, as if it had
been recorded in time (docs/decisions/0192-known-only-after-the-row-was-dropped.md).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from engine.counting.rounds import first_day_of, span_of
from engine.deciding.versions.wordings import words_of
from engine.facts.fact import Fact, Reworded
from engine.facts.known import Facts
from engine.facts.plans import Former, Having, former_in, former_text
from engine.facts.topics import Sort, reworded
from engine.happenings.entry import Entry, Named
from engine.units import Units
from events.event import Event
from events.rows import PlanRow
from rules.offsets import Recurring
from rules.plan import Plan, TaskRule

_DAY = timedelta(days=1)


def having(entry: Entry, plan: Plan, task: Named, *, left: bool = False) -> Having | None:
    """The plan in the last words in which it has the task; None where no version ever had it.

    `left`: a row for a group has it too of who is no member any more.
    """
    units, snapshot = entry.snapshot.units(), entry.snapshot

    def has(version: Plan, words: Callable[[], Iterable[Fact]]) -> bool:
        return _has(version, units, task, left=left) and _is_owed(words, task)

    if has(plan, lambda: snapshot.facts(plan.id, [reworded(task[0])])):
        return Having(plan)
    until, later = date.max, None
    for event in snapshot.versions(plan.id):
        if later and has(snapshot.version(event), partial(_words_of, entry, event)):
            return Having(snapshot.version(event), entry.session.recorded(event.id), until, later)
        until, later = min(until, event.occurred_on - _DAY), event
    return None


def _words_of(entry: Entry, version: Event) -> list[Fact]:
    return words_of(entry.snapshot, entry.session.recorded(version.id))


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
    of = having(entry, entry.snapshot.loaded(row), (name, fact.unit, fact.cycle), left=True)
    if of and of.laid_down:
        named = {one.position: one.rules for one in former_in(row)}
        named[of.laid_down.position] = tuple({*named.get(of.laid_down.position, ()), name})
        text = former_text(Former(position, rules) for position, rules in named.items())
        if text != row.former:
            yield row._replace(former=text)


def _has(plan: Plan, units: Units, task: Named, *, left: bool) -> bool:
    """True if the plan has that row, there, and a round of that name where it comes round."""
    name, unit, cycle = task
    rule = plan.rules.get(name)
    if rule is None or not _comes_round(plan, rule, cycle):
        return False
    return unit in _places(plan, units, rule) or (left and not rule.for_each and units.for_group(rule))


def _is_owed(words: Callable[[], Iterable[Fact]], task: Named) -> bool:
    """True of a round that a version owes by `words`, its facts since when rules have theirs; and of what has none."""
    name, _, cycle = task
    fact = Facts.build(words()).at(reworded(name), "") if cycle else None
    since = fact.said.rounds if fact and isinstance(fact.said, Reworded) else None
    return since is None or first_day_of(cycle) >= since


def _places(plan: Plan, units: Units, rule: TaskRule) -> Iterable[str]:
    if rule.for_each:
        return units.all_of_kind(rule.for_each, plan.unit)
    return units.in_order(rule)


def _comes_round(plan: Plan, rule: TaskRule, cycle: str) -> bool:
    if not isinstance(rule.due, Recurring):
        return not cycle
    try:
        span = span_of(rule.due.every, first_day_of(cycle))
    except ValueError:  # it is the name of no round
        return False
    return span.id == cycle and (plan.ends is None or span.start <= plan.ends)
