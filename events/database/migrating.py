"""The tables of a database brought to what this version needs.

Alembic is loaded only when there is something to do.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, inspect, text

from events.database import migrations
from events.database.dialects import Mode, begin, prepare_file
from events.errors import N_, SchemaTooNew, SchemaTooOld

SCHEMA = 9
"""The number of the last step in `events/database/migrations/versions`."""

VERSION_TABLE = "thoihan_version"

Made = TypeVar("Made")


def found(connection: Connection) -> int | None:
    """The number of the last migration step that the database has gone through; None: it has no tables of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return int(connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) or 0)  # noqa: S608 - our own name


def make_ready(engine: Engine, store: str, rebuild: Callable[[Connection], Made] | None = None) -> Made | None:
    """Give a new database its tables, and an older one those of this version if it is said how to `rebuild` its rows.

    Raises SchemaTooOld for an older one otherwise, SchemaTooNew for one that a newer version wrote.
    """
    with begin(engine, Mode.READ) as connection:
        version = found(connection)
    if version is None:
        prepare_file(engine)
        return upgrade(engine)
    if version > SCHEMA:
        raise SchemaTooNew(_TOO_NEW, store=store, found=version, known=SCHEMA)
    if version == SCHEMA:
        return None
    if rebuild is None:
        raise SchemaTooOld(_TOO_OLD, store=store, found=version, known=SCHEMA)
    return upgrade(engine, then=rebuild)


def upgrade(engine: Engine, to: str = "head", *, then: Callable[[Connection], Made] | None = None) -> Made | None:
    """Go through the migration steps that the database lacks, up to the one named `to`; `then` in their transaction."""
    from alembic import command  # noqa: PLC0415 - slow to load, and seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])).replace("%", "%%"))
    # One transaction, in which nobody else writes: of two that find a new database, the second finds it made.
    with begin(engine, Mode.APPEND) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        return then(connection) if then else None


_TOO_NEW = N_(
    "{store} was written by a newer version of thoihan (schema {found}; this version knows {known}). "
    "Nothing was changed. Install the newer version."
)
_TOO_OLD = N_(
    "{store} was written by an older version of thoihan (schema {found}; this version needs {known}). "
    "Nothing was changed. Make a copy of it, then migrate it."
)
