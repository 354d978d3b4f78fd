"""The rows of a plan's register as plain values to write back, and the customary table's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NewType

from adapters.documents.export.letterhead import Letterhead
from adapters.documents.files.cleaning import clean, one_line
from adapters.leaving import Leaving
from rules.drafting.source import Translate
from rules.problems import N_
from rules.secrecy import Level

NUMBER = N_("No.")
TITLE = N_("Task")
LEAD = N_("Lead agency")
COOPERATE = N_("Cooperating agencies")
FOLLOW = N_("Followed by")
PRODUCT = N_("Product")
SAYS = N_("Deadline as written")
DUE = N_("Due date")
STATE = N_("State")

PAGE = 26.7
"""Centimetres: what A4 across leaves between margins of 20 and 10 mm."""


_FEW, _CROWDED = 7, 0.85
"""Where there are more columns than so many, those beside the title give up some of their width."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its header, the field of a row that it shows, and its width in centimetres."""

    header: str
    shows: str
    width: float  # 0: what the others leave; that of the numbers is made for the longest
    centred: bool = False
    always: bool = True  # else only where a row has something in it


COLUMNS = (
    Column(NUMBER, "number", 1.2, centred=True),
    Column(TITLE, "title", 0),
    Column(LEAD, "lead", 3.5),
    Column(COOPERATE, "cooperate", 3.5),
    Column(FOLLOW, "follow", 2.6, always=False),
    Column(PRODUCT, "product", 2.6, always=False),
    Column(SAYS, "says", 3.2),
    Column(DUE, "due", 2.5, centred=True),
    Column(STATE, "state", 3.5, centred=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One row of the register, in the words to print. A heading has a number and a title only."""

    number: str
    title: str
    lead: str = ""
    cooperate: str = ""
    follow: str = ""
    product: str = ""
    says: str = ""
    due: date | None = None
    due_note: str = ""  # instead of a date, or behind it: `chưa có ngày`, `tạm tính`
    state: str = ""
    heading: bool = False
    secrecy: Level = Level.OPEN
    withheld: bool = False  # it stays inside the office: the title says where to look


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A register to write. `title` stands above the table, `subtitle` below the title."""

    title: str
    subtitle: str = ""
    rows: tuple[ExportRow, ...]
    head: Letterhead | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that its table has, with their widths."""
        shown = [one for one in COLUMNS if one.always or any(getattr(row, one.shows) for row in self.rows)]
        longest = max((len(row.number) for row in self.rows), default=0)
        shown[0] = replace(shown[0], width=min(3.0, max(1.2, 0.5 + 0.2 * longest)))
        if len(shown) > _FEW:
            shown[1:] = [replace(one, width=one.width * (1 if one.shows == "due" else _CROWDED)) for one in shown[1:]]
        rest = PAGE - sum(one.width for one in shown)
        return tuple(replace(one, width=one.width or rest) for one in shown)


Released = NewType("Released", Export)
"""A register as it may leave the office; made by `released` alone."""


def released(export: Export, secrecy: Level, number: str, leaving: Leaving, lang: str) -> Released:
    """The register as it may be said outside, of a plan that is so secret: the only way to what can be written."""
    rows = tuple(leaving.said(row, lang) for row in export.rows)
    if not leaving.withholds(secrecy):
        return Released(replace(export, rows=rows))
    head = export.head and replace(export.head, issuer="", above="")
    return Released(replace(export, title=f"{number}: {leaving.see_at(lang)}", head=head, rows=rows))


def vietnamese_date(day: date) -> str:
    """`21/07/2025`."""
    return f"{day:%d/%m/%Y}"


def cell_of(row: ExportRow, column: Column) -> str:
    """The text of a row in a column, without what a document can't hold."""
    if column.shows == "due":
        return one_line(" ".join(filter(None, (vietnamese_date(row.due) if row.due else "", row.due_note))))
    text = getattr(row, column.shows)
    return clean(text).strip() if column.shows == "title" else one_line(text)


def headers(columns: Sequence[Column], translate: Translate) -> Sequence[str]:
    """The header of the table in the language of `translate`."""
    return [translate(column.header) for column in columns]
