"""By how much the tally of tasks changes with what is decided: worked out by groups of tasks, however many these are.

The store adds it to what is there, so that nobody counts tasks anew. A group comes into the tally as its tasks become,
and goes out of it as their rows were.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from engine.decision import Before, Change
from engine.facts.receipt import Receipt
from engine.tasks import Leading, State
from events.rows import Alike, Bearers, DueGroup, DueRow, TallyRow, alike

Moved = Mapping[tuple[DueGroup, Receipt], Sequence[str]]
"""Units whose tasks left a group for another due."""


def led_on(change: Change) -> date | None:
    """The day by which it is told who leads the tasks: that on which they were done; None: today.

    What was done nobody knows when is led by whom the plan names.
    """
    return (change.done_on or date.min) if change.state is State.DONE else None


def tally_of(changes: Iterable[Change], leading: Leading, recounted: Mapping[Alike, int]) -> Sequence[TallyRow]:
    """The changes of the tally by what becomes of tasks one by one, and by whole groups of them (`recounted`)."""
    tally = Counter(recounted)
    for change in changes:
        for lead, tasks in _leads(change, leading).items():
            tally[_now(change, lead)] += tasks
        if before := change.before:
            for lead, tasks in Counter(before.led.get(unit, "") for unit in change.units).items():
                tally[_then(change, before, lead)] -= tasks
    return [TallyRow(*key, tasks) for key, tasks in tally.items() if tasks]


def _leads(change: Change, leading: Leading) -> Counter[str]:
    """The number of the tasks of a rule by who leads them (`led_by`): "" where each unit leads its own."""
    rule, units, on = change.rule, change.units, led_on(change)
    if rule.leads_its_own:
        apart = Counter(lead for unit in units if (lead := leading(unit, on)) != unit)
        return apart + Counter({"": len(units) - apart.total()})
    lead = leading(rule.lead, on)
    own = units.count(lead)
    return Counter({lead: len(units) - own}) + Counter({"": own})


def _now(change: Change, lead: str) -> Alike:
    done_on = change.done_on.isoformat() if change.done_on else None
    return alike(change.plan, lead, str(change.state), done_on, due_now(change))


def due_now(change: Change) -> DueRow | None:
    """The due date that the tasks bear once they have changed; what waits again bears none."""
    return None if change.state is State.WAITING else _row(change.due)


def _then(change: Change, before: Before, lead: str) -> Alike:
    done_on = before.done_on.isoformat() if before.done_on else None
    same = change.due is not None and change.due.key == before.due_key
    due = (change.due if same else change.previous) if before.due_key else None
    return alike(change.plan, lead, str(before.state), done_on, _row(due))


def _row(receipt: Receipt | None) -> DueRow | None:
    return receipt.row if receipt else None


def recounted(
    plan: str, moved: Moved, receipts: Mapping[str, Receipt], bearers: Iterable[Bearers]
) -> Mapping[Alike, int]:
    """By how much the tally changes where groups of tasks bear another due; `bearers` says what else these are like."""
    of: dict[tuple[str, str, str], list[Bearers]] = {}
    for one in bearers:
        of.setdefault((one.due_key, one.cycle, one.state), []).append(one)
    tally = Counter[Alike]()
    for (group, due), units in moved.items():
        for one, tasks in _told_apart(of[group.due_key, group.cycle, group.state], units):
            tally[alike(plan, one.lead, one.state, one.done_on, receipts[group.due_key].row)] -= tasks
            tally[alike(plan, one.lead, one.state, one.done_on, due.row)] += tasks
    return {key: tasks for key, tasks in tally.items() if tasks}


def _told_apart(bearers: Sequence[Bearers], units: Sequence[str]) -> Iterator[tuple[Bearers, int]]:
    """How many of `units` are among which of the bearers."""
    if len(bearers) == 1:
        yield bearers[0], len(units)
        return
    among = frozenset(units)
    yield from ((one, sum(unit in among for unit in one.units)) for one in bearers)
