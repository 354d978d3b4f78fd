"""Changes that leave tasks as they are: they pass on, are closed as they stand, or are only told of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from engine.decision import Because, Before, Change, Kind
from engine.facts.receipt import Receipt
from engine.tasks import State
from events.rows import TaskRow
from rules.plan import TaskRule


def as_they_are(
    rule: TaskRule, rows: Iterable[TaskRow], receipts: Mapping[str, Receipt], kind: Kind, because: Because = None
) -> Iterator[Change]:
    """Changes of a kind to the tasks of a rule in `rows`, which leave them as they are; those alike are one."""
    alike: dict[tuple[str, str, str, str | None, int, str | None], list[str]] = {}
    rows = list(rows)
    led = led_by_others(rows)
    for row in rows:
        key = (row.plan, row.cycle, row.state, row.due_key, row.since, row.done_on)
        alike.setdefault(key, []).append(row.unit)
    for (plan, cycle, state, due_key, since, done_on), units in alike.items():
        day = date.fromisoformat(done_on) if done_on else None
        yield Change(
            kind=kind,
            plan=plan,
            rule=rule,
            cycle=cycle,
            state=State(state),
            due=receipts.get(due_key) if due_key else None,
            previous=None,
            done_on=day,
            before=Before(State(state), due_key, since, day, led.get(cycle, {})),
            because=because,
            units=units,
        )


def led_by_others(rows: Iterable[TaskRow]) -> Mapping[str, Mapping[str, str]]:
    """The leads of tasks of a rule, by cycle and unit: of those that another unit leads than the one whose it is."""
    led: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.lead != row.unit:
            led.setdefault(row.cycle, {})[row.unit] = row.lead
    return led


def closed(changes: Iterable[Change]) -> Iterator[Change]:
    """The same changes, as what closes the tasks: the date that they had is no longer theirs."""
    for change in changes:
        yield replace(change, kind=Kind.CLOSED, state=State.CLOSED, done_on=None, previous=change.due)


def passing_on(changes: Iterable[Change], notices: Iterable[Change]) -> Iterator[Change]:
    """`changes`; those that nobody would be told of are told as what they are beside: another unit leads it."""
    handed = {(n.rule.id, n.cycle, unit) for n in notices if n.kind is Kind.HANDED_OVER for unit in n.units}
    for change in changes:
        of = change.rule.id, change.cycle
        passes = [unit for unit in change.units if change.kind is Kind.UPDATED and (*of, unit) in handed]
        others = [unit for unit in change.units if unit not in passes] if passes else change.units
        if passes:
            yield replace(change, kind=Kind.HANDED_OVER, units=passes)
        if others:
            yield replace(change, units=others)
