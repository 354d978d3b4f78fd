"""Stores that stay open between the commands of one test, as between the requests to one server.

To open one, and to compile its statements, takes as long as what most commands do. Whether there is a store, and of
which version, is looked up for each command; tests of programs that are started open their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters import bootstrap
from events.database.store import SqlStore
from events.opening import LOCK_WAIT, open_store
from events.store import MEMORY, Store


class _Kept(SqlStore):
    """One that is not closed by who has opened it."""

    def close(self) -> None:
        """Stay open."""

    def end(self) -> None:
        """Close."""
        super().close()


@contextmanager
def kept_open(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stores that commands open in this block are closed at its end."""
    there: dict[tuple[str, int], _Kept] = {}

    def opened(url: str, *, lock_wait: float = LOCK_WAIT) -> Store:
        if url == MEMORY:
            return open_store(url)
        key = (url, _file_of(url))
        if key not in there:
            there[key] = _Kept(url, lock_wait=lock_wait)
        there[key].ready(make=False)
        return there[key]

    patch.setattr(bootstrap, "open_store", opened)
    yield
    for store in there.values():
        store.end()


def _file_of(url: str) -> int:
    """The number of the file: one that was put in the place of another is another database."""
    path = Path(url.removeprefix("sqlite:///"))
    return path.stat().st_ino if path.is_file() else 0
