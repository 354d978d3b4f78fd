"""A document, or the reason for its refusal, as plain JSON values and back.

Each text is written once and named by its number: a merged cell repeats its text in every place of the grid. Reading
back takes nothing on trust: every value has the type, the size and the fields that were agreed, or ValueError.
"""

import math
from collections.abc import Callable, Sequence
from string import Formatter
from typing import Any, TypeVar

from adapters.documents.files.document import Cell, FileKind, Paragraph, ParsedFile, Row, Span, Table, Word
from adapters.documents.files.errors import DocumentRefused
from rules.drafting.source import Doubt, Place
from rules.problems import Args

FARTHEST = 10_000_000.0
"""Points; text laid out with spaces is as high as its lines are many."""

LONGEST_TEMPLATE = 500
LARGEST_NUMBER = 10**9

T = TypeVar("T")
_SPANS = tuple(Span)


def written(document: ParsedFile) -> dict[str, Any]:
    """`document` as values that JSON has."""
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    blocks = [_block(block, number) for block in document.blocks]
    words = [[word.left, word.right, word.top, word.page, number(word.text)] for word in document.words]
    left_out = [[doubt.field, doubt.template, dict(doubt.args)] for doubt in document.left_out]
    return {
        "kind": document.kind.value,
        "blocks": blocks,
        "words": words,
        "text": document.text,
        "left_out": left_out,
        "texts": list(texts),
    }


def written_refusal(refused: DocumentRefused) -> list[Any]:
    """The reason for a refusal as values that JSON has."""
    return [refused.template, dict(refused.fields)]


def _block(block: Paragraph | Table, number: Callable[[str], int]) -> list[Any]:
    if isinstance(block, Paragraph):
        return [number(block.text), _written_place(block.place)]
    return [
        [
            [[[number(cell.text), _SPANS.index(cell.span)] for cell in row.cells], _written_place(row.place)]
            for row in block.rows
        ]
    ]


def _written_place(place: Place) -> list[Any]:
    return [place.sheet, place.page, place.table, place.row, place.line]


# --- and back --------------------------------------------------------------------------------------------------------


def document_from(found: object) -> ParsedFile:
    """The document that `written` made `found` of. Raises ValueError for anything else."""
    kind, blocks, words, text, left_out, texts = _fields(
        found, ("kind", "blocks", "words", "text", "left_out", "texts")
    )
    known = [_text(one) for one in _list(texts)]
    return ParsedFile(
        kind=FileKind(_text(kind)),
        blocks=tuple(_block_from(block, known) for block in _list(blocks)),
        words=tuple(_word_from(word, known) for word in _list(words)),
        text=_text(text),
        left_out=tuple(_doubt_from(doubt) for doubt in _list(left_out)),
    )


def refusal_from(found: object) -> DocumentRefused:
    """The refusal that `written_refusal` made `found` of. Raises ValueError for anything else."""
    template, fields = _list(found, 2)
    return DocumentRefused(*_template(template, fields))


def _block_from(found: object, texts: Sequence[str]) -> Paragraph | Table:
    parts = _list(found)
    if len(parts) == 1:
        return Table(rows=tuple(_row_from(row, texts) for row in _list(parts[0])))
    number, place = _list(parts, 2)
    return Paragraph(text=_pick(texts, number), place=_place(place))


def _row_from(found: object, texts: Sequence[str]) -> Row:
    cells, place = _list(found, 2)
    return Row(cells=tuple(_cell(cell, texts) for cell in _list(cells)), place=_place(place))


def _cell(found: object, texts: Sequence[str]) -> Cell:
    number, span = _list(found, 2)
    return Cell(text=_pick(texts, number), span=_pick(_SPANS, span))


def _word_from(found: object, texts: Sequence[str]) -> Word:
    left, right, top, page, number = _list(found, 5)
    return Word(left=_at(left), right=_at(right), top=_at(top), page=_count(page), text=_pick(texts, number))


def _doubt_from(found: object) -> Doubt:
    field, template, args = _list(found, 3)
    template, args = _template(template, args)
    return Doubt(field=_text(field), template=template, args=args)


def _place(found: object) -> Place:
    sheet, *numbers = _list(found, 5)
    page, table, row, line = (None if number is None else _count(number) for number in numbers)
    return Place(sheet=None if sheet is None else _text(sheet), page=page, table=table, row=row, line=line)


def _template(template: object, found: object) -> tuple[str, Args]:
    """A sentence and what fills it: plain names only, so that formatting it reaches into nothing."""
    text, args = _text(template), _fields(found)
    if len(text) > LONGEST_TEMPLATE or not all(type(value) in (str, int) for value in args.values()):
        raise ValueError("no sentence")
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (name not in args or form or conversion):
            raise ValueError("no plain field")
    return text, args


def _fields(found: object, names: Sequence[str] = ()) -> Any:
    """The values of an object that has exactly the fields `names`, in their order; all of it if none are said."""
    if not isinstance(found, dict) or (names and set(found) != set(names)):
        raise ValueError("other fields")
    return [found[name] for name in names] if names else found


def _list(found: object, length: int | None = None) -> list[Any]:
    if not isinstance(found, list) or length not in (None, len(found)):
        raise ValueError("no such list")
    return found


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise ValueError("no text")
    found.encode()  # halves of characters are no text
    return found


def _count(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= LARGEST_NUMBER:
        raise ValueError("no count")
    return found


def _at(found: object) -> float:
    if not isinstance(found, int | float) or not math.isfinite(found) or abs(found) > FARTHEST:
        raise ValueError("nowhere")
    return float(found)


def _pick(among: Sequence[T], number: object) -> T:
    index = _count(number)
    if index >= len(among):
        raise ValueError("no such number")
    return among[index]
