"""PDF files: their ruled tables, their lines, and where the words outside of tables stand."""

from collections.abc import Iterable, Sequence

from adapters.documents.files.document import (
    FileKind,
    Paragraph,
    ParsedFile,
    Progress,
    Row,
    Table,
    lines_of_words,
    text_of,
)
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.pdf_pages import FoundPage, pages_of
from rules.drafting.source import Doubt, Place
from rules.problems import N_, Args

FEWEST_LETTERS = 30
"""A page with fewer and a picture is a scan."""

SCANNED = N_(
    "The PDF is a scan: its pages are pictures without text. Ask the issuer for the file it was printed from. Or have "
    "tesseract installed where thoihan runs, with its Vietnamese words (Debian, Ubuntu: `apt install tesseract-ocr "
    "tesseract-ocr-vie`): scans are then recognised, and each date is asked about."
)
SOME_SCANNED = N_(
    "{count} of {pages} pages are pictures without text and were not read; the first is page {page}. Where tesseract "
    "is installed (`apt install tesseract-ocr tesseract-ocr-vie`) they are recognised."
)
CROWDED = N_("Page {page} has too much on it to be a page of a plan; it was not read.")


def read_pdf(data: bytes, progress: Progress | None = None) -> ParsedFile:
    """The document that `data`, a PDF file, holds. Raises DocumentRefused."""
    pages = []
    for total, page in pages_of(data):
        pages.append(page)
        if progress:
            progress(len(pages), total)
    return document_of(pages)


def document_of(pages: Sequence[FoundPage]) -> ParsedFile:
    """The document that the pages make. Raises DocumentRefused for a scan."""
    notes = _check_text(pages)
    ruled = any(len(table.rows[0]) > 2 for page in pages for table in page.tables)
    return ParsedFile(
        kind=FileKind.PDF,
        blocks=tuple(block for page in pages for block in _blocks(page)),
        words=() if ruled else tuple(word for page in pages for word in page.words),
        left_out=notes,
    )


def _check_text(pages: Sequence[FoundPage]) -> tuple[Doubt, ...]:
    scans = [page.number for page in pages if page.pictures and not page.crowded and page.letters < FEWEST_LETTERS]
    if len(scans) > len(pages) / 2 or not any(page.letters or page.crowded for page in pages):
        raise DocumentRefused(SCANNED, {"numbers": _listed([page.number for page in pages])})
    notes = [Doubt(field="document", template=CROWDED, args={"page": page.number}) for page in pages if page.crowded]
    if scans:
        args: Args = {"count": len(scans), "pages": len(pages), "page": scans[0], "numbers": _listed(scans)}
        notes.append(Doubt(field="document", template=SOME_SCANNED, args=args))
    return tuple(notes)


def _listed(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _blocks(page: FoundPage) -> Iterable[Paragraph | Table]:
    """The lines and tables of a page, from its top."""
    found: list[tuple[float, Paragraph | Table]] = []
    for count, line in enumerate(lines_of_words(page.words), start=1):
        found.append((line[0].top, Paragraph(text=text_of(line), place=Place(page=page.number, line=count))))
    for table in page.tables:
        rows = (
            Row(cells=cells, place=Place(page=page.number, row=count))
            for count, cells in enumerate(table.rows, start=1)
        )
        found.append((table.top, Table(rows=tuple(rows))))
    return (block for _, block in sorted(found, key=lambda item: item[0]))
