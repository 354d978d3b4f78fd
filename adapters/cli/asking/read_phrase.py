"""The command `read`: what a deadline phrase in Vietnamese says."""

from collections.abc import Iterator
from typing import Annotated

import typer

from adapters.cli.frame.files import lines
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.lines.phrases import batch
from adapters.words.catalogue import Said, say
from adapters.words.refused.refusal import Misused
from adapters.words.rules import written_due_said
from rules.phrases.reading import read as reading_of
from rules.phrases.ruling import name_of
from rules.phrases.sense import DeadlineKind, PhraseReading
from rules.phrases.suggesting import suggested
from rules.problems import N_

_EITHER = N_("Give a phrase, or --batch -.")
_CERTAIN, _DOUBTFUL, _UNREAD = N_("Read for certain."), N_("Read, but to be confirmed."), N_("Not read.")
_MEANS, _PERHAPS = N_("It means: {words}."), N_("It means perhaps: {words}.")
_RULE = N_("In a plan file: `{rule}`")
_HOUR = N_("The hour is left out, since a deadline ends with its day: {time}.")
_REST = N_("Words not understood: {words}")


def read(
    context: typer.Context,
    phrase: Annotated[
        str | None, typer.Argument(metavar="PHRASE", help=N_("The deadline as the document has it."))
    ] = None,
    source: Annotated[
        str | None, typer.Option("--batch", metavar="FILE", help=N_("Phrases, one a line; - reads them from here."))
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", help=N_("The plan's, for dates without one."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a phrase."""
    here = invocation(context)
    if source is not None:
        for answer in batch(lines(source, here.stdin), year):
            here.terminal.write(answer + "\n")
        return
    if phrase is None:
        raise Misused(_EITHER)
    reading = reading_of(phrase, year)
    if as_json:
        here.terminal.json(reading.to_json())
    else:
        for line in _lines(here.terminal, reading):
            here.terminal.write(line + "\n")


def _lines(terminal: Terminal, reading: PhraseReading) -> Iterator[str]:
    certain = _CERTAIN if reading.certain else _DOUBTFUL
    yield terminal.label(_UNREAD if reading.kind is DeadlineKind.UNREAD else certain)
    for part in reading.parts or (reading,):
        yield from _meaning(terminal, part)
    if reading.time:
        yield terminal.text(_HOUR, time=reading.time)
    if reading.rest:
        yield terminal.text(_REST, words=reading.rest)
    yield from (f"  - {say(Said(note.template, note.args), terminal.lang)}" for note in reading.notes)


def _meaning(terminal: Terminal, reading: PhraseReading) -> Iterator[str]:
    """What it means, or perhaps does, in words; and how a plan file has that."""
    rule, template = (reading.rule, _MEANS) if reading.rule else (suggested(reading.phrase), _PERHAPS)
    if rule:
        titles = {name_of(reading.event): reading.event} if reading.event else {}
        yield terminal.text(template, words=written_due_said(rule, titles))
        yield terminal.text(_RULE, rule=rule)
