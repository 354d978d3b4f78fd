"""Letters that only look like Vietnamese ones (Ð, Cyrillic and Greek letters), put right in a whole document."""

from dataclasses import replace

from adapters.documents.files.document import Cell, Paragraph, ParsedFile, Row, Table, Word
from rules.drafting.source import Doubt
from rules.phrases.cleaning import LOOKALIKE, LOOKALIKES
from rules.problems import N_, shown

TAKEN = N_(
    "{count} letters of other alphabets were taken for the Vietnamese ones that they look like, as in “{words}”."
)


def meant(document: ParsedFile) -> tuple[ParsedFile, list[Doubt]]:
    """The document with the letters that were meant, and a note if there were others."""
    found = [text for text in _texts(document) if LOOKALIKE.search(text)]
    if not found:
        return document, []
    count = sum(len(LOOKALIKE.findall(text)) for text in found)
    word = next(word for word in found[0].split() if LOOKALIKE.search(word))
    note = Doubt(field="document", template=TAKEN, args={"count": count, "words": shown(word)})
    blocks = tuple(_paragraph(one) if isinstance(one, Paragraph) else _table(one) for one in document.blocks)
    words = tuple(_word(word) for word in document.words)
    return replace(document, blocks=blocks, words=words, text=document.text.translate(LOOKALIKES)), [note]


def _texts(document: ParsedFile) -> list[str]:
    if document.text:
        return [document.text]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells, *(word.text for word in document.words)]


def _paragraph(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, text=paragraph.text.translate(LOOKALIKES))


def _table(table: Table) -> Table:
    return Table(rows=tuple(_row(row) for row in table.rows))


def _row(row: Row) -> Row:
    cells = tuple(Cell(text=cell.text.translate(LOOKALIKES), span=cell.span) for cell in row.cells)
    return replace(row, cells=cells)


def _word(word: Word) -> Word:
    return replace(word, text=word.text.translate(LOOKALIKES))
