"""A register written as a DOCX file to print and sign: A4 across, its header on each page."""

import io
from collections.abc import Sequence

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row

from adapters.documents.export.pages import (
    CENTRE,
    called,
    columns_of,
    letterhead,
    plain_font,
    printable,
    whole_on_a_page,
    written,
)
from adapters.documents.export.register import PAGE, Column, ExportRow, Released, cell_of, headers
from rules.drafting.source import Translate

_SIZE = 11.0


def write_docx(export: Released, translate: Translate = str) -> bytes:
    """The register as a DOCX file."""
    document = docx.Document()
    called(document, export.title)
    _across(document)
    if export.head:
        letterhead(document, export.head, PAGE)
    _title(document, export)
    columns = export.columns
    table = document.add_table(rows=1 + len(export.rows), cols=len(columns))
    table.style = "Table Grid"
    columns_of(table, (column.width for column in columns))
    head, *lines = table.rows
    _fill(head, columns, headers(columns, translate), bold=True)
    whole_on_a_page(head, header=True)
    for line, row in zip(lines, export.rows, strict=True):
        _row(line, columns, row)
        whole_on_a_page(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _across(document: Docx) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(2), Cm(1)
    plain_font(document, _SIZE)


def _title(document: Docx, export: Released) -> None:
    for text, bold in ((export.title, True), (export.subtitle, False)):
        if text:
            paragraph = document.add_paragraph()
            paragraph.alignment = CENTRE
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)
            written(paragraph, text, 14, bold=bold, italic=not bold)


def _row(line: _Row, columns: Sequence[Column], row: ExportRow) -> None:
    texts = [cell_of(row, column) for column in columns]
    if not row.heading:
        _fill(line, columns, texts)
        return
    cells = line.cells
    whole = cells[1].merge(cells[-1])
    _write(cells[0], texts[0], bold=True, centred=True)
    _write(whole, texts[1], bold=True)


def _fill(line: _Row, columns: Sequence[Column], texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, column, text in zip(line.cells, columns, texts, strict=True):
        _write(cell, text, bold=bold, centred=bold or column.centred)


def _write(cell: _Cell, text: str, *, bold: bool = False, centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    if centred:
        paragraph.alignment = CENTRE
    paragraph.add_run(printable(text)).bold = bold
