"""The commands `files list` and `files get`: files that are kept with an event, a task or a plan."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from adapters import private_files
from adapters.answers.filed import file_answer, file_named, harmless_name, of_task
from adapters.answers.noting import note
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.output_files import unwritable
from adapters.statements.plan_names import must_be_adopted
from adapters.statements.row_numbers import stored
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.asking.filed.files import Filed, attached_to
from engine.snapshot import Snapshot
from engine.telling.levels import level_said
from events.documents.packing import unpacked
from events.store import Session
from rules.problems import N_

_ONE_OF = N_("Say of what: an event, or --task, or --plan; one of them.")
_NONE = N_("No file is kept with it.")
_DAMAGED = N_(
    "What is kept of {name} is not the file that was handed in: its hash is not that in the log. Nothing was written. "
    "Take it from a backup; `thoihan verify` says more."
)
_THERE = N_("{path} is there already. Nothing was written; say another name, with --output.")
_WRITTEN = N_("{path} is written: {size} bytes, SHA-256 {hash}. Nobody has looked whether it is harmless.")

Listed = tuple[str, Filed]
"""The id of the event to which a file belongs, and the file."""

EventName = Annotated[
    str | None, typer.Argument(metavar="EVENT", help=N_("The event's id; `thoihan events` lists them."))
]


def list_files(
    context: typer.Context,
    event: EventName = None,
    task: Annotated[
        str | None, typer.Option("--task", metavar="TASK", help=N_("Of all events that this task rests on."))
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PLAN", help=N_("Of the plan itself: its own document."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the files that are kept with an event."""
    here = invocation(context)
    if sum(one is not None for one in (event, task, plan)) != 1:
        raise Refused(_ONE_OF)
    with here.office() as office, office.store.begin(write=False) as session:
        found = list(_listed(office, session, event, task, plan))
        snapshot = Snapshot(session, office.tools)
        levels = {name: level_said(snapshot, session.recorded(name).event) for name, _ in found}
    if as_json:
        here.terminal.json([{**file_answer(*one), "secrecy": str(levels[one[0]])} for one in found])
    elif not found:
        here.terminal.line(_NONE)
    else:
        columns = (N_("File"), N_("Type"), N_("Bytes"), N_("Day"), N_("Event"))
        here.terminal.table(columns, (_row(here.terminal.value(one.day), name, one) for name, one in found))


def _listed(
    office: Office, session: Session, event: str | None, task: str | None, plan: str | None
) -> Iterator[Listed]:
    """The files, each with the event to which it belongs."""
    for name in _events(office, session, event, task, plan):
        of = session.recorded(name).event
        yield from ((name, one) for one in attached_to(session, name, of.plan))


def _events(office: Office, session: Session, event: str | None, task: str | None, plan: str | None) -> Sequence[str]:
    if event:
        return [event]
    if plan:
        must_be_adopted(session, [plan])
        return [event.id for event in Snapshot(session, office.tools).versions(plan)][::-1]
    return of_task(office, session, stored(Snapshot(session, office.tools), task or ""))


def _row(day: str, event: str, one: Filed) -> tuple[str, ...]:
    return one.words["name"], one.words["media_type"], one.words["size"], day, event


def get(
    context: typer.Context,
    event: Annotated[str, typer.Argument(metavar="EVENT", help=N_("The event's id; `thoihan events` lists them."))],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help=N_("Which of its files, if it has several."))
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help=N_("Where it goes; in this folder, if not given.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a file that is kept with an event, unchanged. It is not opened."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        of = session.recorded(event)
        one = file_named(event, attached_to(session, event, of.event.plan), name)
        row = session.file(one.words["hash"])
        data, level = unpacked(row) if row else None, level_said(Snapshot(session, office.tools), of.event)
        note(office, "files get", [(of.event.plan or "", event, level)])
    if data is None:
        raise Refused(_DAMAGED, name=one.words["name"])
    path = output or Path(harmless_name(one.words["name"]))
    _write(path, data)
    if as_json:
        here.terminal.json({**file_answer(event, one), "secrecy": str(level), "path": str(path)})
    else:
        here.terminal.line(_WRITTEN, path=path, size=len(data), hash=one.words["hash"])


def _write(path: Path, data: bytes) -> None:
    if path.exists() or path.is_symlink():
        raise Refused(_THERE, path=one_line(str(path), 200))
    try:
        private_files.write_whole(data, by_way_of=path.with_name(f".{path.name}.new"), to=path)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None
