"""The command `feed`: the due dates of an agency as a file for calendar programs."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.bootstrap import Office
from adapters.cli.asking.looking.noting import note
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.output_files import KEPT, write_whole
from adapters.feeds.entries import Released, Status, released
from adapters.feeds.following import Followed, followed
from adapters.feeds.serving import keep_served
from rules.problems import N_

_WRITTEN = N_("{path} is written: {entries} due date(s), {cancelled} of them cancelled.")
_WOULD_BE = N_("{path} would have {entries} due date(s), {cancelled} of them cancelled. Nothing was written.")

Unit = Annotated[str, typer.Argument(metavar="UNIT", help=N_("The agency whose due dates they are."))]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help=N_("Where it goes; UNIT.ics if not given."))
]


def feed(
    context: typer.Context, unit: Unit, output: Output = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Write an agency's due dates as a calendar."""
    here = invocation(context)
    terminal, path, kept = here.terminal, output or Path(f"{unit}.ics"), None
    with here.office() as office:
        found = _followed(office, unit, terminal.lang)
        note(office, "feed", found.looked)
        said = released(found.feed, office.settings.leaving, terminal.lang)
        data = b"" if dry_run else _bytes(said, terminal.lang)
        if not dry_run:
            kept = write_whole(path, data)
            keep_served(office.store, found.served)
    cancelled = sum(one.status is Status.CANCELLED for one in said.entries)
    counts = {"entries": len(said.entries), "cancelled": cancelled}
    if as_json:
        terminal.json({"path": str(path), "unit": unit, "dry_run": dry_run, "size": len(data), **counts})
        return
    terminal.line(_WOULD_BE if dry_run else _WRITTEN, path=path, **counts)
    if kept:
        terminal.line(KEPT, path=path, kept=kept)


def _followed(office: Office, unit: str, lang: str) -> Followed:
    with office.store.begin(write=False) as session:
        return followed(session, office.tools, unit, lang)


def _bytes(said: Released, lang: str) -> bytes:
    from adapters.feeds.calendar_text import calendar_text  # noqa: PLC0415 - a dry run writes nothing, and it is slow to load

    return b"".join(calendar_text(said, lang))
