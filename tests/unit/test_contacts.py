"""Addresses beside the log: sealed there, recorded with an event, and erased by one."""

from dataclasses import replace
from typing import Any

import pytest

from engine.asking.verifying import verify
from engine.asking.what_if import logged, suppose
from engine.contacts import ListedUnit, Sealed, seal, sealed
from events import making
from events.chain import canonical_json, content
from events.errors import Conflict, EventError
from events.opening import make_store
from events.rows import ContactRow
from tests.worlds import World

BTC: ListedUnit = {
    "code": "btc",
    "name": "Ban Tổ chức",
    "kind": "party-body",
    "email": "a@x.example",
    "phone": "0912345678",
}


def kept(made: World) -> list[ContactRow]:
    with made.store.begin(write=False) as session:
        return session.contacts()


def registered(made: World, listed: Sealed, **how: Any) -> Any:
    event = making.units_registered(listed.units, **made.envelope())
    return made.service.record(event, contacts=listed.contacts, **how)


def test_an_event_has_seals_in_the_place_of_addresses() -> None:
    """Nothing of the address is in it, and what is there is another each time, so that it cannot be guessed."""
    first, second = sealed([BTC]), sealed([BTC])
    said = canonical_json(content(making.units_registered(first.units, **World().envelope())))
    assert not any(one in said for one in ("a@x.example", "0912345678", "example"))
    assert first.units[0].keys() == {"code", "name", "kind", "email_seal", "phone_seal", "texts"}
    assert first.units != second.units
    assert sealed([BTC], first.contacts) == first


def test_a_seal_is_of_one_unit_and_one_kind() -> None:
    """An address that is moved to another agency, or another column, does not fit."""
    row = ContactRow("btc", "email", "a@x.example", "5" * 64, 1)
    others = [row._replace(unit="vptu"), row._replace(kind="phone"), row._replace(address="b@x.example")]
    assert seal(row) not in {seal(one) for one in (*others, row._replace(salt="6" * 64))}
    assert seal(row) == seal(row._replace(position=9))


def test_addresses_are_kept_with_their_event() -> None:
    """Each with its place in the log; what stays keeps that, what is left out goes; a dry run changes nothing."""
    made = World()
    listed = sealed([BTC])
    registered(made, listed, dry_run=True)
    assert kept(made) == []
    registered(made, listed)
    assert [(row.kind, row.address, row.position) for row in kept(made)] == [
        ("email", "a@x.example", 1),
        ("phone", "0912345678", 1),
    ]
    changed = sealed([{**BTC, "email": "b@x.example"}], kept(made))
    registered(made, changed)
    assert [(row.address, row.position) for row in kept(made)] == [("b@x.example", 2), ("0912345678", 1)]
    registered(made, sealed([{**BTC, "email": None, "phone": ""}], kept(made)))
    assert kept(made) == []
    assert verify(made.service, make_store("memory:")).holds


def test_an_event_without_its_addresses_is_refused() -> None:
    """Whoever records it must have them, and those that were sealed; supposing needs none."""
    made = World()
    listed = sealed([BTC])
    event = making.units_registered(listed.units, **made.envelope())
    other = [row._replace(address="b@x.example") for row in listed.contacts]
    for contacts in ((), listed.contacts[:1], other):
        with pytest.raises(EventError, match="register it again"):
            made.service.record(event, contacts=contacts)
    for address in ("a@x.example ", "a@x\n.example", "a" * 201):
        with pytest.raises(EventError, match="1 to 200 printable characters"):
            registered(made, sealed([{**BTC, "email": address}]))
    assert kept(made) == []
    suppose(made.store, [logged(made.service.tools, [event])])
    assert not made.service.record(event, contacts=listed.contacts).known
    assert made.service.record(event).known


def test_of_two_who_change_an_agency_at_once_the_second_is_told() -> None:
    """Neither is an address lost without a word, nor does one that was erased come back."""
    made = World()
    registered(made, sealed([BTC]))
    listed = sealed([{**BTC, "email": "b@x.example"}], kept(made))
    made.service.record(making.unit_contacts_erased("btc", kinds=["email"], **made.envelope()), seen=1)
    with pytest.raises(Conflict):
        registered(made, listed, seen=1)
    assert [row.kind for row in kept(made)] == ["phone"]


def test_only_what_is_there_is_erased() -> None:
    """Of an agency that has ended too; a kind that it has no address of, or that there is not, is refused."""
    made = World()
    registered(made, sealed([{**BTC, "phone": None}]))
    made.service.record(making.unit_ended("btc", **made.envelope()))
    for kinds in (["phone"], ["fax"], ["email", "phone"], []):
        with pytest.raises(EventError):
            made.service.record(making.unit_contacts_erased("btc", kinds=kinds, **made.envelope()))
    erased = making.unit_contacts_erased("btc", kinds=["email"], **made.envelope())
    made.service.record(erased)
    assert kept(made) == []
    with pytest.raises(EventError, match="no address of these kinds"):
        made.service.record(replace(erased, id="again"))
    assert verify(made.service, make_store("memory:")).holds
