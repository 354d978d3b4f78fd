"""The table of the nation's agencies: a row for each name that a code has had, since when, and the documents for it.

Codes are texts: 03388 is not 3388. Names are NFC, with the tone marks where the Prime Minister's decision has them
(Hòa, Thủy). docs/official-list.md tells the sources, and how each row was checked.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

BEGINS = date(2025, 7, 1)
"""The first day that the table speaks of: the nation has had two levels below the centre since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialName:
    """A name that an official code had for a while."""

    code: str  # two digits a province, five a commune, ward or special zone
    name: str  # with its sort before it: Xã, Phường, Đặc khu, Tỉnh, Thành phố
    kind: str  # province or commune
    parent: str  # code of the unit above
    since: date  # the first day of the name
    until: date | None  # the first day on which it had another name; None: it has this one
    documents: Sequence[str]  # their numbers
    confidence: str  # high; medium where a letter or the code itself was in dispute among the sources

    def holds(self, day: date) -> bool:
        """True if the code had this name on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


@cache
def names() -> Mapping[str, Sequence[OfficialName]]:
    """By code, in its order, all names that it has had, the earliest first."""
    found: dict[str, list[OfficialName]] = {}
    for line in lines("units.csv"):
        found.setdefault(line["code"], []).append(_name(line))
    return found


@cache
def list_on(day: date) -> Mapping[str, OfficialName]:
    """All units by code, as they were called on `day`; before BEGINS there are none."""
    return {code: one for code, every in names().items() for one in every if one.holds(day)}


@cache
def latest() -> Mapping[str, OfficialName]:
    """All units by code, under the last name that the table knows."""
    return {code: every[-1] for code, every in names().items()}


@cache
def issued() -> Mapping[str, date]:
    """The day on which each document was issued, by its number."""
    return {line["document"]: date.fromisoformat(line["issued"]) for line in lines("documents.csv")}


def lines(name: str) -> Iterator[dict[str, str]]:
    """The lines of a file of the list."""
    text = files("adapters.official_list").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _name(line: Mapping[str, str]) -> OfficialName:
    return OfficialName(
        code=line["code"],
        name=line["name"],
        kind=line["kind"],
        parent=line["parent"],
        since=date.fromisoformat(line["since"]),
        until=date.fromisoformat(line["until"]) if line["until"] else None,
        documents=tuple(line["documents"].split("; ")),
        confidence=line["confidence"],
    )
