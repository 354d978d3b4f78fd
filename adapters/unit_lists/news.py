"""A list of agencies held against the register: what of it is news, which names documents changed, and what is asked.

An address is somebody's. Where it would come to stand under the name of another place, by a list that numbers
agencies otherwise or by a slip in a code, it is asked whether that is the same agency.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from adapters.official_list.naming import composed, same_name, same_place
from adapters.official_list.table import OfficialName, issued, names
from adapters.unit_lists.columns import FIELDS
from engine.contacts import KINDS, SEALS, Kept, ListedUnit
from events.event import Document
from events.rows import UnitRow
from rules.groups.members import BETWEEN

ALL = "all"
_FIELDS = (*(name for name in FIELDS if name not in KINDS), *KINDS)
_ADDED = ("members", "tasks", *(kind for kind in KINDS if kind not in SEALS))
"""Fields that stand in an event only where there is something in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """A name that a document changed, of an agency registered under the one before."""

    code: str
    name: str
    was: str  # as it is registered
    on: date
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An address would come to stand under another name."""

    code: str
    before: str  # the name that the register, else the official list, has
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the officer has said of such agencies, by their codes."""

    same: Collection[str] = ()  # it is the same agency: its address stays
    another: Collection[str] = ()  # it is another: the address of the one before goes; ALL: each of them

    def to(self, code: str) -> bool:
        """True if there is an answer for that agency."""
        return code in self.same or code in self.another or ALL in self.another

    def is_another(self, code: str) -> bool:
        """True if that agency is another than before."""
        return code not in self.same and (code in self.another or ALL in self.another)


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """What an agency that is registered has otherwise by a list."""

    code: str
    name: str  # as it is registered
    fields: Mapping[str, tuple[Any, Any]]  # by field, what was and what is to be; None: nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a list says that the register does not."""

    units: Sequence[ListedUnit]  # new, or changed
    otherwise: Sequence[Otherwise] = ()  # of those that are registered
    renamed: Sequence[Renaming] = ()
    asked: Sequence[Question] = ()


def news(given: Iterable[ListedUnit], known: Mapping[str, UnitRow], kept: Kept, answers: Answers | None = None) -> News:
    """The agencies of `given` of which something new is said; what is left out is as in `known` and `kept`."""
    said = answers or Answers()
    units, renamed, asked, otherwise = [], [], [], []
    for unit in given:
        row = known.get(unit["code"])
        steps = list(_renamings(unit, row)) if row else []
        before = _before(row, kept)
        fresh = _merged(unit, row, before, keeps_name=bool(row and (steps or _is_older(unit["name"], row))))
        question = _question(unit, row, before) if fresh and not steps else None
        if question and not said.to(question.code):
            asked.append(question)
        if fresh:
            units.append(_without_old_contacts(unit, fresh) if question and said.is_another(unit["code"]) else fresh)
            otherwise += [_otherwise(row, before, units[-1])] if row else []
        renamed += steps
    return News(units=units, renamed=renamed, asked=asked, otherwise=otherwise)


def _otherwise(row: UnitRow, before: Mapping[str, Any], now: Mapping[str, Any]) -> Otherwise:
    both = {name: (before.get(name) or None, now.get(name) or None) for name in _FIELDS}
    return Otherwise(code=row.code, name=row.name, fields={name: two for name, two in both.items() if two[0] != two[1]})


def _before(row: UnitRow | None, kept: Kept) -> Mapping[str, Any]:
    """What is known of an agency so far, its addresses included."""
    addresses = {kind: kept[row.code, kind].address for kind in KINDS if (row.code, kind) in kept} if row else {}
    said = {**row._asdict(), "members": row.members.split(BETWEEN) if row.members else None} if row else {}
    return {**said, **addresses, "tasks": (row and row.tasks) or None}


def _merged(unit: ListedUnit, row: UnitRow | None, before: Mapping[str, Any], *, keeps_name: bool) -> ListedUnit | None:
    """The agency as it is to be registered; None where the register says the same."""
    values: dict[str, Any] = {name: unit.get(name, before.get(name)) or None for name in _FIELDS}
    values = {name: value for name, value in values.items() if value or name not in _ADDED}
    if row and (keeps_name or _spelt_alike(unit["name"], row.name)):
        values["name"] = row.name
    changed = any(values.get(name) != before.get(name) for name in _FIELDS)
    return cast("ListedUnit", values) if changed else None


def _spelt_alike(name: str, registered: str) -> bool:
    """True if the register's spelling stands: it has the same name, in composed letters."""
    return composed(registered) == registered and same_name(name, registered)


def _without_old_contacts(unit: ListedUnit, fresh: ListedUnit) -> ListedUnit:
    """The agency with no address but what the list itself gives it."""
    return cast("ListedUnit", {**fresh, **{name: unit.get(name) or None for name in KINDS}})


# --- names ------------------------------------------------------------------------------------------------------------


def _renamings(unit: ListedUnit, row: UnitRow) -> Iterator[Renaming]:
    """The changes of name that lie between the register's name and the list's, where the official list has both."""
    official = names().get(unit["code"], ())
    first, last = _place_of(row.name, official), _place_of(unit["name"], official)
    if first is None or last is None or row.ended_on:
        return
    was = row.name
    for one in official[first + 1 : last + 1]:
        yield Renaming(code=one.code, name=one.name, was=was, on=one.since, document=_proof(one))
        was = one.name


def _is_older(name: str, row: UnitRow) -> bool:
    """True if `name` is one that the agency had before the one that it is registered under."""
    official = names().get(row.code, ())
    at, now = _place_of(name, official), _place_of(row.name, official)
    return at is not None and now is not None and at < now


def _place_of(name: str, official: Sequence[OfficialName]) -> int | None:
    return next((index for index, one in enumerate(official) if same_name(one.name, name)), None)


def _proof(one: OfficialName) -> Document:
    return Document(text="; ".join(one.documents), issued=issued()[one.documents[-1]])


def _question(unit: ListedUnit, row: UnitRow | None, before: Mapping[str, Any]) -> Question | None:
    """The question to ask, if the agency, with an address of now or before, is called as another place is."""
    contacts = [unit.get(name) or before.get(name) for name in KINDS]
    official = [one.name for one in names().get(unit["code"], ()) if one.kind == unit["kind"]]
    others = [name for name in (row and row.name, *official[-1:]) if name]
    other = next((name for name in others if not same_place(name, unit["name"])), None)
    return Question(code=unit["code"], before=other, name=unit["name"]) if other and any(contacts) else None
