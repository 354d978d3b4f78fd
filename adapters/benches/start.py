"""What it costs to start: commands as programs of their own, in a store with one plan, and with two hundred.

What counts is the processor time of the whole process, from its start to its end. Machines differ, and a loaded one is
slower in processor time too: so each time is held against a fixed loop, run before and after it, and told in the
seconds that it would be on the machine on which the targets were set, where the loop takes `LOOP`. Bytecode is kept, as
it is where the program is installed: each command has run once before it is measured.

The plans are those of `bench event`, of 141 rows each, whose tasks are all active. Tasks are listed, reported and asked
for as an officer does it: those of one plan, a table for people.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from adapters.benches.event import settle
from adapters.benches.fanout import peak_mb
from adapters.benches.shared.fixed_loop import fixed_loop
from adapters.bootstrap import tools
from adapters.settings import DATABASE
from engine.service import Service
from events.opening import make_store

COMMUNES, PLANS = 38, 200
ROUNDS = 5
LOOP = 0.1
"""Seconds of processor time that the fixed loop takes on the machine on which the targets were set."""

TARGETS = {
    "version": 0.35,
    "help": 0.35,
    "due": 0.45,
    "read": 0.45,
    "tasks": 0.7,
    "log": 0.7,
    "done": 0.7,
    "explain": 0.7,
}
"""Seconds that each command may take, on that machine."""


def run(plans: int = PLANS, rounds: int = ROUNDS) -> dict[str, object]:
    """Measure: `cpu_1` and `cpu_200` are medians of rounds; `ratio` is the worst of them to its target."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="thoihan-bench-") as folder:
        one, many = (dict(_measured(Path(folder, str(count)), count, rounds)) for count in (1, plans))
    ratio = round(max(seconds[name] / TARGETS[name] for seconds in (one, many) for name in TARGETS), 2)
    return {
        "name": "start",
        "plans": plans,
        "commands": {name: {"cpu_1": round(one[name], 3), "cpu_200": round(many[name], 3)} for name in TARGETS},
        "targets": TARGETS,
        "ratio": ratio,
        "target": 1.0,
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(peak_mb(), 1),
        "rounds": rounds,
        "holds": ratio <= 1.0,
    }


def _measured(folder: Path, plans: int, rounds: int) -> Iterator[tuple[str, float]]:
    folder.mkdir()
    url = f"sqlite:///{folder / 'thoihan.sqlite'}"
    _settle(url, plans)
    environ = _environ(folder, url)
    for name in TARGETS:
        _seconds(_typed(name, 0), environ)
        yield name, median(_scaled(_typed(name, number + 1), environ) for number in range(rounds))


def _settle(url: str, plans: int) -> None:
    store = make_store(url)
    settle(Service(store, tools()), COMMUNES, plans, each=1)
    store.close()


def _environ(folder: Path, url: str) -> Mapping[str, str]:
    bytecode = os.environ.get("PYTHONPYCACHEPREFIX", str(folder.parent / "bytecode"))
    own = {DATABASE: url, "PYTHONPYCACHEPREFIX": bytecode, "THOIHAN_LANG": "en"}
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own


def _typed(name: str, number: int) -> Sequence[str]:
    """A command line; those that record something record something else each time."""
    return {
        "version": ["--version"],
        "help": ["--help"],
        "due": ["due", "2026-01-30", "30 working days before"],
        "read": ["read", "Trước 30/7/2025"],
        "tasks": ["tasks", "--plan", "p0"],
        "log": ["log", "meeting", "--plan", "p0", "--unit", "12", "--on", f"2025-10-{number + 1:02}"],
        "done": ["done", f"p0/I.{number + 3}/12", "--on", "2025-10-01"],
        "explain": ["explain", "p0/I.1/12"],
    }[name]


def _scaled(argv: Sequence[str], environ: Mapping[str, str]) -> float:
    before = fixed_loop()
    seconds = _seconds(argv, environ)
    return seconds / (before + fixed_loop()) * 2 * LOOP


def _seconds(argv: Sequence[str], environ: Mapping[str, str]) -> float:
    """Processor seconds of the command, as a program of its own."""
    start = _of_children()
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", "from adapters.cli import main; main()", *argv],
        env=environ,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return _of_children() - start


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
