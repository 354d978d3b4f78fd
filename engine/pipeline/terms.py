"""Terms: the last day that a task had on a day gone by, whatever was said on later days and recorded before.

Who puts a date off, or gives another, goes by what was so on his own day: that must not depend on what was recorded
first (docs/decisions/0182-by-its-own-day.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from engine.deciding.grouping import groups
from engine.facts.fact import Fact
from engine.facts.known import Known
from engine.facts.plans import Having, row_of_version
from engine.facts.topics import CLOCK, done
from engine.happenings.entry import Brought, Entry, Named
from engine.happenings.named import plan_named
from engine.pipeline.gathering import Frame
from engine.pipeline.settling import counting_of
from engine.tasks import State, task_parts
from events.rows import PlanRow
from rules.plan import Plan


def last_day_then(entry: Entry) -> date | None:
    """The last day that the event's task had on the event's own day; None where it had none, or was none yet.

    An answer is of the task of what it answers. What the task waits for is not known of before its own day, but when
    it was planned for is.
    """
    of = entry.event if entry.event.subject else entry.session.recorded(entry.event.corrects or "").event
    name, unit, cycle = task_parts(of.plan or "", of.subject or "")
    plan, row = _version_on(entry, of.plan or "", entry.event.occurred_on)
    if name not in plan.rules:
        return None
    rule, among, frame = plan.rules[name], frozenset((unit,)), Frame.of(entry, Brought(plans=row))
    known = _as_of(frame.known(plan, {name: among}, rows=False), entry.event.occurred_on, (name, unit, cycle))
    found = groups(known, rule, counting_of(frame, plan)(rule), among)
    due = next((group.outcome.due for group in found if group.cycle == cycle), None)
    return due.due if due else None


def begun_by(entry: Entry, of: Having, task: Named, day: date) -> bool:
    """True if a task had begun by a day, in the version of its plan that had it, and with the agencies of that day."""
    (name, unit, cycle), row = task, entry.snapshot.plan_row(of.plan.id)
    versions = [row_of_version(of.plan, of.laid_down, row)] if of.laid_down and row else []
    ended = [one for one in entry.session.units() if one.ended_on and one.ended_on > day.isoformat()]
    there = [one._replace(ended_on=None, successor=None) for one in ended]
    frame, among = Frame.of(entry, Brought(plans=versions, units=there)), frozenset((unit,))
    known = replace(_as_of(frame.known(of.plan, {name: among}, rows=False), day, task), today=day, ending=None)
    found = groups(known, of.plan.rules[name], counting_of(frame, of.plan)(of.plan.rules[name]), among)
    return any(one.cycle == cycle and one.outcome.state is not State.WAITING for one in found)


def _version_on(entry: Entry, name: str, day: date) -> tuple[Plan, Sequence[PlanRow]]:
    """The plan in the words that it had on a day, and its row then; its first ones, where it had none yet."""
    plan, row = plan_named(entry, name), entry.snapshot.plan_row(name)
    if row is None or row.version == 1 or date.fromisoformat(row.adopted_on) <= day:
        return plan, ()
    versions = list(entry.snapshot.versions(name))
    event = next((one for one in versions if one.occurred_on <= day), versions[-1])
    version = entry.snapshot.version(event)
    return version, [row_of_version(version, entry.session.recorded(event.id), row)]


def _as_of(known: Known, day: date, task: tuple[str, str, str]) -> Known:
    """What was so on that day, while nobody said that the task was done."""
    name, *place = task

    def counts(fact: Fact) -> bool:
        if fact.topic == done(name) and fact.place == tuple(place):
            return False
        dated = fact.held or fact.on is not None  # else it is a plan, and nobody knows when that was made
        return fact.topic == CLOCK or not dated or fact.own_day <= day

    over = known.ending and known.ending.day <= day
    return replace(known, facts=known.facts.such(counts), ending=known.ending if over else None)
