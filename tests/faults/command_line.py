"""Valid commands with plausible and hostile values, in one process, on a store that lives across tries.

`python -m tests.faults.command_line --tries N` prints one line of JSON, and before it, on standard error, an example of
each thing that went wrong. Commands and their options are those of the parser's own table, so that a new one is tried
without a word here. An answer may hold nothing that does something to a terminal, and `--json` answers in JSON.
"""

import argparse
import json
import os
import random
import re
import shlex
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from adapters.cli.frame import failures, running
from adapters.cli.frame.commands import ROOT, Branch
from adapters.cli.frame.failures import Exit, Failure
from adapters.cli.frame.group import made
from adapters.documents.files.reading import reader_of
from tests.faults.command_office import Office
from tests.faults.files import Files
from tests.faults.values import Values, output_names

LEFT_OUT = {("run",), ("serve",), ("bench",), ("demo",), ("migrate",), ("init",), ("restore",)}
"""The ticker does not end, benchmarks and stories take minutes, and the store is the same one all the time."""

WRITING = {("backup",)}
"""Commands whose files are written: only such as lie in a folder of the tries."""

SELDOM = {("verify",), ("plan", "add"), ("plan", "amend"), ("check",), ("plan", "export"), ("import",)}
"""Tried a fifth as often as the others: they take longer."""

FRESH = 250
"""Tries after which the store is as it was at first: one that grows makes every try slower."""

SETTINGS = ("THOIHAN_LEAP_DAYS", "THOIHAN_ACTOR", "THOIHAN_FROM", "THOIHAN_MATCHER", "THOIHAN_LANG", "USER", "COLUMNS")
"""Those that hold any value now and then; the others say where something is written to."""

PATIENCE = 60
"""Seconds for one try."""

UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that do something to the terminal of whoever reads an answer."""

KINDS = {0: "accepted", 1: "refused", 2: "usage", 3: "accepted", 4: "trouble"}
WRONG = ("traceback", "unclean", "no_json", "too_long")


class TooLong(BaseException):
    """A try takes longer than any may."""


@dataclass
class Found:
    """All that the tries came to."""

    tries: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)  # by what went wrong, the first that led to it
    often: Counter[str] = field(default_factory=Counter)
    raised: str = ""  # the last fault of the program

    def note(self, kind: str, what: str, argv: Sequence[str]) -> None:
        """Count something that went wrong, and keep one example of it."""
        self.ended[kind] += 1
        self.often[what] += 1
        self.wrong.setdefault(what, repr(shlex.join(argv))[:800])

    def answer(self) -> Mapping[str, int]:
        """The counts, for programs."""
        kinds = ("usage", "refused", "accepted", "trouble", *WRONG)
        return {"tries": self.tries, **{kind: self.ended[kind] for kind in kinds}}

    def lines(self) -> Iterator[str]:
        """An example of each thing that went wrong."""
        for what, argv in self.wrong.items():
            yield f"{self.often[what]} x {what}\n    {argv}"


# --- what is typed ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verb:
    """A command with its parameters."""

    path: tuple[str, ...]
    parameters: Sequence[Any]


def verbs() -> Sequence[Verb]:
    """Every command of the program, as the parser has it, but for those left out."""
    return [verb for verb in _verbs(ROOT, ()) if verb.path not in LEFT_OUT]


def _verbs(branch: Branch, above: tuple[str, ...]) -> Iterator[Verb]:
    for name, entry in branch.commands.items():
        if isinstance(entry, Branch):
            yield from _verbs(entry, (*above, name))
        else:
            yield Verb((*above, name), made(name, entry, "en").params)


def typed(verb: Verb, values: Values) -> list[str]:
    """The command with some of its options, and values for them."""
    chance, words = values.random.random, []
    for one in verb.parameters:
        often = 0.97 if one.required or one.param_type_name == "argument" else 0.25
        often = 0.5 if one.opts[0] == "--json" else often
        most = 4 if getattr(one, "multiple", False) else 1
        while most and chance() < often:
            most, often = most - 1, 0.3
            words += _words(one, values, writing=verb.path in WRITING)
    if chance() < 0.01:
        words.insert(values.random.randrange(len(words) + 1), values.draw("TEXT"))
    return [*verb.path, *words]


def _words(one: Any, values: Values, *, writing: bool) -> list[str]:
    name = one.opts[0]
    if getattr(one, "is_flag", False):
        return [name]
    out = name == "--output" or (writing and one.metavar == "FILE")
    value = values.random.choice(values.outputs) if out else values.draw(one.metavar or "N")
    if one.param_type_name == "argument":
        return [value]
    return [f"{name}={value}"] if values.random.random() < 0.5 else [name, value]


# --- how it ends -----------------------------------------------------------------------------------------------------


def judge(argv: Sequence[str], ended: tuple[int, str, str], found: Found) -> None:
    """Count how a command ended, and note what must not be."""
    code, out, err = ended
    kind = KINDS.get(code)
    if kind:
        found.ended[kind] += 1
    else:
        found.note("traceback", f"ends with {code}: {found.raised}", argv)
    command = " ".join(word for word in argv[:2] if re.fullmatch("[a-z-]+", word))
    odd = UNCLEAN.search(out) or UNCLEAN.search(err)
    if odd:
        found.note("unclean", f"{command} tells U+{ord(odd.group()):04X}", argv)
    if (
        "--json" in argv
        and "--text" not in argv
        and code in (Exit.FINE, Exit.FOUND)
        and not _in_json(out, by_line="--batch" in shlex.join(argv))
    ):
        found.note("no_json", f"{command} tells no JSON", argv)


def _in_json(out: str, *, by_line: bool) -> bool:
    try:
        for text in out.splitlines() if by_line else [out]:
            json.loads(text)
    except ValueError:
        return out.startswith("Usage") or not out.strip()
    return True


def place(error: BaseException) -> str:
    """The kind of an error, its words, and the last place of ours that it came by."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f for f in frames if re.search("/(adapters|engine|events|rules)/", f.filename) and ".venv" not in f.filename
    ]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return f"{where} {type(error).__name__}: {error}"[:200]


@contextmanager
def watched(found: Found) -> Iterator[None]:
    """Note where faults come from, and read documents in this process; the isolated one takes a third of a second."""
    told = failures.failure

    def failure(error: BaseException) -> Failure:
        if isinstance(error, TooLong):
            raise error
        found.raised = place(error)
        return told(error)

    def read(data: bytes, progress: Any = None, *, kind: Any = None) -> Any:
        return reader_of(data, kind)(progress=progress)

    with ExitStack() as stack:
        stack.enter_context(patch.object(running, "failure", failure))
        for module in ("adapters.documents.scans.scanned", "adapters.unit_lists.tables"):
            stack.enter_context(patch(f"{module}.read_isolated", read))
        yield


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Raise TooLong after so many seconds of the processor, however busy the machine is."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


# --- the tries -------------------------------------------------------------------------------------------------------


def attempt(tries: int, seed: int, office: Office, *, seconds: float = float("inf")) -> Found:
    """Try so many commands, for so many seconds at most."""
    draw, found, began = random.Random(seed), Found(), time.monotonic()
    table = verbs()
    weights = [0.2 if verb.path in SELDOM else 1.0 for verb in table]
    files = Files(office.folder / "files", draw)
    values = Values(draw, files=files.names, outputs=output_names(office.folder / "out"))
    with watched(found):
        while found.tries < tries and time.monotonic() - began < seconds:
            if found.tries % FRESH == 0:
                office.renew()
            if found.tries % 50 == 0:
                values.known = office.names()
            files.renew()
            argv = typed(draw.choices(table, weights)[0], values)
            office.odd = {draw.choice(SETTINGS): values.draw("TEXT")} if draw.random() < 0.03 else {}
            found.tries += 1
            _try(argv, partial(office, argv, files.lines() if "-" in argv else ""), found)
    return found


def _try(argv: Sequence[str], run: Callable[[], tuple[int, str, str]], found: Found) -> None:
    try:
        with patience(PATIENCE):
            judge(argv, run(), found)
    except TooLong:
        found.note("too_long", f"{' '.join(argv[:2])} does not end", argv)
    except Exception as error:  # noqa: BLE001 - `run` is to let none through
        found.note("traceback", f"not even caught: {place(error)}", argv)


def main() -> None:
    """Try commands as the arguments say."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many, whatever --tries says")
    parser.add_argument("--store", default="sqlite", help="sqlite, memory, or the address of an empty database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thoihan-faults-") as folder:
        os.chdir(folder)
        with Office.made(Path(folder), asked.store) as office:
            found = attempt(asked.tries, asked.seed, office, seconds=asked.seconds)
    sys.stderr.writelines(f"{line}\n" for line in found.lines())
    sys.stdout.write(json.dumps({"seed": asked.seed, "store": asked.store, **found.answer()}) + "\n")


if __name__ == "__main__":
    main()
