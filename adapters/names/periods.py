"""Periods as officers call them: quý III, tháng 9/2026, 6 tháng đầu năm; each is a round of what recurs.

The names of rounds are those of `engine.counting.rounds`: `2026-W31`, `2026-09`, `2026-Q3`, `2026-H1`, `2026`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from adapters.names.matching import plain_words
from engine.counting.rounds import first_day_of, span_of
from rules.offsets import Cycle

_YEAR = r"(?:(?:nam )?(?P<year>\d{4}))"
_QUARTER = re.compile(rf"(?:quy|q|quarter) ?(?P<number>[1-4]|i|ii|iii|iv)(?: {_YEAR})?", re.ASCII)
_MONTH = re.compile(rf"(?:thang|month) (?P<number>0?[1-9]|1[0-2])(?: {_YEAR})?", re.ASCII)
_WEEK = re.compile(rf"(?:tuan|week) (?P<number>0?[1-9]|[1-4]\d|5[0-3])(?: {_YEAR})?", re.ASCII)
_HALF = re.compile(rf"(?:(?:6|sau) thang|nua) (?P<which>dau|cuoi)(?: nam)?(?: {_YEAR})?", re.ASCII)
_WHOLE = re.compile(r"(?:nam|year) (?P<year>\d{4})", re.ASCII)
_BY_NAME = re.compile(r"(?P<year>\d{4})(?P<part> ?(?:q[1-4]|h[12]|w\d\d)| (?:0[1-9]|1[0-2]))", re.ASCII)
_RELATIVE = re.compile(r"(?P<kind>tuan|thang|quy|nam) (?P<which>nay|truoc|vua qua)", re.ASCII)
_BARE = re.compile(r"(?:\d{1,2}|i|ii|iii|iv)(?: \d{4})?", re.ASCII)

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_KINDS: Mapping[str, Cycle] = {"tuan": Cycle.WEEK, "thang": Cycle.MONTH, "quy": Cycle.QUARTER, "nam": Cycle.YEAR}
_CALLED: Mapping[str, str] = {"Q": "quy", "W": "tuan", "0": "thang", "1": "thang"}
"""What rounds are called whose names go on so behind the year."""

_LONGEST = 6
"""Words that a period has at the most: 6 tháng đầu năm 2026."""


class Period(NamedTuple):
    """A week, month, quarter, half or whole year; without a year the one that fits."""

    part: str  # W31, 09, Q3, H1; "": the whole year
    year: int | None = None

    def is_round(self, name: str) -> bool:
        """True if the round of that name may be meant."""
        year, _, part = name.partition("-")
        return part == self.part and self.year in (None, int(year))

    def name(self, day: date) -> str:
        """The name of the round; without a year the last of these that had begun on `day`."""
        begun = (year for year in (day.year, day.year - 1) if self._begins(year) <= day)
        year = next(begun, day.year) if self.year is None else self.year
        return f"{year:04}-{self.part}" if self.part else f"{year:04}"

    def _begins(self, year: int) -> date:
        try:
            return first_day_of(f"{year}-{self.part}")
        except ValueError:  # few years have a week 53
            return date.max


def period_said(text: str, day: date, like: str = "") -> Period | None:
    """The period that a text names, said on `day`; None: it names none.

    `like`: the name of a round of the same frequency, by which a number alone says enough.
    """
    said = " ".join(plain_words(text))
    return _relative(said, day) or _absolute(said) or (_bare(said, like) if like else None)


def period_within(text: str, day: date) -> Iterator[tuple[str, Period]]:
    """Each way in which a text has a period in it, with what else it says: báo cáo quý III Bình Lư."""
    words = text.split()
    for many in range(min(_LONGEST, len(words) - 1), 0, -1):
        for at in range(len(words) - many, -1, -1):
            if period := period_said(" ".join(words[at : at + many]), day):
                yield " ".join([*words[:at], words[at], *words[at + many :]]), period
                yield " ".join([*words[:at], *words[at + many :]]), period


def _absolute(said: str) -> Period | None:
    if found := _BY_NAME.fullmatch(said):
        return Period(found["part"].strip().upper(), int(found["year"]))
    if found := _WHOLE.fullmatch(said):
        return Period("", int(found["year"]))
    for form, part in ((_QUARTER, "Q{}"), (_MONTH, "{:02}"), (_WEEK, "W{:02}")):
        if found := form.fullmatch(said):
            number = found["number"]
            return Period(part.format(_ROMAN.get(number) or int(number)), _year(found))
    if found := _HALF.fullmatch(said):
        return Period("H1" if found["which"] == "dau" else "H2", _year(found))
    return None


def _relative(said: str, day: date) -> Period | None:
    found = _RELATIVE.fullmatch(said)
    if found is None:
        return None
    span = span_of(_KINDS[found["kind"]], day)
    if found["which"] != "nay":
        span = span_of(_KINDS[found["kind"]], date.fromordinal(span.start.toordinal() - 1))
    year, _, part = span.id.partition("-")
    return Period(part, int(year))


def _bare(said: str, like: str) -> Period | None:
    """The period of a number alone, by the frequency of the round `like`."""
    called = _CALLED.get(like.partition("-")[2][:1])
    return _absolute(f"{called} {said}") if called and _BARE.fullmatch(said) else None


def _year(found: re.Match[str]) -> int | None:
    return int(found["year"]) if found["year"] else None
