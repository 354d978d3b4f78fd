"""The one place where rows are written in bulk: tuples, by `executemany` on SQLite and COPY on PostgreSQL.

Nothing is made of a row on its way but what the driver makes of it. Rows are gone through once, and each is let go of
when it is written, so that those that are made on the way are never all there at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from events.beside.ways import WAYS
from events.database.dialects import POSTGRES, listed
from events.database.faults import committing
from events.database.outbox.moving import moving
from events.rows import Changes, Redated, Rows
from events.states import DATED_STATES
from events.writes import WRITES, How, Write, nobody_there

FEW = 500
"""Up to so many rows, PostgreSQL is quicker told them one by one than by a table to merge from."""

AT_ONCE = 50
"""Up to so many rows of all kinds, PostgreSQL is told them without a wait for each answer: the log is held so long."""

Statement = tuple[str, Rows[tuple[Any, ...]]]

# Written so that no index on the plan serves: by one, SQLite would read the whole plan for each due.
_BEARS_IT = (
    "task.plan || '' = redated.plan AND task.due_key = redated.old AND task.state IN ('"
    + "', '".join(DATED_STATES)
    + "')"
)
_OF_ONE = f"{_BEARS_IT} AND task.unit = redated.unit AND redated.new <> redated.old"
_OF_ALL = f"{_BEARS_IT} AND redated.unit = ''"
_OF_THE_OTHERS = (
    f"{_OF_ALL} AND NOT EXISTS (SELECT 1 FROM redated AS own"  # noqa: S608 - our own names
    " WHERE own.plan = task.plan AND own.old = task.due_key AND own.unit = task.unit)"
    " AND task.since <> redated.position"  # one that has just been redated
)
_REDATED_HISTORY = (
    "INSERT INTO history (plan, task_id, position, state, due_key, since, reason) "
    "SELECT task.plan, task.id, redated.position, task.state, task.due_key, task.since, redated.reason "
    "FROM task JOIN redated ON "
)
_REDATED_TASKS = (
    "UPDATE task SET due_key = redated.new, since = redated.position, reason = redated.reason, day = redated.day "
    "FROM redated WHERE "
)


_ADDRESSED = (
    "UPDATE message SET status = 'pending', attempts = 0 WHERE recipient = {mark} AND channel = {mark}"
    " AND status = 'parked' AND said_key IS NULL AND attempts > 0"
)
"""With an address, what was surely refused for want of it, or at another, goes again."""

_NOBODY = (
    "UPDATE message SET status = 'cancelled', next_try_at = NULL WHERE recipient = {mark} AND channel = {mark}"
    " AND status IN ('pending', 'parked', 'awaiting')"
)
"""Where a further address goes and none takes its place, nobody is there to be told by it: others of the unit are."""


def apply(connection: Connection, changes: Changes, first: Sequence[Statement] = (), *, last: bool = False) -> int:
    """Do `first`, write all of `changes`, and return how many statements went past SQLAlchemy.

    `last`: nothing comes after; where it saves a word to the database, it is committed too.
    """
    mark = "%s" if connection.dialect.name == POSTGRES else "?"
    gone = list(_gone(changes, mark))
    if connection.dialect.name != POSTGRES and (changes.contacts or changes.contacts_gone):
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # an address that goes is overwritten in the file
    told = [(write, rows) for write in WRITES if (rows := getattr(changes, write.rows))]
    few = sum(len(rows) for _, rows in (*gone, *told)) <= AT_ONCE
    if connection.dialect.name == POSTGRES and few:
        past = _at_once(
            connection,
            [*first, *gone, *((_insert(write, mark), rows) for write, rows in told)],
            commit=last and not changes.redated,
        )
    else:
        past = _one_by_one(connection, [*first, *gone], told, mark)
    if changes.redated:
        past += _redate(connection, changes.redated, mark)
    return past


def put(connection: Connection, name: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Put rows into a table, as they come; none may be there already."""
    if connection.dialect.name == POSTGRES:
        _copy(connection, name, columns, rows)
        return
    cursor: Any = connection.connection.cursor()  # the driver's takes rows as they come, SQLAlchemy wants all at once
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f'INSERT INTO "{name}" ({_names(columns)}) VALUES ({marks})', iter(rows))  # noqa: S608
    cursor.close()


def _at_once(connection: Connection, statements: Sequence[Statement], *, commit: bool) -> int:
    """Send all that is to be written in one go, and return how many statements: the answers come together."""
    driver: Any = connection.connection  # psycopg's; SQLAlchemy has no name for a pipeline
    with committing() if commit else nullcontext(), driver.pipeline(), driver.cursor() as cursor:
        for statement, rows in statements:
            cursor.executemany(statement, rows)
        if commit:
            driver.commit()
    return len(statements)


def _one_by_one(
    connection: Connection, first: Sequence[Statement], told: Sequence[tuple[Write, Rows[Any]]], mark: str
) -> int:
    for statement, rows in first:
        connection.exec_driver_sql(statement, list(rows))
    past = 0
    for write, rows in told:
        if connection.dialect.name != POSTGRES:
            past += _inserted(connection, write, rows)
        elif write.how is How.ADD or len(rows) > FEW:
            past += _copied(connection, write, rows)
        else:
            connection.exec_driver_sql(_insert(write, mark), list(rows))
    return past


def _redate(connection: Connection, redated: Sequence[Redated], mark: str) -> int:
    """Change whole groups of tasks in one pass over them, however many they are; single ones in a pass before it."""
    connection.exec_driver_sql(
        "CREATE TEMP TABLE redated "
        "(plan TEXT, old TEXT, unit TEXT, new TEXT, position INTEGER, reason TEXT, day TEXT, "
        "PRIMARY KEY (old, unit, plan))"
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


def _gone(changes: Changes, mark: str) -> Iterator[Statement]:
    """The statements by which rows go; with an address what failed attempts said of it, and what waits for one."""
    if changes.facts_gone:
        yield f'DELETE FROM "fact" WHERE "event_id" = {mark}', [(name,) for name in changes.facts_gone]  # noqa: S608
    if changes.recounts_done:
        yield f'DELETE FROM "recount" WHERE "position" = {mark} AND "plan" = {mark}', changes.recounts_done  # noqa: S608
    if changes.contacts_gone:
        yield f'DELETE FROM "contact" WHERE "unit" = {mark} AND "kind" = {mark}', changes.contacts_gone  # noqa: S608
        told = [(unit, WAYS[kind]) for unit, kind in changes.contacts_gone]
        yield f"UPDATE message SET last_error = NULL WHERE recipient = {mark} AND channel = {mark}", told  # noqa: S608
    if changes.moved:
        yield from moving(changes.moved, mark)
    if nobody := nobody_there(changes):
        yield _NOBODY.format(mark=mark), [(unit, WAYS[kind]) for unit, kind in nobody]
    if changes.contacts:
        # Plain tuples, where rows are copied.
        came = [(unit, WAYS[kind]) for unit, kind, *_ in changes.contacts]
        yield _ADDRESSED.format(mark=mark), came


@lru_cache
def _insert(write: Write, mark: str) -> str:
    marks = ", ".join([mark] * len(write.columns))
    return f'INSERT INTO "{write.table}" ({_names(write.columns)}) VALUES ({marks}) {_on_conflict(write)}'  # noqa: S608


def _on_conflict(write: Write) -> str:
    if write.how is How.ADD:
        return ""
    if write.how is How.KEEP:
        return "ON CONFLICT DO NOTHING"
    if write.how is How.SUM:
        last = write.columns[-1]
        summed = f'"{last}" = "{write.table}"."{last}" + excluded."{last}"'
        return f"ON CONFLICT ({_names(write.key)}) DO UPDATE SET {summed}"  # a trigger removes what comes to zero
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in write.columns if name not in write.key)
    return f"ON CONFLICT ({_names(write.key)}) DO UPDATE SET {others}"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def set_each(connection: Connection, values: str, these: Sequence[tuple[str, str, str | None]]) -> None:
    """Set `values` of messages by one statement.

    Each message is given by its recipient, its key and what `values` calls `listed.value`.
    """
    if these:
        wanted, parameters = listed(connection, ("recipient", "key", "value"), these)
        where = "message.recipient = listed.recipient AND message.key = listed.key"
        connection.exec_driver_sql(f"UPDATE message SET {values} FROM {wanted} WHERE {where}", parameters)  # noqa: S608
