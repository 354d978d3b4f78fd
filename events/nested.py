"""A transaction that passes for a store: for doing things as they are always done, and then undoing them all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from events.rows import Claimed
from events.store import Session


@dataclass(frozen=True, slots=True)
class Within:
    """What is begun in it is part of `session`, and stands or falls with that. Nothing leaves: its outbox is shut."""

    session: Session
    url_label: str

    @property
    def query_count(self) -> int:
        """Those of the store itself are counted there."""
        return 0

    @contextmanager
    def begin(self, write: bool = True) -> Iterator[Session]:  # noqa: ARG002 - the transaction decides
        """The transaction that there is."""
        yield self.session

    def claim(self, now: datetime, worker: str, limit: int, lease_seconds: float) -> list[Claimed]:  # noqa: ARG002
        """There is nothing to send."""
        return []

    def sent(self, key: str, now: datetime) -> bool:  # noqa: ARG002
        """Nothing was."""
        return False

    def retry(self, key: str, next_try_at: datetime, error: str) -> bool:  # noqa: ARG002
        """Nothing is."""
        return False

    def park(self, key: str, error: str) -> bool:  # noqa: ARG002
        """Nothing is."""
        return False

    def unpark(self, key: str) -> bool:  # noqa: ARG002
        """Nothing is."""
        return False

    def close(self) -> None:
        """Whoever opened it closes it."""
