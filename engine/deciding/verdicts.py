"""A verdict on one plan, as a pure function of the facts: the outcome of each rule, held against the rows there are.

Nothing here asks what kind of event it was. Facts are what the log says now, and a task that differs from what they say
is changed. So a first report, a postponement, a correction and a withdrawal are all the same step.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from engine.deciding.done_by_plan import completed
from engine.deciding.grouping import Group, groups, places, reported
from engine.deciding.misses import places_left, turned
from engine.deciding.outcomes import Counting, Outcome
from engine.deciding.task_units import of_a_kind
from engine.deciding.turned_cells import turned_cells
from engine.deciding.unchanged import as_they_are, closed, led_by_others
from engine.decision import Because, Before, Change, EndedBefore, Kind, NoMember, Positions
from engine.facts.fact import Fact
from engine.facts.known import Known
from engine.facts.receipt import Receipt
from engine.tasks import LIVE, State
from events.rows import Alike, Redated, TaskRow
from rules.convention_settings import LAST
from rules.offsets import Recurring
from rules.plan import TaskRule

Scope = Mapping[str, frozenset[str] | None]
"""Rule id -> the units to look at again; None: all of the rule's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All that is decided for one plan."""

    changes: tuple[Change, ...] = ()  # of its tasks, each task written by itself
    regrouped: tuple[Change, ...] = ()  # of its tasks too, but whole groups of them are written by `redated`
    redated: tuple[Redated, ...] = ()
    recounted: Mapping[Alike, int] = field(default_factory=dict)  # by how many `redated` changes the tally
    facts: tuple[Fact, ...] = ()  # that the changes are themselves
    facts_gone: tuple[str, ...] = ()


def decide(known: Known, scope: Scope, counting: Callable[[TaskRule], Counting], at: Positions) -> Verdict:
    """The verdict of the facts in `known` on the tasks of the rules in `scope`; `at` says by which event.

    Rules are taken in the order in which they wait for each other, and each sees what the ones before it came to:
    one pass reaches the fixed point, since a plan with a cycle of waits is refused.
    """
    found: list[Change] = []
    facts: list[Fact] = []
    gone: list[str] = []
    for rule in (known.plan.rules[name] for name in known.plan.order if name in scope):
        among = scope[rule.id]
        alike = list(_alike(known, rule, counting(rule), among))
        changes = [change for one in alike if one.units and (change := _change(known, rule, one))]
        over = list(_without_place(known, rule, alike, among)) if known.units.any_ended else []
        over += list(_no_members(known, rule, among, over))
        over += list(_out_of_round(known, rule, among, over))
        changes += over
        if known.units.any_ended:
            known = replace(known, inherited={**known.inherited, rule.id: _inherited(known, rule, alike, among)})
        having = [(one.group, one.units) for one in alike if one.units]
        misses, completions = turned(known, rule, having, among, at), completed(known, rule, having, among, at)
        made = [*completions.made, *misses.made]
        undone = [*completions.gone, *misses.gone]
        found += [*changes, *turned_cells(known, rule, changes)]
        facts += made
        gone += undone
        known = replace(known, facts=known.facts.plus(made)) if made else known
        known = replace(known, facts=known.facts.without(undone)) if undone else known
    return Verdict(changes=tuple(found), facts=tuple(facts), facts_gone=tuple(gone))


def divided(changes: Iterable[Change], at: Positions) -> Mapping[int, Sequence[Change]]:
    """`changes` told apart by the events that they are of: each by its place in the log."""
    found: dict[int, list[Change]] = {}
    for change in changes:
        owned: dict[int, list[str]] = {}
        for unit in change.units:
            owned.setdefault(at(change.rule.id, unit), []).append(unit)
        for position, units in owned.items():
            found.setdefault(position, []).append(change if len(owned) == 1 else replace(change, units=units))
    return found


class _Alike(NamedTuple):
    """Units of one group whose rows say the same now; None: they have none."""

    group: Group
    before: Before | None
    units: Sequence[str]
    over: Sequence[str] = ()  # units of the group that have ended, and have no such task


def _alike(known: Known, rule: TaskRule, counting: Counting, among: frozenset[str] | None) -> Iterator[_Alike]:
    """The units that have a task of `rule`, or may have one: mostly one such for each group."""
    kept = known.tasks.get(rule.id, ())
    rows, led = {(row.unit, row.cycle): row for row in kept}, led_by_others(kept)
    for group in groups(known, rule, counting, among):
        yield from _by_row(known, rule, rows, group, led.get(group.cycle, {}))


def _by_row(
    known: Known, rule: TaskRule, rows: Mapping[tuple[str, str], TaskRow], group: Group, led: Mapping[str, str]
) -> list[_Alike]:
    """The units of `group` by what their rows say now."""
    any_ended, over = known.units.any_ended, list[str]()
    if not rows and not any_ended:
        return [_Alike(group, None, group.units)]
    found: dict[tuple[str, str | None, int, str | None] | None, list[str]] = {}
    for unit in group.units:
        row = rows.get((unit, group.cycle))
        if any_ended and known.units.ended(unit) and not _passed_on(known, rule, unit, group.outcome):
            over.append(unit)
            continue
        found.setdefault(row and (row.state, row.due_key, row.since, row.done_on), []).append(unit)
    alike = [_Alike(group, _before(*said, led) if said else None, units) for said, units in found.items()]
    return [*alike, _Alike(group, None, (), over)] if over else alike


def _out_of_round(
    known: Known, rule: TaskRule, among: frozenset[str] | None, gone: Iterable[Change]
) -> Iterator[Change]:
    """The live tasks of rounds that there are no longer: they wait for their day again, or are owed no more.

    Those `gone` are closed already.
    """
    if not isinstance(rule.due, Recurring):
        return
    closed_already = {(change.cycle, unit) for change in gone for unit in change.units}
    owed = {cycle for _, cycle in places(known, rule)}
    rows = [
        row
        for row in known.tasks.get(rule.id, ())
        if row.cycle not in owed
        and State(row.state) in LIVE
        and (among is None or row.unit in among)
        and (row.cycle, row.unit) not in closed_already
    ]
    to_come = {cycle for _, cycle in places(replace(known, today=LAST), rule)} if rows else set()
    for change in closed(as_they_are(rule, rows, known.receipts, Kind.CLOSED)):
        yield replace(change, state=State.WAITING) if change.cycle in to_come else change


def _before(state: str, due_key: str | None, since: int, done_on: str | None, led: Mapping[str, str]) -> Before:
    return Before(State(state), due_key, since, date.fromisoformat(done_on) if done_on else None, led)


def _passed_on(known: Known, rule: TaskRule, unit: str, outcome: Outcome) -> bool:
    """True if a unit that ended has this task, which its successor leads; without one only what it has done is left.

    What each unit of a kind, or of a group, does it has if that began before the day on which it ended: its successor
    has its own.
    """
    reported = outcome.state is State.DONE and not outcome.settled
    if known.units.current(unit) is None and not reported:
        return False
    began = outcome.began or outcome.done_on
    kept = began is not None and not known.units.ended_by(unit, began)
    return kept or not of_a_kind(known.units, rule, unit)


def _without_place(
    known: Known, rule: TaskRule, alike: Iterable[_Alike], among: frozenset[str] | None
) -> Iterator[Change]:
    """The tasks that units which have ended do not have any more, as the facts now say when they began.

    A task that began too late for a unit with a successor is the successor's; one that waits again is nobody's.
    """
    over, heirs = known.units.over, known.units.heirs
    alike = list(alike)
    begun = {(unit, one.group.cycle) for one in alike if one.group.outcome.began for unit in one.over if unit in heirs}
    having = {(unit, one.group.cycle) for one in alike for unit in over.intersection(one.units)}
    rows = [
        row
        for row in known.tasks.get(rule.id, ())
        if row.unit in over
        and (row.unit, row.cycle) not in having
        and State(row.state) in LIVE | {State.DONE}
        and (among is None or row.unit in among)
    ]
    left = places_left(known, rule, {(row.unit, row.cycle) for row in rows})
    late, others = list[TaskRow](), list[TaskRow]()
    for row in (row for row in rows if (row.unit, row.cycle) not in left):
        (late if (row.unit, row.cycle) in begun else others).append(row)
    yield from closed(as_they_are(rule, others, known.receipts, Kind.CLOSED))
    yield from closed(as_they_are(rule, late, known.receipts, Kind.CLOSED, EndedBefore()))


def _no_members(known: Known, rule: TaskRule, among: frozenset[str] | None, gone: Iterable[Change]) -> Iterator[Change]:
    """The tasks of units that are no members, or no longer, of the group that the rule is for: closed, unless done.

    Done is what was reported; what a plan, or its end, says of a unit it says of members. Those `gone` are closed
    already.
    """
    if rule.for_each or not known.units.for_group(rule):
        return
    closed_already = {(change.cycle, unit) for change in gone for unit in change.units}
    there, said = known.units.in_order(rule), reported(known, rule.id)
    rows = [
        row
        for row in known.tasks.get(rule.id, ())
        if row.unit not in there
        and (row.unit, row.cycle) not in said
        and State(row.state) in LIVE | {State.DONE}
        and (among is None or row.unit in among)
        and (row.cycle, row.unit) not in closed_already
    ]
    yield from closed(as_they_are(rule, rows, known.receipts, Kind.CLOSED, NoMember()))


def _inherited(known: Known, rule: TaskRule, alike: Iterable[_Alike], among: frozenset[str] | None) -> frozenset[str]:
    """The units that have ended and have a task of `rule`."""
    over = known.units.over
    found = (over.intersection(one.units) for one in alike if one.group.outcome.state is not State.WAITING)
    return frozenset().union(*found, known.inherited.get(rule.id, frozenset()) - (over if among is None else among))


def _change(known: Known, rule: TaskRule, alike: _Alike) -> Change | None:
    outcome, due, before = alike.group.outcome, alike.group.outcome.receipt, alike.before
    previous = known.receipts.get(before.due_key) if before and before.due_key else None
    kind = _kind(outcome, due, before, previous)
    if kind is None:
        return None
    closed = kind is Kind.CLOSED
    return Change(
        kind=kind,
        plan=known.plan.id,
        rule=rule,
        cycle=alike.group.cycle,
        state=outcome.state,
        due=previous if closed else due,
        previous=previous if closed or not _same(previous, due) else None,
        done_on=outcome.done_on,
        before=before,
        because=known.ending if outcome.state is State.CLOSED else _because(kind, outcome),
        counted_from=outcome.anchor,
        units=alike.units,
    )


def _because(kind: Kind, outcome: Outcome) -> Because:
    match kind:
        case Kind.SUSPENDED | Kind.RESUMED:
            return outcome.due.suspensions[-1] if outcome.due and outcome.due.suspensions else None
        case Kind.EXTENDED if outcome.extension:
            return outcome.extension
        case _:
            return outcome.happening


def _same(previous: Receipt | None, due: Receipt | None) -> bool:
    """True if both are one due date, whichever version of the counting came to it."""
    return (previous and previous.key) == (due and due.key)


def _kind(outcome: Outcome, due: Receipt | None, before: Before | None, previous: Receipt | None) -> Kind | None:
    """The kind of change from a task's row to its outcome; None where nothing happens."""
    if before is None or before.state in (State.CLOSED, State.WAITING):
        return _beginning(outcome, before)
    if outcome.state in (State.WAITING, State.CLOSED):
        return Kind.CLOSED
    if before.state is State.DONE and outcome.state is State.DONE:
        same = before.done_on == outcome.done_on and before.due_key == (due.key if due else None)
        moved = (previous and previous.due) != (due and due.due)
        return None if same else Kind.RECOUNTED if moved else Kind.UPDATED
    if before.state is State.DONE:
        return Kind.REOPENED
    if outcome.state is State.DONE:
        return Kind.DONE
    return _continuing(outcome, due, before, previous)


def _beginning(outcome: Outcome, before: Before | None) -> Kind | None:
    if outcome.state in (State.WAITING, State.CLOSED):  # what was closed and has not begun by now waits like any other
        waits = before is not None and before.state is State.CLOSED and outcome.state is State.WAITING
        return Kind.WAITS if waits else None
    return {State.DONE: Kind.DONE, State.SUSPENDED: Kind.SUSPENDED}.get(outcome.state, Kind.ACTIVATED)


def _continuing(outcome: Outcome, due: Receipt | None, before: Before, previous: Receipt | None) -> Kind | None:
    if before.state is outcome.state and before.due_key == (due.key if due else None):
        return None
    if (before.state is State.SUSPENDED) != (outcome.state is State.SUSPENDED):
        return Kind.SUSPENDED if outcome.state is State.SUSPENDED else Kind.RESUMED
    was, now = previous.due if previous else None, due.due if due else None
    if was != now:
        return _moving(outcome, before, previous)
    began = before.state is State.PLANNED and outcome.state is not State.PLANNED
    if due and due.in_doubt and not (previous and previous.in_doubt):
        return Kind.DOUBTED
    certain = previous is not None and due is not None and previous.provisional > due.provisional
    return Kind.FIRMED if began or certain else Kind.UPDATED


def _moving(outcome: Outcome, before: Before, previous: Receipt | None) -> Kind:
    if previous is None or previous.due is None:
        return Kind.DATED if before.state is State.NEEDS_DATE else Kind.MOVED
    grant = outcome.extension
    return Kind.EXTENDED if grant and grant.id not in previous.basis else Kind.MOVED
