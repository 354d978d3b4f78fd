"""The official figures as an office file: what stands in its head, and which columns it has."""

from collections.abc import Sequence

from adapters.answers.report_lines import CELLS
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.filing.official import ALL, HEADS, NO_FIELD, TOTAL, Official, OfficialRow, sorted_by
from adapters.documents.export.figures import FigureSheet, FigureTable, write_docx, write_xlsx
from engine.asking.official.tables import OFFICIAL, OUTSIDE, Figures, in_cells
from rules.problems import N_

_TITLE = N_("How tasks stand")
_PERIOD = N_("Period {first} to {last}, as of {day}")
_BEFORE = N_("Period before: {first} to {last}")
_AS_OF = N_("As of {day}")
_OF_BEFORE = N_("Period before: {cell}")


def written(terminal: Terminal, found: Official, sort: str | None, *, as_xlsx: bool) -> bytes:
    """The file."""
    asked, outside = found.asked, [cell for cell in OUTSIDE if found.whole.now.get(cell)]
    subtitles = [terminal.text(_AS_OF, day=asked.day)]
    if asked.period and asked.before:
        subtitles = [
            terminal.text(_PERIOD, **asked.period._asdict(), day=asked.day),
            terminal.text(_BEFORE, **asked.before._asdict()),
        ]
    labels = [terminal.label(ALL), *(terminal.label(CELLS[cell]) for cell in OFFICIAL)]
    before = [terminal.text(_OF_BEFORE, cell=label) for label in labels] if asked.period else []
    tables = [
        FigureTable(
            name=terminal.label(HEADS[by]),
            lines=_lines(terminal, sorted_by(rows, sort), found.whole, outside, with_before=asked.period is not None),
        )
        for by, rows in found.tables.items()
    ]
    sheet = FigureSheet(
        title=terminal.label(_TITLE),
        subtitles=subtitles,
        columns=[*labels, *before, *(terminal.label(CELLS[cell]) for cell in outside)],
        tables=tables,
    )
    return write_xlsx(sheet) if as_xlsx else write_docx(sheet)


def _lines(
    terminal: Terminal, rows: Sequence[OfficialRow], whole: Figures, outside: Sequence[str], *, with_before: bool
) -> list[tuple[str, Sequence[int]]]:
    named = [(row.name or terminal.label(NO_FIELD), row.figures) for row in rows]
    named += [(terminal.label(TOTAL), whole)]
    return [(name, _figures(of, outside, with_before=with_before)) for name, of in named]


def _figures(of: Figures, outside: Sequence[str], *, with_before: bool) -> list[int]:
    now = [in_cells(of.now), *(of.now.get(cell, 0) for cell in OFFICIAL)]
    before = [in_cells(of.before), *(of.before.get(cell, 0) for cell in OFFICIAL)] if with_before else []
    return [*now, *before, *(of.now.get(cell, 0) for cell in outside)]
