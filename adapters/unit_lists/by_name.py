"""Agencies of a list that has no codes: who is meant by a name, and the code that a new one gets.

A name is that of an agency that is registered, else of a commune or province of the official list (in the provinces
that are registered, or that the list names or is surely of), else of a new one: its code is made of its name, by the
same rule as for the agencies of a plan document, so that the same list read again says nothing new.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from adapters.documents.meaning.matching import commune_of, key_of, kind_of, new_code
from adapters.official_list.naming import same_name
from adapters.official_list.table import OfficialName, latest
from adapters.unit_lists.codes import Codes
from adapters.unit_lists.official import ROOT_NAME
from adapters.unit_lists.tables import Fields
from events.rows import UnitRow
from rules.document import Scalar
from rules.problem_report import ProblemReport
from rules.problems import N_
from rules.unit_kinds import PROVINCE, ROOT

WHICH = N_("“{name}” may be {codes}.")
WRITE_CODE = N_("Write its code in a column “mã”, or the unit above it in a column “trực thuộc”.")
NO_PARENT = N_("No unit is called “{read}”, which is to be the one above “{name}”.")
WRITE_PARENT = N_("Write the name or the code of a unit that is registered, or stands in this list.")
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A code that an agency gets, made of its name."""

    code: str
    name: str
    kind: str


@cache
def _official() -> Mapping[str, Sequence[OfficialName]]:
    """The official communes and provinces by the keys of their names: made once, when a list first has no code."""
    by_key: dict[str, list[OfficialName]] = {}
    for one in latest().values():
        by_key.setdefault(key_of(one.name), []).append(one)
    return by_key


@dataclass(slots=True)
class NameCodes:
    """The codes of agencies by their names: of those there are, and of those that a list adds."""

    known: Mapping[str, UnitRow]
    made: list[Made] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    _living: dict[str, list[str]] = field(default_factory=dict)  # codes of registered agencies by the key of the name

    def __post_init__(self) -> None:
        self._taken |= {*self.known}
        for row in self.known.values():
            if row.ended_on is None:
                self._living.setdefault(key_of(row.name), []).append(row.code)

    def coded(self, report: ProblemReport, rows: Sequence[Fields]) -> Iterator[Fields]:
        """The rows, each with the code of its agency, and with that of the unit above it where a name stands there.

        A row that has neither a name nor a code is left as it is.
        """
        self._taken |= {code for row in rows if (code := _text(row, "code"))}
        provinces = self._provinces(rows)
        of_rows = {key_of(_text(row, "name")): _text(row, "code") for row in rows if _text(row, "code")}
        for row in rows:
            above = self._above(report, row, of_rows)
            if _text(row, "code") or not _text(row, "name"):
                yield {"code": _at(row, ""), **row, **above}
                continue
            found = self._of(report, {**row, **above}, provinces)
            of_rows.setdefault(key_of(_text(row, "name")), found["code"].text)
            yield found

    def _of(self, report: ProblemReport, row: Fields, provinces: Collection[str]) -> Fields:
        """A row of an agency that has a name and no code."""
        name, parent = _text(row, "name"), _text(row, "parent")
        there = self._registered(name, parent)
        codes = there or [one.code for one in self._of_list(name, {parent} if parent else provinces)]
        if len(codes) > 1:
            said = ", ".join(map(self._label, codes[:_MOST_NAMED]))
            report.error("which-unit", row["name"], WHICH, WRITE_CODE, name=name, codes=said)
        if codes:
            return self._known(row, codes[0])
        return self._new(row, provinces)

    def _known(self, row: Fields, code: str) -> Fields:
        """A row of an agency that is registered or official. What the row leaves out is as it is there."""
        kept = {name: value for name, value in row.items() if value.text or name not in ("kind", "parent")}
        if not same_name(_text(row, "name"), Codes(known=self.known).name(code)):
            kept.pop("name")  # a body of the commune: Đảng ủy xã Bình Lư
        if code in self.known:
            return {**kept, "code": _at(row, code)}
        one = latest()[code]
        filled = {"name": one.name, "kind": one.kind, "parent": one.parent}
        return {**{name: _at(row, text) for name, text in filled.items()}, **kept, "code": _at(row, code)}

    def _new(self, row: Fields, provinces: Collection[str]) -> Fields:
        name = _text(row, "name")
        code = new_code(name, self._taken)
        self._taken.add(code)
        kind = _text(row, "kind") or kind_of(name)
        self.made.append(Made(code, name, kind))
        parent = _text(row, "parent") or (next(iter(provinces)) if len(provinces) == 1 else "")
        above = {"parent": _at(row, parent)} if parent else {}
        return {**row, **above, "kind": _at(row, kind), "code": _at(row, code)}

    def _registered(self, name: str, parent: str) -> list[str]:
        """The codes of registered agencies that are called so (below `parent`, if one is given)."""
        keys = filter(None, (key_of(name), commune_of(name)))
        found = next((codes for key in keys if (codes := self._living.get(key))), [])
        found = [code for code in found if not parent or parent == self.known[code].parent] or found
        same = [code for code in found if same_name(self.known[code].name, name)]
        return same or found

    def _of_list(self, name: str, above: Collection[str]) -> Sequence[OfficialName]:
        """The agencies of the official list that are called so, those in these provinces alone if there are any."""
        keys = filter(None, (key_of(name), commune_of(name)))
        found = next((there for key in keys if (there := _official().get(key))), ())
        if above:
            found = [one for one in found if one.parent in above or one.kind == PROVINCE]
        same = [one for one in found if same_name(one.name, name)]
        return same or found

    def _provinces(self, rows: Sequence[Fields]) -> Collection[str]:
        """The provinces in which names are looked for: those registered, or that the list names.

        Without any, those of its communes whose name no other in the country has.
        """
        there = {row.code for row in self.known.values() if row.kind == PROVINCE and row.ended_on is None}
        said = {key_of(_text(row, column)) for row in rows for column in ("name", "parent")}
        named = [of for key in said if (of := _official().get(key))]
        there |= {one.code for several in named for one in several if one.kind == PROVINCE}
        return there or {several[0].parent for several in named if len(several) == 1}

    def _label(self, code: str) -> str:
        """An agency and the one above it, for people."""
        codes = Codes(known=self.known)
        above = self.known[code].parent if code in self.known else latest()[code].parent
        return f"{code} ({codes.name(code)}, {codes.name(above or '') or '–'})"

    def _above(self, report: ProblemReport, row: Fields, of_rows: Mapping[str, str]) -> dict[str, Scalar]:
        """The unit above, by its code, where the row names it; one that nobody knows is reported."""
        read = _text(row, "parent")
        if not read or read == "-" or not any(map(str.isalpha, read)) or read in self._taken:
            return {}
        key = key_of(read)
        official = [one.code for one in _official().get(key, ()) if one.kind == PROVINCE]
        codes = [*self._living.get(key, ()), *filter(None, [of_rows.get(key)]), *official]
        if codes:
            return {"parent": replace(row["parent"], text=codes[0])}
        if same_name(read, ROOT_NAME):
            return {"parent": replace(row["parent"], text=ROOT)}
        if " " in read:
            report.error("no-parent", row["parent"], NO_PARENT, WRITE_PARENT, read=read, name=_text(row, "name"))
        return {}


def _at(row: Fields, text: str) -> Scalar:
    """`text` in the place of the row's name, else of its first cell."""
    cell = row.get("name") or next(iter(row.values()))
    return replace(cell, text=text)


def _text(row: Fields, name: str) -> str:
    return "" if name not in row or row[name].empty else row[name].text
