"""What an explanation lets be seen beside its own row: what its words quote, and the events that it lists."""

from collections.abc import Iterator

from adapters.answers.noting import Looked
from engine.asking.explaining import Explanation
from engine.tasks import task_parts
from engine.telling.levels import event_level, named_in
from events.event import Event
from rules.plan import Plan
from rules.row_names import row_name


def seen_in(found: Explanation) -> Iterator[Looked]:
    """All that can be read in it: its row, what the row's words name, and what its events speak of.

    What is said of the row's plan, and is no more secret than the row, is no look of its own.
    """
    plan, rule = found.plan, found.rule
    yield plan.id, rule.number, rule.secrecy
    beside = [(plan.id, number, level) for number, level in named_in(plan, rule)]
    for event, root in _events(found):
        of = found.plans.get(root.plan or "")
        beside.append((root.plan or plan.id, _row(of, root), event_level(event, found.plans, root)))
    yield from (one for one in beside if one[:2] != (plan.id, "") or one[2] > rule.secrecy)


def _events(found: Explanation) -> Iterator[tuple[Event, Event]]:
    """Each event that is listed, with the one that it corrects or withdraws: itself, where it does not."""
    for ground in (*found.grounds, *found.course):
        root = ground.recorded.event
        yield from ((one.event, root) for one in (ground.recorded, *ground.amendments))
    for turn in (turn for stage in found.stages for turn in (stage.since, stage.until) if turn):
        yield turn.recorded.event, turn.root.event


def _row(plan: Plan | None, event: Event) -> str:
    """The number of the row whose task the event speaks of; "" where it speaks of something else."""
    try:
        key = task_parts(plan.id, event.subject)[0] if plan and event.subject else ""
    except ValueError:
        return ""
    return row_name(plan, key) if plan and key in plan.rules else ""
