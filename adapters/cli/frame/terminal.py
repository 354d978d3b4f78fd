"""Answers on the terminal: words in the reader's language, tables for people, JSON for programs."""

import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from adapters.cli.frame.streams import put
from adapters.words.catalogue import shown, tr, translator
from adapters.words.plain_text import harmless, json_text, one_line

_NO_SCREEN = 140
"""Columns of a table that goes to a file or a pipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Standard output and error, and the language spoken there (vi | en)."""

    lang: str
    out: TextIO
    err: TextIO

    def text(self, template: str, /, **args: object) -> str:
        """`template` in the reader's language, filled in."""
        return tr(template, self.lang, **args)

    def label(self, template: str) -> str:
        """A template without fields in the reader's language."""
        return translator(self.lang)(template)

    def value(self, value: object) -> str:
        """A value as people read it: days as dd/mm/yyyy, what there is none of as a dash."""
        return one_line(shown(value, self.lang)) or "–"

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
        """The answer for programs: one JSON document, UTF-8."""
        put(self.out, json_text(value, indent=2) + "\n")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
        """A table: `columns` are templates, each row has a text for each. Cells are cleaned, and wrap."""
        from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - rich is loaded where a table is shown, not for JSON
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table(title=title or None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False, show_edge=False)
        for column in columns:
            table.add_column(self.label(column), overflow="fold")
        for row in rows:
            table.add_row(*(Text(one_line(cell)) for cell in row))
        text = io.StringIO()  # where nobody reads on, rich would end the program itself
        tty = self.out.isatty()
        console = Console(file=text, width=self.width, highlight=False, soft_wrap=False, force_terminal=tty)
        console.print(table)
        put(self.out, text.getvalue())

    @property
    def width(self) -> int:
        """Columns that there are to write in."""
        return shutil.get_terminal_size((_NO_SCREEN, 0)).columns if self.out.isatty() else _NO_SCREEN
