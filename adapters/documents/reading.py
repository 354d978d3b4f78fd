"""A file of any kind that is read -> its raw rows, the lines of its head, and notes on what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.documents.cleaning import one_line
from adapters.documents.document import Document, Kind, Paragraph
from adapters.documents.docx import read_docx
from adapters.documents.errors import DocumentRefused
from adapters.documents.pdf import Progress, read_pdf
from adapters.documents.prose import rows_of_prose
from adapters.documents.rawrow import RawRow
from adapters.documents.sniffing import sniff
from adapters.documents.tables import rows_of
from adapters.documents.text import decode, is_woven, read_text
from adapters.documents.unweaving import unweave
from adapters.documents.xlsx import read_xlsx
from rules.drafting.source import Doubt
from rules.problems import N_, shown

HEAD_ROWS = 15
MOST_TASKS = 5_000

NO_TASKS = N_(
    "No tasks were found: the document has neither a table with a column of tasks and one of deadlines, nor "
    "paragraphs "
    "that give an agency a task. Send the annex with the table of tasks."
)
NO_DUE_COLUMN = N_(
    "The table has no column of deadlines; its columns are: {columns}. "
    "Name one “Thời gian thực hiện” (or “Thời hạn”), or send the annex that has it."
)
TOO_MANY = N_("The document has more than {limit} rows. Send one plan at a time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file holds of a plan. `lines` are all its lines of text in order, for its head."""

    kind: Kind
    rows: tuple[RawRow, ...]
    lines: tuple[str, ...]
    notes: tuple[Doubt, ...]


def read_content(data: bytes, progress: Progress | None = None) -> Content:
    """The plan that the bytes of a file hold, whatever its kind. Raises DocumentRefused."""
    kind = sniff(data)
    text = decode(data) if kind is Kind.TEXT else ""
    document = _document(kind, data, text, progress)
    rows, headers = rows_of(document)
    notes = list(document.left_out)
    if not rows:
        rows, woven_notes = _untabled(document, text)
        notes += woven_notes
    if not any(not row.wide for row in rows):
        raise _nothing(headers)
    if len(rows) > MOST_TASKS:
        raise DocumentRefused(TOO_MANY, {"limit": MOST_TASKS})
    return Content(kind=kind, rows=tuple(rows), lines=_lines(document, text), notes=tuple(notes))


def _document(kind: Kind, data: bytes, text: str, progress: Progress | None) -> Document:
    match kind:
        case Kind.DOCX:
            return read_docx(data)
        case Kind.XLSX:
            return read_xlsx(data)
        case Kind.PDF:
            return read_pdf(data, progress)
        case Kind.TEXT:
            return read_text(text)


def _untabled(document: Document, text: str) -> tuple[list[RawRow], list[Doubt]]:
    """The rows of a document without a readable table: cells copied one after the other, or prose."""
    text = text or _paged(document)
    if is_woven(text):
        rows, notes = unweave(text)
        if any(row.due for row in rows):
            return rows, notes
    return rows_of_prose(document.paragraphs), []


def _paged(document: Document) -> str:
    """The paragraphs as text, a form feed before each page."""
    lines: list[str] = []
    page = None
    for paragraph in document.paragraphs:
        turned = page is not None and paragraph.place.page != page
        lines.append(f"\f{paragraph.text}" if turned else paragraph.text)
        page = paragraph.place.page
    return "\n".join(lines)


def _lines(document: Document, text: str) -> tuple[str, ...]:
    if text:
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines += block.text.split("\n")
        else:
            for row in block.rows[:HEAD_ROWS]:
                lines += [line for cell in row.texts for line in cell.split("\n") if line]
    return tuple(lines)


def _nothing(headers: Sequence[Sequence[str]]) -> DocumentRefused:
    if headers:
        return DocumentRefused(NO_DUE_COLUMN, {"columns": ", ".join(shown(one_line(text)) for text in headers[0])})
    return DocumentRefused(NO_TASKS)
