"""What every reader makes of a file: paragraphs and tables in reading order, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.drafting.source import Doubt, Place


class Kind(StrEnum):
    """What a file is, by its content."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    TEXT = "text"


class Span(StrEnum):
    """Whether a cell is its own, or part of a merged one."""

    OWN = "own"
    ABOVE = "above"  # continues the cell above; has its text
    LEFT = "left"  # continues the cell to its left; has its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place of a table's grid. Lines of its text are separated by newlines."""

    text: str
    span: Span = Span.OWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table's grid, and where it stands."""

    cells: tuple[Cell, ...]
    place: Place

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells' texts; a cell that continues the one to its left is empty here."""
        return tuple("" if cell.span is Span.LEFT else cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's text in reading order. `left_out` says what it had besides, which was not read."""

    kind: Kind
    blocks: tuple[Paragraph | Table, ...]
    left_out: tuple[Doubt, ...] = ()

    @property
    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))
