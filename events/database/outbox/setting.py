"""Columns of messages are set by one statement, whatever the number of messages."""

from collections.abc import Sequence

from sqlalchemy import Connection

from events.database.dialects import listed


def set_each(connection: Connection, values: str, these: Sequence[tuple[str, str, str | None]]) -> None:
    """Set `values` of messages, each given by its recipient, its key and what `values` calls `listed.value`."""
    if these:
        wanted, parameters = listed(connection, ("recipient", "key", "value"), these)
        where = "message.recipient = listed.recipient AND message.key = listed.key"
        connection.exec_driver_sql(f"UPDATE message SET {values} FROM {wanted} WHERE {where}", parameters)  # noqa: S608
