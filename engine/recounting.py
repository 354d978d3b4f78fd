"""A calendar changed: every open due date counted by it is counted again, each distinct one once.

Tasks that share a due date saw the same facts, so one of them stands for all. What moved is written as whole groups: a
million tasks are a few statements (`Changes.redated`). A date that stays as it was keeps the calendar version it was
computed with.
"""

from collections.abc import Callable, Iterator

from engine.activating import groups
from engine.concluding import Counting
from engine.deciding import Verdict, facts_made
from engine.decision import Before, Change, Kind
from engine.register import Known
from engine.tasks import State
from events.rows import DueGroup, DueRow
from events.store import Session
from rules.plan import TaskRule

_DATES = ("nominal", "due", "safe", "window_start", "set_by", "remind_on", "provisional")


def recount(
    session: Session, known: Known, found: list[DueGroup], counting: Callable[[TaskRule], Counting], position: int
) -> Verdict:
    """What becomes of the due dates in `found`, which are those of all open tasks of the plan."""
    moved = {group: due for group in found if (due := _moved(known, group, counting))}
    places: dict[tuple[str, str, str], list[str]] = {}
    for bearer in session.bearers(known.plan.id, {group.due_key for group in moved}) if moved else ():
        places.setdefault((bearer.due_key, bearer.cycle, bearer.state), []).append(bearer.unit)
    changes = tuple(_changes(known, moved, places))
    return Verdict(changes=changes, facts=tuple(facts_made(known, changes, position)))


def _moved(known: Known, group: DueGroup, counting: Callable[[TaskRule], Counting]) -> DueRow | None:
    """The due of a group as it is counted now, if that is another date."""
    rule = known.plan.rules[group.rule]
    alike = groups(known, rule, counting(rule), frozenset({group.unit}))
    outcome = next((one.outcome for one in alike if one.cycle == group.cycle), None)
    now, was = outcome and outcome.row, known.dues[group.due_key]
    return now if now and any(getattr(now, name) != getattr(was, name) for name in _DATES) else None


def _changes(
    known: Known, moved: dict[DueGroup, DueRow], places: dict[tuple[str, str, str], list[str]]
) -> Iterator[Change]:
    for group, due in moved.items():
        was, state = known.dues[group.due_key], State(group.state)
        yield Change(
            kind=Kind.MOVED if due.due != was.due else Kind.UPDATED,
            plan=known.plan.id,
            rule=known.plan.rules[group.rule],
            cycle=group.cycle,
            state=state,
            due=due,
            previous=was,
            done_on=None,
            before=Before(state=state, due_key=group.due_key, since=0, done_on=None),
            redated=True,
            units=places[group.due_key, group.cycle, group.state],
        )
