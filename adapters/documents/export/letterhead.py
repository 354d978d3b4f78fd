"""The head of an official document: who issues it, in the form of the Party or in that of the State.

The Party's is laid down by Hướng dẫn 36-HD/VPTW of 3/4/2018 (II.1.1, II.1.2), the State's by phụ lục I of Nghị định
30/2020/NĐ-CP (part I, II.1 and II.2). Both keep their Vietnamese words whatever language is spoken around them.
"""

import re
from dataclasses import dataclass
from datetime import date

from adapters.documents.files.cleaning import fold, one_line

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
OPEN = "……"
"""Stands where a hand is to fill something in."""

_OF_PARTY = re.compile(
    r"\b((tinh|thanh|huyen|quan|thi|dang|cap) uy|dang (bo|doan)|chi bo|ban can su|bo chinh tri|ban bi thu|"
    r"ban chap hanh trung uong|trung uong dang)\b"
)
_BELOW = re.compile(
    r"(?P<own>(?:Ban|Văn phòng|[ỦU][ỷy] ban Kiểm tra|Uỷ ban Kiểm tra|Trường)\b.*?) "
    r"(?P<above>(?:Tỉnh|Thành|Huyện|Quận|Thị) [uủ][yỷ]\b.*|Trung ương Đảng)",
    re.IGNORECASE,
)
_STANDING_BODIES = ("ban thuong vu", "ban chap hanh", "thuong truc")
"""They issue under the name of their committee (36-HD/VPTW, II.1.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of a document; what is empty is left open for a hand."""

    party: bool  # in the form of the Party
    issuer: str
    above: str = ""  # the body directly above the issuer
    place: str = ""  # where it is issued
    day: date | None  # on which it is issued
    year: int  # in which it is

    @property
    def dated(self) -> str:
        """The line of the place and the day; of a day that is open its year alone."""
        day, month = (f"{self.day.day:02}", _month(self.day.month)) if self.day else (OPEN, OPEN)
        return f"{self.place or OPEN * 2}, ngày {day} tháng {month} năm {self.year}"


def of_the_party(name: str) -> bool:
    """True if a body of that name issues documents in the form of the Party."""
    return bool(_OF_PARTY.search(fold(name)))


def head_of(issuer: str, day: date, *, place: str = "", dated: bool = True) -> Letterhead:
    """The head of what `issuer` issues on a day, which may be left open; a body of a committee stands below it."""
    name = one_line(issuer)
    found = _BELOW.fullmatch(name)
    own, above = found.group("own", "above") if found else (name, "")
    if fold(own) in _STANDING_BODIES:
        own, above = above, ""
    shown = day if dated else None
    return Letterhead(party=of_the_party(name), issuer=own, above=above, place=place, day=shown, year=day.year)


def _month(month: int) -> str:
    """January and February with a zero before them, so that no figure can be added."""
    return f"{month:02}" if month <= 2 else str(month)
