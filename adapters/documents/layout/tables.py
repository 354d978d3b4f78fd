"""From the tables of a document to raw rows: headers recognised wherever they repeat, columns told apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.files.document import Paragraph, ParsedFile, Row, Span, Table
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.roles import Columns, Role, columns_of_content, columns_of_header
from adapters.documents.layout.vocabulary import number_of, split_number
from rules.drafting.source import Doubt
from rules.problems import N_

FEWEST_CELLS = 3
SAMPLE = 300
"""So many rows of a table without a header are looked at to tell its columns apart."""

GUESSED = N_("The table has no header: its columns were told apart by what stands in them.")
COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-H])\)?(\s*=.*)?")


@dataclass(slots=True)
class _Reader:
    columns: Columns | None = None
    header: tuple[str, ...] = ()  # folded
    seen: list[tuple[str, ...]] = field(default_factory=list)  # headers of tables that have no deadlines


def rows_of(document: ParsedFile) -> tuple[list[RawRow], list[tuple[str, ...]]]:
    """The raw rows of every table of tasks, in order, and the headers of the tables that have no deadline column.

    Headings between tables, which name sections, are rows too.
    """
    reader = _Reader()
    rows: list[RawRow] = []
    waiting: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            waiting.append(block)
            continue
        found = list(_of_table(reader, block))
        if found:
            rows += [*_headings(waiting if rows else waiting[-2:]), *found]
            waiting = []
    return rows, reader.seen


def _headings(paragraphs: Iterable[Paragraph]) -> Iterator[RawRow]:
    """The numbered headings that stand between tables."""
    for paragraph in paragraphs:
        number, title = split_number(one_line(paragraph.text))
        if number and len(title) < 200 and not title.endswith((".", ";")):
            yield RawRow(number=number, title=title, place=paragraph.place, wide=True)


def _of_table(reader: _Reader, table: Table) -> Iterator[RawRow]:
    rows = [row for row in table.rows if any(cell.text for cell in row.cells)]
    if not rows or max(len(row.cells) for row in rows) < FEWEST_CELLS:
        return
    start, columns, header = _find_header(rows)
    if columns is None:
        columns, header, start = _without_header(reader, rows)
    if columns is None:
        return
    reader.columns, reader.header = columns, header
    if not columns.has(Role.DUE):
        reader.seen.append(tuple(one_line(text) for text in rows[0].texts if text))
        return
    for row in rows[start:]:
        if not _is_furniture(row, header):
            yield _raw(row, columns)


def _find_header(rows: list[Row]) -> tuple[int, Columns | None, tuple[str, ...]]:
    """The index at which the body starts, and the columns by the header above it; a header may have two rows."""
    for index, row in enumerate(rows[:15]):
        texts = tuple(cell.text for cell in row.cells)
        columns = columns_of_header(row.texts) or columns_of_header(texts)
        if columns is None:
            continue
        below = rows[index + 1] if index + 1 < len(rows) else None
        if below is not None and _two_rows(row, below):
            both = [_joined(upper.text, lower.text) for upper, lower in zip(row.cells, below.cells, strict=False)]
            columns = columns_of_header(both) or columns
            return index + 2, columns, _folded(row)
        return index + 1, columns, _folded(row)
    return 0, None, ()


def _joined(upper: str, lower: str) -> str:
    """The two texts of a header of two rows as one: the lower word alone where it is one of ours."""
    return upper if fold(upper) == fold(lower) else f"{upper} {lower}"


def _two_rows(row: Row, below: Row) -> bool:
    """True if the header goes on in the row below: under a merged cell it is split, beside it cells reach down."""
    split = any(cell.span is Span.LEFT for cell in row.cells)
    down = [cell for cell in below.cells if cell.span is Span.ABOVE]
    blank = [cell for cell in below.cells if not cell.text]
    starts = number_of(below.texts[0]) if below.texts and below.cells[0].span is Span.OWN else ""
    return split and not starts and (bool(down) or bool(blank)) and len(down) + len(blank) < len(below.cells)


def _without_header(reader: _Reader, rows: list[Row]) -> tuple[Columns | None, tuple[str, ...], int]:
    """A table that goes on from the page before has its columns; another is told by its content."""
    width = len(rows[0].cells)
    if reader.columns is not None and len(reader.columns.roles) == width:
        return reader.columns, reader.header, 0
    texts = [row.texts for row in rows[:SAMPLE]]
    headed = any(len(set(filter(None, row.texts))) == 1 for row in rows)
    return columns_of_content(texts, sections_lead=headed), (), 0


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(fold(text) for text in row.texts)


def _is_furniture(row: Row, header: tuple[str, ...]) -> bool:
    """Repeated headers, and the row that numbers the columns."""
    if header and (_folded(row) == header or columns_of_header(row.texts)):
        return True
    texts = [one_line(text) for text in row.texts if text]
    return len(texts) >= FEWEST_CELLS and all(COLUMN_NUMBER.fullmatch(text) for text in texts)


def _raw(row: Row, columns: Columns) -> RawRow:
    texts = row.texts
    own = {cell.text for cell in row.cells if cell.text and cell.span is not Span.LEFT}
    covered = sum(cell.span is Span.LEFT for cell in row.cells)
    wide = len(own) <= 2 and covered >= len(row.cells) - 2 and covered > 0
    if wide:
        return _wide(row)
    doubts = () if columns.certain else (Doubt(field="cooperate", template=GUESSED),)
    lead, cooperate = columns.pick(Role.LEAD, texts), columns.pick(Role.COOPERATE, texts)
    both = columns.pick(Role.BOTH, texts)
    if both:
        lead, cooperate = split_both(both)
    number, title = _number_and_title(columns, texts)
    heads = [cell for cell, role in zip(row.cells, columns.roles, strict=False) if role in (Role.NUMBER, Role.TITLE)]
    return RawRow(
        number=number,
        title=title,
        lead=lead,
        cooperate=cooperate,
        due=columns.pick(Role.DUE, texts),
        product=columns.pick(Role.PRODUCT, texts),
        follow=columns.pick(Role.FOLLOW, texts),
        place=row.place,
        repeated=bool(heads) and all(cell.span is Span.ABOVE for cell in heads),
        doubts=doubts,
    )


def _wide(row: Row) -> RawRow:
    texts = [text for text in row.texts if text]
    number, title = (number_of(texts[0]), " ".join(texts[1:])) if len(texts) > 1 else ("", texts[0])
    if not number:
        number, title = split_number(one_line(" ".join(texts)))
    return RawRow(number=number, title=title, place=row.place, wide=True)


def _number_and_title(columns: Columns, texts: tuple[str, ...]) -> tuple[str, str]:
    written, title = columns.pick(Role.NUMBER, texts), columns.pick(Role.TITLE, texts)
    number = number_of(written)
    if not columns.has(Role.NUMBER):
        return split_number(title)
    return number, title if number or not written else f"{written} {title}".strip()


def split_both(text: str) -> tuple[str, str]:
    """The leading and the cooperating agencies of a cell that names both: `Chủ trì: …; phối hợp: …`."""
    parts = re.split(
        r"(?i)[,;.\n]?\s*(?:chủ trì\s*[,;]?\s*)?(?:và\s+)?phối hợp(?:\s+với|\s+cùng)?\s*:?\s*", text, maxsplit=1
    )
    lead = re.sub(r"(?i)\s*(?:-\s*)?(?:cơ quan |đơn vị )?chủ trì(?:\s+thực hiện)?\s*:?\s*", " ", parts[0]).strip(
        " ,;:-"
    )
    return lead, parts[1].strip() if len(parts) > 1 else ""
