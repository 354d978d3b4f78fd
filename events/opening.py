"""A store by its address."""

from collections.abc import Callable
from typing import TypeVar

from events.store import MEMORY, Session, Store

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
    store.ready(make=make)
    return store


def migrate(url: str, rebuild: Callable[[Session], Made], *, lock_wait: float = LOCK_WAIT) -> Made | None:
    """Bring the database at `url` up to this version, keeping its log and what was told.

    `rebuild` builds what is concluded from the log anew: `engine.asking.rebuilding.rebuild`. All of it is one
    transaction: where anything fails, nothing was changed. Returns what `rebuild` did; None: there was nothing to do.
    Raises what `rebuild` raises, and what `open_store` raises, but for SchemaTooOld.
    """
    from events.database.store import SqlStore  # noqa: PLC0415

    store = SqlStore(url, lock_wait=lock_wait)
    try:
        return store.migrated(rebuild)
    finally:
        store.close()
