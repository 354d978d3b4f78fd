"""A document of any kind -> its raw rows, the lines of its head, and notes on what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.documents.files.cleaning import one_line
from adapters.documents.files.document import FileKind, Paragraph, ParsedFile
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.layout.geometry import laid_out
from adapters.documents.layout.pasted import is_woven
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.tables import rows_of
from adapters.documents.meaning.displaced import unweave
from adapters.documents.meaning.prose import rows_of_prose
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
    """A plan as a file holds it. `lines` are all its lines of text in order, for its head."""

    kind: FileKind
    rows: tuple[RawRow, ...]
    lines: tuple[str, ...]
    notes: tuple[Doubt, ...]


def content_of(document: ParsedFile) -> Content:
    """The plan that `document` holds, whatever its kind. Raises DocumentRefused."""
    document = laid_out(document)
    rows, headers = rows_of(document)
    notes = list(document.left_out)
    if not rows:
        rows, woven_notes = _untabled(document)
        notes += woven_notes
    if not any(not row.wide for row in rows):
        raise _nothing(headers)
    if len(rows) > MOST_TASKS:
        raise DocumentRefused(TOO_MANY, {"limit": MOST_TASKS})
    return Content(kind=document.kind, rows=tuple(rows), lines=_lines(document), notes=tuple(notes))


def _untabled(document: ParsedFile) -> tuple[list[RawRow], list[Doubt]]:
    """The rows of a document without a readable table: cells copied one after the other, or prose."""
    text = document.text or _paged(document)
    if is_woven(text):
        rows, notes = unweave(text)
        if any(row.due for row in rows):
            return rows, notes
    return rows_of_prose(document.paragraphs), []


def _paged(document: ParsedFile) -> str:
    """The paragraphs as text, a form feed before each page."""
    lines: list[str] = []
    page = None
    for paragraph in document.paragraphs:
        turned = page is not None and paragraph.place.page != page
        lines.append(f"\f{paragraph.text}" if turned else paragraph.text)
        page = paragraph.place.page
    return "\n".join(lines)


def _lines(document: ParsedFile) -> tuple[str, ...]:
    if document.text:
        return tuple(line.strip() for line in document.text.split("\n") if line.strip())
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
