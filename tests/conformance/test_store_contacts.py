"""What every store must do with addresses that go, and with messages that have been kept long enough."""

from datetime import timedelta
from pathlib import Path

import pytest

from events.delivery import parked, put_off, sent
from events.errors import StoreFailed
from events.opening import make_store
from events.rows import BodyRow, Changes, ContactRow
from events.store import Store
from tests.conformance.examples import NOW, message, unit

MAIL = ContactRow("03388", "email", "canbo.a@lai-chau.example", "a" * 64, 1)
PHONE = ContactRow("03388", "phone", "0912 345 678", "b" * 64, 1)
OTHER = ContactRow("03389", "email", "canbo.b@lai-chau.example", "c" * 64, 1)
LATER = NOW + timedelta(days=10)


def fill(store: Store, changes: Changes) -> None:
    with store.begin() as session:
        session.apply(changes)


def told(store: Store, **messages: str) -> None:
    """Messages by key, each with its body, of the events at 1, 2, 3 …."""
    bodies = [BodyRow(body, f'{{"of":"{body}"}}') for body in sorted(set(messages.values()))]
    rows = [message(key, body_key=body, position=at) for at, (key, body) in enumerate(messages.items(), 1)]
    fill(store, Changes(bodies=bodies, messages=rows))


def there(store: Store) -> tuple[list[str], list[str], dict[int, int]]:
    """The keys of messages and bodies, and how many went by the event they told of."""
    with store.begin(write=False) as session:
        keys = [one.key for one in session.messages()]
        return keys, [str(row[0]) for row in session.dump("body")], session.pruned()


def test_an_address_goes_alone(store: Store) -> None:
    """The others stay, of the unit and of other units; what comes in its place is there."""
    fill(store, Changes(units=[unit()], contacts=[MAIL, PHONE, OTHER]))
    fill(store, Changes(contacts_gone=[("03388", "email"), ("nobody", "email")]))
    with store.begin(write=False) as session:
        assert session.contacts() == [PHONE, OTHER]
    anew = PHONE._replace(address="0987 654 321")
    fill(store, Changes(contacts_gone=[("03388", "phone")], contacts=[anew]))
    with store.begin(write=False) as session:
        assert session.contacts(["03388"]) == [anew]


def test_addresses_outlast_a_rebuilding(store: Store) -> None:
    """The log does not have them, so nothing that is built from it can take their place."""
    fill(store, Changes(units=[unit()], contacts=[MAIL]))
    with store.begin() as session:
        session.rebuild(Changes(units=[unit("12")]), retold=False)
        assert session.contacts() == [MAIL]


def test_with_an_address_goes_what_failed_attempts_said_of_it(store: Store) -> None:
    """By its channel alone; the message itself, and how often it was tried, stay."""
    fill(store, Changes(contacts=[MAIL, PHONE], bodies=[BodyRow("b1", "{}")]))
    keys = {"m": "mail", "s": "sms"}
    fill(store, Changes(messages=[message(key, channel=channel) for key, channel in keys.items()]))
    store.settle([parked(one, "c…@lai-chau.example refused") for one in store.claim(NOW, "w", 2, 60)])
    fill(store, Changes(contacts_gone=[("03388", "email")]))
    with store.begin(write=False) as session:
        errors = {one.key: (one.status, one.attempts, one.last_error) for one in session.messages()}
    assert errors == {"m": ("parked", 1, None), "s": ("parked", 1, "c…@lai-chau.example refused")}


def test_only_what_was_sent_before_a_moment_goes(store: Store) -> None:
    """Nothing that waits, is in a worker's hands, put off or parked goes, however old it is."""
    told(store, **{key: key for key in ("late", "old", "parked", "put_off", "taken", "waits")})
    mine = {one.key: one for one in store.claim(NOW, "w", 5, 60)}
    of_old, of_late = sent(mine["old"], NOW), sent(mine["late"], LATER)
    store.settle([of_old, of_late, parked(mine["parked"], "x"), put_off(mine["put_off"], NOW, "x")])
    assert store.prune(NOW, 100) == 0
    assert store.prune(LATER, 100) == 1
    assert there(store) == (
        ["late", "parked", "put_off", "taken", "waits"],
        ["late", "parked", "put_off", "taken", "waits"],
        {2: 1},
    )


def test_the_oldest_go_first_and_so_many_at_once(store: Store) -> None:
    """How many went is counted by the event that they told of; a content stays while a message says it."""
    told(store, a="same", b="same", c="own")
    fill(store, Changes(messages=[message("d", body_key="own", position=3)]))
    store.settle([sent(one, NOW) for one in store.claim(NOW, "w", 4, 60)])
    assert store.prune(LATER, 1) == 1
    assert there(store) == (["b", "c", "d"], ["own", "same"], {1: 1})
    assert store.prune(LATER, 2) == 2
    assert there(store) == (["d"], ["own"], {1: 1, 2: 1, 3: 1})
    assert store.prune(LATER, 2) == 1
    assert store.prune(LATER, 2) == 0
    assert there(store) == ([], [], {1: 1, 2: 1, 3: 2})


def test_content_that_went_can_come_again(store: Store) -> None:
    """A later event may say the very same; a message without its content is refused, as always."""
    told(store, a="same")
    store.settle([sent(one, NOW) for one in store.claim(NOW, "w", 1, 60)])
    store.prune(LATER, 1)
    with pytest.raises(StoreFailed):
        fill(store, Changes(messages=[message("b", body_key="same")]))
    told(store, b="same")
    assert there(store)[:2] == (["b"], ["same"])


def test_nothing_of_an_address_is_left_in_the_file(tmp_path: Path) -> None:
    """In SQLite's file the bytes of what went, or was replaced, are overwritten: not only passed over."""
    path = tmp_path / "t.sqlite"
    store = make_store(f"sqlite:///{path}")
    fill(store, Changes(contacts=[MAIL, PHONE, OTHER]))
    fill(store, Changes(contacts_gone=[("03388", "email")], contacts=[PHONE._replace(address="0987 654 321")]))
    store.close()
    kept = path.read_bytes()
    assert OTHER.address.encode() in kept
    assert b"0987 654 321" in kept
    assert MAIL.address.encode() not in kept
    assert PHONE.address.encode() not in kept
