"""A store by its address."""

from events.store import MEMORY, Store

LOCK_WAIT = 5.0
"""Seconds to wait for whoever holds the store."""


def open_store(url: str, *, lock_wait: float = LOCK_WAIT) -> Store:
    """The store at `url`: `sqlite:///FILE`, `postgresql://USER@HOST/NAME` or `memory:`. A new one gets its tables.

    Raises StoreUnreachable, StoreLocked, StoreReadOnly, NotAStore, SchemaTooNew, SchemaTooOld.
    """
    if url == MEMORY:
        from events.in_memory.store import MemoryStore  # noqa: PLC0415 - each kind of store is loaded where it is used

        return MemoryStore(lock_wait=lock_wait)
    from events.database.store import SqlStore  # noqa: PLC0415

    store = SqlStore(url, lock_wait=lock_wait)
    store.ready(migrate=False)
    return store


def migrate(url: str, *, lock_wait: float = LOCK_WAIT) -> None:
    """Bring the database at `url` up to this version, keeping what it holds.

    Raises what `open_store` raises, but for SchemaTooOld.
    """
    from events.database.store import SqlStore  # noqa: PLC0415

    store = SqlStore(url, lock_wait=lock_wait)
    store.ready(migrate=True)
    store.close()
