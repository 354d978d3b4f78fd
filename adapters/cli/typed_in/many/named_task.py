"""The task that is typed with a command, of which something is said; or that of all rows which name none themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.many.sheets import SheetRow


@dataclass(frozen=True, slots=True)
class NamedTask:
    """A task or a row as it is named."""

    name: str | None
    round: str | None  # of what recurs, in words
    day: Callable[["SheetRow | None"], date]  # on which it is said, of that of a row or of the one typed
