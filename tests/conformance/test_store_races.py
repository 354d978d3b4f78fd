"""What a store must do when several use it at once, from threads and from processes."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from events import chain
from events.database.store import SqlStore
from events.delivery import sent
from events.errors import StoreLocked
from events.opening import make_store
from events.rows import Changes
from events.store import Store
from tests.conformance.examples import NOW, event, mails, task, unit
from tests.processes import together


def append_some(store: Store, writer: str, count: int) -> None:
    """Append events one by one, each with a row of its own."""
    for number in range(count):
        with store.begin() as session:
            recorded = session.append(event(f"{writer}-{number}"))
            session.apply(Changes(units=[unit(f"{writer}-{number}", position=recorded.position)]))


def follow(store: Store, until: int) -> list[int]:
    """Poll the log, each time from the last position seen, until it is as long as `until`."""
    seen: list[int] = []
    give_up = time.monotonic() + 60
    while len(seen) < until and time.monotonic() < give_up:
        with store.begin(write=False) as session:
            seen += [recorded.position for recorded in session.events(after=seen[-1] if seen else 0)]
    return seen


def test_a_reader_that_polls_never_misses_an_event(store: Store) -> None:
    """While four threads append, one that reads on from the last position it saw gets every event, in order."""
    with ThreadPoolExecutor(5) as threads:
        reading = threads.submit(follow, store, 80)
        writing = [threads.submit(append_some, store, f"w{number}", 20) for number in range(4)]
        for one in writing:
            one.result()
        assert reading.result() == list(range(1, 81))
    with store.begin(write=False) as session:
        assert chain.verify(session.events()) == 80
        assert sorted(row.position for row in session.units()) == list(range(1, 81))


def test_processes_take_turns(database_url: str) -> None:
    """Two processes append while this one reads: no position is given twice, and none is missed by the reader."""
    make_store(database_url).close()  # so that it has its tables

    def write(name: str) -> None:
        append_some(make_store(database_url), name, 15)

    with together(lambda: write("a"), lambda: write("b")) as endings:
        store = make_store(database_url)
        seen = follow(store, 30)
    assert endings == [(0, ""), (0, "")]
    assert seen == list(range(1, 31))
    with store.begin(write=False) as session:
        assert chain.verify(session.events()) == 30
    store.close()


def test_a_new_database_may_be_opened_by_several_at_once(empty_url: str) -> None:
    """Of several processes that find a database without tables, each ends with a store that is ready."""
    with together(*[lambda: make_store(empty_url).close()] * 3) as endings:
        pass
    assert endings == [(0, "")] * 3
    store = make_store(empty_url)
    append_some(store, "w", 1)
    store.close()


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Another thread has begun to write, and goes on until the end of the block."""
    begun, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.begin() as session:
            session.append(event("held"))
            begun.set()
            done.wait(30)

    with ThreadPoolExecutor(1) as thread:
        holding = thread.submit(hold)
        begun.wait(30)
        try:
            yield
        finally:
            done.set()
        holding.result()


def test_who_waits_too_long_is_told(database_url: str) -> None:
    """A second writer waits for the first as long as it was told to; then the store is said to be locked."""
    first, second = make_store(database_url), make_store(database_url, lock_wait=0.2)
    with held(first), pytest.raises(StoreLocked) as refused, second.begin():
        pass
    assert str(refused.value) == (
        f"{second.url_label} is held by another program, which did not let go within 0.2 seconds. "
        "What was begun is undone. Try again, or end the other program."
    )
    with second.begin() as session:
        assert session.head() == 1
    first.close()
    second.close()


def test_memory_is_no_less_patient() -> None:
    """A second writer in memory is told the same."""
    store = make_store("memory:", lock_wait=0.05)
    with held(store), pytest.raises(StoreLocked, match="memory: is held by another"), store.begin():
        pass


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    """While one writes, another reads what was committed before."""
    with held(store), store.begin(write=False) as session:
        assert session.head() == 0


def test_a_writer_in_turn_sees_what_the_one_before_left(store: Store) -> None:
    """A writer that had to wait decides on the state that the first one committed, not on what was before the wait."""
    with ThreadPoolExecutor(1) as thread:

        def second() -> tuple[int, int]:
            with store.begin() as session:
                return session.append(event("second")).position, len(session.units())

        with store.begin() as session:
            waiting = thread.submit(second)
            session.append(event("first"))
            session.apply(Changes(units=[unit()]))
            time.sleep(0.1)
        assert waiting.result() == (2, 1)


def claim_all(store: Store, worker: str) -> list[str]:
    """Claim a few at a time until nothing is left, marking each as sent."""
    mine: list[str] = []
    while claimed := store.claim(NOW, worker, 3, 60):
        mine += [one.key for one in claimed]
        assert len(store.settle([sent(one, NOW) for one in claimed])) == len(claimed)
    return mine


def test_no_message_is_given_to_two_workers(store: Store) -> None:
    """Four workers that claim at once share the messages out among them, each to one."""
    keys = [f"m{number:03d}" for number in range(60)]
    with store.begin() as session:
        session.apply(mails(*keys))
    with ThreadPoolExecutor(4) as threads:
        shares = list(threads.map(lambda name: claim_all(store, name), "abcd"))
    assert sorted(key for share in shares for key in share) == keys
    with store.begin(write=False) as session:
        assert session.counts().messages == {"sent": 60}


@pytest.mark.postgres
def test_workers_do_not_wait_for_a_writer(postgres_url: str) -> None:
    """In PostgreSQL messages are claimed and sent while somebody appends."""
    store = make_store(postgres_url, lock_wait=0.5)
    with store.begin() as session:
        session.apply(mails("m1"))
    with held(store):
        assert claim_all(store, "w") == ["m1"]
    store.close()


@pytest.mark.parametrize("write", [lambda s: s.append(event()), lambda s: s.apply(Changes(tasks_new=[task()]))])
def test_an_undone_writer_leaves_no_gap(store: Store, write: Callable[[object], object]) -> None:
    """A transaction that fails after it wrote uses up no position."""
    with pytest.raises(ZeroDivisionError), store.begin() as session:  # noqa: PT012 - the block is what is tested
        write(session)
        raise ZeroDivisionError
    append_some(store, "w", 1)
    with store.begin(write=False) as session:
        assert [recorded.position for recorded in session.events()] == [1]


# --- turns in a plan --------------------------------------------------------------------------------------------------

_HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"


def holders(store: Store) -> list[int]:
    """The server's processes that hold a turn in this database."""
    assert isinstance(store, SqlStore)
    here = " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    with store._engine.connect() as connection:
        return [pid for (pid,) in connection.exec_driver_sql(_HOLDERS + here)]


def cut(store: Store) -> None:
    """Cut the connections on which turns are held."""
    assert isinstance(store, SqlStore)
    with store._engine.connect() as connection:
        for pid in holders(store):
            connection.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.mark.postgres
def test_one_has_the_turn_in_a_plan(postgres_url: str) -> None:
    """Whoever comes second waits, and is told that he had to; in another plan he need not; an error ends it too."""
    store = make_store(postgres_url)
    order: list[str] = []

    def second() -> bool:
        with store.turn("p") as waited:
            order.append("second")
            return waited

    with ThreadPoolExecutor(1) as threads:
        with store.turn("p") as first, store.turn("q") as elsewhere:
            waiting = threads.submit(second)
            time.sleep(0.3)
            order.append("first")
        assert (first, elsewhere, waiting.result(), order) == (False, False, True, ["first", "second"])
    with pytest.raises(ZeroDivisionError), store.turn("p"):
        raise ZeroDivisionError
    assert holders(store) == []
    with store.turn("p") as waited:
        assert not waited
    store.close()


@pytest.mark.postgres
def test_who_is_not_given_a_turn_goes_on(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn spares work, and nothing rests on it: so nobody fails who waited long enough for it."""
    monkeypatch.setattr("events.database.store.TURN_WAIT", 0.2)
    store, other = make_store(postgres_url), make_store(postgres_url)
    with store.turn("p"), other.turn("p") as waited, other.begin() as session:
        assert waited
        session.append(event())
    store.close()
    other.close()


@pytest.mark.postgres
def test_a_turn_goes_with_its_connection(postgres_url: str) -> None:
    """A connection that is cut leaves no turn behind; who had it goes on, and so does who comes next."""
    store, other = make_store(postgres_url), make_store(postgres_url)
    with store.turn("p"):
        cut(other)
        with other.turn("p") as waited, store.begin() as session:
            assert not waited
            session.append(event())
    with store.turn("p"), store.turn("q"):
        assert len(holders(other)) <= 2
    assert holders(other) == []
    store.close()
    other.close()


@pytest.mark.postgres
def test_a_process_that_is_killed_leaves_no_turn_behind(postgres_url: str) -> None:
    """Nor does it keep the next one waiting."""
    make_store(postgres_url).close()
    with subprocess.Popen([sys.executable, "-c", HOLDING, postgres_url], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        store = make_store(postgres_url)
        assert len(holders(store)) == 1
        holder.kill()
    with store.turn("p"), store.begin() as session:
        session.append(event())
    assert holders(store) == []
    store.close()


HOLDING = """
import sys, time
from events.opening import make_store
with make_store(sys.argv[1]).turn("p"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_where_one_writes_at_a_time_nobody_waits_for_a_turn(sqlite_url: str) -> None:
    """SQLite's writers wait for each other anyway."""
    store = make_store(sqlite_url)
    before = store.query_count
    with store.turn("p") as one, store.turn("p") as other:
        assert (one, other) == (False, False)
    assert store.query_count == before
    store.close()
