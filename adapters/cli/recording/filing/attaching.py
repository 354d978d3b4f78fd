"""The command `files add`, and what commands share that take files: each file belongs to an event."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.files import readable
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, EventId
from adapters.cli.frame.terminal import Terminal
from adapters.filing.taken import taken
from adapters.statements.filing import Filing, Kept
from rules.problems import N_

_ADDED = N_("{name} ({size} bytes) is kept with event {id}. SHA-256: {hash}.")
_KNOWN = N_("{name} is kept with event {id} already. Nothing was changed.")
_DRY = N_("A dry run: {name} ({size} bytes) would be kept with event {id}. Nothing was changed.")


def add(
    context: typer.Context,
    event: EventId,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=N_("The files, PDFs for example."))],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Keep files with an event."""
    here = invocation(context)
    with here.office() as office:
        filing = filing_of(office, files)
        with office.together(dry_run=dry_run) as acting:
            with acting.store.begin(write=False) as session:
                of = session.recorded(event).event
            kept = filing.kept_with(acting, of, dry_run=dry_run)
    if as_json:
        here.terminal.json({"event": event, **kept.answer(), "dry_run": dry_run})
    else:
        tell(here.terminal, kept)


def filing_of(office: Office, paths: Sequence[Path]) -> Filing:
    """The files at `paths`. Raises Refused; nothing was recorded then."""
    reading = partial(taken, most=office.settings.file_size, types=office.settings.file_types)
    return Filing(files=[readable(str(path), partial(reading, path)) for path in paths])


def tell(terminal: Terminal, kept: Kept) -> None:
    """Say what was kept."""
    for one, known in zip(kept.files, kept.known, strict=True):
        template = _KNOWN if known else _DRY if kept.dry_run else _ADDED
        terminal.line(template, name=one.name, size=one.row.size, id=kept.event, hash=one.row.hash)
