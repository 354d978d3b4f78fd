"""Commands on dates alone: due, calendar show."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from adapters.cli.frame.files import lines
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.refusals import Misused, Refused
from adapters.cli.frame.terminal import Terminal
from adapters.cli.typed_in.days import day, day_or_none
from adapters.cli.typed_in.milestones_and_tasks import close
from adapters.lines.dues import batch
from adapters.words.catalogue import say, translator
from adapters.words.count_steps import step_said
from adapters.words.plain_text import one_line
from engine.calendars.calendar import Calendar
from engine.counting import conventions
from engine.counting.periods import Count, count
from engine.counting.steps import Step, count_steps
from engine.snapshot import Snapshot
from rules.language.offset_text import parse_offset
from rules.problems import N_

CalendarName = Annotated[
    str, typer.Option("--calendar", metavar="NAME", help=N_("Which working days: vn, or weekdays."))
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help=N_("The calendar as it was known on that day."))
]

SeenBy = Annotated[
    str | None,
    typer.Option("--unit", metavar="CODE", help=N_("The calendar as that unit sees it, with what was amended here.")),
]

_EITHER = N_('Give a day and a period, like `thoihan due 2026-01-30 "30 working days before"`, or --batch -.')
_DUE = N_("Due: {due}, until 24:00. Nominal: {nominal}. Safest by: {safe}.")
_PROVISIONAL = N_("Provisional: the calendar of a year in it is not announced yet.")
_BY = N_("Counted by {convention}, on the calendar {calendar}.")
_NO_UNIT = N_("There is no unit with the code “{unit}”. Perhaps: {known}. `thoihan units list` lists them.")


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
    table = _seen(here, calendar, known_on, unit) if unit else Calendar.build(calendar, as_of=known_on)
    if source is not None:
        for answer in batch(lines(source, here.stdin), table, counting, translator(here.terminal.lang)):
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


def _seen(here: Invocation, name: str, as_of: date | None, unit: str | None) -> Calendar:
    """The calendar with what events changed, if there is a log; as `unit` sees it, if it is given."""
    if unit is None and not here.has_store():
        return Calendar.build(name, as_of=as_of)
    with here.office() as office, office.store.begin(write=False) as session:
        units = Snapshot(session, office.tools).units()
        if unit is not None and unit not in units.rows:
            raise Refused(_NO_UNIT, unit=one_line(unit, 60), known=close(unit, units.rows))
        line = list(units.ancestry(units.heirs.get(unit, unit))) if unit else ()
        days, hours = session.calendar_days(name), session.cut_offs(name)
    return Calendar.build(name, days, as_of, cut_offs=hours, line=line)
