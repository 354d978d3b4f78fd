"""Documents made to do harm, read in a folder full of planted modules; and readers whose program is killed meanwhile.

Each document is read, or refused for a reason of its own; nothing that was planted runs; and no reader outlives the
program that asked for it.
"""

import os
import random
import signal
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from adapters.documents.files.errors import DocumentRefused
from adapters.documents.isolation import running
from adapters.documents.isolation.running import read_isolated
from tests.faults.kinds import Ground, Tally
from tests.processes import forked
from tests.samples.hostile import HOSTILE
from tests.samples.hostile_shapes import SHAPES

SAMPLES = [*HOSTILE.items(), *((name, make) for name, (make, _) in SHAPES.items())]
LONG = HOSTILE["a PDF that draws without end"]
"""What keeps a reader busy until it is ended, in a library that lets nothing else of it run."""

_SILENCE, _TOTAL = 5.0, 20.0
"""Seconds after which a reader is ended here; an office has more patience."""

_GONE = 5.0
"""Seconds within which a reader ends after the program that asked for it; one that just starts must come to itself."""

_NO_REASONS = (running.NOT_STARTED, running.NO_END)


class UnnamedError(Exception):
    """A document was refused, and it was not said for which reason."""


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """Read such documents, each once before one comes again, and kill a program that reads one, by turns."""
    tally, order = Tally(), chance.sample(SAMPLES, len(SAMPLES))
    folder = _planted(ground.folder / f"planted-{os.urandom(4).hex()}")
    slow = LONG()
    for number in range(tries):
        name, make = order[number // 2 % len(order)]
        wrong = outlives(slow, chance.uniform(0, 0.6)) if number % 2 else _read(make(), folder)
        tally.tries += 1
        tally.unnoticed += bool(wrong)
        tally.notes += [f"{name}: {wrong}"] if wrong else []
    return tally


def _planted(folder: Path) -> Path:
    """A folder with a module for every name of the standard library, each of which leaves a mark when it is run."""
    folder.mkdir()
    mark = f"open({str(folder / 'mark')!r}, 'a').write(__name__)\n"
    for name in sys.stdlib_module_names:
        (folder / f"{name}.py").write_text(mark, encoding="utf-8")
    return folder


def _read(data: bytes, folder: Path) -> str:
    """What is wrong with how a document was read in that folder; nothing if all is right."""
    code, said = forked(lambda: _reading(data, folder))
    if code or said not in ("", "DocumentRefused"):
        return said or f"ended with {code}"
    return "what was planted was run" if (folder / "mark").exists() else ""


def _reading(data: bytes, folder: Path) -> None:
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder)
    with patch.object(running, "SILENCE", _SILENCE), patch.object(running, "TOTAL", _TOTAL):
        try:
            read_isolated(data)
        except DocumentRefused as refused:
            if refused.template in _NO_REASONS:
                raise UnnamedError from refused
            raise


def outlives(data: bytes, seconds: float) -> str:
    """What is wrong after a program that reads a document was killed; nothing if its reader is gone soon."""
    program = _in_the_background(lambda: read_isolated(data))
    time.sleep(seconds)
    os.kill(program, signal.SIGKILL)
    os.waitpid(program, 0)
    until = time.monotonic() + _GONE
    while left := readers_of(program):
        if time.monotonic() > until:
            for reader in left:
                os.kill(reader, signal.SIGKILL)
            return f"the reader lived on (killed after {seconds:.2f} s)"
        time.sleep(0.02)
    return ""


def _in_the_background(do: Callable[[], object]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of other threads; the child needs none of them
        child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os._exit(0)
    return child


def readers_of(program: int) -> list[int]:
    """The processes that read a document for that program, on Linux: they name it as their last argument."""
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit() and _reads(folder, program)]


def _reads(folder: Path, program: int) -> bool:
    try:
        said = (folder / "cmdline").read_bytes().split(b"\0")
    except OSError:  # it has ended
        return False
    return running._PROGRAM.encode() in said and said[-2] == str(program).encode()
