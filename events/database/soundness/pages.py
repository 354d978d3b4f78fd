"""Pages and indexes, by the database's own checks: SQLite has one for all, PostgreSQL in an extension (amcheck)."""

from collections.abc import Iterator

from sqlalchemy import Connection, Integer, TextClause, inspect, text
from sqlalchemy.exc import DBAPIError

from events.database.dialects import POSTGRES
from events.database.models import METADATA
from events.errors import N_

SHOWN = 20
"""How many places that are damaged are named."""

NO_AMCHECK = N_(
    "the pages and indexes: this PostgreSQL database has no extension amcheck that this user may use. Its keeper can "
    "say `CREATE EXTENSION amcheck; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO …`"
)
NO_CHECKSUMS = N_("damage within a page: the server keeps no checksums of its pages (`pg_checksums --enable`)")

Answer = tuple[list[str], list[str]]
"""The places that are damaged, and sentences on what was not checked."""


def size(connection: Connection, tables: frozenset[str]) -> int:
    """The number of pages: of the file, or of our tables and their indexes on a server."""
    if connection.dialect.name != POSTGRES:
        return int(connection.scalar(text("PRAGMA page_count")) or 0)
    return int(connection.scalar(_SIZE, {"tables": sorted(tables)}) or 0)


def damage(connection: Connection, tables: frozenset[str]) -> Answer:
    """The places that are damaged, in the database's own words, and what could not be checked."""
    if connection.dialect.name == POSTGRES:
        return _on_postgres(connection, tables)
    return list(_on_sqlite(connection))[:SHOWN], []


def _on_sqlite(connection: Connection) -> Iterator[str]:
    try:
        said = connection.scalars(text(f"PRAGMA integrity_check({SHOWN})")).all()
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    except DBAPIError as error:
        yield str(getattr(error.orig, "sqlite_errorname", type(error.orig).__name__))
        return
    # The first line may be “*** in database main ***”; none of them shows what stands in a row.
    yield from (line for one in said if one != "ok" for line in one.splitlines() if not line.startswith("***"))
    yield from _of_another_kind(connection)
    yield from (f"{table}: row {row} refers to a row of {to} that is not there" for table, row, to, _ in broken)


def _of_another_kind(connection: Connection) -> Iterator[str]:
    """Values that are no text in a column of text, or no number in one of numbers: SQLite keeps them as they come."""
    there = inspect(connection)
    for table in METADATA.sorted_tables:
        if not there.has_table(table.name) or {one["name"] for one in there.get_columns(table.name)} < {
            *table.c.keys()
        }:
            continue  # that it is missing is told elsewhere
        kinds = [(column.name, "integer" if isinstance(column.type, Integer) else "text") for column in table.columns]
        sums = ", ".join(f"sum(typeof(\"{name}\") NOT IN ('{kind}', 'null'))" for name, kind in kinds)
        counts = connection.exec_driver_sql(f'SELECT {sums} FROM "{table.name}"').one()  # noqa: S608 - our own names
        for (name, kind), count in zip(kinds, counts, strict=True):
            if count:
                yield f"{table.name}.{name}: {count} value(s) that are no {kind}"


_OURS = "c.relname = ANY (:tables) AND c.oid = to_regclass(c.relname) AND c.relkind = 'r'"
_SIZE = text(
    f"SELECT sum(pg_total_relation_size(c.oid)) / current_setting('block_size')::int FROM pg_class c WHERE {_OURS}"  # noqa: S608
)
_HEAPS = text(f"SELECT c.oid, c.relname FROM pg_class c WHERE {_OURS} ORDER BY c.relname")  # noqa: S608 - our own words
_TREES = text(
    "SELECT x.oid, x.relname FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON "  # noqa: S608
    f"x.oid = i.indexrelid JOIN pg_am a ON a.oid = x.relam WHERE a.amname = 'btree' AND {_OURS} ORDER BY x.relname"
)
_SCHEMA = text("""
    SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'amcheck' AND has_schema_privilege(n.oid, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_proc p WHERE p.pronamespace = n.oid
        AND p.proname IN ('bt_index_check', 'verify_heapam') AND NOT has_function_privilege(p.oid, 'EXECUTE'))
""")


def _on_postgres(connection: Connection, tables: frozenset[str]) -> Answer:
    of_ours = {"tables": sorted(tables)}
    unchecked = [] if connection.scalar(text("SHOW data_checksums")) == "on" else [NO_CHECKSUMS]
    schema = connection.scalar(_SCHEMA)
    if schema is None:
        return [], [NO_AMCHECK, *unchecked]
    quoted = connection.dialect.identifier_preparer.quote(schema)
    heap = text(f"SELECT blkno, msg FROM {quoted}.verify_heapam(:oid)")  # noqa: S608 - quoted
    tree = text(f"SELECT 0, {quoted}.bt_index_check(:oid, true)::text")
    damaged = [
        place
        for listed, check in ((_HEAPS, heap), (_TREES, tree))
        for oid, name in connection.execute(listed, of_ours).all()
        for place in _checked(connection, check, oid, name)
    ]
    return damaged[:SHOWN], unchecked


def _checked(connection: Connection, check: TextClause, oid: int, name: str) -> list[str]:
    try:
        with connection.begin_nested():
            found = connection.execute(check, {"oid": oid}).all()
            return [f"{name}: page {page}: {said}" for page, said in found if said]
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state is None or not state.startswith(_DAMAGED):
            raise
        return [f"{name}: {state}"]


_DAMAGED = "XX00"
"""How the codes of PostgreSQL begin that say that data or an index is corrupted."""
