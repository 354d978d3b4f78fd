"""The command `migrate`: a database of an older version is brought up to this one, and its rows are built anew."""

from dataclasses import asdict
from typing import Any

import typer

from adapters.bootstrap import tools
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.one_sweep import HELD
from adapters.cli.output.verification import reread_template
from adapters.settings import settings
from adapters.words.tasks import STATES
from engine.asking.rebuilding import Moved, Rebuilt, Stood, rebuild
from engine.service import Service
from engine.tasks import State
from events.delivery import COUNTED
from events.opening import migrate, open_store
from events.store import MEMORY, Session
from rules.problems import N_

_MIGRATED = N_("The database is ready for this version.")
_SAME = N_("{events} event(s) were followed again: this version comes to what was kept, row for row.")
_OTHERWISE = N_(
    "{events} event(s) were followed again, and what is kept is what this version comes to. What differs, by table: "
    "{tables}. Messages stay as they were told."
)
_CONTACTS = N_(
    "Addresses that stand in a table of their own from now on, where they can be corrected and erased: {count}. What "
    "an older version wrote into the log stays there; docs/personal-data.md says what can be done."
)
_NO_TASK = N_("No task has another state or date.")
_TASKS = N_("Tasks that have another state or date now: {count}.")
_DUE, _SET_BY = N_("{state}, due {day}"), N_("{state}, to be set by {day}")
_DONE, _MISSED = N_("{state}, on {day}"), N_("{stood}; late since {day}")
_NOT_THERE = N_("no such task")
_MORE = N_("The first {count} of them are shown; `--json` gives all.")
_SINCE = N_("Tasks that are late as before, but since another day: {count}.")
SHOWN = 50
"""How many tasks are shown."""


def migrate_store(context: typer.Context, as_json: AsJson = False) -> None:
    """Bring a database up to this version."""
    here = invocation(context)
    chosen = settings(here.environ)
    anew = Service(open_store(MEMORY), here.tools or tools(chosen.matcher))

    def built(session: Session) -> Rebuilt:
        return rebuild(session, anew)

    done = migrate(chosen.database_url.reveal(), built)
    if as_json:
        here.terminal.json(_answer(done))
    else:
        _tell(here.terminal, done)


def _answer(done: Rebuilt | None) -> dict[str, Any]:
    moved = [
        {"task": one.task, "was": one.was and one.was._asdict(), "now": one.now and one.now._asdict()}
        for one in (done.moved if done else ())
    ]
    return {
        "rebuilt": done is not None,
        "differing": dict(done.differing) if done else {},
        "plans": [asdict(one) for one in (done.reread if done else ())],
        "tasks": moved,
        "contacts": done.contacts if done else 0,
        "held": bool(done and done.held),
    }


def _tell(terminal: Terminal, done: Rebuilt | None) -> None:
    terminal.line(_MIGRATED)
    if done is None:
        return
    for one in done.reread:
        terminal.warn(reread_template(one), **asdict(one))
    if done.contacts:
        terminal.line(_CONTACTS, count=done.contacts)
    if not done.differing:
        terminal.line(_SAME, events=done.events)
        return
    terminal.line(_OTHERWISE, events=done.events, tables=[f"{name} ({n})" for name, n in done.differing.items()])
    moved = [one for one in done.moved if not one.since_only]
    terminal.line(_TASKS if moved else _NO_TASK, count=len(moved))
    if moved:
        terminal.table((N_("Task"), N_("Before"), N_("Now")), (_row(terminal, one) for one in moved[:SHOWN]))
    if len(moved) > SHOWN:
        terminal.line(_MORE, count=SHOWN)
    if len(moved) < len(done.moved):
        terminal.line(_SINCE, count=len(done.moved) - len(moved))
    if done.held:
        terminal.warn(HELD[COUNTED])


def _row(terminal: Terminal, one: Moved) -> tuple[str, str, str]:
    return one.task, _said(terminal, one.was), _said(terminal, one.now)


def _said(terminal: Terminal, stood: Stood | None) -> str:
    if stood is None:
        return terminal.label(_NOT_THERE)
    days = ((_DONE, stood.done_on), (_DUE, stood.due), (_SET_BY, stood.set_by))
    said = terminal.label(STATES[State(stood.state)])
    for template, day in days:
        if day:
            said = terminal.text(template, state=said, day=terminal.value(day))
    return terminal.text(_MISSED, stood=said, day=terminal.value(stood.missed_on)) if stood.missed_on else said
