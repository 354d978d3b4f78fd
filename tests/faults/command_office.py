"""The store that commands are tried on: a small plan in force, with something of each kind recorded."""

import io
import json
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from adapters.cli.frame.running import run
from adapters.clock import SetClock
from events.opening import make_store
from events.store import MEMORY, Store
from tests.command_line import TOOLS

FIRST = (
    "plan add files/plan.yaml",
    "log guidance --on 2025-07-21",
    "log congress --on 2025-09-26 --planned",
    "log own_congress --unit x1 --on 2025-07-22 --id c1",
    "done ke-hoach-mau/III.1/x1 --on 2025-07-22",
    "set-date ke-hoach-mau/II.3/btc 2025-10-01",
    "suspend --rule I.3 --plan ke-hoach-mau --on 2025-07-22 --reason x --id s1",
    "extend ask ke-hoach-mau/II.1/btc 2025-12-01 --reason x",
    "calendar amend --off 2025-09-15 --reason x",
)


class _Kept:
    """A store that a command cannot close."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def close(self) -> None:
        """Stay open: the next command asks for the same one."""


@dataclass
class Office:
    """Runs commands, one after another, on one store."""

    folder: Path
    url: str
    clock: SetClock = field(default_factory=lambda: SetClock.on(date(2025, 8, 1)))
    store: Store | None = None
    odd: Mapping[str, str] = field(default_factory=dict)  # settings that hold something else, for the next command

    def __post_init__(self) -> None:
        self.clock.step = timedelta(seconds=1)
        self.tools = replace(TOOLS, plans={})
        self.environ = {
            "THOIHAN_DATABASE_URL": self.url,
            "THOIHAN_MAIL": f"maildir:{self.folder / 'mail'}",
            "THOIHAN_SMS": f"spool:{self.folder / 'sms'}",
            "THOIHAN_ACTOR": "officer",
            "THOIHAN_LANG": "en",
            "THOIHAN_HOLD_MINUTES": "0",
            "THOIHAN_SENDING_HOURS": "always",
        }

    @classmethod
    @contextmanager
    def made(cls, folder: Path, store: str) -> Iterator["Office"]:
        """One whose files are in `folder`. `store`: sqlite, memory, or the address of a database."""
        named = {"sqlite": f"sqlite:///{folder / 'thoihan.sqlite'}", "memory": MEMORY}
        office = cls(folder, named.get(store, store))
        with patch("adapters.bootstrap.open_store", office.opened):
            yield office
        if office.store:
            office.store.close()

    def opened(self, _url: str) -> Any:
        """The one store, whatever is asked for."""
        if self.store is None:
            raise RuntimeError("renew it first")
        return _Kept(self.store)

    def __call__(self, argv: Sequence[str], stdin: str = "") -> tuple[int, str, str]:
        """Run one command: the number that it ends with, and what it said."""
        out, err = io.StringIO(), io.StringIO()
        environ = {**self.environ, **self.odd}
        ended = run(argv, environ, clock=self.clock, tools=self.tools, stdin=io.StringIO(stdin), out=out, err=err)
        return int(ended), out.getvalue(), err.getvalue()

    def renew(self) -> None:
        """Have the store as it was at first. One on a server goes on as it is."""
        self.odd = {}
        if self.store and self.url.startswith("postgres"):
            return
        if self.store:
            self.store.close()
        file, first = self.folder / "thoihan.sqlite", self.folder / "first.sqlite"
        for name in ("", "-wal", "-shm"):
            file.with_name(file.name + name).unlink(missing_ok=True)
        if first.exists():
            shutil.copy(first, file)
        self.store = make_store(self.url)
        if not first.exists():
            self._begin()
        if file.exists() and not first.exists():
            self.store.close()
            shutil.copy(file, first)
            self.store = make_store(self.url)
        self.clock.moment = SetClock.on(date(2025, 8, 1)).moment

    def _begin(self) -> None:
        self.clock.moment = SetClock.on(date(2025, 7, 22)).moment
        for line in FIRST:
            words = shlex.split(line.replace("files/", f"{self.folder / 'files'}/"))
            code, _, err = self(words)
            if code:
                raise RuntimeError(f"{line}: {err}")

    def names(self) -> dict[str, list[str]]:
        """Names that there are now, by what the help of an option calls them."""
        self.odd = {}
        tasks = [one["id"] for one in self._json("tasks")]
        events = [one["id"] for one in self._json("events", "--last", "60")]
        units = [one["code"] for one in self._json("units", "list")]
        return {
            "TASK": tasks,
            "CODE": units,
            "UNIT": units,
            "PLAN": ["ke-hoach-mau"],
            "EVENT": events,
            "ID": events,
            "KEY": [one["key"] for one in self._json("outbox")],
            "MILESTONE": ["congress", "guidance", "own_congress"],
        }

    def _json(self, *argv: str) -> Any:
        with suppress(ValueError):
            return json.loads(self([*argv, "--json"])[1])
        return []
