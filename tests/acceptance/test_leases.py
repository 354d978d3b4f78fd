"""Workers on one outbox, as processes of their own: slow, stopped past their lease, killed; and a real mail server."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from adapters.clock import SetClock, SystemClock
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent
from adapters.telling.dispatching import DispatchReport, dispatching
from adapters.telling.mails.smtp import SmtpMail
from adapters.telling.waits import SCHEDULE
from adapters.words.catalogue import Said
from events.database.store import SqlStore
from events.delivery import sent
from events.errors import RecordingUnknown, StoreUnreachable
from events.opening import make_store
from events.rows import Changes, MessageRow
from events.store import Store
from events.views import MessageId, Settled
from tests.acceptance.test_dispatching import Told, fill, messages, states, unit
from tests.acceptance.test_smtp import SENDER, Office, serving, target
from tests.faults.proxy import line_to
from tests.tampering import beside

NOW = datetime(2025, 8, 1, 3, tzinfo=UTC)
WORKER = """
import json, sys
from adapters.clock import SystemClock
from adapters.telling.addresses import Sender
from adapters.telling.dispatching import dispatching
from adapters.telling.mails.smtp import SmtpMail
from adapters.telling.targets.mail import SmtpTarget
from events.opening import make_store

url, port, connections, lease = sys.argv[1:]
target = SmtpTarget(host="127.0.0.1", port=int(port), security="none", connections=int(connections))
channel = SmtpMail(target, Sender(name="", address="thoihan@tinh.example.vn"))
report = dispatching(make_store(url), {"mail": channel}, SystemClock(), lease=float(lease))
print(json.dumps({"sent": report.sent, "taken_over": report.taken_over, "retried": report.retried}))
"""


def worker(url: str, port: int, cwd: Path, *, connections: int = 1, lease: float = 20) -> "subprocess.Popen[str]":
    """A dispatcher in a process of its own, which tells at its end what became of its messages."""
    argv = [sys.executable, "-c", WORKER, url, str(port), str(connections), str(lease)]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=cwd)


def told(process: "subprocess.Popen[str]") -> Any:
    """What a worker says at its end."""
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(out)


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it holds."""
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def stop(process: "subprocess.Popen[str]", url: str) -> None:
    """Stop a worker, as a machine that sleeps does, at a moment when it holds nothing in the database."""
    while True:
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.05)  # every thread of it stands, and the server has done what it was asked
        if free(url):
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.05)


def free(url: str) -> bool:
    """Whether every message could be written to at once."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(where.database), timeout=0)) as alone:
            try:
                alone.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            return True
    with beside(url) as connection:
        every, locked = "SELECT key FROM message", " FOR UPDATE SKIP LOCKED"
        return len(connection.execute(text(every + locked)).all()) == len(connection.execute(text(every)).all())


def dispatched(store: Store, channel: Any, **options: Any) -> DispatchReport:
    """A dispatch in this process."""
    return dispatching(store, {"mail": channel}, SystemClock(), **options)


def arrived(office: Office) -> Counter[str]:
    """How often a mail to each unit arrived."""
    return Counter(address.partition("@")[0] for addresses, _ in office.taken for address in addresses)


def units(count: int) -> list[Any]:
    """So many units, each with an address by its code."""
    return [unit(f"c{number:02}", f"c{number:02}@lc.example.vn") for number in range(count)]


@dataclass
class Refusing(Told):
    """Refuses every message for good."""

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        for message in messages:
            self.taken.append(message)
            yield Permanent(Said("no"))


def test_a_worker_stopped_past_its_lease_does_nothing_to_what_another_holds(database_url: str, tmp_path: Path) -> None:
    """Gone on with, it neither sends what another claimed meanwhile nor changes what that one said of it."""
    store, office = fill(make_store(database_url), units(8)), Office(pause=0.7)
    with serving(office) as port:
        slept = worker(database_url, port, tmp_path, lease=2)
        eventually(lambda: len(office.taken) >= 1)
        stop(slept, database_url)
        time.sleep(2.5)
        refusing = Refusing()
        other = dispatched(store, refusing)
        before = messages(store)
        slept.send_signal(signal.SIGCONT)
        said = told(slept)
    assert messages(store) == before
    parked = {row.recipient for row in before if row.status == "parked"}
    assert other.parked == len(parked) == len(refusing.taken)
    assert said == {"sent": 8 - len(parked), "taken_over": len(parked), "retried": 0}
    assert len(parked & set(arrived(office))) <= 1  # the one in hand when it was stopped
    assert max(arrived(office).values()) == 1
    store.close()


def test_a_message_may_take_longer_than_the_lease(database_url: str, tmp_path: Path) -> None:
    """The lease is renewed while a slow server has the message: no other worker is given it, nor those that wait."""
    store, office = fill(make_store(database_url), units(2)), Office(pause=4)
    with serving(office) as port:
        slow, other = worker(database_url, port, tmp_path, lease=3), Told()
        eventually(lambda: "claimed" in states(store).values())
        while slow.poll() is None:
            assert dispatched(store, other) == DispatchReport()
            time.sleep(0.1)
        assert told(slow) == {"sent": 2, "taken_over": 0, "retried": 0}
    assert other.taken == []
    assert arrived(office) == {"c00": 1, "c01": 1}
    store.close()


@pytest.mark.parametrize("after", [1, 9, 23])
def test_a_killed_worker_leaves_no_more_in_doubt_than_it_had_connections(
    database_url: str, tmp_path: Path, after: int
) -> None:
    """None is lost, and at most as many as connections were open go twice, under the same Message-ID."""
    store, office = fill(make_store(database_url), units(40)), Office(pause=0.02)
    with serving(office) as port:
        killed = worker(database_url, port, tmp_path, connections=4, lease=1)
        eventually(lambda: len(office.taken) >= after)
        killed.kill()
        killed.communicate()
        eventually(lambda: dispatched(store, SmtpMail(target(port), SENDER)).sent > 0)
    assert set(states(store).values()) == {"sent"}
    found = arrived(office)
    assert len(found) == 40
    assert sum(found.values()) <= 40 + 4
    assert max(found.values()) <= 2
    assert len({content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for _, content in office.taken}) == 40
    store.close()


def test_several_connections_carry_each_message_once(tmp_path: Path) -> None:
    """Four connections are opened and kept, and none beside them."""
    store, office = fill(make_store(f"sqlite:///{tmp_path}/x.sqlite"), units(60)), Office(pause=0.02)
    with serving(office) as port:
        report = dispatched(store, SmtpMail(target(port, connections=4), SENDER))
    assert report == DispatchReport(sent=60)
    assert set(arrived(office).values()) == {1}
    assert 1 < office.connections <= 4
    store.close()


def test_a_server_that_takes_few_connections_gets_all_messages(tmp_path: Path) -> None:
    """Where a further connection is refused, the others go on; what was to go by it goes a minute later."""
    store, office = fill(make_store(f"sqlite:///{tmp_path}/x.sqlite"), units(30)), Office(pause=0.05, most=2)
    with serving(office) as port:
        channel, clock = SmtpMail(target(port, connections=4), SENDER), SetClock.on(date(2026, 1, 2))
        first = dispatching(store, {"mail": channel}, clock)
        clock.advance(SCHEDULE[0])
        second = dispatching(store, {"mail": channel}, clock)
    assert first.sent + first.retried == 30
    assert first.retried == second.sent <= 2
    assert set(arrived(office).values()) == {1}
    store.close()


def test_what_one_recipient_is_told_stays_in_its_order() -> None:
    """However many connections there are, two messages to one unit are never on their way at once."""
    store, under_way, overlaps = fill(make_store("memory:"), units(3)), Counter[str](), []
    more = [MessageRow(f"c{at % 3:02}", f"e{at // 3 + 2}/{at % 3}", at // 3 + 2, "mail", "b1") for at in range(15)]
    with store.begin() as session:
        session.apply(Changes(messages=more))

    class Slow(Told):
        def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
            for message in messages:
                under_way[message.address] += 1
                overlaps.append(under_way[message.address] > 1)
                time.sleep(0.01)
                self.taken.append(message)
                under_way[message.address] -= 1
                yield Delivered()

    channel = Slow(connections=4)
    assert dispatched(store, channel) == DispatchReport(sent=18)
    assert not any(overlaps)
    for address in {message.address for message in channel.taken}:
        keys = [message.key.partition("/")[0] for message in channel.taken if message.address == address]
        assert keys == ["e1", "e2", "e3", "e4", "e5", "e6"]


def test_a_database_that_is_held_for_a_while_doubles_nothing(tmp_path: Path) -> None:
    """While another writes, longer than one waits for it, the worker holds on to what it has to note."""
    url = f"sqlite:///{tmp_path}/x.sqlite"
    store, other = fill(make_store(url, lock_wait=0.2), units(3)), make_store(url)

    class Holding(Told):
        def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
            for number, outcome in enumerate(super().deliver(messages)):
                if number:
                    yield outcome
                    continue
                with other.begin():
                    yield outcome
                    time.sleep(1)

    channel = Holding()
    assert dispatched(store, channel) == DispatchReport(sent=3)
    assert len(channel.taken) == 3
    store.close()
    other.close()


@pytest.mark.postgres
def test_a_server_that_drops_its_connections_doubles_nothing(postgres_url: str) -> None:
    """While the lease holds the worker asks again, over a new connection, to note what was sent."""
    store, engine = fill(make_store(postgres_url), units(20)), create_engine(postgres_url)
    drop = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    class Dropping(Told):
        def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
            for number, outcome in enumerate(super().deliver(messages)):
                if number % 4 == 1:
                    with engine.connect() as connection:
                        connection.execute(drop)
                yield outcome

    channel = Dropping()
    report = dispatched(store, channel)
    assert report == DispatchReport(sent=20)
    assert len(channel.taken) == 20
    assert set(states(store).values()) == {"sent"}
    engine.dispose()
    store.close()


@pytest.mark.postgres
@pytest.mark.parametrize("lose", ["answer", "question"])
def test_an_outcome_whose_answer_was_lost_on_the_line_is_noted_again(postgres_url: str, lose: str) -> None:
    """Nobody knows whether the server noted it: the worker says it again, and nothing goes twice."""
    fill(make_store(postgres_url), units(9)).close()
    with line_to(postgres_url) as line:
        store = make_store(line.url)

        class Losing(Told):
            def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
                line.lose = lose  # from here on the claim is there
                yield from super().deliver(messages)

        channel = Losing()
        assert dispatched(store, channel) == DispatchReport(sent=9)
        assert line.lost == 1
        assert len(channel.taken) == 9
        assert set(states(store).values()) == {"sent"}
        store.close()


@pytest.mark.postgres
def test_an_outcome_is_noted_by_one_statement_alone(postgres_url: str) -> None:
    """It is sent with its transaction in one go, and a lost answer is said to be one."""
    fill(make_store(postgres_url), units(3)).close()
    with line_to(postgres_url) as line:
        store = make_store(line.url)
        claimed = store.claim(NOW, "w", 3, 60)
        asked: list[bytes] = []
        line.watch = asked.append
        assert len(store.settle([sent(one, NOW) for one in claimed[:2]])) == 2
        asked.clear()  # what a first connection says of itself
        assert len(store.settle([sent(claimed[2], NOW)])) == 1
        assert len(asked) == 1
        line.watch, line.lose = None, "question"
        with pytest.raises(RecordingUnknown):
            store.settle([sent(claimed[2], NOW)])
        store.close()


def test_a_store_whose_answer_was_lost_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was noted though the answer never came is known to have been sent, and goes no second time."""
    store, settle, answers = fill(make_store(f"sqlite:///{tmp_path}/x.sqlite"), units(9)), SqlStore.settle, count()

    def losing(self: SqlStore, settled: Collection[Settled]) -> set[MessageId]:
        done = settle(self, settled)
        if next(answers) % 3 == 0:
            raise StoreUnreachable("{store}", store="x")
        return done

    monkeypatch.setattr(SqlStore, "settle", losing)
    channel = Told()
    assert dispatched(store, channel) == DispatchReport(sent=9)
    assert len(channel.taken) == 9
    assert set(states(store).values()) == {"sent"}
    store.close()
