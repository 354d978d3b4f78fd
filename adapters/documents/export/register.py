"""The rows of a plan's register as plain values to write back, and the customary table's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NewType

from adapters.documents.files.cleaning import clean, one_line
from adapters.leaving import Leaving
from rules.drafting.source import Translate
from rules.problems import N_
from rules.secrecy import Level

NUMBER = N_("No.")
TITLE = N_("Task")
LEAD = N_("Lead agency")
COOPERATE = N_("Cooperating agencies")
SAYS = N_("Deadline as written")
DUE = N_("Due date")
STATE = N_("State")

HEADERS = (NUMBER, TITLE, LEAD, COOPERATE, SAYS, DUE, STATE)
WIDTHS = (1.4, 9.0, 3.9, 3.9, 3.4, 2.5, 2.6)
"""Centimetres; together what A4 across leaves between its margins (Nghị định 30/2020/NĐ-CP, phụ lục I)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One row of the register, in the words to print. A heading has a number and a title only."""

    number: str
    title: str
    lead: str = ""
    cooperate: str = ""
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


Released = NewType("Released", Export)
"""A register as it may leave the office; made by `released` alone."""


def released(export: Export, secrecy: Level, number: str, leaving: Leaving, lang: str) -> Released:
    """The register as it may be said outside, of a plan that is so secret: the only way to what can be written."""
    rows = tuple(leaving.said(row, lang) for row in export.rows)
    title = f"{number}: {leaving.see_at(lang)}" if leaving.withholds(secrecy) else export.title
    return Released(replace(export, title=title, rows=rows))


def vietnamese_date(day: date) -> str:
    """`21/07/2025`."""
    return f"{day:%d/%m/%Y}"


def cells_of(row: ExportRow) -> tuple[str, ...]:
    """The texts of a row in the order of HEADERS, each without what a document can't hold."""
    due = " ".join(filter(None, (vietnamese_date(row.due) if row.due else "", row.due_note)))
    texts = (row.number, row.title, row.lead, row.cooperate, row.says, due, row.state)
    return tuple(one_line(text) if index != 1 else clean(text).strip() for index, text in enumerate(texts))


def headers(translate: Translate) -> Sequence[str]:
    """The header of the table in the language of `translate`."""
    return [translate(header) for header in HEADERS]
