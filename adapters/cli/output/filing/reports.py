"""A report, and what has changed since one was handed up: as JSON, and as tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.answers.report_lines import CELLS, line_text
from adapters.cli.frame.terminal import Terminal
from adapters.words.log import Logbook
from engine.asking.filed.reports import Line, MovedLine, figures
from engine.snapshot import Snapshot
from engine.tasks import task_shown
from engine.telling.levels import event_level, subject_level
from rules.plan import Plan
from rules.problems import N_
from rules.secrecy import Level

_NO_EVENT = N_("no event that can be named")


def report_answer(said: Sequence[Line], plans: Mapping[str, Plan]) -> dict[str, Any]:
    """A report for programs; `plans` are those in force."""
    found = figures(said)
    return {
        "plans": {plan: {str(cell): of[cell] for cell in CELLS} for plan, of in found.items()},
        "rows": [_line_answer(one, plans) for one in said],
    }


def _line_answer(one: Line, plans: Mapping[str, Plan]) -> dict[str, Any]:
    return {**one._asdict(), "secrecy": str(_level(one, plans))}


def _level(one: Line | None, plans: Mapping[str, Plan]) -> Level:
    plan = plans.get(one.plan) if one else None
    return subject_level(plan, one.task) if plan and one else Level.OPEN


def moved_answer(one: MovedLine, plans: Mapping[str, Plan]) -> dict[str, Any]:
    """What a task was said to be and is, for programs; `plans` are those in force."""
    line = one.said or one.now
    return {
        "task": line.task if line else "",
        "secrecy": str(_level(line, plans)),
        "said": _line_answer(one.said, plans) if one.said else None,
        "now": _line_answer(one.now, plans) if one.now else None,
        "since": [
            {
                "position": event.position,
                "event": event.event.id,
                "type": event.event.type,
                "secrecy": str(event_level(event.event, plans, since.root.event)),
                "document": event.event.document.text if event.event.document else None,
            }
            for since in one.since
            for event in (since.recorded,)
        ],
    }


def show_moved(terminal: Terminal, snapshot: Snapshot, found: Sequence[MovedLine]) -> None:
    """What tasks were said to be, what they are, and by which events."""
    columns = (N_("Task"), N_("It was said"), N_("It is"), N_("Since"))
    terminal.table(columns, _rows(terminal, snapshot, found))


def _rows(terminal: Terminal, snapshot: Snapshot, found: Sequence[MovedLine]) -> Iterator[tuple[str, ...]]:
    units, plans = snapshot.units(), snapshot.plans()
    for one in found:
        line = one.said or one.now
        plan = plans[line.plan] if line and line.plan in plans else None
        book = Logbook(plan, units, plans) if plan else None
        said = (book.entry(since.recorded, since.named) for since in one.since) if book else ()
        shown = task_shown(plan, line.task) if plan and line else ""
        yield (
            shown,
            line_text(terminal, one.said),
            line_text(terminal, one.now),
            "\n".join(map(terminal.value, said)) or terminal.label(_NO_EVENT),
        )
