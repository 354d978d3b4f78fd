"""Changes by hand: by somebody who may do everything in the database, and knows how the program keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from events.database.dialects import address, open_engine


@contextmanager
def beside(url: str) -> Iterator[Connection]:
    """A connection past the program to the database at `url`; committed at the end of the block."""
    engine = open_engine(address(url), 1)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


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
