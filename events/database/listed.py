"""Lists that every event asks for and few events change: kept by the process as long as the database says they hold.

Each of their tables has a number in `revision`, which whoever changes the table raises in the same transaction. So one
small query tells whether a list that was read before is still the one that the database has.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, literal, select

from events.database.dialects import POSTGRES
from events.database.tables import table

LISTED = ("plan", "unit", "calendar_day", "cut_off", "recount")
"""The tables whose rows are read as lists."""

_REVISION, _LOG = table("revision"), table("log")
_RAISE = (
    "INSERT INTO revision (name, number) VALUES ('{name}', 1) "
    "ON CONFLICT (name) DO UPDATE SET number = revision.number + 1"
)

Key = tuple[str, str | None]
"""A table, and the calendar of which its rows are."""


@dataclass(slots=True)
class Lists:
    """The lists that a store's transactions have read, each with the number of its table at that time."""

    kept: dict[Key, tuple[int, list[Any]]] = field(default_factory=dict)

    def of(self, key: Key, revision: int) -> list[Any] | None:
        """The list as it is at that revision, if it is at hand."""
        found = self.kept.get(key)
        return found[1] if found and found[0] == revision else None

    def keep(self, key: Key, revision: int, rows: list[Any]) -> list[Any]:
        """Keep a list for the transactions to come. A row that is as it was is the same object as before."""
        _, before = self.kept.get(key, (0, ()))
        same = {row: row for row in before}
        rows = [same.get(row, row) for row in rows] if same else rows
        self.kept[key] = revision, rows
        return rows


HEAD = "log"
"""Under this name stands the last position of the log, beside the numbers of tables."""


def revisions(connection: Connection) -> Mapping[str, int]:
    """The numbers of the tables, as the transaction sees them; a table that never changed has none. And the `HEAD`."""
    last = select(literal(HEAD), func.coalesce(func.max(_LOG.c.position), 0))
    return {row.name: row.number for row in connection.execute(select(_REVISION).union_all(last))}


def one_value(dialect: str) -> str:
    """All the numbers as one value, to be read beside something else: `revisions_in` takes it apart."""
    gathered = "json_object_agg(name, number)::text" if dialect == POSTGRES else "json_group_object(name, number)"
    return f"(SELECT {gathered} FROM revision)"  # noqa: S608 - our own names


def revisions_in(value: str | None) -> Mapping[str, int]:
    """The numbers in `one_value`."""
    found: Mapping[str, int] = json.loads(value) if value else {}
    return found


def raise_revisions(connection: Connection, tables: Collection[str]) -> None:
    """Say that these tables are no longer what they were."""
    for name in LISTED:
        if name in tables:
            connection.exec_driver_sql(_RAISE.format(name=name))
