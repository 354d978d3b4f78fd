"""The command `dossier`: the whole file of a task as one PDF."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.answers.dossiers.gathering import gathered
from adapters.answers.explained import seen_in
from adapters.answers.noting import note
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, TaskId
from adapters.cli.frame.output_files import KEPT, write_whole
from adapters.documents.export.dossier import Released, released
from adapters.statements.row_numbers import stored
from adapters.words.refused.refusal import Refused
from engine.asking.explaining import explain
from engine.snapshot import Snapshot
from rules.problems import N_

_WRITTEN = N_("{path} is written: {size} bytes, {sections} section(s).")
_NO_LIBRARY = N_(
    "PDFs need a library that is not installed here. Install the program with its extra `documents`: "
    "`pip install 'thoihan[documents]'`, or by the offline bundle. Nothing was written."
)
_NO_FONT = N_(
    "No font with Vietnamese letters was found on this machine. Install one, on Debian and Ubuntu by "
    "`apt-get install fonts-dejavu-core`. Nothing was written."
)


def dossier(
    context: typer.Context,
    task: TaskId,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help=N_("Where it goes; TASK.pdf in this folder if not given.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write all that is kept of a task as a PDF."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        found = explain(session, office.tools, stored(Snapshot(session, office.tools), task))
        note(office, "dossier", seen_in(found))
        whole = gathered(office, session, here.terminal, found)
        said = released(whole, office.settings.leaving, here.terminal.lang)
    data = _pdf(said)
    path = output or Path(whole.number.replace("/", "-") + ".pdf")
    kept = write_whole(path, data)
    if as_json:
        here.terminal.json({"path": str(path), "size": len(data), "sections": len(said.sections)})
        return
    here.terminal.line(_WRITTEN, path=path, size=len(data), sections=len(said.sections))
    if kept:
        here.terminal.line(KEPT, path=path, kept=kept)


def _pdf(said: Released) -> bytes:
    try:
        from adapters.documents.export.pdf import NoFontError, write_dossier  # noqa: PLC0415 - an extra, slow to load
    except ImportError:
        raise Refused(_NO_LIBRARY) from None
    try:
        return write_dossier(said)
    except NoFontError:
        raise Refused(_NO_FONT) from None
