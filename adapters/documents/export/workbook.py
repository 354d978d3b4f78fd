"""A register written as an XLSX file to filter: A4 across, its header on each page and always in sight."""

import io
import re
from textwrap import wrap
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from adapters.documents.export.letterhead import MOTTO, PARTY, STATE, Letterhead
from adapters.documents.export.pages import FONT, printable
from adapters.documents.export.register import PAGE, Column, ExportRow, Released, cell_of, headers
from adapters.words.plain_text import is_calculated
from rules.drafting.source import Translate

LONGEST_CELL = 32_000
"""An Excel cell holds 32,767 characters."""

THIN = Side(style="thin")
_SIZE, _TITLE = 12, 14
_FIGURE, _MARGIN = 8 / 37.8, 5 / 37.8
"""Centimetres that a figure of that font takes, and what stands around those of a cell: widths count figures."""

_LINE, _LETTER, _EDGES = 18.0, 0.195, 0.2
"""Points that a line takes; centimetres that a letter does, and what stays empty in a cell."""


_LONGEST_SHEET = 31
_NO_SHEET = re.compile(r"[\[\]:*?/\\\s]+")


def write_xlsx(export: Released, translate: Translate = str) -> bytes:
    """The register as an XLSX file. Every cell but the due dates is text: nothing in it is a formula."""
    book: Any = openpyxl.Workbook()
    book._named_styles["Normal"].font = Font(name=FONT, size=_SIZE)  # noqa: SLF001 - widths are counted in its figures
    sheet: Worksheet = book.active
    sheet.title = sheet_name(export.title)
    book.properties.creator, book.properties.title = "", printable(export.title)
    columns = export.columns
    above = _letterhead(sheet, export.head, columns) if export.head else 0
    _title(sheet, export, above, len(columns))
    head = above + 4
    said = headers(columns, translate)
    for at, text in enumerate(said, start=1):
        _as_text(sheet.cell(head, at), text, bold=True)
    sheet.row_dimensions[head].height = max(map(_height, said, (column.width for column in columns)))
    for index, row in enumerate(export.rows, start=head + 1):
        _row(sheet, index, row, columns)
    _page(sheet, head, len(export.rows), columns)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_name(title: str) -> str:
    """The name of a sheet of that title: without the characters that none may have, and short enough."""
    return _NO_SHEET.sub(" ", printable(title))[:_LONGEST_SHEET].strip(" '") or "1"


def _letterhead(sheet: Worksheet, head: Letterhead, columns: tuple[Column, ...]) -> int:
    """Write the head, in two halves; how many rows it takes."""
    left = (head.above.upper(), head.issuer.upper(), "*" if head.party else "")
    right = (PARTY, "", "") if head.party else (STATE, MOTTO, "")
    dated = head.dated
    half = _half(columns)
    names = left if head.above else (*left[1:], "")
    for index, (one, other) in enumerate((*zip(names, right, strict=True), ("", dated)), start=1):
        bold = one != head.above.upper()
        _spread(sheet, index, (1, half), one, bold=bold)
        _spread(sheet, index, (half + 1, len(columns)), other, bold=other != dated, italic=other == dated)
    return 4


def _half(columns: tuple[Column, ...]) -> int:
    """The number of columns from the left that take nearly half of the page."""
    width, count = 0.0, 0
    for column in columns:
        width += column.width
        if width > PAGE * 0.55:
            break
        count += 1
    return max(1, count)


def _title(sheet: Worksheet, export: Released, above: int, last: int) -> None:
    for index, text in enumerate(filter(None, (export.title, export.subtitle)), start=above + 1):
        _spread(sheet, index, (1, last), text, bold=index == above + 1, italic=index > above + 1, size=_TITLE)
        sheet.row_dimensions[index].height = _height(text, PAGE, _TITLE)


def _spread(
    sheet: Worksheet, row: int, span: tuple[int, int], text: str, *, bold: bool, italic: bool = False, size: int = _SIZE
) -> None:
    """A text over several columns, in the middle."""
    _as_text(sheet.cell(row, span[0]), text, bold=bold, centred=True, italic=italic, size=size)
    sheet.merge_cells(start_row=row, end_row=row, start_column=span[0], end_column=span[1])


def _height(text: str, width: float, size: int = _SIZE) -> float:
    """Points that a text takes over so many centimetres."""
    letters = max(1, int((width - _EDGES) / (_LETTER * size / _SIZE)))
    return _LINE * size / _SIZE * max(1, sum(max(1, len(wrap(line, letters))) for line in text.split("\n")))


def _row(sheet: Worksheet, index: int, row: ExportRow, columns: tuple[Column, ...]) -> None:
    heights = [_height(cell_of(row, column), column.width) for column in columns]
    sheet.row_dimensions[index].height = max(heights)  # no program fits it when it opens the file
    for at, column in enumerate(columns, start=1):
        cell = sheet.cell(index, at)
        if column.shows == "due" and row.due and not row.due_note:
            cell.value, cell.number_format = row.due, "dd/mm/yyyy"
            _style(cell, centred=True)
        else:
            _as_text(cell, cell_of(row, column), bold=row.heading, centred=column.centred)
    if row.heading:
        sheet.cell(index, 2).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=index, end_row=index, start_column=2, end_column=len(columns))
        sheet.row_dimensions[index].height = _height(row.title, PAGE - columns[0].width)


def _as_text(
    cell: Cell, text: str, *, bold: bool = False, centred: bool = False, italic: bool = False, size: int = _SIZE
) -> None:
    """`text` into a cell that stays text even when it begins with `=`, `+`, `-` or `@`.

    The type keeps Excel from calculating it; the quote prefix keeps it text when somebody edits it, and in copies.
    """
    cell.value = printable(text)[:LONGEST_CELL] or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = is_calculated(text)
    _style(cell, bold=bold, centred=centred or bold, italic=italic, size=size)


def _style(cell: Cell, *, bold: bool = False, centred: bool = False, italic: bool = False, size: int = _SIZE) -> None:
    cell.font = Font(name=FONT, size=size, bold=bold, italic=italic)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centred else None)


def _page(sheet: Worksheet, head: int, rows: int, columns: tuple[Column, ...]) -> None:
    """A4 across, as wide as the page, the header on every page and always in sight."""
    for at, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = (column.width - _MARGIN) / _FIGURE
    for line in sheet.iter_rows(min_row=head, max_row=head + rows, max_col=len(columns)):
        for cell in line:
            cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.79, 0.39, 0.79, 0.79  # inches: 20 and 10 mm
    sheet.print_title_rows = f"{head}:{head}"
    sheet.freeze_panes = f"A{head + 1}"
