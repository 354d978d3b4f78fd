"""What a database is asked while a test does something."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event as statements

from events.database.store import SqlStore

Statement = tuple[str, Any]
"""A statement, and its parameters."""


@contextmanager
def asked(store: object) -> Iterator[list[Statement]]:
    """The statements that `store` is asked until the end of the block, as they come."""
    assert isinstance(store, SqlStore)
    seen: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        seen.append((statement, parameters))

    statements.listen(store._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        statements.remove(store._engine, "before_cursor_execute", note)
