"""Addresses of agencies, kept apart from the log: there is only the seal of each (docs/decisions/0116).

The seal is a digest of the address under a key of its own (`ContactRow.salt`). While both are kept, it shows that the
address is the one that was entered; when they are erased, nothing can be found out from it, though telephone numbers
are few enough to try them all. Logs of before have addresses in events and in the texts of plans: `IN_LOG` stands for
their seal.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, cast

from events.chain import canonical_json
from events.making import UnitData
from events.rows import CONTACT_CHANNELS, EMAIL, IN_LOG, PHONE, ContactRow, UnitRow
from rules.groups.members import members_text
from rules.plan import Plan, PlanUnit

KINDS = tuple(CONTACT_CHANNELS)
SEALS: Mapping[str, str] = {EMAIL: "email_seal", PHONE: "phone_seal"}
"""The field that has the seal of an address, by its kind: in an event, and in the row of a unit."""

Kept = Mapping[tuple[str, str], ContactRow]
"""Addresses by unit and kind."""

_SEPARATORS = re.compile(r"[\s().\-]+")
_LANDLINE = re.compile(r"(?:\+84|0084|84|0)(?:2\d{9}|80\d{5})", re.ASCII)  # a province's; the offices' own network


class ListedUnit(UnitData):
    """An agency as an office lists it, with its addresses."""

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
    return cast("UnitData", {**said, **{SEALS[row.kind]: sealing(row) for row in own}, **_texts(own)})


def _contacts(unit: ListedUnit, before: Kept, salt: Callable[[], str]) -> Iterator[ContactRow]:
    for kind, address in ((EMAIL, unit.get("email")), (PHONE, unit.get("phone"))):
        if address:
            was = before.get((unit["code"], kind))
            key = was.salt if was and was.address == address else ""
            yield ContactRow(unit["code"], kind, address, key or salt(), 0)


def _texts(contacts: Iterable[ContactRow]) -> Mapping[str, bool]:
    reached = any(row.kind == PHONE and not landline(row.address) for row in contacts)
    return {"texts": True} if reached else {}


def seal(row: ContactRow) -> str:
    """The seal of an address: it holds for this unit and this kind alone."""
    said = canonical_json([row.unit, row.kind, row.address])
    return hmac.new(bytes.fromhex(row.salt), said.encode(), hashlib.sha256).hexdigest()


def seals(row: UnitRow) -> Mapping[str, str]:
    """The seals of a unit's addresses, by kind."""
    found = {EMAIL: row.email_seal, PHONE: row.phone_seal}
    return {kind: one for kind, one in found.items() if one}


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
    email, phone = (IN_LOG if any(row.kind == kind for row in own) else None for kind in KINDS)
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
