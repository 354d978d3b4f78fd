"""One run of the program, which every command is handed: its terminal, and its way to the store. Nothing is global."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from adapters.cli.frame.terminal import Terminal
from adapters.clock import Clock
from adapters.process.stopping import Stopping
from adapters.settings import Settings, settings

if TYPE_CHECKING:
    from adapters.bootstrap import Office
    from engine.snapshot import Tools


_YES, _NO = ("y", "yes", "c", "có", "co"), ("n", "no", "k", "không", "khong")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """One run of the program."""

    terminal: Terminal
    environ: Mapping[str, str]
    clock: Clock
    stdin: TextIO
    tools: "Tools | None" = None  # None: as the environment asks
    stop: Stopping = field(default_factory=Stopping)
    at_hand: "Office | None" = None  # one that is open already, whose it is to close

    @contextmanager
    def office(self) -> Iterator["Office"]:
        """The store and the tools, as the environment asks for them; let go of at the end."""
        if self.at_hand:
            yield self.at_hand
            return
        from adapters.bootstrap import opened  # noqa: PLC0415 - not every command needs the store, and it is slow to load

        with opened(self.environ, clock=self.clock, wired=self.tools) as office:
            yield office

    def settings(self) -> Settings:
        """The settings that hold. Raises SettingsError."""
        return self.at_hand.settings if self.at_hand else settings(self.environ)

    def answered(self) -> bool | None:
        """The next line that is typed, as yes or no; None: it is neither."""
        said = self.stdin.readline().strip().casefold()
        return True if said in _YES else False if said in _NO else None

    def has_store(self) -> bool:
        """True if there is a database already: looking something up need not make one. An empty file is none."""
        url = settings(self.environ).database_url.reveal()
        if self.at_hand is not None or not url.startswith("sqlite:///"):
            return True
        try:
            return Path(url.removeprefix("sqlite:///")).stat().st_size > 0
        except OSError:
            return False


def invocation(context: typer.Context) -> Invocation:
    """The desk of the run that `context` belongs to."""
    found = context.find_root().obj
    if not isinstance(found, Invocation):
        raise TypeError("a command is run by adapters.cli.frame.running.run")
    return found
