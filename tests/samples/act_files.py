"""The files in which an act of `tests/cases/acts` comes: text, or as its name says DOCX, XLSX or a PDF across."""

import io
import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import docx
import openpyxl

from tests.samples.pdf import HEIGHT, WIDTH, Page, make_pdf

ABOVE, LEFT, DATE = "^", "<", "="
"""Cells that go on from the one above, or to the left; before a true date."""

SIZE, LEADING, MARGIN = 8.0, 11.0, 40.0
Rows = Sequence[Sequence[str]]


def file_of(name: str, text: str) -> bytes:
    """The bytes of an act: `[docx] …`, `[xlsx] …`, `[pdf] …` with a ruled table, `[pdf trần] …` without rules."""
    kind = name[1:].partition("]")[0] if name.startswith("[") else ""
    make = _MAKERS.get(kind)
    return make(*_parted(text)) if make else text.encode()


def _parted(text: str) -> tuple[list[str], Rows]:
    """The lines above the table, and its rows."""
    lines = text.strip().splitlines()
    return [line for line in lines if "\t" not in line], [line.split("\t") for line in lines if "\t" in line]


def _docx(head: list[str], rows: Rows) -> bytes:
    document = docx.Document()
    for line in head:
        document.add_paragraph(line)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text not in (ABOVE, LEFT):
                table.cell(at, column).text = text
    for (at, column), (last, right) in _spans(rows):
        table.cell(at, column).merge(table.cell(last, right))
    return _saved(document)


def _spans(rows: Rows) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The first and the last cell of each merged one."""
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            last, right = at, column
            while text not in (ABOVE, LEFT) and last + 1 < len(rows) and rows[last + 1][column] == ABOVE:
                last += 1
            while text not in (ABOVE, LEFT) and right + 1 < len(row) and row[right + 1] == LEFT:
                right += 1
            if (last, right) != (at, column):
                yield (at, column), (last, right)


def _xlsx(head: list[str], rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for line in head:
        book.active.append([line])
    for row in rows:
        book.active.append([_value(text) for text in row])
    for (at, column), (last, right) in _spans(rows):
        first = len(head) + 1
        book.active.merge_cells(None, at + first, column + 1, last + first, right + 1)
    return _saved(book)


def _value(text: str) -> object:
    if text.startswith(DATE):
        return date.fromisoformat(text[1:])
    return None if text in (ABOVE, LEFT) else int(text) if text.isdigit() else text


def _pdf(head: list[str], rows: Rows, *, ruled: bool = True) -> bytes:
    """One page across; a column is as wide as its longest text asks for among the others."""
    page = Page(width=HEIGHT, height=WIDTH)
    top = MARGIN
    for line in head:
        page.text(MARGIN, top, line, SIZE)
        top += LEADING + 4
    edges = _edges(rows)
    for row in rows:
        cells = [
            textwrap.wrap(text, int((b - a - 6) / (SIZE / 2))) or [""]
            for text, (a, b) in zip(row, pairwise(edges), strict=True)
        ]
        bottom = top + max(map(len, cells)) * LEADING + 4
        for lines, left in zip(cells, edges, strict=False):
            for at, text in enumerate(lines):
                page.text(left + 2, top + 2 + at * LEADING, text, SIZE)
        if ruled:
            _rule(page, edges, top, bottom)
        top = bottom
    return make_pdf([page])


def _rule(page: Page, edges: Sequence[float], top: float, bottom: float) -> None:
    for edge in edges:
        page.line(edge, top, edge, bottom)
    for at in (top, bottom):
        page.line(edges[0], at, edges[-1], at)


def _edges(rows: Rows) -> list[float]:
    wide = [max(len(row[column]) for row in rows) + 4 for column in range(len(rows[0]))]
    room = min((HEIGHT - 2 * MARGIN) / sum(wide), SIZE / 2 + 1)
    edges = [MARGIN]
    for width in wide:
        edges.append(edges[-1] + width * room)
    return edges


def _saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


_MAKERS: dict[str, Callable[[list[str], Rows], bytes]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "pdf trần": lambda head, rows: _pdf(head, rows, ruled=False),
}
