"""The machine run long: `make long` throws many histories at the engine, from several seeds, and says how many failed.

Each seed is a process of its own, two at a time. A seed that fails is named with its file: the same seed, with the same
number of histories, finds the same history again.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = ("tests/property/test_living.py", "tests/property/test_reference.py")
SEEDS = (1, 2, 3, 5, 8, 13, 21, 34, 424242, 777)
AT_ONCE = 2


def run(file: str, seed: int, histories: int) -> str | None:
    """Run so many histories from one seed. Gives what pytest said where one fails."""
    command = [sys.executable, "-m", "pytest", file, f"--hypothesis-seed={seed}", "-q", "-p", "no:cacheprovider"]
    command += ["-o", "faulthandler_timeout=0"]  # one test takes minutes here, and its stack is not to be looked at
    environ = {**os.environ, "THOIHAN_TEST_EXAMPLES": str(histories)}
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    return None if ended.returncode == 0 else ended.stdout[-6_000:]


def failures(file: str, histories: int) -> Iterator[tuple[int, str]]:
    """The seeds of a file that fail, with what was said."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = pool.map(lambda seed: run(file, seed, histories // len(SEEDS)), SEEDS)
        yield from ((seed, text) for seed, text in zip(SEEDS, said, strict=True) if text)


def main(histories: int) -> int:
    """Run all files that are there, and print the figures."""
    broken = False
    for file in FILES:
        if not (ROOT / file).exists():
            continue
        found = dict(failures(file, histories))
        for seed, text in found.items():
            print(f"--- {file}, seed {seed}\n{text}")  # noqa: T201 - it is the answer
        tried = histories // len(SEEDS) * len(SEEDS)
        print(f"{file}: {tried} histories from {len(SEEDS)} seeds, failing seeds: {sorted(found) or 0}")  # noqa: T201
        broken = broken or bool(found)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
