"""A file as every reader gives it: paragraphs and tables in reading order, each with its place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.drafting.source import Doubt, Place

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

SAME_LINE = 3.0
"""Points: words whose tops differ by less stand on one line."""


class FileKind(StrEnum):
    """The kind of a file, by its content."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    TEXT = "text"
    CSV = "csv"  # said by the caller, never told by the content
    SHEET = "sheet"  # likewise: an XLSX that somebody filled in, in which a formula stands as a formula


class Span(StrEnum):
    """The part that a cell has in a merged one; `OWN` where it is not merged, or the first of it."""

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
    """The rows of one table, or of one sheet, from the top."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Text outside of tables: a paragraph of a Word file, a line of a PDF or text file."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word and where it stands, in points from the top left of its page."""

    left: float
    right: float
    top: float
    page: int
    text: str

    @property
    def middle(self) -> float:
        """Points from the left to the middle of the word."""
        return (self.left + self.right) / 2


Line = list[Word]
"""The words of one line, from the left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """A file's text in reading order, and what else its kind of file tells."""

    kind: FileKind
    blocks: tuple[Paragraph | Table, ...]
    words: tuple[Word, ...] = ()  # where the words outside of tables stand, of a PDF or of text laid out with spaces
    text: str = ""  # of a text file: all of it, with its line ends, spaces at line ends and form feeds
    left_out: tuple[Doubt, ...] = ()  # what the file had besides, which was not read
    pictures: frozenset[int] = frozenset()  # pages whose words were recognised on pictures, and may be wrong

    @property
    def tables(self) -> Iterator[Table]:
        """The tables, in order."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs, in order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


def lines_of_words(words: Sequence[Word]) -> list[Line]:
    """`words` line by line, from the top of the first page, each line from the left."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: (word.page, word.top, word.left)):
        last = lines[-1][0] if lines else None
        if last is not None and last.page == word.page and word.top - last.top < SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


def text_of(line: Line) -> str:
    """The words of `line` with single spaces."""
    return " ".join(word.text for word in line)
