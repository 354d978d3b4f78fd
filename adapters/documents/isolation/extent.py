"""How much a document may hold once it is read, of whatever kind the file was; more is no plan.

What is read here goes on to the program that asked for it, which has no limits of its own.
"""

from collections.abc import Iterator

from adapters.documents.files.cleaning import LONGEST, TOO_LONG
from adapters.documents.files.document import ParsedFile, Table
from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

MOST_CELLS = 500_000
"""Of all tables; 300 pages of a plan have a fifth."""

MOST_BLOCKS = 200_000
MOST_WORDS = 1_500_000
TOO_MANY_CELLS = N_(
    "The tables of the file have more than {limit} cells, which no plan has: it is damaged or made to do harm. "
    "Ask its sender for a file with the plan alone."
)
TOO_MANY_LINES = N_(
    "The file has more than {limit} paragraphs or words, which no plan has: it is damaged or made to do harm. "
    "Ask its sender for a file with the plan alone."
)


def check_extent(document: ParsedFile) -> None:
    """Raise DocumentRefused, saying which limit, if the document is larger than any plan."""
    if len(document.blocks) > MOST_BLOCKS:
        raise DocumentRefused(TOO_MANY_LINES, {"limit": MOST_BLOCKS})
    if len(document.words) > MOST_WORDS:
        raise DocumentRefused(TOO_MANY_LINES, {"limit": MOST_WORDS})
    if sum(len(row.cells) for table in document.tables for row in table.rows) > MOST_CELLS:
        raise DocumentRefused(TOO_MANY_CELLS, {"limit": MOST_CELLS})
    if any(len(text) > LONGEST for text in _texts(document)):
        raise DocumentRefused(TOO_LONG, {"limit": LONGEST})


def _texts(document: ParsedFile) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text
