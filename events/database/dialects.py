"""The differences between SQLite and PostgreSQL: opening, and beginning a transaction.

(How each takes rows in bulk is `events.database.bulk`; how errors are told apart, `events.database.faults`.)
"""

import errno
import hashlib
import json
import logging
import os
import sqlite3
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Text,
    create_engine,
    event,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from events.database.faults import at_commit, committing
from events.errors import N_, StoreUnreachable

POSTGRES = "postgresql"


class Mode(StrEnum):
    """The purpose of a transaction."""

    READ = "read"  # one unchanging view of everything
    APPEND = "append"  # the log and what follows from it; one at a time
    LOCK_LATER = "lock later"  # the same, but that `locked` takes the log
    OUTBOX = "outbox"  # the delivery of messages, beside the others
    ONE_STATEMENT = "one statement"  # the same, but that a single statement is all of it
    RECOUNT = "recount"  # dates of plans counted again beside those who record; of each plan one at a time


# --- opening ---------------------------------------------------------------------------------------------------------


def address(text: str) -> URL:
    """The address of a database, with the driver we use. Raises StoreUnreachable where `text` cannot be one."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # a port that is no number, a bracket that stays open
        raise StoreUnreachable(_NO_ADDRESS) from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        _check_path(url)
        return url.set(drivername="sqlite")
    if kind in (POSTGRES, "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise StoreUnreachable(_NO_ADDRESS)


def _check_path(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        raise StoreUnreachable(_NO_FILE)
    if url.query:
        raise StoreUnreachable(_NO_OPTIONS, store=label(url), options=", ".join(url.query))
    folder = Path(url.database).absolute().parent
    if not folder.is_dir():
        raise StoreUnreachable(_NO_FOLDER, store=label(url), folder=folder)


def is_there(url: URL) -> bool:
    """True unless the database is a file that there isn't."""
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).exists()


def make_file(url: URL) -> bool:
    """Make the file of a new SQLite database, which its owner alone can read, whatever the umask; through no link.

    False: there was nothing to make.
    """
    if is_there(url):
        return False
    try:
        os.close(os.open(str(url.database), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        if not is_there(url):  # else somebody else has just made it
            code = errno.errorcode.get(error.errno or 0, type(error).__name__)
            raise StoreUnreachable(_UNMADE, store=label(url), code=code) from None
        return False
    return True


def remove_file(url: URL) -> None:
    """Remove the file of a SQLite database, and what SQLite keeps beside it."""
    for beside in ("", "-wal", "-shm", "-journal"):
        Path(f"{url.database}{beside}").unlink(missing_ok=True)


def label(url: URL) -> str:
    """The address as it may be shown: without a password, nor what else is hidden among the options."""
    if url.get_backend_name() == "sqlite":
        return str(Path(str(url.database)).absolute())
    return URL.create(POSTGRES, url.username, None, url.host, url.port, url.database).render_as_string()


_SHORT_WAIT = 100  # milliseconds


def open_engine(url: URL, lock_wait: float, *, ask_first: bool = True) -> Engine:
    """An engine that waits `lock_wait` seconds for a lock. Nothing is connected yet.

    `ask_first`: before a connection is used again, the server is asked whether it still stands.
    """
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, lock_wait)
    try:
        return _open_postgres(url, lock_wait, ask_first=ask_first)
    except ModuleNotFoundError:
        raise StoreUnreachable(_NO_DRIVER, store=label(url)) from None


def _open_sqlite(url: URL, lock_wait: float) -> Engine:
    # `isolation_level` None keeps the driver from beginning and committing by itself: we say BEGIN.
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_timeout=lock_wait,
        connect_args={"timeout": lock_wait, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # what is committed outlives a power cut

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("mode") is Mode.READ:
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection, lock_wait)

    return engine


def _begin_writing(connection: Connection, lock_wait: float) -> None:
    """Begin to write, as soon as nobody else does. No signal comes through SQLite's own wait: it is cut in pieces."""
    driver: Any = connection.connection
    driver.execute(f"PRAGMA busy_timeout = {_SHORT_WAIT}")
    until = time.monotonic() + lock_wait
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                busy = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > until:
                    raise
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(lock_wait * 1000)}")


_SILENT = logging.NullHandler()


def _open_postgres(url: URL, lock_wait: float, *, ask_first: bool) -> Engine:
    for library in ("psycopg", "sqlalchemy"):  # their words on a lost connection would stand on the officer's screen
        logging.getLogger(library).addHandler(_SILENT)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=ask_first,
        pool_timeout=lock_wait,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = {int(lock_wait * 1000)}")
        connection.commit()

    return engine


# --- beginning -------------------------------------------------------------------------------------------------------

_LOG_LOCK = int.from_bytes(b"thoihan\0", "big", signed=True)
"""The key of the advisory lock that writers of the log take in turn."""


@contextmanager
def begin(engine: Engine, mode: Mode) -> Iterator[Connection]:
    """A transaction; committed at the end, undone by an error.

    Writers of the log take turns, so positions follow the order of commits and have no gaps: who reads up to a
    position will never see a smaller one appear. SQLite has one writer anyway. In PostgreSQL an advisory lock is held
    until the commit, and each statement after it sees what the writer before has left (READ COMMITTED: with a
    snapshot, it would be one taken before the wait).
    """
    options: dict[str, Any] = {"mode": mode}
    if engine.dialect.name == POSTGRES and mode is Mode.READ:
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    if engine.dialect.name == POSTGRES and mode is Mode.ONE_STATEMENT:
        options["isolation_level"] = "AUTOCOMMIT"  # sent with the statement, and not before and after it
    try:
        with engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin() as transaction:
                if engine.dialect.name == POSTGRES and mode is Mode.APPEND:
                    connection.execute(select(func.pg_advisory_xact_lock(_LOG_LOCK)))
                yield connection
                if mode is Mode.READ:
                    transaction.rollback()  # there is nothing to keep, and a damaged file lets nobody commit
                else:
                    with committing():
                        transaction.commit()
    except Exception as error:
        if lost := at_commit(error):
            raise lost from None
        raise


def sees_one_moment(connection: Connection) -> bool:
    """True if all statements of the transaction see the same, whatever others commit meanwhile."""
    snapshot = connection.get_execution_options().get("isolation_level") == "REPEATABLE READ"
    return snapshot or connection.dialect.name != POSTGRES


def locked(connection: Connection, statement: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Take the log on PostgreSQL, and read what the writer before has left: each statement looks anew, in one go."""
    driver: Any = connection.connection  # psycopg's; SQLAlchemy has no name for a pipeline
    with driver.pipeline(), driver.cursor() as taking, driver.cursor() as reading:
        taking.execute("SELECT pg_advisory_xact_lock(%s)", (_LOG_LOCK,))
        reading.execute(statement, parameters)
        found: list[tuple[Any, ...]] = reading.fetchall()
    return found


_TURNS, _RECOUNTS = (int.from_bytes(what, "big") for what in (b"plan", b"dues"))
"""The first halves of the keys of advisory locks on plans; the second is a digest of the plan's id."""


def recounting(connection: Connection, plans: Collection[str]) -> None:
    """Wait, on PostgreSQL, for whoever recounts one of these plans, and keep others from it until the commit.

    What is asked afterwards sees what he has left: each statement looks anew.
    """
    if connection.dialect.name == POSTGRES:
        for plan in sorted(plans):
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", (_RECOUNTS, _digest(plan)))


def _digest(plan: str) -> int:
    return int.from_bytes(hashlib.sha256(plan.encode()).digest()[:4], "big", signed=True)


@contextmanager
def turn(engine: Engine, plan: str) -> Iterator[bool]:
    """Wait, on PostgreSQL, for whoever has the turn of that plan, and have it. Yields True where one had to wait.

    A transaction that does nothing else holds it, so that it goes with its connection, however that comes to its end.
    Who is not given it as long as `engine` waits for a lock, or cannot ask, goes on: it spares work, no more.
    """
    connection, waited = _taken(engine, plan)
    try:
        yield waited
    finally:
        _let_go(connection)


def _taken(engine: Engine, plan: str) -> tuple[Connection | None, bool]:
    connection, key = None, (_TURNS, _digest(plan))
    try:
        connection = engine.connect()
        at_once: bool = connection.exec_driver_sql("SELECT pg_try_advisory_xact_lock(%s, %s)", key).scalar_one()
        if not at_once:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", key)
    except SQLAlchemyError:
        _let_go(connection)
        return None, True
    return connection, not at_once


def _let_go(connection: Connection | None) -> None:
    if connection is not None:
        with suppress(SQLAlchemyError):  # it was cut: then it holds nothing any more
            connection.close()


def prepare_file(engine: Engine) -> None:
    """Set what a database file itself remembers, before it gets its tables: SQLite's WAL, in which readers read on."""
    if engine.dialect.name != POSTGRES:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()


def among(connection: Connection, column: ColumnElement[Any], values: Collection[str]) -> ColumnElement[bool]:
    """The condition that `column` is one of `values`, given as one parameter however many they are."""
    if connection.dialect.name == POSTGRES:
        return column == func.any(literal(list(values), ARRAY(Text)))
    listed = func.json_each(json.dumps(list(values), ensure_ascii=False)).table_valued("value")
    return column.in_(select(listed.c.value))


def among_pairs(
    connection: Connection, columns: tuple[ColumnElement[Any], ColumnElement[Any]], pairs: Collection[tuple[str, str]]
) -> ColumnElement[bool]:
    """The condition that two `columns` together are one of `pairs`, given as one parameter, or one for each column."""
    if connection.dialect.name == POSTGRES:
        of_each = ([pair[index] for pair in pairs] for index in (0, 1))
        listed = (
            func.unnest(*(literal(values, ARRAY(Text)) for values in of_each))
            .table_valued("one", "other")
            .render_derived()
        )
        return tuple_(*columns).in_(select(listed.c.one, listed.c.other))
    values = func.json_each(json.dumps(list(pairs), ensure_ascii=False)).table_valued("value")
    parts = (func.json_extract(values.c.value, path) for path in ("$[0]", "$[1]"))
    return tuple_(*columns).in_(select(*parts))


def listed(connection: Connection, names: Sequence[str], rows: Collection[tuple[Any, ...]]) -> tuple[str, Any]:
    """A table `listed` of `rows` with columns of these names, as SQL with its parameters, few however many rows.

    All are text on PostgreSQL. (To put it together from SQLAlchemy's parts takes longer than to ask the database.)
    """
    if connection.dialect.name == POSTGRES:
        columns = ([None if row[at] is None else str(row[at]) for row in rows] for at in range(len(names)))
        arrays = ", ".join(["%s::text[]"] * len(names))
        return f"unnest({arrays}) AS listed ({', '.join(names)})", tuple(columns)
    parts = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names))
    return f"(SELECT {parts} FROM json_each(?)) AS listed", (json.dumps(list(rows), ensure_ascii=False),)  # noqa: S608


def clock(connection: Connection, ahead: timedelta = timedelta()) -> str:
    """The moment by the clock of the database, so far `ahead`, as `moment_text` has it: its users share no other."""
    seconds = f"{ahead.total_seconds():+f} seconds"
    if connection.dialect.name == POSTGRES:
        moment = f"statement_timestamp() AT TIME ZONE 'UTC' + interval '{seconds}'"
        return f"""to_char({moment}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    return f"strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '{seconds}')"


def grouped(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """All the texts in `column` of the rows that are grouped together, as one value: `sorted_texts` reads it."""
    return (func.array_agg if connection.dialect.name == POSTGRES else func.json_group_array)(column)


def sorted_texts(found: str | list[str]) -> tuple[str, ...]:
    """The texts that were `grouped`, in their order; each that is there in a million rows is kept once."""
    return tuple(sorted(map(sys.intern, json.loads(found) if isinstance(found, str) else found)))


_NO_ADDRESS = N_(
    "The address of the database is neither sqlite:///FILE nor postgresql://USER@HOST/NAME. Correct it where "
    "it was given: on the command line, or in THOIHAN_DATABASE_URL (`database` in a settings file)."
)
_NO_FILE = N_("SQLite needs a file. Write sqlite:///FILE, or memory: for a store that is forgotten at the end.")
_NO_OPTIONS = N_("{store}: an SQLite file is opened with no options ({options}). Write sqlite:///FILE alone.")
_NO_FOLDER = N_("{store} cannot be opened: there is no folder {folder}. Make the folder, or name another file.")
_NO_DRIVER = N_("{store} cannot be opened: the PostgreSQL driver is not installed. Install thoihan[postgres].")
_UNMADE = N_("{store} cannot be made ({code}). Nothing was changed. Check the rights on the folder, and the disk.")
