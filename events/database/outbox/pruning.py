"""Messages that were sent are removed when the time for keeping them is over; how many they were is kept."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select

from events.chain import moment_text
from events.database.dialects import POSTGRES, among, among_pairs
from events.database.tables import table
from events.delivery import SENT

_MESSAGE, _BODY = table("message").c, table("body").c
_COUNT = (
    "INSERT INTO pruned (position, messages) VALUES ({mark}, {mark}) "
    "ON CONFLICT (position) DO UPDATE SET messages = pruned.messages + excluded.messages"
)


def prune(connection: Connection, before: datetime, limit: int) -> int:
    """Remove up to `limit` messages that were sent before that moment, oldest first, and what only they said.

    The transaction must have the log: a message that comes meanwhile may share the content of one that goes.
    """
    old = (
        select(_MESSAGE.recipient, _MESSAGE.key, _MESSAGE.position, _MESSAGE.body_key)
        .where(_MESSAGE.status == SENT, _MESSAGE.sent_at < moment_text(before))
        .order_by(_MESSAGE.position, _MESSAGE.key)
        .limit(limit)
    )
    rows = connection.execute(old).all()
    if rows:
        keys = [(row.recipient, row.key) for row in rows]
        these = among_pairs(connection, (_MESSAGE.recipient, _MESSAGE.key), keys)
        connection.execute(delete(table("message")).where(these))
        mark = "%s" if connection.dialect.name == POSTGRES else "?"
        counts = Counter(row.position for row in rows)
        connection.exec_driver_sql(_COUNT.format(mark=mark), sorted(counts.items()))
        used = exists().where(_MESSAGE.body_key == _BODY.key)
        bodies = among(connection, _BODY.key, {row.body_key for row in rows})
        connection.execute(delete(table("body")).where(bodies, ~used))
    return len(rows)
