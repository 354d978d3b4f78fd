"""The command `events`: the log, the last event first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.answers.beside_tasks.event_subjects import Subjects
from adapters.answers.log import event_answer
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, Last
from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import moment_text
from adapters.words.events import words_of
from engine.snapshot import Snapshot
from engine.tasks import task_shown
from engine.telling.levels import root_of
from events.event import Event, Recorded
from rules.problems import N_

_EVERY_PLAN = N_("every plan")
_POSITION = N_("Place in the log")
_BY_POSITION = N_("Where an event is asked for, its position will do (`thoihan correct 8`).")
_WIDE = 120
"""Columns from which a terminal has room for ids."""
_KEPT = (0, 1, 6)
"""Columns in which nothing is broken over two lines: positions, days and ids."""
_NO_EVENTS = N_("The log is empty.")


def events(
    context: typer.Context,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only events of this plan."))] = None,
    most: Last = 50,
    as_json: AsJson = False,
) -> None:
    """List the log."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        found = [one for one in session.events() if plan in (None, one.event.plan)][: -most - 1 : -1]
        roots = {one.event.id: root_of(session, one.event) for one in found}
        named = (name for one in (*(each.event for each in found), *roots.values()) for name in _plans_of(one))
        snapshot = Snapshot(session, office.tools)
        plans, units = snapshot.plans().named(named), snapshot.units()
    if as_json:
        here.terminal.json([event_answer(one, plans, roots[one.event.id]) for one in found])
    elif not found:
        here.terminal.line(_NO_EVENTS)
    else:
        subjects = Subjects(plans, units, here.terminal.leaving)
        _show(here.terminal, [(one, roots[one.event.id]) for one in found], subjects)


def _show(terminal: Terminal, found: Sequence[tuple[Recorded, Event]], subjects: Subjects) -> None:
    """The log as a table; where it is narrow without codes: for those the position does."""
    narrow = terminal.width < _WIDE
    columns = (_POSITION, N_("Day"), N_("Event"), N_("Of"), N_("Unit"), N_("Recorded"), N_("Id"))
    lines = _Lines(terminal, subjects)
    rows = [lines.line(recorded, root, codes=not narrow) for recorded, root in found]
    terminal.table(columns[:-1] if narrow else columns, rows, kept=_KEPT[:2] if narrow else _KEPT)
    if narrow:
        terminal.line(_BY_POSITION)


def _plans_of(event: Event) -> tuple[str, ...]:
    return (event.plan,) if event.plan else tuple(event.data.get("plans") or ())


@dataclass(frozen=True, slots=True)
class _Lines:
    """The log in lines, which call what events are of by its title."""

    terminal: Terminal
    subjects: Subjects

    def line(self, recorded: Recorded, root: Event, *, codes: bool) -> tuple[str, ...]:
        """An event as a line of the table; `codes`: with its id."""
        event, terminal = recorded.event, self.terminal
        day, hour = terminal.value(event.occurred_on), event.data.get("at")
        return (
            str(recorded.position),
            f"{hour} {day}" if hour else day,
            terminal.label(words_of(event.type).name),
            self._of(event, root),
            self.subjects.unit(event.unit) or event.unit or "–",
            f"{moment_text(event.recorded_at, terminal.lang)}, {event.actor}",
            *([event.id] if codes else []),
        )

    def _of(self, event: Event, root: Event) -> str:
        """What an event is of; of a correction what that event was of which it puts right."""
        plan = self.subjects.plans.get(root.plan or "")
        code = task_shown(plan, root.subject) if plan and root.subject else root.subject
        return self.subjects.title(root) or code or event.corrects or (plan and plan.number) or self._of_several(root)

    def _of_several(self, event: Event) -> str:
        """The plans that an event is for where it is for several."""
        if event.data.get("every_plan"):
            return self.terminal.label(_EVERY_PLAN)
        return event.plan or ", ".join(event.data.get("plans") or ("–",))
