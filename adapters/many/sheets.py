"""A table that somebody filled in, CSV or XLSX, as rows of texts that know their cells.

The file is untrusted: it is read in a process of its own, and nothing in it is calculated. What is in doubt is not
guessed: a formula, or a date that may be something else, refuses its row, and the cell is named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase

from adapters.documents.files.document import FileKind, Row, Table
from adapters.documents.files.sniffing import sniff
from adapters.documents.isolation.running import read_isolated
from adapters.many.columns import LABELS, Column, TwiceError, places
from adapters.names.days import NotADay, written_day
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from rules.problems import N_

MOST_ROWS = 5_000
"""Rows that say something; a nation has fewer communes."""

LARGEST = 10 * 2**20
"""Bytes of a file."""

_HEAD_WITHIN = 40
"""Lines of a table among which its headings are looked for: an exported register has its title above them."""

MIDNIGHT = " 00:00:00"
"""Behind the day of a date cell, as it is read."""

_SHOWN = 60

TOO_LARGE = N_("{file} has more than {most} MB. Split it, or check that it is the right file. Nothing was recorded.")
TOO_MANY = N_("{file} has more than {most} rows. Split it, or check that it is the right file. Nothing was recorded.")
NO_HEADINGS = N_(
    "No line of {file} has the headings of what is to be recorded: mã or đơn vị (unit), kế hoạch (plan), việc (task), "
    "ngày (on), văn bản (document), ghi chú (note). Nothing was recorded."
)
WHICH_DAY = N_(
    "Each of these columns of {file} may be the day: {headings}. Take out, or rename, those that are not meant. "
    "Nothing was recorded."
)
TWICE = N_(
    "Two columns of {file} have the heading “{heading}”, so it cannot be told which is meant: rename one of them. "
    "Nothing was recorded."
)
NO_DAYS = N_(
    "{file} has no column for the day. Add one (“Ngày”), or type the day of all of its rows with the command "
    "({typed}). Nothing was recorded."
)
NO_TABLE = N_("{file} is no table. Save it as .xlsx or as “CSV UTF-8”. Nothing was recorded.")
FORMULA = N_("Cell {cell} is a formula, and what it comes to is not taken: write the value itself.")
A_NUMBER = N_("“{text}” in {cell} is a number, not a date: make it a date, or write it like 30/9/2025.")
NOT_A_DAY = N_("“{text}” in {cell} is not a date, or may be several: write it like 30/9/2025 or 2025-09-30.")
FILLED_BUT_DAY = N_("{cell} is filled in, but its row has no day: write the day, or empty the cell.")
NO_SUCH_DAY = N_("There is no day “{text}” ({cell}) in the calendar.")


class SheetError(ValueError):
    """The whole file is refused; `said` is why, and what to do."""

    def __init__(self, template: str, /, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(template)


class DoubtfulError(ValueError):
    """A cell is not taken; `said` is why."""

    def __init__(self, column: Column, said: Said) -> None:
        self.column, self.said = column, said
        super().__init__(str(said))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row that is filled in: what it says in each column, and where that stands."""

    number: int  # of the row in its sheet; of a CSV file, of the line
    sheet: str = ""  # its name; of a CSV file none
    texts: Mapping[Column, str] = field(default_factory=dict)  # those that are not empty
    cells: Mapping[Column, str] = field(default_factory=dict)  # what each cell is called: C5
    has_days: bool = False  # its table has a column for the day

    def text(self, column: Column) -> str | None:
        """What stands there; None: nothing. Raises DoubtfulError for a formula."""
        text = self.texts.get(column)
        if text is not None and text.lstrip().startswith("="):
            raise DoubtfulError(column, Said(FORMULA, {"cell": self.cells[column]}))
        return text

    @property
    def place(self) -> str:
        """Its number, and its sheet where there is one."""
        return f"{self.sheet}!{self.number}" if self.sheet else str(self.number)

    @property
    def filled(self) -> bool:
        """True if it says something in a table in which a day is to be filled in."""
        return not {Column.DAY, Column.DOCUMENT, Column.NOTE}.isdisjoint(self.texts)

    def day(self) -> date | None:
        """The day that the row gives; None: its table has no column for it. Raises DoubtfulError."""
        text = self.text(Column.DAY)
        if text is None:
            if self.has_days:
                told = Column.DOCUMENT if Column.DOCUMENT in self.texts else Column.NOTE
                raise DoubtfulError(told, Said(FILLED_BUT_DAY, {"cell": self.cells[told]}))
            return None
        said = {"text": one_line(text, _SHOWN), "cell": self.cells[Column.DAY]}
        if text.replace(".", "", 1).isdigit():
            raise DoubtfulError(Column.DAY, Said(A_NUMBER, said))
        try:
            return written_day(text.removesuffix(MIDNIGHT))
        except NotADay:
            raise DoubtfulError(Column.DAY, Said(NOT_A_DAY, said)) from None
        except ValueError:
            raise DoubtfulError(Column.DAY, Said(NO_SUCH_DAY, said)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of a file that are filled in."""

    rows: Sequence[SheetRow]
    passed_over: int = 0  # rows that were not filled in: without a day
    left_out: Sequence[Said] = ()  # what else the file has and was not read, each in a sentence


def read_filled(name: str, data: bytes, *, day_by: str | None = None) -> Sheet:
    """The rows that were filled in in the file called `name`. Raises SheetError and DocumentRefused.

    `day_by`: how the day of all its rows is typed where no column has it, and was not; None: it was, or none is needed.
    """
    if len(data) > LARGEST:
        raise SheetError(TOO_LARGE, file=name, most=LARGEST // 2**20)
    kind = sniff(data)
    if kind not in (FileKind.XLSX, FileKind.TEXT):
        raise SheetError(NO_TABLE, file=name)
    read_as = FileKind.SHEET if kind is FileKind.XLSX else FileKind.CSV
    document = read_isolated(data, kind=read_as)
    tables = [(table, head) for table in document.tables if (head := _head(name, table))]
    if not tables:
        raise SheetError(NO_HEADINGS, file=name)
    if day_by and not any(Column.DAY in placed for _, (_, placed) in tables):
        raise SheetError(NO_DAYS, file=name, typed=day_by)
    rows = [row for table, (at, placed) in tables for row in _rows(table.rows[at + 1 :], placed)]
    filled = [row for row in rows if row.filled or not (row.has_days or day_by)]
    if len(filled) > MOST_ROWS:
        raise SheetError(TOO_MANY, file=name, most=MOST_ROWS)
    left_out = [Said(one.template, one.args) for one in document.left_out]
    return Sheet(rows=filled, passed_over=len(rows) - len(filled), left_out=left_out)


def _head(name: str, table: Table) -> tuple[int, Mapping[Column, Sequence[int]]] | None:
    """The line of a table that has the most headings, and where each stands; None: it has none that name anything."""
    try:
        found = [(at, places(row.texts)) for at, row in enumerate(table.rows[:_HEAD_WITHIN])]
    except TwiceError as twice:
        headings = [one_line(str(one), _SHOWN) for one in twice.args]
        if len(headings) > 1:
            raise SheetError(WHICH_DAY, file=name, headings=headings) from None
        raise SheetError(TWICE, file=name, heading=headings[0]) from None
    at, best = max(found, key=lambda one: len(one[1]), default=(0, {}))
    return (at, best) if {Column.UNIT, Column.TASK} & best.keys() else None


def _rows(rows: Sequence[Row], placed: Mapping[Column, Sequence[int]]) -> Iterator[SheetRow]:
    for row in rows:
        number = row.place.row or row.place.line or 0
        texts = {column: found for column, among in placed.items() if (found := _first(row.texts, among))}
        if texts.keys() & {Column.UNIT, Column.TASK, Column.DAY}:
            cells = {column: _cell(row, at, number) for column, (at, _) in texts.items()}
            said = {column: text for column, (_, text) in texts.items()}
            has_days, sheet = Column.DAY in placed, row.place.sheet or ""
            yield SheetRow(number=number, sheet=sheet, texts=said, cells=cells, has_days=has_days)


def _first(texts: Sequence[str], among: Sequence[int]) -> tuple[int, str] | None:
    """The first of these cells that is not empty, and its text."""
    filled = ((at, texts[at].strip()) for at in among if at < len(texts))
    return next((one for one in filled if one[1]), None)


def _cell(row: Row, at: int, number: int) -> str:
    first, last = divmod(at, len(ascii_uppercase))
    letters = (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]
    return f"{row.place.sheet}!{letters}{number}" if row.place.sheet else f"{letters}{number}"


def column_label(column: Column) -> Said:
    """A column, in words."""
    return Said(LABELS[column])
