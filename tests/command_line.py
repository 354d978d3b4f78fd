"""The command line in tests: run in this process, with an environment and a clock of its own."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from adapters.bootstrap import tools
from adapters.cli.frame.running import run
from adapters.clock import SetClock
from tests.databases import make_there

TOOLS = tools("plain")
TOOLS = replace(TOOLS, compile=cache(TOOLS.compile))
"""Shared by all commands that tests type: a plan is compiled once, but each command loads it, as a process does."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What it said, for programs."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """Types commands in English, on one database, in one folder, on a day that is set."""

    folder: Path
    url: str
    clock: SetClock = field(default_factory=lambda: SetClock.on(date(2025, 7, 21)))
    more: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False  # nothing is there yet, not even a database

    def __post_init__(self) -> None:
        if not self.empty:
            make_there(self.url)

    def __call__(self, *argv: str, code: int | None = 0, stdin: str = "", **environ: str) -> Ended:
        """Run `thoihan ARGV`; it must end with `code`."""
        found = self.ended(*argv, stdin=stdin, **environ)
        assert code in (None, found.code), f"{argv}: {found.code}\n{found.out}\n{found.err}"
        return found

    def ended(self, *argv: str, stdin: str = "", **environ: str) -> Ended:
        """Run `thoihan ARGV`, however it ends."""
        self.clock.step = timedelta(seconds=1)
        settings = {
            "THOIHAN_DATABASE_URL": self.url,
            "THOIHAN_MAIL": f"maildir:{self.folder / 'mail'}",
            "THOIHAN_SMS": f"spool:{self.folder / 'sms'}",
            "THOIHAN_ACTOR": "officer",
            "THOIHAN_LANG": "en",
            "THOIHAN_SETTINGS": "none",  # whatever the machine has
            "THOIHAN_HOLD_MINUTES": "0",  # unless a test is about that
            "THOIHAN_SENDING_HOURS": "always",  # likewise
            "THOIHAN_SUMMARIES": "off",  # likewise
            **self.more,
            **environ,
        }
        out, err = io.StringIO(), io.StringIO()
        ended = run(
            argv, settings, clock=self.clock, tools=replace(TOOLS, plans={}), stdin=io.StringIO(stdin), out=out, err=err
        )
        return Ended(int(ended), out.getvalue(), err.getvalue())

    def json(self, *argv: str, **how: Any) -> Any:
        """Run it with --json, and read the answer."""
        return self(*argv, "--json", **how).json()

    def writes(self, name: str, text: str) -> str:
        """Write a file into the folder, and give its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def registers(self, units: str) -> None:
        """Register agencies, as a table has them."""
        self("units", "add", self.writes("don-vi.csv", units))

    def adopts(self, plan: str, name: str = "ke-hoach") -> None:
        """Adopt a plan, from a file of that name."""
        self("plan", "add", self.writes(f"{name}.yaml", plan))

    def on(self, day: str) -> None:
        """It is 08:00 of that day."""
        self.clock.moment = SetClock.on(date.fromisoformat(day)).moment
