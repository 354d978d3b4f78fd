"""The command `due`: a period is counted from a day, without any plan."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from adapters.cli.asking.chosen_calendar import AsOf, CalendarName, SeenBy, chosen_calendar
from adapters.cli.frame.files import lines
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.lines.dues import batch
from adapters.statements.days import day, day_or_none
from adapters.words.catalogue import say, translator
from adapters.words.count_steps import step_said
from adapters.words.refused.refusal import Misused
from engine.calendars.calendar import Calendar
from engine.counting import conventions
from engine.counting.periods import Count, count
from engine.counting.steps import Step, count_steps
from rules.language.offset_text import parse_offset
from rules.problems import N_

_AHEAD = 4096
"""The lines of a file that are counted together; who writes to standard input may wait for each answer."""

_EITHER = N_('Give a day and a period, like `thoihan due 2026-01-30 "30 working days before"`, or --batch -.')
_DUE = N_("Due: {due}, until 24:00. Nominal: {nominal}. Safest by: {safe}.")
_PROVISIONAL = N_("Provisional: the calendar of a year in it is not announced yet.")
_BY = N_("Counted by {convention}, on the calendar {calendar}.")


def due(
    context: typer.Context,
    event: Annotated[str | None, typer.Argument(metavar="DATE", help=N_("The day to count from."))] = None,
    offset: Annotated[
        str | None, typer.Argument(metavar="PERIOD", help=N_("Like “30 working days before”, “1 month after”."))
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--batch", metavar="FILE", help=N_("JSON lines to answer, one for one; - reads them from here.")),
    ] = None,
    calendar: CalendarName = "vn",
    convention: Annotated[
        str, typer.Option("--convention", metavar="NAME", help=N_("How to count."))
    ] = "vn-civil-code",
    as_of: AsOf = None,
    unit: SeenBy = None,
    as_json: AsJson = False,
) -> None:
    """Count a period from a day."""
    here = invocation(context)
    counting, known_on = conventions.get(convention), day_or_none("--as-of", as_of)
    table = chosen_calendar(here, calendar, known_on, unit) if unit else Calendar.build(calendar, as_of=known_on)
    if source is not None:
        ahead = 1 if source == "-" else _AHEAD
        for answer in batch(lines(source, here.stdin), table, counting, translator(here.terminal.lang), ahead=ahead):
            here.terminal.write(answer + "\n")
        return
    if event is None or offset is None:
        raise Misused(_EITHER)
    found = count(day("DATE", event), parse_offset(offset), table, counting)
    steps = [_said(step, here.terminal.lang) for step in count_steps(found, table, counting)]
    if as_json:
        here.terminal.json(_answer(found, table.version, counting.label, steps))
    else:
        _tell(here.terminal, found, table.version, counting.label, steps)


def _answer(found: Count, calendar: str, convention: str, steps: Sequence[str]) -> dict[str, Any]:
    return {
        "nominal": found.nominal.isoformat(),
        "due": found.due.isoformat(),
        "safe": found.safe.isoformat(),
        "provisional": found.provisional,
        "calendar": calendar,
        "convention": convention,
        "steps": list(steps),
    }


def _tell(terminal: Terminal, found: Count, calendar: str, convention: str, steps: Sequence[str]) -> None:
    terminal.line(_DUE, due=found.due, nominal=found.nominal, safe=found.safe)
    if found.provisional:
        terminal.line(_PROVISIONAL)
    terminal.line(_BY, convention=convention, calendar=calendar)
    for number, step in enumerate(steps, start=1):
        terminal.write(f"{number:>3}. {step}\n")


def _said(step: Step, lang: str) -> str:
    return say(step_said(step.template, step.args), lang)
