"""The commands `backup` and `restore`: all that a database holds, kept in one file, and put back where nothing is."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.frame.command_lines import typed
from adapters.cli.frame.failures import Exit
from adapters.cli.frame.files import NOT_THERE
from adapters.cli.frame.group import NAME
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.output_files import unwritable
from adapters.clock import in_viet_nam
from adapters.named_files import A_FOLDER, NO_FILE
from adapters.private_files import written_whole
from adapters.settings import settings
from adapters.settings_file import elsewhere
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from events.errors import BackupUnusable
from events.keeping.archive import SQLITE, Reading
from events.keeping.backups import Backup, check, take
from events.keeping.backups import restore as put_back
from events.opening import open_store
from rules.problems import N_

_KEPT = N_("{file} is written and was read again: it is whole, {size} bytes.")
_GOOD = N_("{file} is whole: a backup taken on {taken_at}, by thoihan {program} (schema {schema}, from {store}).")
_WITHIN = N_("In it: {events} event(s), plans: {plans}, agencies: {units}, tasks: {tasks}, messages: {messages}.")
_HEAD = N_("The log ends at position {position}, with the hash {hash}.")
_BACK = N_("The database {store} is made of it.")
_HELD = N_(
    "All sending is held back, since what was sent after the backup was taken is not known here. Look at what waits "
    "with `thoihan outbox --status pending`; then `thoihan outbox --release all` sends that too, or "
    "`thoihan outbox --release new` only what comes from now on."
)
_WAITING = N_("Messages that wait: {count}.")
_OLDER = N_("It is of an older version: bring it up with `thoihan migrate`, then look with `thoihan verify`.")
_THERE = N_("There is a file {path} already. Nothing was changed. Name another one, or write over it with --replace.")
_NO_BACKUP_THERE = N_("{path} is no backup, and is not written over. Nothing was changed. Name another file.")
_NO_FOLDER = N_("There is no folder {path}. Make it, or name another one.")
_NO_PLACE = N_(
    "--into: no database is named. Nothing was changed. Write sqlite:///FILE or postgresql://USER@HOST/NAME."
)
_BOTH = N_("--check only looks at the file, and needs no --into.")

_FILE_HELP = N_("Where to; a folder gets a file that is named by the day and hour.")
File = Annotated[str, typer.Argument(metavar="FILE", help=N_("A file that `thoihan backup` has written."))]


def backup(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=_FILE_HELP)],
    over: Annotated[bool, typer.Option("--replace", help=N_("Write over a file of that name."))] = False,
    as_json: AsJson = False,
) -> None:
    """Keep all that the database holds in one file."""
    here = invocation(context)
    url, now = settings(here.environ).database_url.reveal(), here.clock.now()
    path = _named(Path(file), now)
    try:
        if over:
            _must_be_a_backup(path)
        with written_whole(path, replace=over) as opened:
            take(url, opened, program=version(NAME), now=now)
            opened.flush()
            found = check(opened, path.name)
    except FileExistsError:
        raise Refused(_THERE, path=one_line(str(path), 200)) from None
    except OSError as error:
        raise unwritable(path, error) from None
    size = path.stat().st_size
    if as_json:
        here.terminal.json({"file": str(path), "size": size, **_answer(found)})
        return
    here.terminal.line(_KEPT, file=one_line(str(path), 200), size=size)
    _tell(here, found)


def _named(path: Path, now: datetime) -> Path:
    if path.is_dir():
        return path / f"thoihan-{in_viet_nam(now):%Y%m%d-%H%M%S}.jsonl.gz"
    if not path.parent.is_dir():
        raise Refused(_NO_FOLDER, path=one_line(str(path.parent), 200))
    return path


def _must_be_a_backup(path: Path) -> None:
    """Refuse to write over anything else, the database first of all; of a link only the name goes. Raises Refused."""
    if not path.exists():
        return
    try:
        with path.open("rb") if path.is_file() else io.BytesIO() as there:
            if path.is_symlink() and there.read(len(SQLITE)) != SQLITE:
                return
            Reading(there, path.name)
    except BackupUnusable:
        raise Refused(_NO_BACKUP_THERE, path=one_line(str(path), 200)) from None


def restore(
    context: typer.Context,
    file: File,
    into: Annotated[
        str | None,
        typer.Option("--into", metavar="URL", help=N_("The database to make; the one of the settings if not given.")),
    ] = None,
    only_check: Annotated[bool, typer.Option("--check", help=N_("Only look whether the file is whole."))] = False,
    as_json: AsJson = False,
) -> int:
    """Make the database anew of a backup."""
    if only_check and into is not None:
        raise Misused(_BOTH)
    here = invocation(context)
    if into is not None and not into.strip():
        raise Misused(_NO_PLACE)
    environ = elsewhere(here.environ, into) if into is not None else here.environ
    path, name = Path(file), one_line(file, 200)
    if not path.is_file():
        raise Refused(A_FOLDER if path.is_dir() else NO_FILE if path.exists() else NOT_THERE, path=name)
    with path.open("rb") as opened:
        if only_check:
            _told_good(here, check(opened, name), name, as_json)
            return Exit.FINE
        found, store = put_back(opened, name, settings(environ).database_url.reveal())
    return _restored(replace(here, environ=environ), found, store, as_json)


def _told_good(here: Invocation, found: Backup, name: str, as_json: bool) -> None:
    if as_json:
        here.terminal.json(_answer(found))
        return
    header = found.header
    here.terminal.line(
        _GOOD,
        file=name,
        taken_at=datetime.fromisoformat(header.taken_at),
        program=header.program,
        schema=header.schema,
        store=header.store,
    )
    _tell(here, found)


def _restored(here: Invocation, found: Backup, store: str, as_json: bool) -> int:
    """Say what came of it; a database of this version is built again from its log, and compared."""
    older = found.older
    if as_json:
        said = io.StringIO()
        code = 0 if older else typed(["verify", "--json"], replace(here, terminal=replace(here.terminal, out=said)))
        answer = {"store": store, **_answer(found), "held": True, "older": older, "holds": None if older else code == 0}
        here.terminal.json(answer)
        return code
    here.terminal.line(_BACK, store=store)
    _tell(here, found)
    code = Exit.FINE if older else typed(["verify"], here)
    if older:
        here.terminal.line(_OLDER)
    else:
        here.terminal.line(_WAITING, count=_waiting(here))
    here.terminal.line(_HELD)
    return code


def _waiting(here: Invocation) -> int:
    store = open_store(settings(here.environ).database_url.reveal())
    try:
        with store.begin(write=False) as session:
            messages = session.counts().messages
    finally:
        store.close()
    return messages.get("pending", 0) + messages.get("claimed", 0)


def _answer(found: Backup) -> dict[str, Any]:
    header, contents = found.header, found.contents
    return {
        "taken_at": header.taken_at,
        "program": header.program,
        "schema": header.schema,
        "from": header.store,
        "position": contents.position,
        "hash": contents.hash,
        "rows": dict(contents.rows),
    }


def _tell(here: Invocation, found: Backup) -> None:
    rows: Mapping[str, int] = found.contents.rows
    counts = {name: rows.get(of, 0) for name, of in _COUNTED.items()}
    here.terminal.line(_WITHIN, **counts)
    here.terminal.line(_HEAD, position=found.contents.position, hash=found.contents.hash)


_COUNTED = {"events": "log", "plans": "plan", "units": "unit", "tasks": "task", "messages": "message"}
