"""Give up, before foreign input is looked at, what that does not need: memory, time, files, network, other programs.

Two walls. The system's limits hold for everything in the process, where the system has them. The audit hook holds for
what Python does, everywhere: it is for parsers that are led to open or fetch something, not for machine code.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

MEMORY = 1_500 * 2**20
"""Bytes of address space; a plan of 300 pages needs less than a third."""

SECONDS = 600
"""Of the processor, for a whole document."""

OPEN_FILES = 32

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
"""Flags of Linux's unshare(2)."""

SET_DEATH_SIGNAL = 1
"""The option of Linux's prctl(2) that names the signal which comes when the parent ends."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

FORBIDDEN = (
    *("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.", "sqlite3.", "webbrowser."),
    *("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty."),
    *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate"),
    *("os.kill", "shutil.", "tempfile.", "winreg."),
)
"""How the audit events begin (docs.python.org, “Audit events table”) of what no reader of documents does."""


def end_with(parent: int) -> None:
    """End this process, whatever it does, when the process `parent` that started it has ended; now if it has already.

    On Linux the system does so, and goes by the thread that started it, which waits for the answer as long as this
    process lives. Elsewhere a thread looks each second, for as long as it is given a turn. Must be called before
    `limit_resources`, which leaves no room for a thread.
    """
    if not _killed_by_the_system():
        threading.Thread(target=_look_for, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it ended before it was looked at
        os._exit(1)


def _killed_by_the_system() -> bool:
    if sys.platform != "linux":
        return False
    try:
        return not ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    except (AttributeError, OSError):
        return False


def _look_for(parent: int, every: float = 1.0) -> None:
    while os.getppid() == parent:
        time.sleep(every)
    os._exit(1)


def limit_resources(memory: int | None = None, seconds: int | None = None) -> None:
    """Bound memory, processor time and open files; nothing can be written or started. Where the system can."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    memory, seconds = memory or MEMORY, seconds or SECONDS
    for name, most, hard in (
        ("RLIMIT_AS", memory, memory),
        ("RLIMIT_CPU", seconds, seconds + 10),  # first a signal of its own, by which the end can be told
        ("RLIMIT_NOFILE", OPEN_FILES, OPEN_FILES),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_NPROC", 0, 0),
        ("RLIMIT_CORE", 0, 0),
    ):
        with suppress(AttributeError, OSError, ValueError):  # not every system has, or lets one lower, each of them
            resource.setrlimit(getattr(resource, name), (most, hard))


def leave_network() -> None:
    """Move to a network of no interfaces, on Linux where an ordinary process may; elsewhere stay."""
    if sys.platform != "linux":
        return
    # Root goes without a user namespace: in one it could not read the files of other users, perhaps this program.
    flags = NEW_NETWORK if os.geteuid() == 0 else NEW_USER | NEW_NETWORK
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).unshare(flags)


def become(seconds: int, command: Sequence[str], memory: int | None = None) -> NoReturn:
    """Go on as another program, which has the limits and the network that this one then has: none of either."""
    limit_resources(memory, seconds)
    leave_network()
    os.execv(command[0], list(command))  # noqa: S606 - a program of the system, by its whole path


def forbid() -> None:
    """From now on Python opens only files of its own installation, to read, and starts and reaches nothing else.

    Must be called after what is needed has been imported. It cannot be taken back.
    """
    folders = (*sys.path, sys.prefix, sys.base_prefix)
    own = tuple({str(Path(folder).resolve()) + os.sep for folder in folders if folder})

    def refuse(event: str, args: tuple[object, ...]) -> None:
        if event.startswith(FORBIDDEN) or (event == "open" and not _of_its_own(args, own)):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def _of_its_own(args: tuple[object, ...], own: tuple[str, ...]) -> bool:
    """True if what is to be opened is to be read, and lies in one of the folders `own`."""
    path, _, flags = args
    written = isinstance(flags, int) and flags & WRITING
    return not written and isinstance(path, str) and str(Path(path).resolve()).startswith(own)
