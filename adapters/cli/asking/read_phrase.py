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
from rules.phrases.reading import read as reading_of
from rules.phrases.sense import DeadlineKind, PhraseReading
from rules.problems import N_

_EITHER = N_("Give a phrase, or --batch -.")
_CERTAIN, _DOUBTFUL, _UNREAD = N_("Read for certain."), N_("Read, but to be confirmed."), N_("Not read.")
_RULE = N_("As a rule: {rule}")
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
    if reading.rule:
        yield terminal.text(_RULE, rule=reading.rule)
    for name, value in reading.to_json().items():
        if value is not None and name not in {"phrase", "certain", "rest", "rule", "parts"}:
            yield f"  {name}: {terminal.value(value)}"
    if reading.rest:
        yield terminal.text(_REST, words=reading.rest)
    yield from (f"  - {say(Said(note.template, note.args), terminal.lang)}" for note in reading.notes)
    for part in reading.parts or ():
        yield from ("", part.phrase, *_lines(terminal, part))
