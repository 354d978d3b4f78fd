"""The pages of a PDF as pdfplumber finds them: ruled tables, and where the other words stand."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table as Ruled

from adapters.documents.files.cleaning import tidy
from adapters.documents.files.document import Cell, Span, Word
from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

MOST_PAGES = 1_000
MOST_CHARACTERS = 60_000
"""On one page; a page of small print has 6,000."""

MOST_LINES = 20_000
"""Drawn lines and boxes on one page, beyond which tables are not looked for."""

FARTHEST = 20_000.0
"""Points; a page may be 14,400 wide (ISO 32000-1, Annex C.2). What lies farther out nobody sees."""

LOCKED = N_("The PDF is protected with a password. Ask its sender for a file without one.")
BROKEN = N_("The PDF is damaged and cannot be read. Ask its sender for it again, or for the DOCX it was made from.")
TOO_LONG = N_("The PDF has {pages} pages; at most {limit} are read. Send the pages of the plan's annex alone.")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A ruled table: its top in points from the top of the page, and its grid."""

    top: float
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """The content of one page, counted from 1. `crowded`: it has too much on it, and was not read."""

    number: int
    tables: tuple[FoundTable, ...] = ()
    words: tuple[Word, ...] = ()
    pictures: int = 0
    crowded: bool = False

    @property
    def letters(self) -> int:
        """The number of letters in its words and tables."""
        cells = (cell for table in self.tables for row in table.rows for cell in row)
        return sum(len(word.text) for word in self.words) + sum(len(cell.text) for cell in cells)


def pages_of(data: bytes) -> Iterator[tuple[int, FoundPage]]:
    """Yield the number of pages with each page, one at a time in memory. Raises DocumentRefused."""
    logging.disable(logging.CRITICAL)  # pdfminer talks of every flaw of a file
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            total = len(pdf.pages)
            if total > MOST_PAGES:
                raise DocumentRefused(TOO_LONG, {"pages": total, "limit": MOST_PAGES})
            if not total:
                raise DocumentRefused(BROKEN)
            for number, page in enumerate(pdf.pages, start=1):
                yield total, _page(number, page)
                page.close()
    except (DocumentRefused, MemoryError):
        raise
    except Exception as error:  # pdfminer raises all kinds at damaged files
        locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args))
        raise DocumentRefused(LOCKED if locked else BROKEN) from error


def _page(number: int, page: Page) -> FoundPage:
    pictures = len(page.images)
    if len(page.chars) > MOST_CHARACTERS:
        return FoundPage(number=number, pictures=pictures, crowded=True)
    upright = page.filter(lambda thing: thing.get("upright", True))  # without watermarks
    drawn = len(page.lines) + len(page.rects) + len(page.curves)
    tables = [] if drawn > MOST_LINES else [table for table in upright.find_tables() if len(table.rows) > 1]
    boxes = [table.bbox for table in tables]
    words = (word for word in upright.extract_words(x_tolerance=1.5) if not any(_inside(word, box) for box in boxes))
    return FoundPage(
        number=number,
        tables=tuple(FoundTable(top=table.bbox[1], rows=tuple(_rows(table))) for table in tables),
        words=tuple(found for word in words if (found := _word(number, word)) is not None),
        pictures=pictures,
    )


def _word(page: int, word: dict[str, Any]) -> Word | None:
    """The word on the page; None if nothing of it can be seen."""
    text = tidy(word["text"])
    left, right, top = (round(float(word[name]), 1) for name in ("x0", "x1", "top"))
    seen = bool(text) and all(-FARTHEST < at < FARTHEST for at in (left, right, top))
    return Word(left=left, right=right, top=top, page=page, text=text) if seen else None


def _inside(word: dict[str, Any], box: Box) -> bool:
    middle = (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= (word["x0"] + word["x1"]) / 2 <= box[2] and box[1] <= middle <= box[3])


def _rows(table: Ruled) -> Iterator[tuple[Cell, ...]]:
    """The grid of `table`; what is None in the grid continues the cell above or to its left."""
    found, texts = table.rows, table.extract(x_tolerance=1.5)
    open_cells = [(0.0, "")] * max((len(row.cells) for row in found), default=0)  # bottom and text, column by column
    for row, line in zip(found, texts, strict=True):
        cells: list[Cell] = []
        for column, (box, text) in enumerate(zip(row.cells, line, strict=True)):
            if box is not None:
                open_cells[column] = (box[3], tidy(text or ""))
                cells.append(Cell(text=open_cells[column][1]))
            elif open_cells[column][0] > row.bbox[1] + 1:
                cells.append(Cell(text=open_cells[column][1], span=Span.ABOVE))
            else:
                open_cells[column] = open_cells[column - 1] if cells else (0.0, "")
                cells.append(Cell(text=cells[-1].text if cells else "", span=Span.LEFT))
        yield tuple(cells)
