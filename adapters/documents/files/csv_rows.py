"""CSV files: their rows, each with the line on which it ends."""

import csv
import io
import re
from collections.abc import Iterator

from adapters.documents.files.document import Cell, FileKind, ParsedFile, Row, Table
from adapters.documents.files.errors import DocumentRefused
from rules.drafting.source import Place
from rules.problems import N_

DELIMITERS = ",;\t"
"""Excel writes ; where the comma is decimal."""

UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that have no place in a text: control characters, and halves of characters."""

NOT_TEXT = N_("This is not UTF-8 text.")
NOT_CSV = N_("Line {line} cannot be read as CSV: a cell is too long, or its quotes are not closed.")


def read_csv(data: bytes) -> ParsedFile:
    """The rows of `data`, a CSV file, as one table; empty ones are left out. Raises DocumentRefused."""
    text = _decoded(data)
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    return ParsedFile(kind=FileKind.CSV, blocks=(Table(rows=tuple(_rows(text, delimiter))),))


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for texts in lines:
            if any(text.strip() for text in texts):
                yield Row(cells=tuple(Cell(text=text) for text in texts), place=Place(line=lines.line_num))
    except csv.Error as error:
        raise DocumentRefused(NOT_CSV, {"line": lines.line_num}) from error


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentRefused(NOT_TEXT) from error
    if UNREADABLE.search(text):
        raise DocumentRefused(NOT_TEXT)
    return text
