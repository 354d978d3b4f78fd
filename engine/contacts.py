"""Addresses of agencies, kept apart from the log: there is only the seal of each (docs/decisions/0116).

The seal is a digest of the address under a key of its own (`ContactRow.salt`). While both are kept, it shows that the
address is the one that was entered; when they are erased, nothing can be found out from it, though telephone numbers
are few enough to try them all. Logs of before have addresses in events and in the texts of plans: `IN_LOG` stands for
their seal.
"""

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NotRequired, cast

from events.beside.ways import EMAIL, KIND_OF, MAIL, PHONE, PLACES, SMS, Role
from events.chain import canonical_json
from events.making import UnitData
from events.rows import IN_LOG, ContactRow, UnitRow
from rules.groups.members import members_text
from rules.plan import Plan, PlanUnit

KINDS = tuple(PLACES)
_FIRST = EMAIL, PHONE
SEALS: Mapping[str, str] = {EMAIL: "email_seal", PHONE: "phone_seal"}
"""The field that has the seal of an officer's first address, by its kind: in an event, and in the row of a unit."""

OTHERS = "others"
"""The field that has those of all other addresses."""

Kept = Mapping[tuple[str, str], ContactRow]
"""Addresses by unit and kind."""

_SEPARATORS = re.compile(r"[\s().\-]+")
_LANDLINE = re.compile(r"(?:\+84|0084|84|0)(?:2\d{9}|80\d{5})", re.ASCII)  # a province's; the offices' own network


class ListedUnit(UnitData):
    """An agency as an office lists it, with its addresses: further ones under their kinds (`leader_email`)."""

    email: NotRequired[str | None]
    phone: NotRequired[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Agencies as an event carries them, and their addresses beside it: `Service.record` takes both."""

    units: Sequence[UnitData]
    contacts: Sequence[ContactRow]  # without a position


def new_salt() -> str:
    """A key for one seal, that nobody can guess."""
    return secrets.token_hex(32)


def bare_number(text: str) -> str:
    """A telephone number as a person writes it, without what stands between the digits; wide digits are ordinary."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def landline(number: str) -> bool:
    """True of a landline of Viet Nam, as a person writes it: 0213 3876 123, +84 24 3825 1234, 080.48123."""
    return bool(_LANDLINE.fullmatch(bare_number(number)))


def by_place(contacts: Iterable[ContactRow]) -> Kept:
    """Addresses by unit and kind."""
    return {(row.unit, row.kind): row for row in contacts}


def sealed(
    units: Iterable[ListedUnit],
    kept: Iterable[ContactRow] = (),
    *,
    salt: Callable[[], str] = new_salt,
) -> Sealed:
    """Take the addresses out of `units`, and leave their seals. One that is `kept` already keeps its seal."""
    before = by_place(kept)
    found = [(unit, list(_contacts(unit, before, salt))) for unit in units]
    return Sealed(
        units=[_apart(unit, own, seal) for unit, own in found], contacts=[row for _, own in found for row in own]
    )


def _apart(unit: Mapping[str, Any], own: Sequence[ContactRow], sealing: Callable[[ContactRow], str]) -> UnitData:
    """The agency without its addresses, `own`, but with the seal of each."""
    said = {name: value for name, value in unit.items() if name not in KINDS}
    first = {SEALS[row.kind]: sealing(row) for row in own if row.kind in SEALS}
    heard = set(_heard(own))
    others = [
        {"kind": row.kind, "seal": sealing(row), **({"heard": True} if row.kind in heard else {})}
        for row in own
        if row.kind not in SEALS
    ]
    return cast("UnitData", {**said, **first, **_texts(own), **({OTHERS: others} if others else {})})


def _heard(own: Sequence[ContactRow]) -> Iterator[str]:
    """The kinds of addresses that messages go to: of one that stands in several roles, the first of them."""
    seen: set[str] = set()
    for row in sorted(own, key=lambda row: KINDS.index(row.kind)):
        reaches = PLACES[row.kind].sort == EMAIL or not landline(row.address)
        if reaches and (bare := _bare(row.address)) not in seen:
            seen.add(bare)
            yield row.kind


def _bare(address: str) -> str:
    """The same for two ways of writing one address."""
    if "@" in address:
        return unicodedata.normalize("NFKC", address).strip().casefold()
    return re.sub(r"^(?:\+84|0084|84|0)", "+84", bare_number(address))


def _contacts(unit: ListedUnit, before: Kept, salt: Callable[[], str]) -> Iterator[ContactRow]:
    given = cast("Mapping[str, str | None]", unit)
    for kind in KINDS:
        if address := given.get(kind):
            key = _key_kept(before, unit["code"], kind, address)
            yield ContactRow(unit["code"], kind, address, key or salt(), 0)


def _key_kept(before: Kept, unit: str, kind: str, address: str) -> str:
    """The key that an address has, also where it was of another kind: so it is known to be the same one."""
    there = (before.get((unit, one)) for one in (kind, *KINDS))
    return next((row.salt for row in there if row and row.address == address), "")


def _texts(contacts: Iterable[ContactRow]) -> Mapping[str, bool]:
    reached = any(row.kind == PHONE and not landline(row.address) for row in contacts)
    return {"texts": True} if reached else {}


def seal(row: ContactRow) -> str:
    """The seal of an address: it holds for this unit and this kind alone."""
    said = canonical_json([row.unit, row.kind, row.address])
    return hmac.new(bytes.fromhex(row.salt), said.encode(), hashlib.sha256).hexdigest()


def once_sealed(row: ContactRow) -> frozenset[str]:
    """The seals that an address may have had while it was of other kinds of this unit."""
    return frozenset(seal(row._replace(kind=kind)) for kind in KINDS) if row.salt else frozenset()


def seals(row: UnitRow) -> Mapping[str, str]:
    """The seals of a unit's addresses, by kind."""
    found = {EMAIL: row.email_seal, PHONE: row.phone_seal}
    others = {kind: one for kind, one, _ in _others(row.others)}
    return {kind: one for kind, one in found.items() if one} | others


def others_of(unit: Mapping[str, Any]) -> str:
    """The addresses beside the officer's first, as the row of a unit has them, of an event's unit."""
    rows = [[one["kind"], one["seal"], int(bool(one.get("heard")))] for one in unit.get(OTHERS) or ()]
    return canonical_json(sorted(rows)) if rows else ""


def without(row: UnitRow, kinds: Collection[str]) -> UnitRow:
    """The row of a unit, the addresses of these kinds erased."""
    left = [list(one) for one in _others(row.others) if one[0] not in kinds]
    first: Any = {SEALS[kind]: None for kind in _FIRST if kind in kinds} | ({"texts": 0} if PHONE in kinds else {})
    return row._replace(others=canonical_json(left) if left else "", **first)


_BY_MAIL = (MAIL,)


def ways(row: UnitRow | None) -> tuple[str, ...]:
    """The ways by which an agency is told what everybody is; who has no address at all is to get mail once he has."""
    if row is None or not (row.texts or row.others):
        return _BY_MAIL
    return (MAIL, *((SMS,) if row.texts else ()), *(_ways_of(row.others)[0] if row.others else ()))


def heard_at(row: UnitRow) -> frozenset[str]:
    """The kinds of a unit's addresses that messages go to."""
    return frozenset(KIND_OF[way] for way in (*ways(row), *leaders_ways(row)))


def leaders_ways(row: UnitRow | None) -> tuple[str, ...]:
    """The ways to the leader of an agency: there may be none."""
    return _ways_of(row.others)[1] if row and row.others else ()


@lru_cache(4096)
def _others(text: str) -> tuple[tuple[str, str, int], ...]:
    return tuple((kind, one, heard) for kind, one, heard in json.loads(text)) if text else ()


@lru_cache(4096)
def _ways_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ways to others than the officer's first addresses: what is told to everybody, and to the leader."""
    places = [PLACES[kind] for kind, _, heard in _others(text) if heard]
    led = tuple(place.way for place in places if place.role is Role.LEADER)
    return tuple(place.way for place in places if place.role is not Role.LEADER), led


# --- as it was before addresses were kept apart -----------------------------------------------------------------------


def of_event(unit: Mapping[str, Any]) -> UnitData:
    """An agency as an event carries it, with seals for the addresses that one of before has."""
    own = in_log(unit["code"], unit.get("email"), unit.get("phone"), 0)
    return _apart(unit, own, lambda _row: IN_LOG)


def in_log(code: str, email: str | None, phone: str | None, position: int) -> list[ContactRow]:
    """The addresses that an event of before has of an agency."""
    given = ((EMAIL, email), (PHONE, phone))
    return [ContactRow(code, kind, address, "", position) for kind, address in given if address]


def declared(unit: PlanUnit, position: int) -> UnitRow:
    """The row of an agency that a plan declares; its text may be one of before."""
    own = in_log(unit.code, unit.email, unit.phone, position)
    email, phone = (IN_LOG if any(row.kind == kind for row in own) else None for kind in _FIRST)
    texts = int(bool(_texts(own)))
    said = unit.code, unit.name, unit.kind, unit.parent
    return UnitRow(*said, email, phone, position, texts=texts, members=members_text(unit.members), tasks=unit.tasks)


def newly_declared(plan: Plan, known: Mapping[str, UnitRow], position: int) -> list[UnitRow]:
    """The agencies of a plan that nobody has registered yet; and its groups of which nobody has said the members."""
    fresh = [declared(unit, position) for unit in plan.units.values() if unit.code not in known]
    there = ((known[unit.code], unit) for unit in plan.units.values() if unit.code in known and unit.members)
    silent = ((row, unit) for row, unit in there if row.kind == unit.kind and not row.members)
    said = (row._replace(members=members_text(unit.members), tasks=row.tasks or unit.tasks) for row, unit in silent)
    return [*fresh, *(row._replace(position=position) for row in said)]


def declared_contacts(unit: PlanUnit, position: int) -> list[ContactRow]:
    """The addresses in the text of a plan of before."""
    return in_log(unit.code, unit.email, unit.phone, position)
