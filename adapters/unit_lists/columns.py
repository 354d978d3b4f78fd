"""The columns of a list of agencies, by their headings in Vietnamese and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from adapters.documents.files.cleaning import fold
from adapters.unit_lists.heading_words import field_of
from events.beside.ways import PLACES

ADDRESSES = {place.kind: place for place in PLACES.values() if place.number == 1}
"""The columns of addresses: in each there may be several, with semicolons between them."""
FIELDS = ("code", "name", "kind", "parent", *ADDRESSES, "members", "tasks")

HEADINGS: Mapping[str, Sequence[str]] = {
    "code": ("ma", "ma don vi", "ma co quan", "ma xa", "unit code"),
    "name": ("ten don vi", "ten co quan", "don vi", "co quan", "xa phuong", "unit"),
    "kind": ("loai", "loai don vi", "loai co quan", "cap"),
    "parent": ("truc thuoc", "don vi cap tren", "cap tren", "tinh", "below"),
    "email": ("thu dien tu", "email", "dia chi email"),
    "phone": ("dien thoai", "so dien thoai", "di dong"),
    "members": ("thanh vien", "gom", "gom cac don vi"),
    "tasks": ("giao viec", "cach giao viec"),
}
"""The usual headings, folded, beside the names of the fields themselves: those which no words tell, and those by which
slips are known.
"""

PASSED_OVER = ("tt", "stt", "so tt", "so thu tu", "no", "ghi chu", "note", "notes")
"""Columns of every table, of which nothing need be said."""

_BY_HEADING = {fold(name): field for field in FIELDS for name in (field, *HEADINGS.get(field, ()))}
_LIKE = 0.85
"""The likeness (of 1) from which an unknown heading is taken for a slip in a known one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the columns of a list stand, by their number in the line of headings, and which of them are not read."""

    fields: Mapping[str, int]
    meant: Mapping[int, str]  # unknown, and like a heading that there is: a slip
    unread: Sequence[int]
    twice: Sequence[int]


def columns_of(headings: Sequence[str]) -> Columns:
    """The columns that a line of headings names."""
    fields: dict[str, int] = {}
    meant: dict[int, str] = {}
    unread, twice = [], []
    for at, heading in enumerate(headings):
        said = fold(heading)
        field = _BY_HEADING.get(said) or (None if said in PASSED_OVER else field_of(said))
        if field and field in fields:
            twice.append(at)
        elif field:
            fields[field] = at
        elif said and (near := _slipped(said)):
            meant[at] = _BY_HEADING[near]
        elif said and said not in PASSED_OVER:
            unread.append(at)
    return Columns(fields=fields, meant=meant, unread=unread, twice=twice)


def _slipped(said: str) -> str | None:
    """The heading in which a slip was made; one with words beside it is no slip, but of something else."""
    near = get_close_matches(said, _BY_HEADING, 1, _LIKE)
    return near[0] if near and not set(near[0].split()) < set(said.split()) else None
