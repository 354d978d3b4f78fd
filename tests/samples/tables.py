"""The annex as a table in DOCX, XLSX and PDF, in the ways that offices make them."""

import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import docx
import openpyxl

from tests.samples.annex import ATTACHED, HEADER, HEADER_WITH_LEAD, AnnexRow
from tests.samples.pdf import Page, make_pdf

PRODUCT = "Văn bản"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the printed table: a heading has one text, a row has all cells."""

    number: str
    cells: tuple[str, ...]
    heading: bool = False


def lines_of(rows: Sequence[AnnexRow], *, with_lead: bool = False) -> Iterator[Line]:
    """The table line by line: section headings, group headings, rows."""
    for (section, title), of_section in groupby(rows, key=lambda row: (row.section, row.section_title)):
        yield Line(number=section, cells=(title.upper(),), heading=True)
        for (group, group_title), own in groupby(of_section, key=lambda row: (row.group, row.group_title)):
            if group:
                yield Line(number=group, cells=(group_title,), heading=True)
            for row in own:
                lead = (row.lead,) if with_lead else ()
                product = (PRODUCT,) if with_lead else ()
                yield Line(number=row.number, cells=(row.title, *lead, row.cooperating, row.says, *product))


def make_docx(
    rows: Sequence[AnnexRow], *, with_lead: bool = False, merged: bool = False, nested: bool = False, repeat: int = 0
) -> bytes:
    """A Word file. `merged`: headings over the width; `nested`: in another table's cell; `repeat`: the header again."""
    document = docx.Document()
    document.add_paragraph("PHỤ LỤC CÔNG VIỆC")
    document.add_paragraph(ATTACHED)
    header = HEADER_WITH_LEAD if with_lead else HEADER
    holder = document.add_table(rows=1, cols=1).cell(0, 0) if nested else document
    table = holder.add_table(1, len(header)) if nested else holder.add_table(rows=1, cols=len(header))
    _fill(table.rows[0], header)
    above = None
    for count, line in enumerate(lines_of(rows, with_lead=with_lead), start=1):
        if repeat and count % repeat == 0:
            _fill(table.add_row(), header)
            above = None
        row = table.add_row()
        if line.heading:
            _heading(row, line, merged=merged)
            above = None
            continue
        _fill(row, (line.number, *line.cells))
        if merged and with_lead and above is not None:
            text = row.cells[2].text
            row.cells[2].text = ""
            above.merge(row.cells[2]).text = text
        above = row.cells[2]
    return _bytes(document)


def _fill(row: Any, texts: Sequence[str]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = text


def _heading(row: Any, line: Line, *, merged: bool) -> None:
    row.cells[0].text = line.number
    cell = row.cells[1].merge(row.cells[-1]) if merged else row.cells[1]
    cell.text = line.cells[0]


def make_xlsx(rows: Sequence[AnnexRow], *, with_lead: bool = False, sheets: int = 1) -> bytes:
    """An Excel file, the sections spread over `sheets`, headings merged over the width."""
    book = openpyxl.Workbook()
    lines = list(lines_of(rows, with_lead=with_lead))
    starts = [index for index, line in enumerate(lines) if line.heading and not line.number[0].isdigit()]
    cuts = [starts[len(starts) * part // sheets] for part in range(sheets)] + [len(lines)]
    header = HEADER_WITH_LEAD if with_lead else HEADER
    for part in range(sheets):
        sheet = book.active if part == 0 else book.create_sheet(f"Phần {part + 1}")
        sheet.append(["PHỤ LỤC"])
        sheet.append([ATTACHED])
        sheet.append([])
        sheet.append(list(header))
        for line in lines[cuts[part] : cuts[part + 1]]:
            number = int(line.number) if line.number.isdigit() else line.number
            sheet.append([number, *line.cells])
            if line.heading:
                sheet.merge_cells(
                    start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=len(header)
                )
    return _bytes(book)


def _bytes(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


SIZE, LEADING, TOP, BOTTOM = 8.0, 11.0, 60.0, 790.0


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a PDF's table is drawn: edges of the columns in points; `middle`: cells are centred from top to bottom."""

    edges: tuple[float, ...] = (40, 70, 290, 420, 555)
    ruled: bool = True
    middle: bool = False
    repeat_header: bool = True


def make_table_pdf(lines: Sequence[Line], header: Sequence[str], look: Look, *, head: Sequence[str] = ()) -> bytes:
    """A PDF of the table, as many pages as it takes, page numbers and a footer on each."""
    painter = _Painter(header=header, look=look)
    for text in head:
        painter.write(text)
    painter.row(header)
    for line in lines:
        painter.row((line.number, *line.cells), heading=line.heading)
    painter.close()
    return make_pdf(painter.pages)


class _Painter:
    def __init__(self, *, header: Sequence[str], look: Look) -> None:
        self.header, self.look = header, look
        self.pages: list[Page] = []
        self._turn()

    def _turn(self) -> None:
        if self.pages:
            self.close()
        self.pages.append(Page())
        self.top = TOP

    def close(self) -> None:
        """The page's number and footer."""
        self.pages[-1].text(290, 20, str(len(self.pages)), SIZE)
        self.pages[-1].text(40, 815, "Số và ký hiệu: 376-KH/TU", SIZE)

    def write(self, text: str) -> None:
        self.pages[-1].text(60, self.top, text, SIZE)
        self.top += 2 * LEADING

    def row(self, texts: Sequence[str], *, heading: bool = False) -> None:
        edges = self.look.edges
        widths = [int((right - left - 4) / (SIZE / 2)) for left, right in pairwise(edges)]
        if heading:
            cells = [[texts[0]], textwrap.wrap(texts[1], int((edges[-1] - edges[1] - 4) / (SIZE / 2)))]
        else:
            cells = [textwrap.wrap(text, width) or [""] for text, width in zip(texts, widths, strict=True)]
        height = max(map(len, cells)) * LEADING + 4
        if self.top + height > BOTTOM:
            self._turn()
            if self.look.repeat_header and tuple(texts) != tuple(self.header):
                self.row(self.header)
        self._draw(cells, height, heading=heading)

    def _draw(self, cells: list[list[str]], height: float, *, heading: bool) -> None:
        page, edges = self.pages[-1], self.look.edges
        for index, lines in enumerate(cells):
            start = self.top + 2 + ((height - 4 - len(lines) * LEADING) / 2 if self.look.middle else 0)
            for count, text in enumerate(lines):
                page.text(edges[index] + 2, start + count * LEADING, text, SIZE)
        if self.look.ruled:
            used = [*edges[:2], edges[-1]] if heading else edges
            for edge in used:
                page.line(edge, self.top, edge, self.top + height)
            for top in (self.top, self.top + height):
                page.line(edges[0], top, edges[-1], top)
        self.top += height
