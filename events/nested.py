"""A transaction in which others can be begun: for doing things as they are always done, and then undoing them all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from events.store import Session


@dataclass(frozen=True, slots=True)
class Nested:
    """The protocol `Transactions` over one that is open: whatever is begun in it stands or falls with `session`."""

    session: Session
    url_label: str
    parallel: bool = False  # there is but one

    @contextmanager
    def begin(self, write: bool = True, *, after: int | None = None) -> Iterator[Session]:  # noqa: ARG002 - it is begun
        """The transaction that there is; whether it may write was decided when it was begun."""
        yield self.session

    @contextmanager
    def recounting(self) -> Iterator[Session]:
        """The transaction that there is."""
        yield self.session

    @contextmanager
    def turn(self, plan: str) -> Iterator[bool]:  # noqa: ARG002 - there is nobody else
        """Nobody else decides here."""
        yield False
