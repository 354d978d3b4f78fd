"""What every store must do when messages are composed as they are claimed: each recipient once, by many workers."""

import threading
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from events.beside.attempts import Came, attempt, attempts
from events.beside.rows import SaidRow
from events.delivery import parked, put_off, sent
from events.rows import BodyRow, Changes
from events.store import Composer, Present, Store
from events.views import Claimed, Composition, Mark
from tests.conformance.examples import NOW, fact, message

CONTENT = '{"plan":{"id":"p"},"items":[]}'


def fill(store: Store, *of: tuple[str, str, int]) -> None:
    """Marks of these recipients, with their keys and the positions of their events."""
    rows = [message(key, recipient=recipient, position=position) for recipient, key, position in of]
    with store.begin() as session:
        session.apply(Changes(bodies=[BodyRow("b1", CONTENT)], messages=rows))


def letters(marks: Sequence[Mark], _present: Present) -> list[Composition]:
    """One letter to each recipient, which covers all that waits for him."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.recipient, []).append(mark)
    return [
        Composition(to, of[-1].key, [mark.key for mark in of[:-1]], SaidRow(f"s/{of[-1].key}", f"{len(of)}"), ())
        for to, of in found.items()
    ]


def claimed(store: Store, worker: str = "w", limit: int = 100) -> list[Claimed]:
    return store.claim(NOW, worker, limit, 60, Composer(letters))


def said(found: Collection[Claimed]) -> list[tuple[str, str, str]]:
    return sorted((one.recipient, one.key, one.content) for one in found)


def test_who_composes_is_told_what_was_heard_of_tasks_since(store: Store) -> None:
    """The facts of a plan, a signal and a unit, with their round and day; none where nothing is asked."""
    facts = [fact("a", signal="progress:I.1"), fact("b", signal="progress:I.1", unit="13", cycle="2025"), fact("c")]
    fill(store, ("1", "m1", 1))
    with store.begin() as session:
        session.apply(Changes(facts=facts))
    found: list[object] = []

    def compose(marks: Sequence[Mark], present: Present) -> list[Composition]:
        found.append(sorted(present.heard([("p", "progress:I.1", at) for at in ("12", "13", "14")])))
        found.append(list(present.heard([])))
        return letters(marks, present)

    store.claim(NOW, "w", 10, 60, Composer(compose))
    at = "p", "progress:I.1"
    assert found == [[(*at, "12", "", "2025-08-01"), (*at, "13", "2025", "2025-08-01")], []]


def test_each_recipient_is_composed_for_once_by_many_workers_at_once(store: Store) -> None:
    """All that waits for one is in one letter, whoever claims it."""
    everybody = [f"c{number:03}" for number in range(60)]
    fill(store, *((to, f"{to}/{position}", position) for position in (1, 2, 3) for to in everybody))

    def work(worker: str) -> list[Claimed]:
        found: list[Claimed] = []
        while these := claimed(store, worker, 5):
            assert store.settle([sent(one, NOW) for one in these]) == {(one.recipient, one.key) for one in these}
            found += these
        return found

    with ThreadPoolExecutor(4) as threads:
        found = [one for of in threads.map(work, "abcd") for one in of]
    found += work("e")  # who found all others at work may have gone before they were done
    assert said(found) == [(to, f"{to}/3", "3") for to in everybody]
    with store.begin(write=False) as session:
        assert session.counts().messages == {"covered": 120, "sent": 60}


def test_workers_that_compose_do_not_wait_for_each_other_where_a_store_has_several_writers(store: Store) -> None:
    """Two are composing at one moment; each for others."""
    fill(store, *((to, f"{to}/1", 1) for to in ("c1", "c2", "c3", "c4")))
    both = threading.Barrier(2 if store.parallel else 1, timeout=20)

    def compose(marks: Sequence[Mark], present: Present) -> list[Composition]:
        both.wait()
        return letters(marks, present)

    with ThreadPoolExecutor(2) as threads:
        work = [threads.submit(store.claim, NOW, worker, 2, 60, Composer(compose)) for worker in "ab"]
        one, other = (each.result() for each in work)
    assert {len(one), len(other)} == {2}
    assert said([*one, *other]) == [(to, f"{to}/1", "1") for to in ("c1", "c2", "c3", "c4")]


def test_what_was_parked_waits_while_a_later_one_is_underway(store: Store) -> None:
    """It perhaps arrived: only when that is known can be said what is still to be told."""
    fill(store, ("c1", "m1", 1))
    (first,) = claimed(store)
    store.settle([parked(first, "550", refused=True)])
    fill(store, ("c1", "m2", 2))
    (second,) = claimed(store)
    store.settle([put_off(second, NOW, "lost")])
    assert store.unpark("c1", "m1") == ["m1"]
    (again,) = claimed(store)
    assert (again.key, again.content) == ("m2", "1")
    assert claimed(store) == []
    store.settle([sent(again, NOW)])
    assert said(claimed(store)) == [("c1", "m1", "1")]


def test_what_was_sent_and_came_back_waits_with_all_that_it_said(store: Store) -> None:
    """It, and what it covered, is parked, and goes under another key when somebody says so; nothing else is touched."""
    fill(store, ("c1", "c1/1", 1), ("c1", "c1/2", 2), ("c2", "c2/1", 1))
    store.settle([sent(one, NOW) for one in claimed(store)])
    assert sorted(store.sent_since(NOW, "mail")) == [("c1", "c1/2", 0, "mail"), ("c2", "c2/1", 0, "mail")]
    assert store.sent_since(NOW + timedelta(seconds=1), "mail") == store.sent_since(NOW, "sms") == []
    back = attempt("t", Came.CAME_BACK, "mail", "5.1.1")
    assert store.returned("c1", "c1/2", back, "no such user")
    assert not store.returned("c1", "c1/2", back, "no such user")
    assert not store.returned("c1", "c1/1", back, "it was covered")
    assert not store.returned("c3", "c1/2", back, "nobody's")
    with store.begin(write=False) as session:
        found = {view.key: (view.status, view.last_error) for view in session.messages()}
        (tries,) = (view.tries for view in session.messages() if view.key == "c1/2")
    assert list(attempts(tries)) == [back]
    assert found == {
        "c1/1": ("parked", "no such user"),
        "c1/2": ("parked", "no such user"),
        "c2/1": ("sent", None),
    }
    assert store.sent_since(NOW, "mail") == [("c2", "c2/1", 0, "mail")]
    assert sorted(store.unpark("c1", "c1/2")) == ["c1/1", "c1/2"]
    assert [(one.key, one.sent_as, one.content) for one in claimed(store)] == [("c1/2", "c1/2/1", "2")]
