"""A program of ours in a process of its own: with no environment, and nothing on its path but what is installed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

NOT_STARTED = N_(
    "The program that reads documents does not start, so the file was not looked at. "
    "This is no fault of the file: ask whoever installed thoihan."
)
TOO_MUCH = N_(
    "What stands in the file is more than {limit} MB of text, which no real plan has: it is damaged or made to do "
    "harm. Ask its sender for a file with the plan alone."
)

_OURS = str(Path(__file__).parents[3])
_FIND = (
    "import sys; of_others = [at for at, path in enumerate(sys.path) if path.endswith('-packages')]; "
    "sys.path.insert(min(of_others, default=len(sys.path)), sys.argv[1]); "
)
"""Puts the folder of this package on the path: after Python's own, and before the installed ones, among which may be
another version of this program, which knows another protocol. The current folder is never on it."""

_KEPT = ("SYSTEMROOT",)
"""Of our environment; Python does not start on Windows without it."""

Process = subprocess.Popen[bytes]


def program_of(module: str) -> str:
    """The program that runs `main` of a module of ours.

    It sees to its end before it loads the libraries, which takes long on a busy machine.
    """
    return _FIND + (
        "from adapters.process.confining import end_with; end_with(int(sys.argv[3])); "
        f"from {module} import main; main()"
    )


def command_of(program: str, *arguments: str) -> list[str]:
    """The command of a program; behind its `arguments` stands who asks, by whose end it ends."""
    # -I: modules are looked for neither in the current folder nor in PYTHONPATH.
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", program, _OURS, arguments[0], str(os.getpid())]
    return [*command, *arguments[1:]]


def environment_of(**more: str) -> Mapping[str, str]:
    """No secret to read."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"OPENBLAS_NUM_THREADS": "1"} | more


@contextmanager
def started(program: str, argument: str) -> Iterator[Process]:
    """The program, running. Raises DocumentRefused where it cannot be started."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program, no input in its arguments
            command_of(program, argument),
            stdin=pipe,
            stdout=pipe,
            stderr=nowhere,
            env=environment_of(),
            cwd=Path(sys.executable).anchor,
        )
    except OSError as error:
        raise DocumentRefused(NOT_STARTED) from error
    with process:
        yield process


def feed(process: Process, data: bytes) -> None:
    """Write the file to the process. One that has ended takes nothing more, and what it said is looked at."""
    if process.stdin is None:
        raise DocumentRefused(NOT_STARTED)
    with suppress(OSError):
        process.stdin.write(data)
    with suppress(OSError):
        process.stdin.close()


def lines_of(process: Process, largest: int) -> Iterator[dict[str, Any]]:
    """The values that the process writes, one on each line. Raises ValueError for a line without one."""
    if process.stdout is None:
        return
    left = largest
    while line := process.stdout.readline(left):
        left -= len(line)
        if left <= 0:
            raise DocumentRefused(TOO_MUCH, {"limit": largest // 2**20})
        if not line.endswith(b"\n"):
            raise ValueError("cut off")
        found = json.loads(line)
        if not isinstance(found, dict):
            raise ValueError("no such line")
        yield found
