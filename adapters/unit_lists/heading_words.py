"""Headings of a list of agencies by their words: `Địa chỉ e-mail công vụ`, `SĐT lãnh đạo`, `Cơ quan cấp trên`.

A heading says what it is of, and may say more that changes nothing. One with any other word is of something else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

_MAIL = ("thu dien tu", "hop thu dien tu", "hop thu", "e mail", "email", "mail", "gmail")
_PHONE = ("dien thoai di dong", "dien thoai", "di dong", "sdt", "dt", "dtdd", "mobile", "phone", "zalo")
_ABOVE = ("cap tren", "cap tren truc tiep", "truc thuoc", "chu quan", "thuoc", "quan ly truc tiep")
_COPIED = ("dong gui", "sao gui", "nhan ban sao", "ban sao", "cc")
_OF_LEADER = ("lanh dao", "thu truong", "nguoi dung dau")

_AGENCIES = (
    *("don vi", "co quan", "to chuc", "dang bo", "dang uy", "cap uy", "chi bo", "dia phuong", "hanh chinh", "dvhc"),
    *("xa", "phuong", "dac khu", "tinh", "thanh pho", "so ban nganh", "cap xa", "cap tinh", "unit", "agency"),
)
"""Words that agencies are called by; together they name one."""

_CONTACT = (
    *(
        "dia chi",
        "so",
        "cua",
        "cong vu",
        "lien he",
        "lien lac",
        "nhan",
        "giao dich",
        "chinh thuc",
        "tai khoan",
        "nguoi",
    ),
    *("can bo", "dau moi", "phu trach", "theo doi", "chuyen vien", "van thu", "dien tu", "address", "number", "no"),
)
"""Words beside an address that change nothing: an officer's is the agency's."""

_OF_ITSELF: Mapping[str, Sequence[str]] = {
    "code": ("ma", "ma so", "code"),
    "kind": ("loai", "loai hinh", "kieu", "kind", "type"),
    "name": ("ten", "ten goi", "ten day du", "name"),
}
"""What is said of an agency, before or after the words for it."""


def field_of(heading: str) -> str | None:
    """The field that a folded heading is of, by its words; None: it is of something else."""
    return (_address(heading) or _parent(heading) or _of_agency(heading)) if heading else None


def _address(heading: str) -> str | None:
    for sort, names in (("email", _MAIL), ("phone", _PHONE)):
        for rest in _without(heading, names):
            for role, owners in (("cc_", _COPIED), ("leader_", _OF_LEADER)):
                if any(_made_of(left, _CONTACT, _AGENCIES) for left in _without(rest, owners)):
                    return role + sort
            if _made_of(rest, _CONTACT, _AGENCIES):
                return sort
    return None


def _parent(heading: str) -> str | None:
    above = any(_made_of(rest, _AGENCIES, _OF_ITSELF["name"]) for rest in _without(heading, _ABOVE))
    return "parent" if above else None


def _of_agency(heading: str) -> str | None:
    for field, words in _OF_ITSELF.items():
        if any(_made_of(rest, _AGENCIES) for rest in _without(heading, words)):
            return field
    return "name" if _made_of(heading, _AGENCIES) else None


def _without(heading: str, phrases: Sequence[str]) -> Iterator[str]:
    """What is left of a heading without one of the phrases, for each that stands in it."""
    whole = f" {heading} "
    for phrase in phrases:
        if f" {phrase} " in whole:
            yield whole.replace(f" {phrase} ", " ", 1).strip()


def _made_of(text: str, *phrases: Sequence[str]) -> bool:
    """True if a text is these phrases and nothing else."""
    return bool(re.fullmatch(f"(?:(?:{'|'.join(one for some in phrases for one in some)})(?: |$))*", text))
