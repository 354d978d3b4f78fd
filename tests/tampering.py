"""Changes by hand: by somebody who may do everything in the database, and knows how the program keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Within the block the log may be changed; afterwards its triggers stand as if nothing had been."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE log DISABLE TRIGGER USER"))
        yield
        connection.execute(text("ALTER TABLE log ENABLE TRIGGER USER"))
        return
    of_the_log = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'")
    triggers = connection.execute(of_the_log).all()
    for name, _ in triggers:
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    for _, sql in triggers:
        connection.execute(text(sql))
