"""The pages of a PDF, one JSON line each: run as a program, with the file on standard input.

A program of its own, so that whatever a hostile PDF does to memory and time ends with it. It is started by `pdf`.
Lines written: `{"pages": n}`, then for each page `{"page": i, "tables": [...], "words": [...], "pictures": n}`, or
`{"refused": reason}`.
"""

import io
import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table as FoundTable

from adapters.documents.files.pdf import MOST_PAGES

MEMORY = 1_500 * 2**20
"""Bytes of address space; a 300-page plan needs less than a fifth."""

MOST_CHARACTERS = 60_000
"""On one page; a page of small print has 6,000."""

MOST_LINES = 20_000
"""Drawn lines and boxes on one page, beyond which tables are not looked for."""

Write = Callable[[dict[str, Any]], None]


def main() -> None:
    """Read the file from standard input, write what it holds to standard output."""
    _limit_memory()
    logging.disable(logging.CRITICAL)  # pdfminer talks of every flaw of a file

    def write(found: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()

    read_pages(sys.stdin.buffer.read(), write)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def read_pages(data: bytes, write: Write) -> None:
    """Write what is on each page of `data`, releasing each page before the next."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                write({"refused": "pages", "pages": len(pdf.pages)})
                return
            write({"pages": len(pdf.pages)})
            for number, page in enumerate(pdf.pages, start=1):
                write(_page(number, page))
                page.close()
    except Exception as error:  # noqa: BLE001 - pdfminer raises all kinds at damaged files
        locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args))
        write({"refused": "locked" if locked else "broken"})


def _page(number: int, page: Page) -> dict[str, Any]:
    pictures = len(page.images)
    if len(page.chars) > MOST_CHARACTERS:
        return {"page": number, "tables": [], "words": [], "pictures": pictures, "crowded": True}
    upright = page.filter(lambda thing: thing.get("upright", True))  # without watermarks
    drawn = len(page.lines) + len(page.rects) + len(page.curves)
    tables = [] if drawn > MOST_LINES else [table for table in upright.find_tables() if len(table.rows) > 1]
    boxes = [table.bbox for table in tables]
    words = [word for word in upright.extract_words(x_tolerance=1.5) if not any(_inside(word, box) for box in boxes)]
    return {
        "page": number,
        "tables": [{"top": table.bbox[1], "rows": _rows(table)} for table in tables],
        "words": [[round(word[name], 1) for name in ("x0", "x1", "top", "bottom")] + [word["text"]] for word in words],
        "pictures": pictures,
    }


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle = (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= (word["x0"] + word["x1"]) / 2 <= box[2] and box[1] <= middle <= box[3])


def _rows(table: FoundTable) -> list[list[list[str]]]:
    """Each cell as [text, span]; what is None in the grid continues the cell above or to its left."""
    found, texts = table.rows, table.extract(x_tolerance=1.5)
    rows: list[list[list[str]]] = []
    open_cells = [(0.0, "")] * max((len(row.cells) for row in found), default=0)  # bottom and text, column by column
    for row, line in zip(found, texts, strict=True):
        cells: list[list[str]] = []
        for column, (box, text) in enumerate(zip(row.cells, line, strict=True)):
            if box is not None:
                open_cells[column] = (box[3], text or "")
                cells.append([text or "", "own"])
            elif open_cells[column][0] > row.bbox[1] + 1:
                cells.append([open_cells[column][1], "above"])
            else:
                open_cells[column] = open_cells[column - 1] if cells else (0.0, "")
                cells.append([cells[-1][0] if cells else "", "left"])
        rows.append(cells)
    return rows


if __name__ == "__main__":
    main()
