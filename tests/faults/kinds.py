"""The kinds of faults: each is a module of this folder with a function `run(ground, tries, chance)` that gives a Tally.

Who adds a kind adds its module here; what takes no database leaves `ground` alone.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from tests.databases import database_on


@dataclass
class Tally:
    """How often a fault was made, and what became of it.

    `lost`: something that was said to be recorded or sent is not; `doubled`: it is there or went twice, and not because
    nobody could know; `unnoticed`: what is wrong was not found, or words claimed more than was so.
    """

    tries: int = 0
    lost: int = 0
    doubled: int = 0
    unnoticed: int = 0
    notes: list[str] = field(default_factory=list)  # on what went unnoticed

    @property
    def bad(self) -> bool:
        """True if anything was lost, doubled or unnoticed."""
        return bool(self.lost or self.doubled or self.unnoticed)


@dataclass(frozen=True)
class Ground:
    """A folder to work in, and a PostgreSQL server if there is one."""

    folder: Path
    server: str | None

    @contextmanager
    def database(self, kind: str) -> Iterator[str]:
        """The address of a new database: `sqlite` or `postgres`."""
        if kind == "sqlite":
            yield f"sqlite:///{self.folder / uuid4().hex}.db"
            return
        assert self.server
        with contextmanager(database_on)(self.server) as url:
            yield url


Run = Callable[[Ground, int, random.Random], Tally]


@dataclass(frozen=True)
class Kind:
    """A module, which database it takes if that is its choice, and how often it is tried in the short and long form."""

    module: str
    short: int
    long: int
    on: str = ""
    needs_server: bool = False

    def run(self, ground: Ground, tries: int, chance: random.Random) -> Tally:
        """Make the fault so often."""
        made: Callable[..., Tally] = import_module(f"tests.faults.{self.module}").run
        tally: Tally = (partial(made, on=self.on) if self.on else made)(ground, tries, chance)
        return tally


KINDS: Mapping[str, Kind] = {
    "killed while recording and sweeping (SQLite)": Kind("kills_recording", 3, 300, on="sqlite"),
    "killed while recording and sweeping (PostgreSQL)": Kind(
        "kills_recording", 3, 300, on="postgres", needs_server=True
    ),
    "killed while dates are counted again (SQLite)": Kind("kills_recounting", 4, 200, on="sqlite"),
    "killed while dates are counted again (PostgreSQL)": Kind(
        "kills_recounting", 4, 200, on="postgres", needs_server=True
    ),
    "killed while sending (SQLite)": Kind("kills_sending", 3, 200, on="sqlite"),
    "killed while sending (PostgreSQL)": Kind("kills_sending", 3, 200, on="postgres", needs_server=True),
    "backends terminated": Kind("backends", 5, 200, needs_server=True),
    "answers to COMMIT lost": Kind("lost_commits", 4, 100, needs_server=True),
    "full disk": Kind("full_disk", 4, 200),
    "damaged pages": Kind("damaged_pages", 6, 300),
    "tampering, column by column": Kind("tampering", 8, 10_000),
    "hostile documents, and readers whose program is killed": Kind("hostile_documents", 6, 200),
    "wrong clocks": Kind("wrong_clocks", 3, 60),
}
"""Every kind, by what it is called."""
