"""The columns of a table that is filled in, by their headings in Vietnamese and English."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from adapters.documents.files.cleaning import fold
from adapters.unit_lists.heading_words import field_of
from rules.problems import N_


class Column(StrEnum):
    """The columns that are read: each says something of its row."""

    NUMBER = "number"
    UNIT = "unit"
    PLAN = "plan"
    TASK = "task"
    ROUND = "round"
    DAY = "on"
    DOCUMENT = "document"
    NOTE = "note"


LABELS: Mapping[Column, str] = {
    Column.NUMBER: N_("No."),
    Column.UNIT: N_("Unit"),
    Column.PLAN: N_("Plan"),
    Column.TASK: N_("Task"),
    Column.ROUND: N_("Round"),
    Column.DAY: N_("Day"),
    Column.DOCUMENT: N_("Document"),
    Column.NOTE: N_("Note"),
}

HEADINGS: Mapping[Column, Sequence[str]] = {
    Column.NUMBER: ("tt", "stt", "so tt", "so thu tu", "no", "number"),
    Column.UNIT: (
        *("ma", "ma don vi", "ma co quan", "code", "unit code"),
        *("don vi", "ten don vi", "co quan", "co quan don vi", "xa phuong", "unit", "units"),
        *("co quan chu tri", "chu tri", "don vi chu tri", "lead", "lead agency"),
    ),
    Column.PLAN: (
        *("ma ke hoach", "so ke hoach", "ke hoach", "ten ke hoach", "thuoc ke hoach"),
        *("plan", "plan code", "plan number"),
    ),
    Column.TASK: (
        *("ma viec", "ma nhiem vu", "id", "task id"),
        *("viec", "cong viec", "nhiem vu", "noi dung", "noi dung cong viec", "task", "tasks", "row", "title"),
    ),
    Column.ROUND: ("ky", "ky bao cao", "quy", "thang", "tuan", "dot", "round", "period"),
    Column.DAY: (
        *("ngay", "ngay hoan thanh", "ngay bao cao", "ngay thuc hien", "ngay to chuc", "on", "day", "date"),
        *("done on", "thoi han moi", "new date"),
    ),
    Column.DOCUMENT: ("van ban", "so van ban", "so hieu van ban", "document", "documents"),
    Column.NOTE: ("ghi chu", "note", "notes"),
}
"""Headings as they are compared, folded; of several columns that say the same, the earlier named goes first."""

_BY_HEADING = {name: (column, rank) for column, names in HEADINGS.items() for rank, name in enumerate(names)}


_BEHIND = 100
"""Behind all ranks of the usual headings."""

_WORDS: Mapping[Column, re.Pattern[str]] = {
    Column.DAY: re.compile(r"ngay( da)? (hoan thanh|bao cao|thuc hien|to chuc|dien ra|xong|nop|gui|nhan)( bao cao)?"),
    Column.DOCUMENT: re.compile(r"(so |ky hieu |so hieu )+(van ban|bao cao|cong van)|(van ban|bao cao|cong van) so"),
    Column.TASK: re.compile(r"(ten |noi dung )+(nhiem vu|cong viec|viec)|(nhiem vu|cong viec) (duoc )?giao"),
}
"""The headings beside the usual ones. A time for doing something is when it is due, and no day on which it was done."""


_ANY_DAY = {"ngay", "on", "day", "date"}
"""Headings of days that say not of what: a column that says it goes before them."""


class TwiceError(ValueError):
    """Two columns have the same heading, or it cannot be told which has the day; the headings are its arguments."""


def places(headings: Sequence[str]) -> Mapping[Column, Sequence[int]]:
    """For each column that a line of headings has, where it stands; the one that says it best first.

    Of several with days one counts, also where it is empty: they are days of different things. Raises TwiceError.
    """
    found: dict[Column, list[tuple[int, int]]] = {}
    for column, rank, at in _known(headings):
        if rank in (one for one, _ in found.get(column, ())):
            raise TwiceError(headings[at])
        found.setdefault(column, []).append((rank, at))
    by_column = {column: [at for _, at in sorted(ranked)] for column, ranked in found.items()}
    days = by_column.get(Column.DAY, ())
    if len(days) > 1:
        exact = [at for at in days if fold(headings[at]) not in _ANY_DAY]
        if len(exact) != 1:
            raise TwiceError(*(headings[at] for at in sorted(exact or days)))
        by_column[Column.DAY] = exact
    return by_column


def _known(headings: Sequence[str]) -> Iterator[tuple[Column, int, int]]:
    for at, heading in enumerate(headings):
        said = fold(heading)
        meant = _BY_HEADING.get(said) or _by_words(said)
        if meant:
            yield *meant, at


def _by_words(heading: str) -> tuple[Column, int] | None:
    """The column of a heading that is none of the usual, by its words; each such goes behind the usual ones."""
    of_agency = field_of(heading)
    if of_agency in ("code", "name"):
        return Column.UNIT, _BEHIND + (of_agency == "name")
    return next(((column, _BEHIND) for column, words in _WORDS.items() if words.fullmatch(heading)), None)
