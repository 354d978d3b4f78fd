"""Standing: of several that speak of the same thing, the one that counts, whichever was recorded first.

Whoever restates a thing names what he replaces; what is unordered otherwise goes by the day of the event, then by id.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar


class Saying(Protocol):
    """A fact or an event, among others that speak of the same."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def order(self) -> tuple[date, str]:
        """Its place among them, if nobody says otherwise."""
        ...

    @property
    def position(self) -> int:
        """Its place in the log."""
        ...

    @property
    def replaces(self) -> Sequence[str] | None:
        """Ids of those that it was said to stand for; None, in logs from before that was kept: all before it."""
        ...


One = TypeVar("One", bound=Saying)


def last_meant(said: Sequence[One]) -> One:
    """The one of `said` (there is one at the least) that none of them replaces, the latest by its own day and id."""
    replaced = {name for one in said for name in _replaced(one, said)}
    return max([one for one in said if one.id not in replaced] or said, key=lambda one: one.order)


def _replaced(one: Saying, said: Iterable[Saying]) -> Iterable[str]:
    if one.replaces is not None:
        return one.replaces
    return (other.id for other in said if other.position < one.position)


def in_order(said: Iterable[One]) -> tuple[One, ...]:
    """`said` in the order meant: the last is `last_meant`, the one before it that of the others, and so on."""
    waiting = list(said)
    ordered: list[One] = []
    while waiting:
        ordered.append(last_meant(waiting))
        waiting.remove(ordered[-1])
    return tuple(reversed(ordered))
