"""Answers on the terminal: words in the reader's language, tables for people, JSON for programs."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from adapters.answers.speech import Speech
from adapters.cli.frame.streams import put
from adapters.cli.frame.tables import drawn
from adapters.words.plain_text import harmless, json_text, one_line

_NO_SCREEN = 140
"""Columns of a table that goes to a file or a pipe."""

_PLAIN_TERMINALS = ("dumb", "unknown")
"""Terminals that know no codes, as they are named by TERM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal(Speech):
    """Standard output and error, and the language spoken there (vi | en)."""

    out: TextIO
    err: TextIO

    def line(self, template: str = "", /, **args: object) -> None:
        """One line of the answer."""
        put(self.out, harmless(self.text(template, **args)) + "\n")

    def write(self, text: str) -> None:
        """`text` as it is, but for what it would do to the terminal."""
        put(self.out, harmless(text))

    def warn(self, template: str, /, **args: object) -> None:
        """One line that is no part of the answer."""
        self.err.write(harmless(self.text(template, **args)) + "\n")

    def json(self, value: Any) -> None:
        """The answer for programs: one JSON document, UTF-8. It leaves the office, as all that programs are given."""
        put(self.out, json_text(self.leaving.answer(value, self.lang), indent=2) + "\n")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
        """A table: `columns` are templates, each row has a text for each. Cells are cleaned, and wrap."""
        styled = self.out.isatty() and os.environ.get("TERM") not in _PLAIN_TERMINALS
        cells = ([one_line(cell) for cell in row] for row in rows)
        for line in drawn([self.label(column) for column in columns], cells, self.width, title=title, styled=styled):
            put(self.out, line + "\n")

    @property
    def width(self) -> int:
        """Columns that there are to write in."""
        return shutil.get_terminal_size((_NO_SCREEN, 0)).columns if self.out.isatty() else _NO_SCREEN
