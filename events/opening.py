"""A store by its address."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from events.errors import N_, NoStore
from events.store import MEMORY, Session, Store

if TYPE_CHECKING:
    from events.database.backups.whole import Form, Row, Whole
    from events.database.store import SqlStore

Made = TypeVar("Made")

LOCK_WAIT = 5.0
"""Seconds to wait for whoever holds the store."""


def open_store(url: str, *, lock_wait: float = LOCK_WAIT) -> Store:
    """The store at `url`: `sqlite:///FILE`, `postgresql://USER@HOST/NAME`, or a new one for `memory:`.

    Raises NoStore, StoreUnreachable, StoreLocked, StoreReadOnly, NotAStore, SchemaTooNew, SchemaTooOld.
    """
    return _opened(url, lock_wait, make=False)


def make_store(url: str, *, lock_wait: float = LOCK_WAIT) -> Store:
    """The store at `url`, made there if there is none: in a file that is not there, or a database without tables.

    The file can be read by its owner only. Raises what `open_store` raises, but for NoStore.
    """
    return _opened(url, lock_wait, make=True)


def _opened(url: str, lock_wait: float, *, make: bool) -> Store:
    if url == MEMORY:
        from events.in_memory.store import MemoryStore  # noqa: PLC0415 - each kind of store is loaded where it is used

        return MemoryStore(lock_wait=lock_wait)
    from events.database.store import SqlStore  # noqa: PLC0415

    store = SqlStore(url, lock_wait=lock_wait)
    try:
        store.ready(make=make)
    except BaseException:
        store.close()
        raise
    return store


def migrate(url: str, rebuild: Callable[[Session], Made], *, lock_wait: float = LOCK_WAIT) -> Made | None:
    """Bring the database at `url` up to this version, keeping its log and what was told.

    `rebuild` builds what is concluded from the log anew: `engine.asking.rebuilding.rebuild`. All of it is one
    transaction: where anything fails, nothing was changed. Returns what `rebuild` did; None: there was nothing to do.
    Raises what `rebuild` raises, and what `open_store` raises, but for SchemaTooOld.
    """
    with _database(url, lock_wait) as store:
        return store.migrated(rebuild)


@contextmanager
def whole(url: str, *, lock_wait: float = LOCK_WAIT) -> Iterator["Whole"]:
    """All that the database at `url` holds, as one transaction sees it, while others go on writing.

    Raises what `open_store` raises; a database of an older version is refused only where it cannot be kept so.
    """
    with _database(url, lock_wait) as store, store.whole() as found:
        yield found


def fill(
    url: str, schema: int, tables: Iterable[tuple["Form", Iterable["Row"]]], *, lock_wait: float = LOCK_WAIT
) -> str:
    """Make a database of these rows at `url`, where there must be nothing, and return its address without a password.

    All of it is one transaction: where anything fails, nothing is left. All sending is held back until it is let go of
    (`Outbox.release`). Raises StoreThere, what `tables` raise, and what `open_store` raises but for NoStore.
    """
    with _database(url, lock_wait) as store:
        store.fill(schema, tables)
        return store.url_label


@contextmanager
def _database(url: str, lock_wait: float) -> Iterator["SqlStore"]:
    if url == MEMORY:
        raise NoStore(_IN_MEMORY)
    from events.database.store import SqlStore  # noqa: PLC0415

    store = SqlStore(url, lock_wait=lock_wait)
    try:
        yield store
    finally:
        store.close()


_IN_MEMORY = N_("A store in memory is forgotten at the end: there is nothing to keep. Name a database.")
