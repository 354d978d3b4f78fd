"""Messages that were sent are removed when the time for keeping them is over; how many they were is kept."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, or_, select

from events.chain import moment_text
from events.database.dialects import POSTGRES, among, among_pairs
from events.database.tables import table
from events.delivery import COVERED, ENDED
from events.states import to_a_program
from events.views import MessageId

_MESSAGE, _BODY, _SAID = table("message").c, table("body").c, table("said").c
_COUNT = (
    "INSERT INTO pruned (position, messages) VALUES ({mark}, {mark}) "
    "ON CONFLICT (position) DO UPDATE SET messages = pruned.messages + excluded.messages"
)


_WHAT = (_MESSAGE.recipient, _MESSAGE.key, _MESSAGE.position, _MESSAGE.body_key, _MESSAGE.said_key, _MESSAGE.channel)


def old(connection: Connection, before: datetime, limit: int) -> list[MessageId]:
    """Up to `limit` messages that were sent before that moment, oldest first. It goes through all, and locks none."""
    found = (
        select(_MESSAGE.recipient, _MESSAGE.key)
        .where(_MESSAGE.status.in_(ENDED), _MESSAGE.sent_at < moment_text(before))
        .order_by(_MESSAGE.position, _MESSAGE.key)
        .limit(limit)
    )
    return [(recipient, key) for recipient, key in connection.execute(found)]


def prune(connection: Connection, keys: Sequence[MessageId]) -> int:
    """Remove those of these messages that are sent and still there, those that they covered, and what only they said.

    The transaction must have the log: a message that comes meanwhile may share the content of one that goes.
    """
    ended = among_pairs(connection, (_MESSAGE.recipient, _MESSAGE.key), keys) & _MESSAGE.status.in_(ENDED)
    covered = among_pairs(connection, (_MESSAGE.recipient, _MESSAGE.covered_by), keys) & (_MESSAGE.status == COVERED)
    rows = connection.execute(select(*_WHAT).where(or_(ended, covered))).all()
    if rows:
        connection.execute(delete(table("message")).where(or_(ended, covered)))
        mark = "%s" if connection.dialect.name == POSTGRES else "?"
        counts = Counter(row.position for row in rows if not to_a_program(row.channel))
        if counts:
            connection.exec_driver_sql(_COUNT.format(mark=mark), sorted(counts.items()))
        used = exists().where(_MESSAGE.body_key == _BODY.key)
        bodies = among(connection, _BODY.key, {row.body_key for row in rows})
        connection.execute(delete(table("body")).where(bodies, ~used))
        left = exists().where(_MESSAGE.said_key == _SAID.key)
        said = among(connection, _SAID.key, {row.said_key for row in rows if row.said_key})
        connection.execute(delete(table("said")).where(said, ~left))
    return len(rows)
