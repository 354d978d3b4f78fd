"""The command `feed`: the due dates of an agency as a file for calendar programs."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.answers.noting import note
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.output_files import KEPT, write_whole
from adapters.feeds.addresses import opened
from adapters.feeds.entries import Released, Status, released
from adapters.feeds.following import Followed, followed
from adapters.feeds.serving import keep_served
from adapters.words.refused.refusal import Misused, Refused
from rules.problems import N_

_WRITTEN = N_("{path} is written: {entries} due date(s), {cancelled} of them cancelled.")
_ONE_OF = N_("Write either a unit, with --person if it is for one person, or --address.")
_NO_ADDRESS = N_("There is no such address, or it was revoked; `thoihan feeds list` lists them. Nothing was written.")
_WOULD_BE = N_("{path} would have {entries} due date(s), {cancelled} of them cancelled. Nothing was written.")

Unit = Annotated[str | None, typer.Argument(metavar="UNIT", help=N_("The agency whose due dates they are."))]
Person = Annotated[
    str | None,
    typer.Option("--person", metavar="PERSON", help=N_("Only what was given to this person by `thoihan delegate`.")),
]
Address = Annotated[
    str | None,
    typer.Option("--address", metavar="ADDRESS", help=N_("An address of `thoihan feeds add` in place of the unit.")),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help=N_("Where it goes; UNIT.ics if not given."))
]


def feed(
    context: typer.Context,
    unit: Unit = None,
    person: Person = None,
    address: Address = None,
    output: Output = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write an agency's due dates as a calendar."""
    here = invocation(context)
    terminal, kept = here.terminal, None
    with here.office() as office:
        unit, person = _whose(office, unit, person, address)
        path, found = output or Path(f"{unit}.ics"), _followed(office, unit, person, terminal.lang)
        note(office, "feed", found.looked)
        said = released(found.feed, office.settings.leaving, terminal.lang)
        data = b"" if dry_run else _bytes(said, terminal.lang)
        if not dry_run:
            # first: who is interrupted between the two has otherwise served a number that nobody remembers
            kept = write_whole(path, data, first=lambda: _keep(office, found))
    cancelled = sum(one.status is Status.CANCELLED for one in said.entries)
    counts = {"entries": len(said.entries), "cancelled": cancelled}
    if as_json:
        whose = {"unit": unit, "person": person or None}
        terminal.json({"path": str(path), **whose, "dry_run": dry_run, "size": len(data), **counts})
        return
    terminal.line(_WOULD_BE if dry_run else _WRITTEN, path=path, **counts)
    if kept:
        terminal.line(KEPT, path=path, kept=kept)


def _whose(office: Office, unit: str | None, person: str | None, address: str | None) -> tuple[str, str]:
    """The agency and the person whose calendar is meant. Raises Refused, Misused."""
    if (unit is None) == (address is None) or (address is not None and person is not None):
        raise Misused(_ONE_OF)
    if address is None:
        return unit or "", person or ""
    with office.store.begin(write=False) as session:
        row = opened(session, address)
    if row is None:
        raise Refused(_NO_ADDRESS)
    return row.unit, row.person


def _followed(office: Office, unit: str, person: str, lang: str) -> Followed:
    with office.store.begin(write=False) as session:
        return followed(session, office.tools, unit, lang, person)


def _keep(office: Office, found: Followed) -> None:
    keep_served(office.store, found.served)  # what others were served meanwhile stays: the next file says it


def _bytes(said: Released, lang: str) -> bytes:
    from adapters.feeds.calendar_text import calendar_text  # noqa: PLC0415 - a dry run writes nothing, and it is slow to load

    return b"".join(calendar_text(said, lang))
