"""PDF files: their ruled tables, or the tables that their words form, or their lines.

The file is read by a program of its own (`adapters.documents.files.pdf_pages`), page by page, with limits on memory and
time, since a small PDF can be made to unpack without end.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from adapters.documents.files.cleaning import tidy
from adapters.documents.files.document import (
    Cell,
    Document,
    Kind,
    Paragraph,
    Row,
    Span,
    Table,
    Word,
    lines_of_words,
    text_of,
)
from adapters.documents.files.errors import DocumentRefused
from rules.drafting.source import Doubt, Place
from rules.problems import N_

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

MOST_PAGES = 1_000
SILENCE = 60.0
"""Seconds that one page may take."""

FEWEST_LETTERS = 30
"""A page with fewer and a picture is a scan."""

LOCKED = N_("The PDF is protected with a password. Ask its sender for a file without one.")
BROKEN = N_("The PDF is damaged and cannot be read. Ask its sender for it again, or for the DOCX it was made from.")
TOO_LONG = N_("The PDF has {pages} pages; at most {limit} are read. Send the pages of the plan's annex alone.")
NO_END = N_(
    "Page {page} of the PDF takes more time or memory than any real page: the file is damaged or made to do harm. "
    "Ask its sender for it again, or for the DOCX it was made from."
)
SCANNED = N_("The PDF is a scan: its pages are pictures without text. Ask the issuer for the file it was printed from.")
SOME_SCANNED = N_("{count} of {pages} pages are pictures without text and were not read; the first is page {page}.")
CROWDED = N_("Page {page} has too much on it to be a page of a plan; it was not read.")

Page = dict[str, Any]

_OURS = str(Path(__file__).parents[3])
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from adapters.documents.files.pdf_pages import main; main()"
"""What the reading program runs. The folder of this package comes last on its path, the current folder never."""


def read_pdf(data: bytes, progress: Progress | None = None) -> Document:
    """The document that `data`, a PDF file, holds. Raises DocumentRefused."""
    pages = []
    for total, page in _pages(data):
        pages.append(page)
        if progress:
            progress(len(pages), total)
    return document_of(pages)


def document_of(pages: list[Page]) -> Document:
    """The document that the pages make. Raises DocumentRefused for a scan."""
    notes = _check_text(pages)
    ruled = any(len(table["rows"][0]) > 2 for page in pages for table in page["tables"])
    words = [] if ruled else [word for page in pages for word in _words(page)]
    blocks = [block for page in pages for block in _blocks(page)]
    return Document(kind=Kind.PDF, blocks=tuple(blocks), words=tuple(words), left_out=notes)


def _check_text(pages: list[Page]) -> tuple[Doubt, ...]:
    scans = [page["page"] for page in pages if page["pictures"] and _letters(page) < FEWEST_LETTERS]
    if len(scans) > len(pages) / 2 or not any(_letters(page) for page in pages):
        raise DocumentRefused(SCANNED)
    crowded = [page["page"] for page in pages if page.get("crowded")]
    notes = [Doubt(field="document", template=CROWDED, args={"page": page}) for page in crowded]
    if scans:
        args = {"count": len(scans), "pages": len(pages), "page": scans[0]}
        notes.append(Doubt(field="document", template=SOME_SCANNED, args=args))
    return tuple(notes)


def _letters(page: Page) -> int:
    cells = (cell[0] for table in page["tables"] for row in table["rows"] for cell in row)
    return (
        sum(len(word[4]) for word in page["words"]) + sum(map(len, cells)) + bool(page.get("crowded")) * FEWEST_LETTERS
    )


def _words(page: Page) -> Iterator[Word]:
    for left, right, top, _, text in page["words"]:
        cleaned = tidy(text)
        if cleaned:
            yield Word(left=left, right=right, top=top, page=page["page"], text=cleaned)


def _blocks(page: Page) -> list[Paragraph | Table]:
    """The lines and tables of a page, from its top."""
    number = page["page"]
    found: list[tuple[float, Paragraph | Table]] = []
    for count, line in enumerate(lines_of_words(list(_words(page))), start=1):
        found.append((line[0].top, Paragraph(text=text_of(line), place=Place(page=number, line=count))))
    for table in page["tables"]:
        rows = (
            Row(
                cells=tuple(Cell(text=tidy(text), span=Span(span)) for text, span in row),
                place=Place(page=number, row=count),
            )
            for count, row in enumerate(table["rows"], start=1)
        )
        found.append((table["top"], Table(rows=tuple(rows))))
    return [block for _, block in sorted(found, key=lambda item: item[0])]


def _pages(data: bytes) -> Iterator[tuple[int, Page]]:
    """Each page as the reading program writes it, with how many there are. Raises DocumentRefused."""
    # -I: modules are looked for neither in the current folder nor in PYTHONPATH. No environment: no secret to read.
    command = [sys.executable, "-I", "-c", _PROGRAM, _OURS]
    with subprocess.Popen(  # noqa: S603 - our own program, no input in its arguments
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        watch = _Watch(process)
        try:
            _feed(process, data)
            yield from _read(process, watch)
        finally:
            watch.stop()
            process.kill()


def _feed(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    if process.stdin is None:
        raise DocumentRefused(BROKEN)
    try:
        process.stdin.write(data)
        process.stdin.close()
    except OSError as error:  # it ended before it had read all
        raise DocumentRefused(BROKEN) from error


def _read(process: "subprocess.Popen[bytes]", watch: "_Watch") -> Iterator[tuple[int, Page]]:
    total, done = 0, 0
    for line in process.stdout or ():
        watch.wind()
        found = json.loads(line)
        if "refused" in found:
            raise _refusal(found)
        if "pages" in found:
            total = found["pages"]
            continue
        done += 1
        yield total, found
    if done < total or not total:
        raise DocumentRefused(NO_END if total or watch.fired else BROKEN, {"page": done + 1})


def _refusal(found: dict[str, Any]) -> DocumentRefused:
    if found["refused"] == "pages":
        return DocumentRefused(TOO_LONG, {"pages": found["pages"], "limit": MOST_PAGES})
    return DocumentRefused(LOCKED if found["refused"] == "locked" else BROKEN)


class _Watch:
    """Ends a process that is silent for too long."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.fired = False
        self._process = process
        self._timer = self._start()

    def wind(self) -> None:
        """Begin to wait anew."""
        self._timer.cancel()
        self._timer = self._start()

    def stop(self) -> None:
        self._timer.cancel()

    def _start(self) -> threading.Timer:
        timer = threading.Timer(SILENCE, self._fire)
        timer.daemon = True
        timer.start()
        return timer

    def _fire(self) -> None:
        self.fired = True
        self._process.kill()
