"""The tables as statements name them: column for column the rows of `events.rows`.

They are declared in `events.database.models`, which is loaded where tables are made; to read and write, their names are
enough, and quick to load. A test holds both together.
"""

from typing import Any, get_type_hints

from sqlalchemy import Column, ColumnElement, Integer, MetaData, Table, Text, exists, func, or_, text

from events.beside.rows import PrunedRow
from events.delivery import CLAIMED, PENDING, Delivery
from events.rows import HELD, ROW_KINDS
from events.states import SILENT

LOG = (
    *("position", "id", "type", "plan", "subject", "unit", "occurred_on", "recorded_at", "actor", "document"),
    *("corrects", "data", "previous", "hash"),
)
"""The columns of the log: a number, and text."""

UNSENT = text("status IN ('pending', 'claimed')")
"""Messages that a worker may yet claim: the condition of the index, so a query must use these very words."""

SENT_EVER = text("status = 'sent'")
"""Messages that were sent: the condition of an index; where the table has another name, the words that follow it."""

HEARD = text("substr(signal, 1, 9) IN ('acknowled', 'progress:', 'returned:')")
"""Facts by which something was heard of a task (`events.states.HEARD_SIGNALS`): the condition of an index, likewise."""

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

SPEAKING = or_(
    table("message").c.urgent != SILENT,
    table("message").c.said_key.is_not(None),
    table("message").c.status.not_in((PENDING, CLAIMED)),
)
"""True of all messages but those that only wait to be noted as known: nobody is told a thing by them."""


def _held_since() -> ColumnElement[bool]:
    fact, held = table("fact").c, table("fact").alias("held").c
    there = held.plan == fact.plan, held.signal == fact.signal, held.unit == fact.unit
    return exists().where(*there, held.phase == HELD, held.day >= fact.day)


HELD_SINCE = _held_since()
"""True of a fact where what it is planned to be is said to be held there, on that day or later."""
