"""What every store must do with messages: never lost, never given to two at once, settled by who holds them only."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from events.chain import moment_text
from events.database.dialects import Mode
from events.database.store import SqlStore
from events.delivery import LONGEST_AHEAD, LONGEST_LEASE, given_back, parked, put_off, sent
from events.in_memory.store import MemoryStore
from events.rows import BodyRow, Changes, ContactRow
from events.store import Store
from events.views import Claimed, MessageView, Settled
from tests.conformance.examples import NOW, mails, message, unit

LATER = NOW + timedelta(seconds=61)
M1 = {("03388", "m1")}
SETTLING: dict[str, Callable[[Claimed], Settled]] = {
    "sent": lambda one: sent(one, LATER),
    "put off": lambda one: put_off(one, LATER, "late"),
    "parked": lambda one: parked(one, "late"),
    "given back": given_back,
}
"""What a worker may say of a message that it holds."""


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


def claimed(store: Store, key: str = "m1", worker: str = "w1", lease: float = 60) -> Claimed:
    """The oldest message, which must be that one, claimed."""
    (one,) = store.claim(NOW, worker, 1, lease)
    assert one.key == key
    return one


def ahead(text: str | None) -> float:
    """How many seconds from now on the machine's clock that is."""
    assert text
    return (datetime.fromisoformat(text) - datetime.now(UTC)).total_seconds()


def set_lease(store: Store, until: datetime) -> None:
    """Have all claims end then, as a store with another clock would have written it."""
    lapsing = moment_text(until)
    if isinstance(store, MemoryStore):
        with store._changing() as state:
            for id_, of in state.deliveries.items():
                state.deliveries[id_] = of._replace(claimed_until=lapsing)
        return
    assert isinstance(store, SqlStore)
    with store._transaction(Mode.OUTBOX) as connection:
        connection.execute(text(f"UPDATE message SET claimed_until = '{lapsing}'"))


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
    """A claimed message comes with its content, the address as it is known now, and the token of the claim."""
    fill(store, mails("m1"))
    kinds = {"email": "a@example.vn", "phone": "0213"}
    contacts = [ContactRow("03388", kind, address, "0", 1) for kind, address in kinds.items()]
    fill(store, Changes(units=[unit(name="Xã Tả Phìn")], contacts=contacts))
    one = claimed(store)
    assert one == Claimed(
        key="m1",
        position=1,
        recipient="03388",
        channel="mail",
        content='{"tasks":["p/I.1/03388"]}',
        attempts=1,
        name="Xã Tả Phìn",
        address="a@example.vn",
        token=one.token,
        instead="0213",
    )
    view = seen(store, "m1")
    assert (view.status, view.claimed_by) == ("claimed", "w1")
    assert 50 < ahead(view.claimed_until) <= 60


def test_each_claim_has_a_token_of_its_own(store: Store) -> None:
    """What is claimed at once has one token; another claim, also of the same message, another."""
    fill(store, mails("m1", "m2", "m3"))
    first, second, third = store.claim(NOW, "w1", 2, 60), store.claim(NOW, "w1", 2, 0), store.claim(NOW, "w1", 2, 60)
    assert [keys(first), keys(second), keys(third)] == [["m1", "m2"], ["m3"], ["m3"]]
    assert len({one.token for one in first}) == 1
    assert len({one.token for one in (*first, *second, *third)}) == 3


def test_a_message_to_an_unknown_unit_is_claimed_without_an_address(store: Store) -> None:
    """A recipient whom nobody registered has no name and no address, and the message is not lost."""
    fill(store, mails("m1"))
    one = claimed(store)
    assert (one.name, one.address) == (None, None)


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
    assert store.claim(NOW, "w2", 10, 60) == []
    set_lease(store, datetime.now(UTC))
    (again,) = store.claim(NOW, "w2", 10, 60)
    assert (again.key, again.attempts) == ("m1", 2)


@pytest.mark.parametrize("apart", [timedelta(minutes=-90), timedelta(minutes=90)])
def test_workers_whose_clocks_are_apart_keep_out_of_each_others_claims(store: Store, apart: timedelta) -> None:
    """The lease is told by the store's clock: another worker's may be an hour and a half before or behind."""
    fill(store, mails("m1"))
    one = claimed(store)
    assert store.claim(NOW + apart, "w2", 10, 60) == []
    assert 50 < ahead(seen(store, "m1").claimed_until) <= 60
    assert store.settle([sent(one, NOW)]) == M1


def test_a_lease_can_be_made_longer_by_who_holds_it(store: Store) -> None:
    """A claim that is renewed goes on; of several, those are named that still hold."""
    fill(store, mails("m1", "m2"))
    both = store.claim(NOW, "w1", 10, 0)
    assert store.renew(both, 60) == {("03388", "m1"), ("03388", "m2")}
    assert store.claim(NOW, "w2", 10, 60) == []
    store.settle([parked(both[0], "x")])
    assert store.renew(both, 60) == {("03388", "m2")}
    assert store.renew([], 60) == set()
    assert seen(store, "m1").status == "parked"


def test_a_lapsed_claim_that_nobody_took_is_still_held(store: Store) -> None:
    """A worker that was slow can renew and settle as long as no other has claimed the message."""
    fill(store, mails("m1"))
    one = claimed(store, lease=0)
    assert store.renew([one], 0) == M1
    assert store.settle([sent(one, NOW)]) == M1
    assert seen(store, "m1").status == "sent"


@pytest.mark.parametrize("said", SETTLING)
def test_who_lost_a_claim_does_nothing_to_it(store: Store, said: str) -> None:
    """A worker that slept past its lease cannot renew what another claimed, nor say what became of it."""
    fill(store, mails("m1"))
    slept = claimed(store, worker="w1", lease=0)
    holds = claimed(store, worker="w2")
    before = seen(store, "m1")
    assert store.settle([SETTLING[said](slept)]) == set()
    assert store.renew([slept], 600) == set()
    assert seen(store, "m1") == before
    assert store.settle([put_off(holds, LATER, "451")]) == M1
    assert store.settle([SETTLING[said](slept), SETTLING[said](holds)]) == set()
    assert (seen(store, "m1").status, seen(store, "m1").last_error) == ("pending", "451")


def test_many_are_settled_at_once(store: Store) -> None:
    """Each comes to what is said of it; those whose claim was lost, or that are not there, are left as they are."""
    fill(store, mails("m1", "m2", "m3", "m4", "m5"))
    lost = claimed(store, lease=0)
    one, two, three, four, five = store.claim(NOW, "w2", 10, 60)
    nobody = two._replace(key="nobody")
    done = [sent(lost, NOW), put_off(two, LATER, "451"), parked(three, "550"), given_back(four), sent(nobody, NOW)]
    assert store.settle([*done, sent(five, NOW)]) == {("03388", key) for key in ("m2", "m3", "m4", "m5")}
    with store.begin(write=False) as session:
        found = [(view.status, view.attempts, view.claimed_by, view.last_error) for view in session.messages()]
    assert found == [
        ("claimed", 2, "w2", None),
        ("pending", 1, None, "451"),
        ("parked", 1, None, "550"),
        ("pending", 0, None, None),
        ("sent", 1, None, None),
    ]
    assert store.settle([]) == set()
    assert keys(store.claim(LATER, "w3", 10, 60)) == ["m2", "m4"]
    assert store.settle([sent(one, NOW)]) == M1


def test_what_is_given_back_is_as_if_it_had_not_been_claimed(store: Store) -> None:
    """It can be claimed at once, no attempt is counted, and what went wrong earlier is still known."""
    fill(store, mails("m1"))
    store.settle([put_off(claimed(store), NOW, "451")])
    before = seen(store, "m1")
    assert store.settle([given_back(claimed(store))]) == M1
    assert seen(store, "m1") == before._replace(next_try_at=None)
    assert claimed(store, worker="w2").attempts == 2


@pytest.mark.parametrize("wrong", [timedelta(days=1_800), LONGEST_LEASE + timedelta(minutes=1)])
def test_a_claim_made_under_a_wrong_clock_is_free_again(store: Store, wrong: timedelta) -> None:
    """A message claimed “until 2030” is given out as soon as the store's clock is right again."""
    fill(store, mails("m1"))
    claimed(store)
    set_lease(store, datetime.now(UTC) + wrong)
    assert keys(store.claim(NOW, "w2", 10, 60)) == ["m1"]


def test_a_wait_made_under_a_wrong_clock_is_over(store: Store) -> None:
    """A message put off until “2030” is given out as soon as the worker's clock is right again."""
    fill(store, mails("m1"))
    store.settle([put_off(claimed(store), NOW + timedelta(days=1_800, minutes=5), "451 later")])
    assert keys(store.claim(NOW, "w2", 10, 60)) == ["m1"]


def test_the_longest_lease_and_the_longest_wait_hold(store: Store) -> None:
    """A claim, or a wait, as long as any may be is respected to its end."""
    fill(store, mails("m1", "m2"))
    store.settle([put_off(claimed(store), NOW + LONGEST_AHEAD, "later")])
    claimed(store, "m2", lease=LONGEST_LEASE.total_seconds())
    assert store.claim(NOW, "w2", 10, 60) == []
    assert keys(store.claim(NOW + LONGEST_AHEAD, "w2", 10, 60)) == ["m1"]


def test_a_lease_that_is_too_long_is_cut(store: Store) -> None:
    """It holds as long as the longest; it is not taken for a wrong clock's, which holds nothing."""
    fill(store, mails("m1"))
    one = claimed(store, lease=100 * LONGEST_LEASE.total_seconds())
    assert store.claim(NOW, "w2", 10, 60) == []
    assert store.renew([one], 100 * LONGEST_LEASE.total_seconds()) == {(one.recipient, one.key)}
    assert store.claim(NOW, "w2", 10, 60) == []


@pytest.mark.parametrize("said", SETTLING)
def test_what_is_sent_stays_sent(store: Store, said: str) -> None:
    """A sent message is never claimed again, and whoever sent it cannot put it off, park it or send it anew."""
    fill(store, mails("m1"))
    one = claimed(store)
    assert store.settle([sent(one, NOW)]) == M1
    assert store.settle([SETTLING[said](one)]) == set()
    assert not store.unpark("03388", "m1")
    assert store.claim(LATER, "w2", 10, 60) == []
    view = seen(store, "m1")
    assert (view.status, view.sent_at, view.claimed_by) == ("sent", "2025-08-01T03:04:05.678901Z", None)


def test_a_failed_message_waits_for_its_moment(store: Store) -> None:
    """A message put off is claimed again from its moment on, with the error kept until it is sent."""
    fill(store, mails("m1"))
    assert store.settle([put_off(claimed(store), LATER, "451 try\r\nlater\0")]) == M1
    assert seen(store, "m1").last_error == "451 try  later "
    assert store.claim(LATER - timedelta(microseconds=1), "w1", 10, 60) == []
    (again,) = store.claim(LATER, "w1", 10, 60)
    assert again.attempts == 2
    assert store.settle([sent(again, LATER)]) == M1
    assert seen(store, "m1").last_error is None


def test_a_message_that_waits_does_not_hold_up_the_others(store: Store) -> None:
    """Younger messages are claimed while an older one waits."""
    fill(store, mails("m1", "m2"))
    store.settle([put_off(claimed(store), LATER, "x")])
    assert keys(store.claim(NOW, "w1", 10, 60)) == ["m2"]


def test_a_parked_message_waits_for_somebody(store: Store) -> None:
    """A parked message is not claimed until it is unparked, and then counts its attempts afresh."""
    fill(store, mails("m1"))
    assert not store.unpark("03388", "m1")
    assert store.settle([parked(claimed(store), "550 no such user" + "!" * 1_000)]) == M1
    assert store.claim(LATER, "w1", 10, 60) == []
    view = seen(store, "m1")
    assert (view.status, view.attempts, len(view.last_error or "")) == ("parked", 1, 500)
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
    store.settle([sent(claimed(store), NOW)])
    with store.begin(write=False) as session:
        assert [view.key for view in session.messages(**filters)] == found


def test_an_empty_outbox_gives_nothing(store: Store) -> None:
    """To claim from an empty outbox, or none at all, gives an empty list."""
    assert store.claim(NOW, "w1", 10, 60) == []
    fill(store, mails("m1"))
    assert store.claim(NOW, "w1", 0, 60) == []
