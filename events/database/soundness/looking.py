"""One look at a database from below."""

from sqlalchemy import Connection

from events.database.soundness import declared, guards, pages
from events.database.soundness.objects import Compared, compared
from events.store import Soundness


def look(connection: Connection) -> Soundness:
    """Its pages by the database's own checks, its tables, indexes and triggers beside those of this version.

    Of what is damaged only that is told: what else there is may not be what it was.
    """
    tables = declared.TABLES
    damaged, unchecked = pages.damage(connection, tables)
    objects = Compared((), (), ()) if damaged else _objects(connection)
    return Soundness(
        pages=pages.size(connection, tables),
        damaged=damaged,
        missing=objects.missing,
        altered=objects.altered,
        foreign=objects.foreign,
        unchecked=unchecked,
    )


def _objects(connection: Connection) -> Compared:
    dialect, tables = connection.dialect.name, declared.TABLES
    found = {**declared.found(connection), **guards.found(connection, tables)}
    return compared({**declared.expected(dialect), **guards.expected(dialect)}, found)
