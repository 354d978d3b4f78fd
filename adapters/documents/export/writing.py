"""A register written as a document: DOCX to print and sign, XLSX to filter; A4 across, its header on each page."""

import io
from collections.abc import Sequence

import docx
import openpyxl
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from adapters.documents.export.register import WIDTHS, ExportRow, Released, cells_of, headers
from rules.drafting.source import Translate

FONT = "Times New Roman"
"""Nghị định 30/2020/NĐ-CP, phụ lục I, mục I.4."""

LONGEST_CELL = 32_000
"""An Excel cell holds 32,767 characters."""

CENTRED = (0, 5, 6)
THIN = Side(style="thin")


def write_docx(export: Released, translate: Translate = str) -> bytes:
    """The register as a DOCX file."""
    document = docx.Document()
    _across(document)
    _title(document, export)
    table = document.add_table(rows=1, cols=len(WIDTHS))
    table.style = "Table Grid"
    table.autofit = False
    _fill(table.rows[0], headers(translate), bold=True)
    _repeat(table.rows[0])
    for row in export.rows:
        _add(table.add_row(), row)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def write_xlsx(export: Released, translate: Translate = str) -> bytes:
    """The register as an XLSX file. Every cell but the due dates is text: nothing in it is a formula."""
    book = openpyxl.Workbook()
    sheet: Worksheet = book.active
    sheet.append([])
    for index, text in enumerate(filter(None, (export.title, export.subtitle)), start=1):
        _as_text(sheet.cell(index, 1), text, bold=index == 1)
        sheet.merge_cells(start_row=index, end_row=index, start_column=1, end_column=len(WIDTHS))
    head = 4
    for column, text in enumerate(headers(translate), start=1):
        _as_text(sheet.cell(head, column), text, bold=True)
    for index, row in enumerate(export.rows, start=head + 1):
        _row(sheet, index, row)
    _page(sheet, head, len(export.rows))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _across(document: Docx) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(2), Cm(1)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _title(document: Docx, export: Released) -> None:
    for text, bold in ((export.title, True), (export.subtitle, False)):
        if text:
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(_printable(text)).bold = bold


def _add(line: _Row, row: ExportRow) -> None:
    if not row.heading:
        _fill(line, cells_of(row))
        return
    number, title, *_ = cells_of(row)
    whole = line.cells[1].merge(line.cells[-1])
    _write(line.cells[0], number, bold=True, centred=True)
    _write(whole, title, bold=True)


def _fill(line: _Row, texts: Sequence[str], *, bold: bool = False) -> None:
    for index, (cell, text) in enumerate(zip(line.cells, texts, strict=True)):
        cell.width = Cm(WIDTHS[index])
        _write(cell, text, bold=bold, centred=bold or index in CENTRED)


def _write(cell: _Cell, text: str, *, bold: bool = False, centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(_printable(text)).bold = bold


def _repeat(line: _Row) -> None:
    """Word repeats this row at the head of every page (ISO/IEC 29500-1, 17.4.78)."""
    properties = line._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _row(sheet: Worksheet, index: int, row: ExportRow) -> None:
    texts = cells_of(row)
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(index, column)
        if column - 1 == 5 and row.due and not row.due_note:
            cell.value, cell.number_format = row.due, "dd/mm/yyyy"
            _style(cell, centred=True)
        else:
            _as_text(cell, text, bold=row.heading, centred=column - 1 in CENTRED)
    if row.heading:
        sheet.merge_cells(start_row=index, end_row=index, start_column=2, end_column=len(texts))


def _as_text(cell: Cell, text: str, *, bold: bool = False, centred: bool = False) -> None:
    """`text` into a cell that stays text even when it begins with `=`, `+`, `-` or `@`.

    The type keeps Excel from calculating it; the quote prefix keeps it text when somebody edits it, and in copies.
    """
    cell.value = _printable(text)[:LONGEST_CELL] or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text.lstrip().startswith(("=", "+", "-", "@"))
    _style(cell, bold=bold, centred=centred or bold)


def _style(cell: Cell, *, bold: bool = False, centred: bool = False) -> None:
    cell.font = Font(name=FONT, size=12, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centred else None)


def _page(sheet: Worksheet, head: int, rows: int) -> None:
    """A4 across, as wide as the page, the header on every page and always in sight."""
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width * 5
    for line in sheet.iter_rows(min_row=head, max_row=head + rows, max_col=len(WIDTHS)):
        for cell in line:
            cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    sheet.freeze_panes = f"A{head + 1}"


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )
