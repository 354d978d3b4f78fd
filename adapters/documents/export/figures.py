"""Tables of figures as documents: DOCX to print and sign, XLSX to count on with; A4 across."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import docx
import openpyxl
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from adapters.documents.export.pages import called, printable
from adapters.documents.export.workbook import sheet_name
from adapters.words.plain_text import is_calculated

FONT = "Times New Roman"
"""Nghị định 30/2020/NĐ-CP, phụ lục I, mục I.4."""

_ACROSS, _NAMES = 26.7, 8.0
"""Centimetres between the margins of A4 across, and of the first column."""

_LONGEST_CELL = 32_000
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_THIN = Side(style="thin")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """One table: its name, which heads the first column, and its lines, each with as many figures as columns."""

    name: str
    lines: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSheet:
    """All of a document: lines of its head, the columns behind the first, and tables that have these columns."""

    title: str
    subtitles: Sequence[str]
    columns: Sequence[str]
    tables: Sequence[FigureTable]


def write_xlsx(found: FigureSheet) -> bytes:
    """The tables as an XLSX file, each on a sheet of its own. Numbers are numbers; no text is a formula."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = "", printable(found.title)
    for table in found.tables:
        _sheet(book.create_sheet(sheet_name(table.name)), found, table)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _sheet(sheet: Worksheet, found: FigureSheet, table: FigureTable) -> None:
    width = len(found.columns) + 1
    for at, text in enumerate((found.title, *found.subtitles), start=1):
        _as_text(sheet.cell(at, 1), text, bold=at == 1)
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=width)
    head = len(found.subtitles) + 3
    for column, text in enumerate((table.name, *found.columns), start=1):
        _bordered(_as_text(sheet.cell(head, column), text, bold=True))
    for at, (name, figures) in enumerate(table.lines, start=head + 1):
        _bordered(_as_text(sheet.cell(at, 1), name))
        for column, figure in enumerate(figures, start=2):
            cell = sheet.cell(at, column)
            cell.value, cell.font = figure, Font(name=FONT, size=12)
            _bordered(cell)
    sheet.column_dimensions["A"].width = 45
    for column in range(2, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 13
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows, sheet.freeze_panes = f"{head}:{head}", f"B{head + 1}"


def _as_text(cell: Cell, text: str, *, bold: bool = False) -> Cell:
    """`text` into a cell that stays text, whatever it begins with."""
    cell.value = _UNPRINTABLE.sub("", text)[:_LONGEST_CELL] or None
    if cell.value is not None:
        cell.data_type, cell.number_format = "s", "@"
        cell.quotePrefix = is_calculated(text)
    cell.font = Font(name=FONT, size=12, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if bold else None)
    return cell


def _bordered(cell: Cell) -> None:
    cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write_docx(found: FigureSheet) -> bytes:
    """The tables as a DOCX file, one below the other."""
    document = docx.Document()
    called(document, found.title)
    _across(document)
    for at, text in enumerate((found.title, *found.subtitles)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(_UNPRINTABLE.sub("", text)).bold = at == 0
    for table in found.tables:
        _table(document, found, table)
        document.add_paragraph()
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document: Docx, found: FigureSheet, table: FigureTable) -> None:
    width = len(found.columns) + 1
    made = document.add_table(rows=1, cols=width)
    made.style, made.autofit = "Table Grid", False
    heads = (table.name, *found.columns)
    lines = [(name, *map(str, figures)) for name, figures in table.lines]
    columns = [Cm(_NAMES), *[Cm((_ACROSS - _NAMES) / (width - 1))] * (width - 1)]
    for at, texts in enumerate([heads, *lines]):
        cells = made.rows[0].cells if at == 0 else made.add_row().cells
        for cell, text, size in zip(cells, texts, columns, strict=True):
            cell.width = size
            _write(cell, text, bold=at == 0, centred=at == 0 or text is not texts[0])
    properties = made.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _write(cell: _Cell, text: str, *, bold: bool, centred: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(_UNPRINTABLE.sub("", text)).bold = bold


def _across(document: Docx) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(2), Cm(1)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
