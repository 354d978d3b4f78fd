"""The tables of a database brought to what this version needs.

Alembic is loaded only when there is something to do.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, inspect, text

from events.database import migrations
from events.database.dialects import POSTGRES, Mode, begin, is_there, make_file, prepare_file, remove_file
from events.errors import N_, NO_STORE, NoStore, NotAStore, SchemaTooNew, SchemaTooOld, StoreThere

SCHEMA = 48
"""The number of the last step in `events/database/migrations/versions`."""

FIRST_KEPT = 9
"""The first schema of which a database can be backed up: it has all that a restored one needs."""

VERSION_TABLE = "thoihan_version"

Made = TypeVar("Made")


def found(connection: Connection, store: str = "") -> int | None:
    """The number of the last migration step that the database has gone through; None: it has no tables of ours.

    Raises NotAStore where what stands in its place is no number.
    """
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    said = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - our own name
    if said is None:
        return 0
    if not re.fullmatch("[0-9]{1,9}", str(said)):
        raise NotAStore(_NO_NUMBER, store=store, found=str(said)[:20])
    return int(said)


def make_ready(engine: Engine, store: str, *, make: bool) -> None:
    """See that a database has the tables of this version; `make` them in one that is new.

    Raises NoStore where there is none (and it is not to be made), NotAStore for another program's, SchemaTooOld,
    SchemaTooNew for one that a newer version wrote.
    """
    if make:
        make_file(engine.url)
    version = _version(engine, store)
    if version is None and make:
        prepare_file(engine)
        upgrade(engine)
    elif version is None:
        raise NoStore(NO_STORE, store=store)
    elif version < SCHEMA:
        raise SchemaTooOld(_TOO_OLD, store=store, found=version, known=SCHEMA)


def bring_up(engine: Engine, store: str, rebuild: Callable[[Connection], Made]) -> Made | None:
    """Give an older database the tables of this version, and `rebuild` its rows. None: it is of this version.

    Raises NoStore, NotAStore, SchemaTooNew.
    """
    version = _version(engine, store)
    if version is None:
        raise NoStore(NO_STORE, store=store)
    return upgrade(engine, then=rebuild) if version < SCHEMA else None


def schema_to_keep(engine: Engine, store: str) -> int:
    """The schema of a database that is to be backed up: this version's, or an older one from FIRST_KEPT on.

    Raises NoStore, NotAStore, SchemaTooNew, SchemaTooOld.
    """
    version = _version(engine, store)
    if version is None:
        raise NoStore(NO_STORE, store=store)
    if version < FIRST_KEPT:
        raise SchemaTooOld(_TOO_OLD, store=store, found=version, known=SCHEMA)
    return version


def fill_new(engine: Engine, store: str, schema: int, fill: Callable[[Connection], None]) -> None:
    """Make the tables of that schema where there is nothing, and `fill` them, in one transaction.

    Where anything fails, nothing is left. Raises StoreThere, and NotAStore for another program's.
    """
    made = make_file(engine.url)
    try:
        if _version(engine, store) is not None:
            raise StoreThere(_THERE, store=store)
        prepare_file(engine)
        upgrade(engine, f"{schema:04d}", then=lambda connection: _filled(connection, store, fill))
    except BaseException:
        if made:
            engine.dispose()
            remove_file(engine.url)
        raise


def _filled(connection: Connection, store: str, fill: Callable[[Connection], None]) -> None:
    if connection.scalar(text("SELECT max(position) FROM log")) is not None:  # somebody was quicker
        raise StoreThere(_THERE, store=store)
    fill(connection)


def _version(engine: Engine, store: str) -> int | None:
    """The version of the tables; None: there are none at all. Raises NoStore, NotAStore, SchemaTooNew."""
    if not is_there(engine.url):  # to connect to a file that is not there makes it
        raise NoStore(NO_STORE, store=store)
    with begin(engine, Mode.READ) as connection:
        version = found(connection, store)
        if version is None and _of_another_program(connection):
            raise NotAStore(_NOT_OURS, store=store)
    if version is not None and version > SCHEMA:
        raise SchemaTooNew(_TOO_NEW, store=store, found=version, known=SCHEMA)
    return version


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


def _of_another_program(connection: Connection) -> bool:
    """True if the file has tables of somebody else. A server's database may be shared."""
    return connection.dialect.name != POSTGRES and bool(inspect(connection).get_table_names())


_NOT_OURS = N_(
    "{store} is the database of another program: it has tables, and none of them is ours. Nothing was changed. "
    "Name another one."
)
_THERE = N_(
    "There is a database at {store} already. Nothing was changed. Name another place, where there is none: `--into`; "
    "or move the one that is there away first."
)
_NO_NUMBER = N_(
    "{store} says that its schema is “{found}”, which is no number: it was changed by hand, or is damaged. "
    "Nothing was changed. Restore it from a backup."
)
_TOO_NEW = N_(
    "{store} was written by a newer version of thoihan (schema {found}; this version knows {known}). "
    "Nothing was changed. Install the newer version."
)
_TOO_OLD = N_(
    "{store} was written by an older version of thoihan (schema {found}; this version needs {known}). "
    "Nothing was changed. Make a copy of it, then migrate it."
)
