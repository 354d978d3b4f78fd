"""A report, and what has changed since one was handed up: as JSON, and as tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import Said
from adapters.words.log import Logbook
from adapters.words.tasks import STATES
from engine.asking.figures import IN_DOUBT
from engine.asking.filed.reports import Line, MovedLine, figures
from engine.snapshot import Snapshot
from engine.tasks import Standing, State, task_shown
from engine.telling.levels import event_level, subject_level
from rules.plan import Plan
from rules.problems import N_
from rules.secrecy import Level

CELLS: Mapping[str, str] = {
    Standing.DONE_IN_TIME: N_("Done in time"),
    Standing.DONE_LATE: N_("Done late"),
    Standing.IN_TIME: N_("Not done, in time"),
    Standing.OVERDUE: N_("Not done, overdue"),
    IN_DOUBT: N_("Date provisional or in doubt"),
    Standing.DATE_OVERDUE: N_("Date not set in time"),
    Standing.DONE_UNDATED: N_("Done, no day named"),
    Standing.CONTINUOUS: N_("Standing duty"),
    Standing.NOT_COUNTED: N_("Not counted"),
}
"""The four cells of every official report, and what stands outside them."""

_NOT_THERE = N_("not there")
_DUE, _DONE = N_("{cell}, due {due}"), N_("{cell}, done {done_on}, due {due}")
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


def line_text(terminal: Terminal, one: Line | None) -> str:
    """What a report says of a task, in words."""
    if one is None:
        return terminal.label(_NOT_THERE)
    word = Said(STATES[State(one.state)] if one.cell == Standing.NOT_COUNTED else CELLS[one.cell])
    if one.done_on:
        return terminal.text(_DONE, cell=word, done_on=one.done_on, due=one.due or "–")
    return terminal.text(_DUE, cell=word, due=one.due) if one.due else terminal.value(word)
