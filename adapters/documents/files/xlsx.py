"""Excel files: the visible sheets as tables, read row by row, so that a million empty rows cost nothing.

Formulas give the value that was saved with them; they are not calculated. Macros, links to other files and pictures
are not read.
"""

import io
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice

import openpyxl
from openpyxl.utils.cell import range_boundaries

from adapters.documents.files.archive import Archive
from adapters.documents.files.cleaning import tidy
from adapters.documents.files.document import Cell, Document, Kind, Row, Span, Table
from adapters.documents.files.errors import DocumentRefused
from rules.drafting.source import Doubt, Place
from rules.problems import N_

MOST_COLUMNS = 64
MOST_ROWS = 20_000
EMPTY_ROWS = 1_000
"""So many empty rows in succession end a sheet."""

MOST_MERGED = 100_000
SHEET_ROWS = 1_048_576
"""What a sheet can have; also the most that is walked through."""

MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]{0,2000}>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]{0,4000}>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

BROKEN = N_("The file is no Excel workbook, or a damaged one. Ask its sender for it again.")
TOO_LONG = N_("Sheet {sheet} has more than {limit} rows with text. Send the plan's sheet alone.")
HIDDEN = N_("Sheet {sheet} is hidden and was not read.")
ENDED = N_("Sheet {sheet} was read up to row {row}: {count} empty rows follow.")

Area = tuple[int, int, int, int]
"""First column, first row, last column, last row, counted from 1."""


def read_xlsx(data: bytes) -> Document:
    """The document that `data`, an XLSX file, holds. Raises DocumentRefused."""
    archive = Archive(data)
    archive.check_xml()
    try:
        areas = _merged(archive)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        tables, notes = [], []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                notes.append(Doubt(field="document", template=HIDDEN, args={"sheet": sheet.title}))
                continue
            rows, ended = _rows(sheet)
            notes += ended
            tables.append(Table(rows=tuple(_placed(sheet.title, rows, areas.get(sheet.title, ())))))
    except DocumentRefused:
        raise
    except Exception as error:
        raise DocumentRefused(BROKEN) from error
    return Document(kind=Kind.XLSX, blocks=tuple(tables), left_out=tuple(notes))


def _rows(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> tuple[dict[int, list[str]], list[Doubt]]:
    """The rows with text, by their number, and a note if the sheet was left before its end."""
    rows: dict[int, list[str]] = {}
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    last = 0
    for number, values in enumerate(
        islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), SHEET_ROWS), start=1
    ):
        texts = [_shown(value) for value in values]
        if any(texts):
            rows[number], last = texts, number
        if len(rows) > MOST_ROWS:
            raise DocumentRefused(TOO_LONG, {"sheet": sheet.title, "limit": MOST_ROWS})
        if number - last >= EMPTY_ROWS:
            args = {"sheet": sheet.title, "row": number, "count": EMPTY_ROWS}
            return rows, [Doubt(field="document", template=ENDED, args=args)]
    return rows, []


def _shown(value: object) -> str:
    """A cell's value as text. A date keeps its ` 00:00:00`, so that whoever reads it knows that it was a date cell."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return tidy(str(value))


def _placed(name: str, rows: dict[int, list[str]], areas: tuple[Area, ...]) -> Iterator[Row]:
    """The rows with their places, and merged cells filled with the text of their first."""
    width = max((index for texts in rows.values() for index, text in enumerate(texts, start=1) if text), default=0)
    spans: dict[tuple[int, int], tuple[str, Span]] = dict(islice(_spread(rows, width, areas), MOST_MERGED))
    for number, texts in rows.items():
        cells = (spans.get((number, column), (texts[column - 1], Span.OWN)) for column in range(1, width + 1))
        yield Row(cells=tuple(Cell(text=text, span=span) for text, span in cells), place=Place(sheet=name, row=number))


def _spread(
    rows: dict[int, list[str]], width: int, areas: tuple[Area, ...]
) -> Iterator[tuple[tuple[int, int], tuple[str, Span]]]:
    """Each further cell of the merged `areas`, by row and column, with the text of their first."""
    numbers = list(rows)
    for left, top, right, bottom in areas:
        text = rows[top][left - 1] if top in rows and left <= width else ""
        for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            for column in range(left, min(right, width) + 1):
                if (number, column) != (top, left):
                    yield (number, column), (text, Span.LEFT if column > left else Span.ABOVE)


def _merged(archive: Archive) -> dict[str, tuple[Area, ...]]:
    """The merged areas of each sheet by its title: reading row by row leaves them out."""
    home = "xl/workbook.xml"
    targets = {
        found["Id"]: found.get("Target", "")
        for found in _elements(RELATION, archive.read("xl/_rels/workbook.xml.rels"))
    }
    areas = {}
    for found in _elements(SHEET, archive.read(home)):
        target = targets.get(next((value for key, value in found.items() if key.endswith(":id")), ""), "")
        part = target.removeprefix("/") if target.startswith("/") else posixpath.join("xl", target)
        if part in archive.names:
            references = islice(MERGED.finditer(archive.read(part)), MOST_MERGED)
            areas[found["name"]] = tuple(range_boundaries(match.group(1).decode()) for match in references)
    return areas


def _elements(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each element that `pattern` finds."""
    for element in pattern.finditer(xml):
        pairs = ATTRIBUTE.finditer(element.group())
        found = {pair.group(1).decode(): (pair.group(2) or pair.group(3) or b"").decode() for pair in pairs}
        if found.get("Id") or found.get("name"):
            yield {name: _unescaped(value) for name, value in found.items()}


def _unescaped(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text
