"""The one place where rows are written in bulk: tuples, by `executemany` on SQLite and COPY on PostgreSQL.

Nothing is made of a row on its way but what the driver makes of it. Rows are gone through once, and each is let go of
when it is written, so that those that are made on the way are never all there at once.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from events.database.dialects import POSTGRES
from events.rows import Changes, Redated, Rows
from events.states import DATED_STATES
from events.writes import WRITES, How, Write

FEW = 500
"""Up to so many rows, PostgreSQL is quicker told them one by one than by a table to merge from."""


_BEARS_IT = "task.due_key = redated.old AND task.state IN ('" + "', '".join(DATED_STATES) + "')"
_OF_ONE = f"{_BEARS_IT} AND task.unit = redated.unit AND redated.new <> redated.old"
_OF_ALL = f"{_BEARS_IT} AND redated.unit = ''"
_OF_THE_OTHERS = (
    f"{_OF_ALL} AND NOT EXISTS (SELECT 1 FROM redated AS own WHERE own.old = task.due_key AND own.unit = task.unit)"  # noqa: S608
    " AND task.since <> redated.position"  # one that has just been redated
)
_REDATED_HISTORY = (
    "INSERT INTO history (task_id, position, state, due_key, since, reason) "
    "SELECT task.id, redated.position, task.state, task.due_key, task.since, redated.reason FROM task JOIN redated ON "
)
_REDATED_TASKS = (
    "UPDATE task SET due_key = redated.new, since = redated.position, reason = redated.reason FROM redated WHERE "
)


def apply(connection: Connection, changes: Changes) -> int:
    """Write all of `changes`, and return how many statements went past SQLAlchemy."""
    mark = "%s" if connection.dialect.name == POSTGRES else "?"
    past = 0
    if changes.facts_gone:
        gone = [(event_id,) for event_id in changes.facts_gone]
        connection.exec_driver_sql(f'DELETE FROM "fact" WHERE "event_id" = {mark}', gone)  # noqa: S608 - our own names
    for write in WRITES:
        rows = getattr(changes, write.rows)
        if not rows:
            continue
        if connection.dialect.name != POSTGRES:
            past += _inserted(connection, write, rows)
        elif write.how is How.ADD or len(rows) > FEW:
            past += _copied(connection, write, rows)
        else:
            connection.exec_driver_sql(_insert(write, mark), list(rows))
    if changes.redated:
        past += _redate(connection, changes.redated, mark)
    return past


def _redate(connection: Connection, redated: Sequence[Redated], mark: str) -> int:
    """Change whole groups of tasks in one pass over them, however many they are; single ones in a pass before it."""
    connection.exec_driver_sql(
        "CREATE TEMP TABLE redated "
        "(old TEXT, unit TEXT, new TEXT, position INTEGER, reason TEXT, PRIMARY KEY (old, unit))"
    )
    past = 0
    if connection.dialect.name == POSTGRES and len(redated) > FEW:
        _copy(connection, "redated", Redated._fields, redated)
        connection.exec_driver_sql("ANALYZE redated")
        past = 1
    else:
        marks = ", ".join([mark] * len(Redated._fields))
        connection.exec_driver_sql(f"INSERT INTO redated VALUES ({marks})", list(redated))  # noqa: S608
    alone = any(change.unit for change in redated)
    together = [_OF_THE_OTHERS if alone else _OF_ALL] if any(not change.unit for change in redated) else []
    for whose in [*([_OF_ONE] if alone else []), *together]:
        connection.exec_driver_sql(_REDATED_HISTORY + whose)
        connection.exec_driver_sql(_REDATED_TASKS + whose)
    connection.exec_driver_sql("DROP TABLE redated")
    return past


def _inserted(connection: Connection, write: Write, rows: Iterable[tuple[Any, ...]]) -> int:
    cursor: Any = connection.connection.cursor()  # the driver's takes rows as they come, SQLAlchemy wants all at once
    cursor.executemany(_insert(write, "?"), iter(rows))
    cursor.close()
    return 1


def _copied(connection: Connection, write: Write, rows: Rows[tuple[Any, ...]]) -> int:
    if write.how is How.ADD:
        _copy(connection, write.table, write.columns, rows)
        return 1
    # COPY knows no conflicts: what may meet a row of its key goes to a table beside, and from there in one statement.
    beside, columns = f"new_{write.table}", _names(write.columns)
    connection.exec_driver_sql(
        f'CREATE TEMP TABLE "{beside}" ON COMMIT DROP AS SELECT {columns} FROM "{write.table}" WITH NO DATA'  # noqa: S608
    )
    _copy(connection, beside, write.columns, rows)
    merge = f'INSERT INTO "{write.table}" ({columns}) SELECT {columns} FROM "{beside}" {_on_conflict(write)}'  # noqa: S608
    connection.exec_driver_sql(merge)
    connection.exec_driver_sql(f'DROP TABLE "{beside}"')
    return 1


def _copy(connection: Connection, into: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    cursor: Any = connection.connection.cursor()  # psycopg's; SQLAlchemy has no name for COPY
    with cursor, cursor.copy(f'COPY "{into}" ({_names(columns)}) FROM STDIN') as copy:
        write_row = copy.write_row
        for row in rows:
            write_row(row)


@lru_cache
def _insert(write: Write, mark: str) -> str:
    marks = ", ".join([mark] * len(write.columns))
    return f'INSERT INTO "{write.table}" ({_names(write.columns)}) VALUES ({marks}) {_on_conflict(write)}'  # noqa: S608


def _on_conflict(write: Write) -> str:
    if write.how is How.ADD:
        return ""
    if write.how is How.KEEP:
        return "ON CONFLICT DO NOTHING"
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in write.columns if name not in write.key)
    return f"ON CONFLICT ({_names(write.key)}) DO UPDATE SET {others}"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
