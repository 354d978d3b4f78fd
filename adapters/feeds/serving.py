"""What was served is kept, so that no program is ever told a lower number than it has."""

from collections.abc import Sequence

from events.beside.rows import ServedRow
from events.rows import Changes
from events.store import Transactions


def keep_served(store: Transactions, served: Sequence[ServedRow]) -> bool:
    """Keep what is to be served of tasks; nothing is written if there is nothing.

    False: others were served something else meanwhile under these numbers, or higher ones. What is kept of those stays.
    Raises StoreError where it cannot be kept.
    """
    if not served:
        return True
    with store.begin() as session:
        kept = {row.task: row for row in session.served(served[0].unit)}
        overtaken = [
            row for row in served if (was := kept.get(row.task)) and was.sequence >= row.sequence and was != row
        ]
        new = [row for row in served if row not in overtaken]
        session.apply(Changes(served=new))
    return not overtaken
