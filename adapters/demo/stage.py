"""The stage that a story is played on: an office at a clock that stands in the story, a folder, a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.terminal import Terminal
from adapters.clock import SetClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything that playing needs. `contacts` is the story's own: addresses by kind of unit."""

    invocation: Invocation
    office: Office
    clock: SetClock
    folder: Path
    contacts: Mapping[str, Any]

    @property
    def terminal(self) -> Terminal:
        """The terminal that the story is told on."""
        return self.invocation.terminal

    @property
    def lang(self) -> str:
        """The language that it is told in."""
        return self.terminal.lang
