"""A transaction in which others can be begun: what is done in them as always is then kept, or undone, as one."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from events.store import Session, Transactions


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
    def recounting(self, plans: Collection[str]) -> Iterator[Session]:  # noqa: ARG002 - there is nobody else
        """The transaction that there is."""
        yield self.session

    @contextmanager
    def turn(self, plan: str) -> Iterator[bool]:  # noqa: ARG002 - there is nobody else
        """Nobody else decides here."""
        yield False


class _Undone(Exception):  # noqa: N818 - it is no error: leaving a transaction by an exception undoes it
    """Takes back all that was tried."""


@contextmanager
def together(store: Transactions, *, undone: bool = False) -> Iterator[Nested]:
    """One transaction for all that is begun in the block: an exception that leaves it undoes all of it.

    `undone`: so does its end. Nobody else can record meanwhile.
    """
    with suppress(_Undone), store.begin() as session:
        yield Nested(session, store.url_label)
        if undone:
            raise _Undone
