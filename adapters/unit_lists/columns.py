"""The columns of a list of agencies, by their headings in Vietnamese and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from adapters.documents.files.cleaning import fold
from events.beside.ways import PLACES

ADDRESSES = {place.kind: place for place in PLACES.values() if place.number == 1}
"""The columns of addresses: in each there may be several, with semicolons between them."""
FIELDS = ("code", "name", "kind", "parent", *ADDRESSES, "members", "tasks")

_MAIL = ("thu dien tu", "email", "e mail", "hop thu", "hop thu dien tu", "dia chi thu dien tu", "dia chi email")
_PHONE = ("dien thoai", "so dien thoai", "di dong", "dien thoai di dong", "so di dong", "sdt")
_COPIED = ("dong gui", "sao gui", "nhan ban sao", "cc")
_OF_LEADER = ("lanh dao", "cua lanh dao")

HEADINGS: Mapping[str, Sequence[str]] = {
    "code": ("ma", "ma don vi", "ma co quan", "ma so", "ma xa", "unit code"),
    "name": (
        *("ten don vi", "ten co quan", "ten co quan don vi", "ten", "don vi", "co quan", "co quan don vi"),
        *("xa phuong", "ten xa phuong", "unit", "unit name"),
    ),
    "kind": ("loai", "loai don vi", "loai co quan", "loai hinh", "cap"),
    "parent": ("truc thuoc", "don vi cap tren", "cap tren", "thuoc", "don vi truc thuoc", "tinh", "below"),
    "email": (*_MAIL, "thu dien tu can bo", "email can bo"),
    "phone": (*_PHONE, "dien thoai can bo"),
    "cc_email": [f"{one} {beside}" for one in _MAIL for beside in _COPIED],
    "cc_phone": [f"{one} {beside}" for one in _PHONE for beside in _COPIED],
    "leader_email": [f"{one} {beside}" for one in _MAIL for beside in _OF_LEADER],
    "leader_phone": [f"{one} {beside}" for one in _PHONE for beside in _OF_LEADER],
    "members": ("thanh vien", "gom", "gom cac don vi"),
    "tasks": ("giao viec", "cach giao viec"),
}
"""Headings as they are compared, folded, beside the names of the fields themselves."""

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
        field = _BY_HEADING.get(said)
        if field and field in fields:
            twice.append(at)
        elif field:
            fields[field] = at
        elif said and (near := get_close_matches(said, _BY_HEADING, 1, _LIKE)):
            meant[at] = _BY_HEADING[near[0]]
        elif said and said not in PASSED_OVER:
            unread.append(at)
    return Columns(fields=fields, meant=meant, unread=unread, twice=twice)
