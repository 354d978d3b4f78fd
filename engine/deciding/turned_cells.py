"""Accepted tasks that a correction turns from done in time to done late, or back: who took them for settled is told."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from engine.decision import Change, Kind
from engine.facts.fact import said_in
from engine.facts.known import Known
from engine.facts.receipt import Receipt
from engine.facts.topics import done
from rules.plan import TaskRule


def turned_cells(known: Known, rule: TaskRule, changes: Iterable[Change]) -> Iterator[Change]:
    """Notices of those tasks in `changes`, all of `rule`, that are accepted and turn; each names its report."""
    for change in changes:
        kind = _turned(change)
        for unit in change.units if kind else ():
            report = known.facts.at(done(rule.id), unit, change.cycle)
            if kind and said_in(report).word("accepted_on"):
                yield replace(change, kind=kind, because=report, units=[unit])


def _turned(change: Change) -> Kind | None:
    if change.kind is not Kind.RECOUNTED or change.before is None:
        return None
    now = _is_late(change.due, change.done_on)
    if now == _is_late(change.previous, change.before.done_on):
        return None
    return Kind.ACCEPTED_LATE if now else Kind.ACCEPTED_IN_TIME


def _is_late(due: Receipt | None, done_on: date | None) -> bool:
    return bool(due and due.due and done_on and done_on > due.due)
