"""A process that dies, wherever it is, leaves all of a transaction or nothing of it, and no message lost or doubled."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from events import chain
from events.delivery import sent
from events.opening import make_store
from events.rows import Changes, HistoryRow
from events.store import Store
from tests.conformance.examples import NOW, due, event, fact, mails, task, unit
from tests.processes import forked

MANY = 20_000
LEASE = 3.0


def everything(count: int = 3) -> Changes:
    """One event's worth of every kind of row."""
    return Changes(
        units=[unit()],
        facts=[fact()],
        dues=[due()],
        tasks_new=[task(f"t{number}") for number in range(count)],
        history=[HistoryRow("p", f"t{number}", 1, "planned", None, 1, "x") for number in range(count)],
        bodies=mails("m1").bodies,
        messages=mails("m1", "m2").messages,
    )


def die_at(step: str, here: str) -> None:
    """Be killed, as by a power cut, where the step is the one asked for."""
    if step == here:
        os.kill(os.getpid(), signal.SIGKILL)


def record(url: str, step: str, count: int = 3) -> None:
    """Log an event with what follows from it, and die at `step`."""
    store = make_store(url)
    with store.begin() as session:
        die_at(step, "begun")
        session.append(event())
        die_at(step, "appended")
        session.apply(everything(count))
        die_at(step, "applied")
    die_at(step, "committed")


def deliver(url: str, step: str) -> None:
    """Claim both messages, send the first, and die at `step`."""
    store = make_store(url)
    first, _ = store.claim(NOW, "dying", 10, LEASE)
    die_at(step, "claimed")
    store.settle([sent(first, NOW)])
    die_at(step, "sent")


def killed(do: Callable[[str, str], None], url: str, step: str) -> None:
    """Do it in a process of its own, which must end by being killed."""
    assert forked(lambda: do(url, step)) == (-signal.SIGKILL, "")


def sizes(store: Store) -> dict[str, int]:
    """How many rows there are of each kind, and events."""
    names = ("unit", "fact", "due", "task", "history", "body", "message")
    with store.begin(write=False) as session:
        assert chain.verify(session.events()) == session.head()
        return {"log": session.head()} | {name: sum(1 for _ in session.dump(name)) for name in names}


NOTHING = {"log": 0, "unit": 0, "fact": 0, "due": 0, "task": 0, "history": 0, "body": 0, "message": 0}
ALL = {"log": 1, "unit": 1, "fact": 1, "due": 1, "task": 3, "history": 3, "body": 1, "message": 2}


@pytest.mark.parametrize(
    ("step", "left"), [("begun", NOTHING), ("appended", NOTHING), ("applied", NOTHING), ("committed", ALL)]
)
def test_a_killed_writer_leaves_all_or_nothing(database_url: str, step: str, left: dict[str, int]) -> None:
    """Before its commit a killed process leaves no event and no row; after it, every one."""
    killed(record, database_url, step)
    store = make_store(database_url)
    assert sizes(store) == left
    store.close()


@pytest.mark.parametrize("step", ["appended", "applied", "committed"])
def test_who_comes_after_a_killed_writer_goes_on(database_url: str, step: str) -> None:
    """The same event sent again after the crash is logged once, at the first position."""
    killed(record, database_url, step)
    store = make_store(database_url)
    with store.begin() as session:
        known = session.find("e1") is not None
        assert session.append(event()).position == 1
        if not known:
            session.apply(everything())
    assert sizes(store) == ALL
    store.close()


@pytest.mark.parametrize("after", [0.02, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_a_writer_killed_at_any_moment_leaves_all_or_nothing(database_url: str, after: float) -> None:
    """Killed while it writes thousands of rows, wherever that is, a process leaves a state that fits together."""

    def write() -> None:
        threading.Timer(after, os.kill, (os.getpid(), signal.SIGKILL)).start()
        record(database_url, "never", MANY)
        os.kill(os.getpid(), signal.SIGKILL)

    assert forked(write) == (-signal.SIGKILL, "")
    store = make_store(database_url)
    assert sizes(store) in (NOTHING, ALL | {"task": MANY, "history": MANY})
    store.close()


@pytest.mark.parametrize(("step", "again"), [("claimed", ["m1", "m2"]), ("sent", ["m2"])])
def test_what_a_killed_worker_held_is_claimed_again(database_url: str, step: str, again: list[str]) -> None:
    """Messages in the hands of a killed worker wait for the end of the lease; what it had sent stays sent."""
    store = make_store(database_url)
    with store.begin() as session:
        session.apply(everything())
    killed(deliver, database_url, step)
    assert store.claim(NOW, "next", 10, 60) == []
    time.sleep(LEASE)
    claimed = store.claim(NOW, "next", 10, 60)
    assert [one.key for one in claimed] == again
    store.close()


def test_a_killed_writer_does_not_lock_the_store(database_url: str) -> None:
    """Another writer need not wait for a dead one."""
    killed(record, database_url, "applied")
    store = make_store(database_url, lock_wait=2)
    with store.begin() as session:
        assert session.append(event()).position == 1
    store.close()
