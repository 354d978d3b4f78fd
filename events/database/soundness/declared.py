"""Tables, columns, keys and indexes: as `events.database.models` declares them, and as a database has them."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Inspector, Table, inspect, text

from events.database.dialects import POSTGRES
from events.database.migrating import VERSION_TABLE
from events.database.models import METADATA
from events.database.soundness.objects import Objects

TABLES = frozenset({*METADATA.tables, VERSION_TABLE})
"""The names of all tables of ours."""

_VERSION = {f"table {VERSION_TABLE}": "", f"column {VERSION_TABLE}.version_num": "varchar(32) not null"}
_VERSION[f"key of {VERSION_TABLE}"] = "version_num"


def expected(dialect: str) -> Objects:
    """All that the models declare, by name."""
    objects = dict(_VERSION)
    for table in METADATA.sorted_tables:
        objects |= dict(_declared(table, dialect))
    return objects


def _declared(table: Table, dialect: str) -> Iterator[tuple[str, str]]:
    yield f"table {table.name}", ""
    yield f"key of {table.name}", _names(column.name for column in table.primary_key)
    for column in table.columns:
        default = getattr(column.server_default, "arg", None)
        collation = "C" if dialect == POSTGRES and str(column.type) == "TEXT" else None
        yield _column(table.name, column.name, str(column.type), collation, column.nullable, default)
        if column.unique:
            yield f"unique {table.name}.{column.name}", ""
        for reference in column.foreign_keys:
            yield f"reference {table.name}.{column.name}", reference.target_fullname
    for index in table.indexes:
        where = index.dialect_kwargs.get(f"{dialect}_where")
        yield f"index {index.name}", _index(table.name, [column.name for column in index.columns], where, unique=False)


def found(connection: Connection) -> Objects:
    """All that the database has; on a server, that may be shared, only what is of our tables."""
    seen = inspect(connection)
    shared = connection.dialect.name == POSTGRES
    objects: dict[str, str] = {}
    for name in seen.get_table_names():
        if not shared or name in TABLES:
            objects |= dict(_there(seen, name, connection.dialect.name))
    if not shared:
        objects |= {f"view {name}": "" for name in seen.get_view_names()}
        objects |= dict(_unsaid(connection))
    else:
        objects |= {f"index {name} (not valid)": "" for name in connection.scalars(_INVALID, {"tables": list(TABLES)})}
    return objects


def _there(seen: Inspector, name: str, dialect: str) -> Iterator[tuple[str, str]]:
    yield f"table {name}", ""
    yield f"key of {name}", _names(seen.get_pk_constraint(name)["constrained_columns"])
    for column in seen.get_columns(name):
        kind: Any = column["type"]
        yield _column(name, column["name"], str(kind), _collation(kind), column["nullable"], column["default"])
    for unique in seen.get_unique_constraints(name):
        yield f"unique {name}.{_names(unique['column_names'])}", ""
    for check in seen.get_check_constraints(name):
        yield f"check {check['name'] or ''} on {name}", ""
    for reference in seen.get_foreign_keys(name):
        target = _names(reference["referred_columns"])
        yield f"reference {name}.{_names(reference['constrained_columns'])}", f"{reference['referred_table']}.{target}"
    for index in seen.get_indexes(name):
        if not index.get("duplicates_constraint"):
            where = index.get("dialect_options", {}).get(f"{dialect}_where")
            columns = [str(column) for column in index["column_names"]]
            yield f"index {index['name']}", _index(name, columns, where, unique=bool(index["unique"]))


_INVALID = text("""
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE NOT (i.indisvalid AND i.indisready) AND t.relname = ANY (:tables) AND t.oid = to_regclass(t.relname)
""")
_WORDS = re.compile(r"\b(COLLATE|GENERATED|WITHOUT|STRICT)\b", re.IGNORECASE)
"""Words in the declaration of a table that change how it keeps rows, and that SQLite tells in no other way."""


def _unsaid(connection: Connection) -> Iterator[tuple[str, str]]:
    """Properties of SQLite's tables that no other question brings to light."""
    for name, sql in connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")):
        for word in sorted({word.upper() for word in _WORDS.findall(sql or "")}):
            yield f"{word} on {name}", ""


def _collation(kind: Any) -> str | None:
    collation: str | None = getattr(kind, "collation", None)
    return collation


def _column(
    table: str, name: str, kind: str, collation: str | None, nullable: bool | None, default: Any
) -> tuple[str, str]:
    plain = kind.partition(" COLLATE")[0].lower()
    text_of = "" if default is None else f" default {_literal(default)}"
    beside = f" collate {collation}" if collation else ""
    return f"column {table}.{name}", f"{plain}{beside}{'' if nullable else ' not null'}{text_of}"


def _literal(default: Any) -> str:
    """A default as both stores write it: without quotes, and without PostgreSQL's type."""
    return re.sub(r"::\w+$", "", str(getattr(default, "text", default))).strip("'()")


def _index(table: str, columns: list[str], where: Any, *, unique: bool) -> str:
    return f"{table} {_names(columns)}{' unique' if unique else ''} {_condition(where)}".strip()


def _condition(where: Any) -> str:
    """The condition of an index as both stores write it: PostgreSQL tells `IN` as an array, with types."""
    if where is None:
        return ""
    plain = re.sub(r"::\w+(\[\])?", "", str(where)).replace("= ANY (ARRAY[", "IN (").replace("])", ")")
    while plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    return " ".join(plain.split())


def _names(columns: Any) -> str:
    return ", ".join(map(str, columns))
