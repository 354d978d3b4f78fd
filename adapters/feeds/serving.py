"""What was served is kept, so that no program is ever told a lower number than it has."""

from collections.abc import Iterator, Sequence

from events.beside.rows import ServedRow
from events.rows import Changes
from events.store import Session, Transactions


def keep_served(store: Transactions, served: Sequence[ServedRow]) -> None:
    """Keep what was served of tasks, unless others were served more meanwhile; nothing is written if there is nothing.

    Raises StoreError where it cannot be kept.
    """
    if served:
        with store.begin() as session:
            session.apply(Changes(served=list(_later(session, served))))


def _later(session: Session, served: Sequence[ServedRow]) -> Iterator[ServedRow]:
    """Those of the rows, all of one calendar, that are not below what is kept by now."""
    kept = {row.task: row.sequence for row in session.served(served[0].unit)}
    return (row for row in served if row.sequence >= kept.get(row.task, 0))
