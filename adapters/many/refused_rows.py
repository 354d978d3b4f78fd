"""The rows that were refused, as a CSV file: each with its number, the column and the reason, then as it stood.

It has the headings that are read, so that it can be put right and handed in again.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.many.columns import LABELS, Column
from adapters.many.sheets import MIDNIGHT, SheetRow
from adapters.words.catalogue import Said, say, translator
from adapters.words.plain_text import is_calculated
from rules.problems import N_

_OF_FILE = (Column.UNIT, Column.PLAN, Column.TASK, Column.DAY, Column.DOCUMENT, Column.NOTE)
_ROW, _COLUMN, _REASON = N_("Row in the file"), N_("Column"), N_("Refused because")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that is refused, and why; `column` where one is to blame. Without a file its number is 0."""

    row: SheetRow
    said: Said
    column: Column | None = None

    def answer(self, lang: str) -> dict[str, object]:
        """The same, for programs."""
        cell = self.row.cells.get(self.column) if self.column else None
        where = {"row": self.row.number or None, "sheet": self.row.sheet or None, "column": self.column, "cell": cell}
        return {**where, "reason": say(self.said, lang)}


def refused_file(rows: Iterable[RefusedRow], lang: str) -> bytes:
    """The file, in UTF-8 with the mark by which Excel knows it; no cell of it is calculated when it is opened."""
    written, label = io.StringIO(newline=""), translator(lang)
    lines = csv.writer(written)
    lines.writerow([label(one) for one in (_ROW, _COLUMN, _REASON, *(LABELS[column] for column in _OF_FILE))])
    for one in rows:
        number = f"{one.row.sheet}!{one.row.number}" if one.row.sheet else str(one.row.number or "")
        column = label(LABELS[one.column]) if one.column else ""
        texts = (one.row.texts.get(column, "").removesuffix(MIDNIGHT) for column in _OF_FILE)
        lines.writerow([_plain(text) for text in (number, column, say(one.said, lang), *texts)])
    return written.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    """`text` as a cell that no spreadsheet calculates."""
    return f"'{text}" if is_calculated(text) else text
