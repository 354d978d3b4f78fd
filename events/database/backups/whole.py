"""Everything that a database holds, table by table: read as one transaction sees it, or put into an empty one.

The tables of a schema, and their columns, are those that our own steps make: what is read or put has no say in it. So a
store of an older version can be kept and put back as it is, and one of SQLite put into PostgreSQL, or the other way.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnClause, Connection, Engine, Integer, MetaData, StaticPool, Table, create_engine, select
from sqlalchemy import column as named_column
from sqlalchemy import table as named_table

from events.database import bulk
from events.database.backups.held import hold_restored
from events.database.dialects import POSTGRES, Mode, begin
from events.database.migrating import VERSION_TABLE, fill_new, found, schema_to_keep, upgrade

Row = tuple[Any, ...]


class Column(NamedTuple):
    """A column: a whole number or a text, which may be left empty or not."""

    name: str
    number: bool
    optional: bool


class Form(NamedTuple):
    """The form of a table."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


@cache
def forms(schema: int) -> tuple[Form, ...]:
    """The tables that the steps up to that schema make; those that others refer to come first."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        upgrade(engine, f"{schema:04d}")
        made = MetaData()
        made.reflect(engine)
    finally:
        engine.dispose()
    return tuple(_form(of) for of in made.sorted_tables if of.name != VERSION_TABLE)


def _form(of: Table) -> Form:
    columns = (Column(one.name, isinstance(one.type, Integer), bool(one.nullable)) for one in of.columns)
    return Form(of.name, tuple(columns), tuple(one.name for one in of.primary_key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All that a database holds, as one transaction sees it."""

    schema: int
    kind: str  # sqlite | postgresql
    connection: Connection

    @property
    def forms(self) -> tuple[Form, ...]:
        """Its tables."""
        return forms(self.schema)

    def rows(self, form: Form) -> Iterator[Row]:
        """Every row of a table in the order of its key; few are in memory at once."""
        columns: dict[str, ColumnClause[Any]] = {name: named_column(name) for name in form.names}
        found = select(*columns.values()).select_from(named_table(form.name, *columns.values()))
        found = found.order_by(*(columns[name] for name in form.key))
        yield from map(tuple, self.connection.execute(found, execution_options={"yield_per": 5_000}))


@contextmanager
def reading(engine: Engine, store: str) -> Iterator[Whole]:
    """All that the database holds, at one moment, while others go on writing.

    Raises NoStore, NotAStore, SchemaTooNew, and SchemaTooOld where it cannot be kept so.
    """
    schema = schema_to_keep(engine, store)
    with begin(engine, Mode.READ) as connection:
        schema = found(connection) or schema  # somebody may just have migrated it
        yield Whole(schema=schema, kind=engine.dialect.name, connection=connection)


def fill(engine: Engine, store: str, schema: int, tables: Iterable[tuple[Form, Iterable[Row]]]) -> None:
    """Make the tables of that schema where there is nothing, put these rows into them, and hold back all sending.

    All of it is one transaction: where anything fails, also in `tables`, nothing is left. Raises StoreThere.
    """

    def put(connection: Connection) -> None:
        for form, rows in tables:
            bulk.put(connection, form.name, form.names, rows)
            if connection.dialect.name == POSTGRES:
                connection.exec_driver_sql(f'ANALYZE "{form.name}"')
        hold_restored(connection)

    fill_new(engine, store, schema, put)
