"""A document of any kind -> its raw rows, the lines of its head, and notes on what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from adapters.documents.files.cleaning import one_line
from adapters.documents.files.document import FileKind, Paragraph, ParsedFile
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.layout.geometry import laid_out
from adapters.documents.layout.ledger import Ledger, account_of_lines
from adapters.documents.layout.pasted import is_woven
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.roles import columns_of_header
from adapters.documents.layout.tables import rows_of
from adapters.documents.meaning.displaced import unweave
from adapters.documents.meaning.lookalikes import meant
from adapters.documents.meaning.old_codes import refuse_old_codes
from adapters.documents.prose.beside_tables import with_sentences
from adapters.documents.prose.tasks import rows_of_prose
from rules.drafting.source import Account, Doubt
from rules.problems import N_, shown

HEAD_ROWS = 15
NOTHING_READ = Account()
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
RECOGNISED_ROW = N_("The words of this row were recognised on a picture: hold names and numbers against the document.")
TOO_MANY = N_("The document has more than {limit} rows. Send one plan at a time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A plan as a file holds it. `lines` are all its lines of text in order; `head`, those outside of its tables."""

    kind: FileKind
    rows: tuple[RawRow, ...]
    lines: tuple[str, ...]
    notes: tuple[Doubt, ...]
    account: Account = NOTHING_READ
    head: tuple[str, ...] = ()
    on_pictures: bool = False  # its first page was recognised on a picture


def content_of(document: ParsedFile) -> Content:
    """The plan that `document` holds, whatever its kind. Raises DocumentRefused."""
    document, letters = meant(refuse_old_codes(document))
    document = laid_out(document)
    ledger = Ledger()
    rows, headers = rows_of(document, ledger)
    notes = [*document.left_out, *letters]
    account = ledger.closed()
    if any(not row.wide for row in rows):
        rows, account = with_sentences(rows, list(document.paragraphs), account)
    else:
        rows, woven_notes, account = _untabled(document)
        notes += woven_notes
    if not any(not row.wide for row in rows):
        raise _nothing(headers)
    if len(rows) > MOST_TASKS:
        raise DocumentRefused(TOO_MANY, {"limit": MOST_TASKS})
    return Content(
        kind=document.kind,
        rows=tuple(_doubtful(row) if row.place.page in document.pictures else row for row in rows),
        lines=_lines(document),
        notes=tuple(notes),
        account=account,
        head=_head(document),
        on_pictures=1 in document.pictures,
    )


def _doubtful(row: RawRow) -> RawRow:
    """A row that was recognised on a picture: its deadline is asked about, and so are its words."""
    doubt = Doubt(field="title", template=RECOGNISED_ROW, key="on-pictures")
    return row.changed(unsure=True, doubts=row.doubts if row.wide else (*row.doubts, doubt))


def _untabled(document: ParsedFile) -> tuple[list[RawRow], list[Doubt], Account]:
    """The rows of a document without a readable table: cells copied one after the other, or prose."""
    text = document.text or _paged(document)
    if is_woven(text):
        rows, notes = unweave(text)
        if any(row.due for row in rows):
            return rows, notes, account_of_lines(text.splitlines(), rows)
    rows, account = rows_of_prose(document.paragraphs)
    return rows, [], account


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


def _head(document: ParsedFile) -> tuple[str, ...]:
    """The lines above and between the tables of tasks: of a sheet, those above its header."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines += block.text.split("\n")
        else:
            above = takewhile(lambda row: columns_of_header(row.texts) is None, block.rows[:HEAD_ROWS])
            lines += [line for row in above for cell in row.texts for line in cell.split("\n") if line]
    return tuple(lines)


def _nothing(headers: Sequence[Sequence[str]]) -> DocumentRefused:
    if headers:
        return DocumentRefused(NO_DUE_COLUMN, {"columns": ", ".join(shown(one_line(text)) for text in headers[0])})
    return DocumentRefused(NO_TASKS)
