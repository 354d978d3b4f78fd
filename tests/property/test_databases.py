"""SQLite and PostgreSQL come to the same rows as memory, whatever happens."""

from collections.abc import Callable

from tests.property.machines import on_every_store
from tests.property.test_living import Living


def test_every_store_comes_to_the_same_rows(new_database: Callable[[], str]) -> None:
    """All that can happen gives the same units, facts, dues, tasks, history and messages, byte for byte."""
    on_every_store(Living, new_database)
