"""The command `calendar take`: the days of a signed file are recorded, an event for each document that gave some."""

from typing import Annotated

import typer

from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import show_changes, show_messages
from adapters.statements.registers.calendar_files import Given, Taken, take_days, taken_answer
from adapters.words.plain_text import one_line
from rules.problems import N_

_SIGNED = N_("Signed on {on} with the key {key}: {count} day(s), of which {news} are news here.")
_TAKEN = N_("Recorded: {news} day(s), by {documents} document(s).")
_DRY = N_("A dry run: {news} day(s), by {documents} document(s), would be recorded. Nothing was recorded.")
_NOTHING_NEW = N_("Nothing was recorded: all of it is so already.")

Key = Annotated[
    str,
    typer.Option("--key", metavar="FILE", help=N_("The publisher's public key, as minisign writes it.")),
]
Signature = Annotated[
    str | None,
    typer.Option("--signature", metavar="FILE", help=N_("The signature; the file's name and .minisig if not given.")),
]
Replace = Annotated[
    bool, typer.Option("--replace", help=N_("The file counts also where a document made a day otherwise here."))
]


def take(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The calendar: a CSV file."))],
    key: Key,
    signature: Signature = None,
    calendar: Annotated[str, typer.Option("--calendar", metavar="NAME", help=N_("The calendar's name."))] = "vn",
    replace: Replace = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in the days of a calendar file that somebody trusted has signed."""
    here = invocation(context)
    signature = signature or f"{file}.minisig"
    given = Given(
        file=file,
        data=content(file),
        signature=content(signature),
        key=content(key),
        names=(one_line(signature, 200), one_line(key, 200)),
    )
    with here.office() as office:
        taken = take_days(office, given, calendar, replace=replace, dry_run=dry_run, lang=here.terminal.lang)
    _answer(here.terminal, taken, dry_run, as_json)


# --- answered ---------------------------------------------------------------------------------------------------------


def _answer(terminal: Terminal, taken: Taken, dry_run: bool, as_json: bool) -> None:
    if as_json:
        terminal.json(taken_answer(taken, dry_run=dry_run))
        return
    signed, news = taken.signed, len(taken.news)
    terminal.line(_SIGNED, on=signed.on, key=signed.key, count=taken.listed, news=news)
    if not news:
        terminal.line(_NOTHING_NEW)
        return
    terminal.line(_DRY if dry_run else _TAKEN, news=news, documents=len(taken.decided))
    show_changes(terminal, taken.decided)
    show_messages(terminal, [message for decided in taken.decided for message in decided.decision.telling])
