"""Excel files: the visible sheets as tables, read row by row, so that a million empty rows cost nothing.

Formulas give the value that was saved with them; they are not calculated. Macros, links to other files and pictures
are not read. openpyxl gets every part from our archive, and so only parts that have been checked.
"""

import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime, time
from itertools import islice
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from adapters.documents.files.archive import Archive, check_tags
from adapters.documents.files.cleaning import tidy
from adapters.documents.files.document import Cell, FileKind, ParsedFile, Row, Span, Table
from adapters.documents.files.errors import DocumentRefused
from rules.drafting.source import Doubt, Place
from rules.problems import N_

MOST_COLUMNS = 64
MOST_ROWS = 20_000
MOST_CELLS = 300_000
"""Of all sheets, the cells with text."""

EMPTY_ROWS = 1_000
"""So many empty rows in succession end a sheet."""

MOST_MERGED = 100_000
MOST_SHEETS = 200
MOST_TAGS = 500_000
"""In a part that becomes a tree in memory: the list of sheets, the styles. Sheets are read as a stream."""

SHEET_ROWS = 1_048_576
"""What a sheet can have; also the most that is walked through."""

MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)
UNSEEN = re.compile(rb"""<(?:\w+:)?(row|col)\s([^>]{0,400}?\bhidden\s*=\s*["'](?:1|true)["'][^>]{0,400})>""")
PLACED_AT = re.compile(rb"""\b(r|min|max)\s*=\s*["'](\d{1,7})["']""")
BROKEN = N_("The file is no Excel workbook, or a damaged one. Ask its sender for it again.")
TOO_LONG = N_(
    "Up to sheet {sheet} the workbook has more than {limit} rows or {cells} cells with text. "
    "Send the plan's sheet alone."
)
ONE_PART = N_(
    "Several sheets of the workbook are one and the same part of the file, which spreadsheets never write: "
    "it may be made to do harm. Open it in an office program, save it anew, and import that."
)
TOO_MANY = N_("The workbook has {count} sheets; at most {limit} are read. Send the plan's sheet alone.")
HIDDEN = N_("Sheet {sheet} is hidden and was not read.")
UNSEEN_ROWS = N_("Sheet {sheet}: {count} row(s) that are hidden or filtered out were not read.")
UNSEEN_COLUMNS = N_("Sheet {sheet}: {count} column(s) that are hidden were not read.")
ENDED = N_("Sheet {sheet} was read up to row {row}: {count} empty rows follow.")

MIDNIGHT = time()
OTHER_PARTS = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")
"""What a format of a cell has besides the parts of a date: words in quotes, colours and countries in brackets."""

Area = tuple[int, int, int, int]
"""First column, first row, last column, last row, counted from 1."""


def read_xlsx(data: bytes) -> ParsedFile:
    """The document that `data`, an XLSX file, holds. Raises DocumentRefused."""
    return _read(data, FileKind.XLSX, values_only=True)


def read_sheet(data: bytes) -> ParsedFile:
    """The same of a table that somebody filled in: a formula stands in it as it is written, `=…`, without its value."""
    return _read(data, FileKind.SHEET, values_only=False)


def _read(data: bytes, kind: FileKind, *, values_only: bool) -> ParsedFile:
    try:
        tables, notes, left = [], [], MOST_ROWS
        for sheet in _sheets(data, values_only=values_only):
            if sheet.sheet_state != "visible":
                notes.append(Doubt(field="document", template=HIDDEN, args={"sheet": sheet.title}))
                continue
            rows, ended = _rows(sheet, left, _shown if kind is FileKind.SHEET else _as_written)
            notes += ended
            left -= len(rows)
            notes += _drop_unseen(sheet, rows) if kind is FileKind.SHEET else ()
            tables.append(Table(rows=tuple(_placed(sheet.title, rows, _merged(sheet)))))
    except (DocumentRefused, MemoryError):
        raise
    except Exception as error:
        if isinstance(error.__cause__, DocumentRefused):  # openpyxl wraps what its archive raises
            raise error.__cause__ from None
        raise DocumentRefused(BROKEN) from error
    return ParsedFile(kind=kind, blocks=tuple(tables), left_out=tuple(notes))


def _sheets(data: bytes, *, values_only: bool) -> list[ReadOnlyWorksheet]:
    parts = _Parts(data)
    reader = _Reader(io.BytesIO(data), read_only=True, data_only=values_only, keep_links=False)
    reader.archive, reader.valid_files = parts, parts.namelist()
    reader.read()
    sheets = list(reader.wb.worksheets)
    if len({sheet._worksheet_path for sheet in sheets}) < len(sheets):  # noqa: SLF001 - openpyxl has no name for it
        raise DocumentRefused(ONE_PART)
    return sheets


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's reader, which asks for the relationships of every sheet anew."""

    def read_worksheets(self) -> None:
        """Find the sheets, if there are not too many."""
        count = len(self.parser.sheets)
        if count > MOST_SHEETS:
            raise DocumentRefused(TOO_MANY, {"count": count, "limit": MOST_SHEETS})
        super().read_worksheets()


class _Parts:
    """Our archive with the methods of `zipfile.ZipFile` that openpyxl uses."""

    filename = ""

    def __init__(self, data: bytes) -> None:
        self._archive = Archive(data)

    def namelist(self) -> list[str]:
        """The names of all parts."""
        return sorted(self._archive.names)

    def read(self, part: str) -> bytes:
        """A part that becomes a tree in memory. Raises KeyError if there is none of that name."""
        if part not in self._archive.names:
            raise KeyError(part)
        data = self._archive.read(part)
        check_tags(part, data, MOST_TAGS)
        return data

    def open(self, part: str) -> io.BytesIO:
        """A part that is read as a stream."""
        return io.BytesIO(self._archive.read(part))


def _rows(sheet: ReadOnlyWorksheet, most: int, shown: Callable[[Any], str]) -> tuple[dict[int, list[str]], list[Doubt]]:
    """The rows with text, by their number, and a note if the sheet was left before its end."""
    rows: dict[int, list[str]] = {}
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    last = cells = 0
    bare = shown is _shown
    for number, values in enumerate(
        islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=bare), SHEET_ROWS), start=1
    ):
        texts = [shown(value) for value in values]
        if any(texts):
            rows[number], last = texts, number
            cells += sum(map(bool, texts))
        if len(rows) > most or cells > MOST_CELLS:
            raise DocumentRefused(TOO_LONG, {"sheet": sheet.title, "limit": MOST_ROWS, "cells": MOST_CELLS})
        if number - last >= EMPTY_ROWS:
            args = {"sheet": sheet.title, "row": number, "count": EMPTY_ROWS}
            return rows, [Doubt(field="document", template=ENDED, args=args)]
    return rows, []


def _drop_unseen(sheet: ReadOnlyWorksheet, rows: dict[int, list[str]]) -> list[Doubt]:
    """Take out what whoever filled the sheet in did not see: hidden rows and columns, and rows filtered out."""
    hidden_rows, hidden_columns = _unseen(sheet)
    dropped = [rows.pop(number) for number in hidden_rows & rows.keys()]
    columns = set[int]()
    for texts in rows.values():
        for column in hidden_columns:
            if column <= len(texts) and texts[column - 1]:
                columns.add(column)
                texts[column - 1] = ""
    counted = ((UNSEEN_ROWS, len(dropped)), (UNSEEN_COLUMNS, len(columns)))
    args = {"sheet": sheet.title}
    return [Doubt(field="document", template=said, args={**args, "count": count}) for said, count in counted if count]


def _unseen(sheet: ReadOnlyWorksheet) -> tuple[set[int], set[int]]:
    """The numbers of the rows and of the columns that are hidden: reading row by row leaves that out."""
    rows, columns = set[int](), set[int]()
    with sheet._get_source() as source:  # noqa: SLF001 - openpyxl has no name for it
        for found in islice(UNSEEN.finditer(source.read()), SHEET_ROWS):
            at = {name: int(number) for name, number in PLACED_AT.findall(found[2])}
            if found[1] == b"row":
                rows.add(at.get(b"r", 0))
            else:
                columns |= set(range(at.get(b"min", 0), min(at.get(b"max", 0), MOST_COLUMNS) + 1))
    return rows, columns


def _shown(value: object) -> str:
    """A cell's value as text. A date keeps its ` 00:00:00`, so that whoever reads it knows that it was a date cell."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, ArrayFormula | DataTableFormula):
        return "="
    if isinstance(value, datetime | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return tidy(str(value))


def _as_written(cell: Any) -> str:
    """The text of a document's cell: a date as our documents write it, by the cell's format a month alone."""
    value = cell.value
    if not isinstance(value, datetime):
        return _shown(value)
    form = OTHER_PARTS.sub("", str(cell.number_format or "")).lower()
    if value.day == 1 and "y" in form and "m" in form and "d" not in form:
        return f"{value:%m/%Y}"
    day = f"{value:%d/%m/%Y}"
    return f"{value:%H:%M} ngày {day}" if value.time() != MIDNIGHT else day


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


def _merged(sheet: ReadOnlyWorksheet) -> tuple[Area, ...]:
    """The merged areas of a sheet: reading row by row leaves them out."""
    with sheet._get_source() as source:  # noqa: SLF001 - openpyxl has no name for it
        found = islice(MERGED.finditer(source.read()), MOST_MERGED)
        return tuple(range_boundaries(match.group(1).decode()) for match in found)
