"""From the tables of a document to raw rows: headers recognised wherever they repeat, columns told apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.files.document import Cell, Paragraph, ParsedFile, Row, Span, Table
from adapters.documents.layout.american import is_month_first, turned
from adapters.documents.layout.ledger import Ledger
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.roles import Columns, Role, columns_of_content, columns_of_header, settled
from adapters.documents.layout.vocabulary import number_of, split_number
from rules.drafting.source import Doubt
from rules.problems import N_

FEWEST_CELLS = 3
SAMPLE = 300
"""So many rows of a table without a header are looked at to tell its columns apart."""

BESIDE_TABLE = N_("stands outside of the tables of tasks")
NO_TASKS = N_("stands in a table that has no tasks")
NO_DEADLINES = N_("stands in a table that has no column of deadlines")
NO_SUCH_FIELD = N_("stands in a column for which a plan has no field")
GUESSED = N_("The table has no header: its columns were told apart by what stands in them.")
COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-H])\)?(\s*=.*)?")


@dataclass(slots=True)
class _Reader:
    ledger: Ledger = field(default_factory=Ledger)
    columns: Columns | None = None
    header: tuple[str, ...] = ()  # folded
    seen: list[tuple[str, ...]] = field(default_factory=list)  # headers of tables that have no deadlines


def rows_of(document: ParsedFile, ledger: Ledger | None = None) -> tuple[list[RawRow], list[tuple[str, ...]]]:
    """The raw rows of every table of tasks, in order, and the headers of the tables that have no deadline column.

    Headings between tables, which name sections, are rows too. `ledger` gets the account of all paragraphs and cells.
    """
    reader = _Reader(ledger=ledger or Ledger())
    rows: list[RawRow] = []
    waiting: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            waiting.append(block)
            continue
        found = list(_of_table(reader, block))
        if found:
            headings = list(_headings(waiting if rows else waiting[-2:]))
            _account_of_paragraphs(reader.ledger, waiting, headings)
            rows += [*headings, *found]
            waiting = []
    _account_of_paragraphs(reader.ledger, waiting, [])
    return rows, reader.seen


def _account_of_paragraphs(ledger: Ledger, paragraphs: Iterable[Paragraph], headings: Iterable[RawRow]) -> None:
    places = {row.place for row in headings}
    for paragraph in paragraphs:
        if paragraph.place in places:
            ledger.heading()
        else:
            ledger.leave(paragraph.text, BESIDE_TABLE, paragraph.place)


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
        _leave(reader.ledger, rows, NO_TASKS)
        return
    columns = settled(columns, header, [row.texts for row in rows[start : start + SAMPLE]]) if header else columns
    reader.columns, reader.header = columns, header
    if not columns.has(Role.DUE):
        reader.seen.append(tuple(one_line(text) for text in rows[0].texts if text))
        _leave(reader.ledger, rows, NO_DEADLINES)
        return
    reader.ledger.heading(sum(_cells(row) for row in rows[:start]))
    yield from _body(reader, [row for row in rows[start:] if not _furniture(reader, row)], columns)


def _body(reader: _Reader, rows: list[Row], columns: Columns) -> Iterator[RawRow]:
    american = is_month_first([columns.pick(Role.DUE, row.texts) for row in rows])
    group = ""
    for row in rows:
        raw = _raw(row, columns)
        _account_of_row(reader.ledger, row, raw, columns)
        if not raw.wide:
            group = raw.group or group
            raw = raw.changed(group=group)
        yield turned(raw) if american else raw


def _furniture(reader: _Reader, row: Row) -> bool:
    if not _is_furniture(row, reader.header):
        return False
    reader.ledger.heading(_cells(row))
    return True


def _cells(row: Row) -> int:
    """So many cells of a row have words of their own."""
    return sum(bool(cell.text) and cell.span is Span.OWN for cell in row.cells)


def _leave(ledger: Ledger, rows: Iterable[Row], why: str) -> None:
    for row in rows:
        ledger.leave_all(((cell.text, row.place) for cell in row.cells if cell.text and cell.span is Span.OWN), why)


def _account_of_row(ledger: Ledger, row: Row, raw: RawRow, columns: Columns) -> None:
    """Cells in columns of which a rule says nothing are left out; the others are in the task, or the heading."""
    if raw.wide:
        ledger.heading(_cells(row))
        return
    for cell, role in zip_longest(row.cells, columns.roles[: len(row.cells)], fillvalue=Role.OTHER):
        if isinstance(cell, Cell) and cell.text and cell.span is Span.OWN:
            if role is Role.OTHER:
                ledger.leave(cell.text, NO_SUCH_FIELD, row.place)
            else:
                ledger.task()


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
    if header and (_folded(row) == header or (columns_of_header(row.texts) and not number_of(row.texts[0]))):
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
    doubts = () if columns.certain else (Doubt(field="cooperate", template=GUESSED, key="guessed"),)
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
        due=_due(columns, texts),
        product=columns.pick(Role.PRODUCT, texts),
        follow=columns.pick(Role.FOLLOW, texts),
        group=columns.pick(Role.GROUP, [cell.text for cell in row.cells]),
        status=columns.pick(Role.STATUS, texts),
        person=columns.pick(Role.PERSON, texts),
        place=row.place,
        repeated=bool(heads) and all(cell.span is Span.ABOVE for cell in heads),
        doubts=doubts,
    )


def _due(columns: Columns, texts: tuple[str, ...]) -> str:
    """The deadline; `Từ … đến …` where the day of the beginning has a column of its own."""
    start, end = columns.pick(Role.START, texts), columns.pick(Role.DUE, texts)
    return f"Từ {start} đến {end}" if start and end else end or start


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
