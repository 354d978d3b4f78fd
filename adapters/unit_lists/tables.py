"""A list of agencies as a table, CSV or XLSX: its rows by the fields that they fill, and the cell of each.

The headings may stand below a title. What is no column of such a list is told and left aside; a slip in a heading is
no such column, and refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from adapters.documents.files.document import FileKind, Row, Table
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.isolation.running import read_isolated
from adapters.unit_lists.columns import Columns, columns_of
from rules.document import Scalar
from rules.plan_file.yaml_reading import LARGEST
from rules.problem_report import ProblemReport
from rules.problems import N_, Problem

Fields = Mapping[str, Scalar]

LARGEST_BOOK = 10 * 2**20
"""Bytes of an XLSX file, which holds more than texts."""

_ZIP = b"PK\x03\x04"
_HEAD_WITHIN = 40
_A_SHEET = 2_000_000
"""More than a sheet has rows: each sheet's rows are numbered behind those of the sheet before."""

SAVE_AS = N_("Save it as .xlsx or as “CSV UTF-8”.")
TOO_LARGE = N_("The file has {size} bytes; a list of units has {largest} at most.")
SPLIT = N_("Check that it is the right file, or split it.")
NO_HEADINGS = N_("No line has the headings of a list of units.")
HEADINGS_ARE = N_(
    "Write above the columns what they are: mã (code), tên đơn vị (name), loại (kind), trực thuộc (parent), thư điện "
    "tử (email), điện thoại (phone). The name or the code must be there; the others may be left out."
)
MEANT = N_("There is no column “{field}”; it is like “{meant}”.")
WRITE_THAT = N_("Write “{meant}” if that is meant, or call the column otherwise.")
NOT_READ = N_("The column “{field}” is not read: it is nothing that a unit has.")
TWO_COLUMNS = N_("Two columns say the same; this one is called “{field}”.")
RENAME = N_("Take one of them out.")
FORMULA = N_("This cell is a formula, and what it comes to is not taken.")
WRITE_VALUE = N_("Write the value itself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a table, and what each cell of it is called."""

    rows: Sequence[Fields]
    cells: Mapping[tuple[int, int], str]  # by line and column

    def placed(self, problem: Problem) -> Problem:
        """The problem with the cell in which it stands, and the number of its row there."""
        cell = self.cells.get((problem.line, problem.column), "")
        return replace(problem, cell=cell, line=problem.line % _A_SHEET)


def read_rows(report: ProblemReport, source: bytes) -> Rows:
    """The rows of a file, read in a process of its own; what is wrong with the table is reported."""
    start = Scalar(text="", line=1, column=1)
    is_book = source.startswith(_ZIP)
    tables = _tables(report, source, start, is_book=is_book)
    headed = [(nth, table, head) for nth, table in enumerate(tables or ()) if (head := _head(table))]
    if tables is not None and not headed:
        report.error("no-code", start, NO_HEADINGS, HEADINGS_ARE)
    rows: list[Fields] = []
    cells: dict[tuple[int, int], str] = {}
    for nth, table, (at, columns) in headed:
        found = _Sheet(base=nth * _A_SHEET, columns=columns, head=table.rows[at])
        found.report_headings(report)
        rows += found.rows(table.rows[at + 1 :])
        cells |= found.cells(table.rows[at:])
    if is_book:
        for cell in (cell for row in rows for cell in row.values() if cell.text.startswith("=")):
            report.error("formula", cell, FORMULA, WRITE_VALUE)
    return Rows(rows=rows, cells=cells)


def _tables(report: ProblemReport, source: bytes, start: Scalar, *, is_book: bool) -> Sequence[Table] | None:
    """The tables of a file; None where it is refused."""
    largest = LARGEST_BOOK if is_book else LARGEST
    if len(source) > largest:
        report.error("too-large", start, TOO_LARGE, SPLIT, size=len(source), largest=largest)
        return None
    try:
        return list(read_isolated(source, kind=FileKind.SHEET if is_book else FileKind.CSV).tables)
    except DocumentRefused as refused:
        report.error("not-text", start, refused.template, SAVE_AS, **refused.fields)
        return None


def _head(table: Table) -> tuple[int, Columns] | None:
    """The line of a table with the most headings; None: none names units."""
    found = [(at, columns_of(row.texts)) for at, row in enumerate(table.rows[:_HEAD_WITHIN])]
    named = [one for one in found if {"code", "name"} & one[1].fields.keys()]
    return max(named, key=lambda one: len(one[1].fields), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One table whose headings were found."""

    base: int
    columns: Columns
    head: Row

    def report_headings(self, report: ProblemReport) -> None:
        """Report columns that cannot be told, and warn of those that are not read."""
        for at, meant in self.columns.meant.items():
            report.error("unknown-field", self._heading(at), MEANT, WRITE_THAT, field=self.head.texts[at], meant=meant)
        for at in self.columns.twice:
            report.error("column-twice", self._heading(at), TWO_COLUMNS, RENAME, field=self.head.texts[at])
        for at in self.columns.unread:
            report.warn("not-read", self._heading(at), NOT_READ, "", field=self.head.texts[at])

    def rows(self, rows: Sequence[Row]) -> Iterator[Fields]:
        """The rows that say something, by field."""
        for row in rows:
            given = {name: self._scalar(row, at) for name, at in self.columns.fields.items() if at < len(row.texts)}
            if any(cell.text for cell in given.values()):
                yield given

    def cells(self, rows: Sequence[Row]) -> Iterator[tuple[tuple[int, int], str]]:
        """What each cell is called, by the line and column that its text has."""
        for row in rows:
            sheet = f"{row.place.sheet}!" if row.place.sheet and self.base else ""
            for at in range(len(row.texts)):
                cell = self._scalar(row, at)
                yield (cell.line, cell.column), f"{sheet}{_letters(at)}{cell.line - self.base}"

    def _heading(self, at: int) -> Scalar:
        return self._scalar(self.head, at)

    def _scalar(self, row: Row, at: int) -> Scalar:
        line = self.base + (row.place.row or row.place.line or 1)
        return Scalar(text=row.texts[at].strip(), line=line, column=at + 1)


def _letters(at: int) -> str:
    first, last = divmod(at, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]
