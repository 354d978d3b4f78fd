"""A verdict on one plan, as a pure function of the facts: the outcome of each rule, held against the rows there are.

Nothing here asks what kind of event it was. Facts are what the log says now, and a task that differs from what they say
is changed. So a first report, a postponement, a correction and a withdrawal are all the same step.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.deciding.grouping import Group, groups
from engine.deciding.outcomes import Counting, Outcome
from engine.decision import Because, Before, Change, Kind, Positions
from engine.facts.fact import Fact, concluded_fact
from engine.facts.known import Known
from engine.facts.receipt import Receipt
from engine.facts.topics import done, missed
from engine.tasks import OPEN, State
from events.rows import Redated, TaskRow
from rules.offsets import Done
from rules.plan import TaskRule

Scope = Mapping[str, frozenset[str] | None]
"""Rule id -> the units to look at again; None: all of the rule's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All that is decided for one plan."""

    changes: tuple[Change, ...] = ()  # of its tasks, each task written by itself
    regrouped: tuple[Change, ...] = ()  # of its tasks too, but whole groups of them are written by `redated`
    redated: tuple[Redated, ...] = ()
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
        changes = list(_changes(known, rule, counting(rule), scope[rule.id]))
        made = list(facts_made(known, changes, at))
        undone = list(_facts_undone(known, rule, changes))
        found += changes
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


def _changes(known: Known, rule: TaskRule, counting: Counting, among: frozenset[str] | None) -> Iterator[Change]:
    rows = {(row.unit, row.cycle): row for row in known.tasks.get(rule.id, ())}
    for group in groups(known, rule, counting, among):
        for before, units in _by_row(known, rule, rows, group):
            change = _change(known, rule, group, before, units)
            if change:
                yield change


def _by_row(
    known: Known, rule: TaskRule, rows: Mapping[tuple[str, str], TaskRow], group: Group
) -> list[tuple[Before | None, Sequence[str]]]:
    """The units of `group` by what their rows say now: mostly one group again."""
    any_ended = known.units.any_ended
    if not rows and not any_ended:
        return [(None, group.units)]
    found: dict[tuple[str, str | None, int, str | None] | None, list[str]] = {}
    for unit in group.units:
        row = rows.get((unit, group.cycle))
        if any_ended and known.units.ended(unit) and not _passed_on(known, rule, unit, row):
            continue
        found.setdefault(row and (row.state, row.due_key, row.since, row.done_on), []).append(unit)
    return [(_before(*said) if said else None, units) for said, units in found.items()]


def _before(state: str, due_key: str | None, since: int, done_on: str | None) -> Before:
    return Before(State(state), due_key, since, date.fromisoformat(done_on) if done_on else None)


def _passed_on(known: Known, rule: TaskRule, unit: str, row: TaskRow | None) -> bool:
    """True if a unit that ended still has this task. What each unit of a kind does, its successor does anyway."""
    return known.units.current(unit) is not None and (row is not None or rule.for_each is None)


def _change(known: Known, rule: TaskRule, group: Group, before: Before | None, units: Sequence[str]) -> Change | None:
    outcome, due = group.outcome, group.outcome.receipt
    previous = known.receipts.get(before.due_key) if before and before.due_key else None
    kind = _kind(outcome, due, before, previous)
    if kind is None:
        return None
    closed = kind is Kind.CLOSED
    return Change(
        kind=kind,
        plan=known.plan.id,
        rule=rule,
        cycle=group.cycle,
        state=State.CLOSED if closed else outcome.state,
        due=previous if closed else due,
        previous=previous if closed or not _same(previous, due) else None,
        done_on=outcome.done_on,
        before=before,
        because=_because(kind, outcome),
        units=units,
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
    if before is None or before.state is State.CLOSED:
        return _beginning(outcome)
    if outcome.state is State.WAITING:
        return Kind.CLOSED
    if before.state is State.DONE and outcome.state is State.DONE:
        return None if before.done_on == outcome.done_on else Kind.UPDATED
    if before.state is State.DONE:
        return Kind.REOPENED
    if outcome.state is State.DONE:
        return Kind.DONE
    return _continuing(outcome, due, before, previous)


def _beginning(outcome: Outcome) -> Kind | None:
    if outcome.state is State.WAITING:
        return None
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
    certain = previous is not None and due is not None and previous.provisional > due.provisional
    return Kind.FIRMED if began or certain else Kind.UPDATED


def _moving(outcome: Outcome, before: Before, previous: Receipt | None) -> Kind:
    if previous is None or previous.due is None:
        return Kind.DATED if before.state is State.NEEDS_DATE else Kind.MOVED
    grant = outcome.extension
    return Kind.EXTENDED if grant and grant.id not in previous.basis else Kind.MOVED


# --- changes that are facts themselves -------------------------------------------------------------------------------


def facts_made(known: Known, changes: Sequence[Change], at: Positions) -> Iterator[Fact]:
    """A row recorded as done by the plan itself is a completion; a due date already past is a missed one."""
    for change in changes:
        rule = change.rule.id
        if change.state is State.DONE and isinstance(change.rule.due, Done) and change.done_on:
            topic, day, grounds = done(rule), change.done_on, None
        elif change.state in OPEN and change.due and change.due.due and change.due.due < known.today:
            topic, day, grounds = missed(rule), change.due.due, change.due.basis
        else:
            continue
        for unit in change.units:
            fact = concluded_fact(topic, change.plan, (unit, change.cycle), day, grounds)
            yield fact._replace(position=at(rule, unit))


def _facts_undone(known: Known, rule: TaskRule, changes: Sequence[Change]) -> Iterator[str]:
    if not isinstance(rule.due, Done):
        return
    for change in changes:
        if change.kind is Kind.CLOSED:
            facts = (known.facts.at(done(rule.id), unit, change.cycle) for unit in change.units)
            yield from (fact.id for fact in facts if fact and fact.concluded)
