"""The program is asked to stop, whatever it is doing: it ends within five seconds, and loses and doubles nothing."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from events.opening import make_store
from events.store import Store
from tests.acceptance.test_dispatching import fill, messages, states
from tests.acceptance.test_leases import arrived, eventually, units
from tests.acceptance.test_smtp import Office, serving
from tests.older_schemas import back_to

PROGRAM = Path(sys.executable).with_name("thoihan")
BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture
def program(database_url: str, tmp_path: Path) -> "Program":
    """The installed program, on a database of each kind."""
    return Program(database_url, tmp_path)


class Program:
    """The installed program as another process, on one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        at_once = {"THOIHAN_HOLD_MINUTES": "0", "THOIHAN_SENDING_HOURS": "always"}
        self.settings = {**os.environ, "THOIHAN_LANG": "en", "THOIHAN_DATABASE_URL": url, **at_once}

    def begun(self, *argv: str, **environ: str) -> "subprocess.Popen[str]":
        """Begin a command."""
        pipe = subprocess.PIPE
        settings = self.settings | environ
        return subprocess.Popen([PROGRAM, *argv], cwd=self.folder, env=settings, stdout=pipe, stderr=pipe, text=True)

    def mailing(self, port: int, *argv: str, connections: int = 1, timeout: int = 10) -> "subprocess.Popen[str]":
        """Begin a command that sends mail to the server at a port."""
        mail = f"smtp://127.0.0.1:{port}?security=none&connections={connections}&timeout={timeout}"
        return self.begun(*argv, THOIHAN_MAIL=mail)


def stopped(process: "subprocess.Popen[str]", number: int, *, times: int = 1) -> tuple[int, str, str]:
    """Ask a process to stop; it must have ended within five seconds. What it ended with, and said."""
    began = time.monotonic()
    for _ in range(times):
        process.send_signal(number)
        time.sleep(0.05)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 5.5  # half a second for the machine
    return process.returncode, out, err


def listening(process: "subprocess.Popen[str]") -> None:
    """Wait until a process listens for SIGTERM."""
    caught = 1 << (signal.SIGTERM - 1)

    def listens() -> bool:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        return bool(int(status.partition("SigCgt:\t")[2].split()[0], 16) & caught)

    eventually(listens)


def sent_once(store: Store, office: Office, count: int, *, doubtful: int = 0) -> None:
    """All of them have arrived, and at most so many twice."""
    assert set(states(store).values()) == {"sent"}
    found = arrived(office)
    assert len(found) == count
    assert sum(found.values()) <= count + doubtful


@BOTH
def test_a_sweep_stops_after_the_message_in_hand(program: Program, number: signal.Signals) -> None:
    """What is in hand is sent and noted, the rest given back at once; the next sweep sends it, and nothing twice."""
    store, office = fill(make_store(program.url), units(12)), Office(pause=0.5)
    with serving(office) as port:
        process = program.mailing(port, "sweep")
        eventually(lambda: len(office.taken) >= 2)
        code, out, err = stopped(process, number)
        at_once = states(store)
        sent = list(at_once.values()).count("sent")
        office.pause = 0
        again = program.mailing(port, "sweep")
        assert again.communicate(timeout=60)[0]
    assert code == 128 + number
    assert set(at_once.values()) == {"sent", "pending"}
    assert {row.attempts for row in messages(store)} == {1}
    assert f"Messages sent: {sent}." in out
    assert f"Left to the next sweep: {12 - sent} message(s)." in err
    assert 2 <= sent < 12
    sent_once(store, office, 12)
    store.close()


@pytest.mark.parametrize("times", [1, 3])
def test_a_server_that_hangs_holds_up_nobody(program: Program, times: int) -> None:
    """With a message in hand that comes to no end, the program ends in time, and says that it is in doubt."""
    store, office = fill(make_store(program.url), units(5)), Office(pause=30)
    with serving(office) as port:
        process = program.mailing(port, "sweep", "--json", timeout=60)
        eventually(lambda: "claimed" in states(store).values() and office.at_work == 1)
        time.sleep(0.5)
        code, out, _ = stopped(process, signal.SIGTERM, times=times)
        at_once = states(store)
    assert code == 143
    said = json.loads(out)
    assert (said["sent"], said["given_back"], said["in_doubt"]) == (0, 4, 1)
    assert sorted(at_once.values()) == ["claimed", *["pending"] * 4]
    store.close()


def test_the_ticker_stops_in_the_middle_of_sending(program: Program) -> None:
    """`run` ends well: what was in hand is noted, the rest given back; two signals do no more than one."""
    store, office = fill(make_store(program.url), units(12)), Office(pause=0.5)
    with serving(office) as port:
        process = program.mailing(port, "run", connections=2)
        eventually(lambda: len(office.taken) >= 3)
        code, out, err = stopped(process, signal.SIGTERM, times=2)
        at_once = states(store)
        office.pause = 0
        assert program.mailing(port, "sweep").communicate(timeout=60)[0]
    assert code == 0
    assert out.endswith("Stopped.\n")
    assert "Left to the next sweep" in err
    assert set(at_once.values()) == {"sent", "pending"}
    sent_once(store, office, 12)
    store.close()


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else writes all the while."""
    store = make_store(url)
    with store.begin():
        yield
    store.close()


@BOTH
def test_who_waits_for_another_writer_is_cut_short(program: Program, number: signal.Signals) -> None:
    """A command that waits for the log ends at the signal, not by what it waited for, and has recorded nothing."""
    make_store(program.url).close()
    with held(program.url):
        process = program.begun("units", "add", "--province", "12")
        listening(process)
        eventually(lambda: waits(program.url, process))
        code, out, err = stopped(process, number)
    assert (code, out) == (128 + number, "")
    assert "Stopped before the end." in err
    store = make_store(program.url)
    with store.begin(write=False) as session:
        assert session.head() == 0
    store.close()


def waits(url: str, process: "subprocess.Popen[str]") -> bool:
    """True when it waits for its turn to write: on PostgreSQL the server knows; on SQLite it does nothing else."""
    if url.startswith("sqlite"):
        time.sleep(1.5)
        return process.poll() is None
    engine = create_engine(url)
    with engine.connect() as connection:
        waiting = connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
    engine.dispose()
    return bool(waiting)


@pytest.mark.postgres
@pytest.mark.parametrize("argv", [("verify",), ("migrate",), ("tasks",), ("sweep",)])
def test_every_command_is_cut_short(postgres_url: str, tmp_path: Path, argv: tuple[str, ...]) -> None:
    """Asking, sweeping, verifying and rebuilding end as soon as they are asked to, also while the database is slow."""
    if argv == ("migrate",):
        older(postgres_url)
    engine, program = create_engine(postgres_url), Program(postgres_url, tmp_path)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE log, task, message IN ACCESS EXCLUSIVE MODE"))
        process = program.begun(*argv)
        listening(process)
        eventually(lambda: waits(postgres_url, process))
        began = time.monotonic()
        code, out, err = stopped(process, signal.SIGTERM)
        assert time.monotonic() - began < 3
    engine.dispose()
    assert (code, out) == (143, "")
    assert "Stopped before the end." in err


def older(url: str) -> None:
    """Make it a database as the version before kept it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        back_to(connection, 12)
    engine.dispose()


HANGING = """
import sqlite3, sys
from adapters.process.stopping import Stopping
Stopping().listen(lambda: print("ended from outside", file=sys.stderr, flush=True))
held = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
print("waits", flush=True)
held.execute("BEGIN IMMEDIATE")
"""


@BOTH
def test_what_hangs_is_ended_from_outside(tmp_path: Path, number: signal.Signals) -> None:
    """A library that lets no signal through keeps no program from ending; a second signal does not hurry it."""
    file = tmp_path / "x.sqlite"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    argv, pipe = [sys.executable, "-c", HANGING, str(file)], subprocess.PIPE
    process = subprocess.Popen(argv, stdout=pipe, stderr=pipe, text=True, cwd=PROGRAM.parent)
    assert process.stdout
    assert process.stdout.readline() == "waits\n"
    time.sleep(1)  # it is within SQLite by now
    began = time.monotonic()
    code, _, err = stopped(process, number, times=2)
    assert code == 128 + number
    assert err == "ended from outside\n"
    assert time.monotonic() - began > 4
    other.close()


def test_a_signal_that_the_shell_has_told_to_ignore_is_ignored(program: Program) -> None:
    """What a shell runs in the background does not hear a Ctrl-C that is meant for something else."""
    make_store(program.url).close()
    script = f"trap '' INT; exec {PROGRAM} run"
    process = subprocess.Popen(
        ["bash", "-c", script], cwd=program.folder, env=program.settings, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert "Sweeping" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    time.sleep(1)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30)[0].endswith("Stopped.\n")
    assert process.returncode == 0
