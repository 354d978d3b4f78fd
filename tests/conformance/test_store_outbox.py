"""What every store must do with messages: never lost, never given to two at once, never moved once sent."""

from datetime import timedelta
from typing import Any

import pytest

from events.delivery import LONGEST_AHEAD
from events.rows import BodyRow, Changes, Claimed, MessageView
from events.store import Store
from tests.conformance.examples import NOW, mails, message, unit

LATER = NOW + timedelta(seconds=61)


def fill(store: Store, changes: Changes) -> None:
    """Apply changes in a transaction of their own."""
    with store.begin() as session:
        session.apply(changes)


def keys(claimed: list[Claimed]) -> list[str]:
    """The keys of what was claimed."""
    return [one.key for one in claimed]


def seen(store: Store, key: str) -> MessageView:
    """One message as it is shown."""
    with store.begin(write=False) as session:
        return next(view for view in session.messages() if view.key == key)


def test_a_new_message_is_pending(store: Store) -> None:
    """A message that was just written has not been tried, and shows its content."""
    fill(store, mails("m1"))
    assert seen(store, "m1") == MessageView(
        key="m1",
        position=1,
        recipient="03388",
        channel="mail",
        content='{"tasks":["p/I.1/03388"]}',
        status="pending",
        attempts=0,
        next_try_at=None,
        claimed_until=None,
        claimed_by=None,
        last_error=None,
        sent_at=None,
    )


def test_a_claim_has_all_that_sending_needs(store: Store) -> None:
    """A claimed message comes with its content and the address as it is known now."""
    fill(store, mails("m1"))
    fill(store, Changes(units=[unit(name="Xã Tả Phìn", email="a@example.vn", phone="0213")]))
    (claimed,) = store.claim(NOW, "w1", 10, 60)
    assert claimed == Claimed(
        key="m1",
        position=1,
        recipient="03388",
        channel="mail",
        content='{"tasks":["p/I.1/03388"]}',
        attempts=1,
        name="Xã Tả Phìn",
        email="a@example.vn",
        phone="0213",
    )
    view = seen(store, "m1")
    assert (view.status, view.claimed_by, view.claimed_until) == ("claimed", "w1", "2025-08-01T03:05:05.678901Z")


def test_a_message_to_an_unknown_unit_is_claimed_without_an_address(store: Store) -> None:
    """A recipient whom nobody registered has no name and no address, and the message is not lost."""
    fill(store, mails("m1"))
    (claimed,) = store.claim(NOW, "w1", 10, 60)
    assert (claimed.name, claimed.email, claimed.phone) == (None, None, None)


def test_the_oldest_are_claimed_first(store: Store) -> None:
    """Messages are claimed in the order of the log, then of their keys, and no more than asked for."""
    bodies = [BodyRow("b1", "x")]
    messages = [message("d", position=1), message("b", position=2), message("a", position=10), message("c", position=2)]
    fill(store, Changes(bodies=bodies, messages=messages))
    assert keys(store.claim(NOW, "w1", 3, 60)) == ["d", "b", "c"]
    assert keys(store.claim(NOW, "w2", 3, 60)) == ["a"]


def test_what_is_claimed_is_nobody_elses(store: Store) -> None:
    """While the lease lasts a claimed message is given to nobody; when it is over, to the next who asks."""
    fill(store, mails("m1"))
    assert keys(store.claim(NOW, "w1", 10, 60)) == ["m1"]
    assert store.claim(NOW + timedelta(seconds=59), "w2", 10, 60) == []
    (again,) = store.claim(NOW + timedelta(seconds=60), "w2", 10, 60)
    assert (again.key, again.attempts) == ("m1", 2)


def test_a_claim_made_under_a_wrong_clock_is_free_again(store: Store) -> None:
    """A message claimed “in 2030”, or put off until then, is given out as soon as the clock is right again."""
    fill(store, mails("m1", "m2", "m3"))
    assert keys(store.claim(NOW + timedelta(days=1_800), "w1", 2, 600)) == ["m1", "m2"]
    store.retry("03388", "m2", NOW + timedelta(days=1_800, minutes=5), "451 later")
    assert keys(store.claim(NOW, "w2", 10, 600)) == ["m1", "m2", "m3"]
    assert store.claim(NOW + timedelta(seconds=599), "w3", 10, 600) == []


def test_the_longest_lease_and_the_longest_wait_hold(store: Store) -> None:
    """A claim, or a wait, as long as any may be is respected to its end."""
    fill(store, mails("m1", "m2"))
    store.claim(NOW, "w1", 2, LONGEST_AHEAD.total_seconds())
    store.retry("03388", "m2", NOW + LONGEST_AHEAD, "later")
    assert store.claim(NOW, "w2", 10, 60) == []
    assert keys(store.claim(NOW + LONGEST_AHEAD, "w2", 10, 60)) == ["m1", "m2"]


def test_what_is_sent_stays_sent(store: Store) -> None:
    """A sent message is never claimed again, and a late worker cannot put it off, park it or send it anew."""
    fill(store, mails("m1"))
    store.claim(NOW, "w1", 10, 60)
    assert store.sent("03388", "m1", NOW)
    assert not store.sent("03388", "m1", LATER)
    assert not store.retry("03388", "m1", LATER, "late")
    assert not store.park("03388", "m1", "late")
    assert not store.unpark("03388", "m1")
    assert store.claim(LATER, "w2", 10, 60) == []
    view = seen(store, "m1")
    assert (view.status, view.sent_at, view.claimed_by) == ("sent", "2025-08-01T03:04:05.678901Z", None)


def test_who_sent_after_the_lease_was_over_is_believed(store: Store) -> None:
    """A message that another worker has claimed meanwhile is sent all the same, and not put off by the other."""
    fill(store, mails("m1"))
    store.claim(NOW, "w1", 10, 60)
    store.claim(LATER, "w2", 10, 60)
    assert store.sent("03388", "m1", LATER)
    assert not store.retry("03388", "m1", LATER, "slow")
    assert seen(store, "m1").status == "sent"


def test_a_failed_message_waits_for_its_moment(store: Store) -> None:
    """A message put off is claimed again from its moment on, with the error kept until it is sent."""
    fill(store, mails("m1"))
    store.claim(NOW, "w1", 10, 60)
    assert store.retry("03388", "m1", LATER, "451 try\r\nlater\0")
    assert seen(store, "m1").last_error == "451 try  later "
    assert store.claim(LATER - timedelta(microseconds=1), "w1", 10, 60) == []
    (again,) = store.claim(LATER, "w1", 10, 60)
    assert again.attempts == 2
    assert store.sent("03388", "m1", LATER)
    assert seen(store, "m1").last_error is None


def test_a_message_that_waits_does_not_hold_up_the_others(store: Store) -> None:
    """Younger messages are claimed while an older one waits."""
    fill(store, mails("m1", "m2"))
    store.claim(NOW, "w1", 1, 60)
    store.retry("03388", "m1", LATER, "x")
    assert keys(store.claim(NOW, "w1", 10, 60)) == ["m2"]


def test_only_what_is_claimed_can_be_put_off(store: Store) -> None:
    """A message that nobody holds is not put off."""
    fill(store, mails("m1"))
    assert not store.retry("03388", "m1", LATER, "x")
    assert not store.retry("03388", "nobody", LATER, "x")
    assert seen(store, "m1").status == "pending"


def test_a_parked_message_waits_for_somebody(store: Store) -> None:
    """A parked message is not claimed until it is unparked, and then counts its attempts afresh."""
    fill(store, mails("m1"))
    store.claim(NOW, "w1", 10, 60)
    assert store.park("03388", "m1", "550 no such user" + "!" * 1_000)
    assert store.claim(LATER, "w1", 10, 60) == []
    view = seen(store, "m1")
    assert (view.status, view.attempts, len(view.last_error or "")) == ("parked", 1, 500)
    assert not store.park("03388", "m1", "again")
    assert store.unpark("03388", "m1")
    assert not store.unpark("03388", "m1")
    (again,) = store.claim(LATER, "w1", 10, 60)
    assert again.attempts == 1


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["m1", "m2", "m3"]),
        ({"status": "sent"}, ["m1"]),
        ({"recipient": "12"}, ["m3"]),
        ({"status": "pending", "recipient": "03388"}, ["m2"]),
        ({"limit": 2}, ["m1", "m2"]),
        ({"status": "parked"}, []),
    ],
)
def test_messages_can_be_narrowed(store: Store, filters: dict[str, Any], found: list[str]) -> None:
    """Messages are listed oldest first, by status and recipient where asked."""
    fill(store, mails("m1", "m2"))
    fill(store, Changes(messages=[message("m3", recipient="12", position=2)]))
    store.claim(NOW, "w1", 1, 60)
    store.sent("03388", "m1", NOW)
    with store.begin(write=False) as session:
        assert [view.key for view in session.messages(**filters)] == found


def test_an_empty_outbox_gives_nothing(store: Store) -> None:
    """To claim from an empty outbox, or none at all, gives an empty list."""
    assert store.claim(NOW, "w1", 10, 60) == []
    fill(store, mails("m1"))
    assert store.claim(NOW, "w1", 0, 60) == []
