"""How fast mail goes to one domain: at most so many in a minute, and as fast as can be to the office's own."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Protocol, runtime_checkable

MINUTE = 60.0
OFTEN = 120
"""Mails in a minute to one domain, unless the settings say otherwise: few enough for the large providers."""


@runtime_checkable
class Paced(Protocol):
    """A channel that goes no faster than its recipients' servers like."""

    @property
    def pace(self) -> "DomainPace":
        """How fast."""
        ...


@dataclass(frozen=True, slots=True)
class DomainPace:
    """At most `most` in any minute to one domain, of which none is the office's own; 0: as many as there are."""

    most: int
    own: str  # the sender's domain, in small letters
    clock: Callable[[], float] = monotonic
    _gone: defaultdict[str, deque[float]] = field(default_factory=partial(defaultdict, deque), compare=False)

    def domain(self, address: str) -> str:
        """The domain that is counted; "" where none is."""
        found = address.strip().rpartition("@")[2].lower()
        return "" if not self.most or found == self.own or found.endswith(f".{self.own}") else found

    def free(self, domain: str) -> int:
        """How many may go there now."""
        gone, before = self._gone[domain], self.clock() - MINUTE
        while gone and gone[0] <= before:
            gone.popleft()
        return self.most - len(gone)

    def took(self, domain: str) -> None:
        """One goes there now."""
        if domain:
            self._gone[domain].append(self.clock())


UNPACED = DomainPace(0, "")
