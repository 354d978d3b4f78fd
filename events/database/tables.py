"""The tables as statements name them: column for column the rows of `events.rows`.

They are declared in `events.database.models`, which is loaded where tables are made; to read and write, their names are
enough, and quick to load. A test holds both together.
"""

from typing import Any, get_type_hints

from sqlalchemy import Column, Integer, MetaData, Table, Text, func, text

from events.beside.rows import PrunedRow
from events.delivery import Delivery
from events.rows import ROW_KINDS

LOG = (
    *("position", "id", "type", "plan", "subject", "unit", "occurred_on", "recorded_at", "actor", "document"),
    *("corrects", "data", "previous", "hash"),
)
"""The columns of the log: a number, and text."""

UNSENT = text("status IN ('pending', 'claimed')")
"""Messages that a worker may yet claim: the condition of the index, so a query must use these very words."""

METADATA = MetaData()


def table(name: str) -> Table:
    """The table of that name."""
    return METADATA.tables[name]


def _columns(row: type[tuple[Any, ...]], key: int = 0) -> list[Column[Any]]:
    """The columns of a kind of row; so many of the first are its key."""
    return [_column(name, kind, key=at < key) for at, (name, kind) in enumerate(get_type_hints(row).items())]


def _column(name: str, kind: Any, *, key: bool = False) -> Column[Any]:
    return Column(name, Integer() if kind is int else Text(), primary_key=key)


Table("log", METADATA, *(_column(name, int if name == "position" else str, key=name == "position") for name in LOG))
Table("rebuilt", METADATA, _column("position", int, key=True))
Table("pruned", METADATA, *_columns(PrunedRow, 1))
Table("revision", METADATA, _column("name", str, key=True), _column("number", int))
for _name, _kind in ROW_KINDS.items():
    Table(_name, METADATA, *_columns(_kind.row, _kind.key), *(_columns(Delivery) if _name == "message" else ()))

CONTENT = func.coalesce(table("said").c.content, table("body").c.content)
"""What a message says; before it is composed, what there was to tell when its event happened."""
