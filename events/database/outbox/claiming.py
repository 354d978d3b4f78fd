"""The outbox on a database: a worker claims messages, and later says what became of each (`events.delivery`)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal_column, or_, select, update

from events.database.dialects import among_pairs, clock, listed
from events.database.tables import UNSENT, table
from events.delivery import CLAIMED, LONGEST_LEASE, PARKED, PENDING, SENT, bounds, new_token
from events.rows import EMAIL, PHONE
from events.views import Claimed, MessageId, Settled

_MESSAGE, _BODY, _UNIT = table("message"), table("body"), table("unit")
_MAIL, _PHONE = table("contact").alias("mail"), table("contact").alias("phone")
_OF = _MESSAGE.c


def claim(connection: Connection, now: datetime, worker: str, limit: int, lease: timedelta) -> list[Claimed]:
    """Up to `limit` messages, oldest first, that are `worker`'s until the lease is over."""
    ready = (
        select(_OF.recipient, _OF.key)
        .where(UNSENT)
        .where(_waited(now), _lapsed(connection))
        .order_by(_OF.position, _OF.key)
        .limit(limit)
        .with_for_update(skip_locked=True)  # PostgreSQL's; SQLite has one writer at a time, and leaves it out
    )
    keys = [(recipient, key) for recipient, key in connection.execute(ready)]
    if not keys:
        return []
    of_these = among_pairs(connection, (_OF.recipient, _OF.key), keys)
    until = _moment(connection, min(lease, LONGEST_LEASE))
    mine = {"status": CLAIMED, "attempts": _OF.attempts + 1, "claimed_until": until, "claimed_by": worker}
    mine["token"] = new_token()
    connection.execute(update(_MESSAGE).where(of_these).values(mine))
    return [Claimed(*row) for row in connection.execute(_with_address().where(of_these))]


def _waited(now: datetime) -> ColumnElement[bool]:
    """True where a wait until that moment holds no longer, or never could."""
    after, last = bounds(now)
    return or_(_OF.next_try_at.is_(None), _OF.next_try_at <= after, _OF.next_try_at > last)


def _lapsed(connection: Connection) -> ColumnElement[bool]:
    """True where nobody's claim holds."""
    until = _OF.claimed_until
    now, last = _moment(connection), _moment(connection, LONGEST_LEASE)
    return or_(until.is_(None), until <= now, until > last)


def _moment(connection: Connection, ahead: timedelta = timedelta()) -> ColumnElement[str]:
    return literal_column(clock(connection, ahead))


def _with_address() -> Select[Any]:
    unit = _UNIT.c
    return (
        select(_OF.key, _OF.position, _OF.recipient, _OF.channel, _BODY.c.content, _OF.attempts)
        .add_columns(unit.name, _MAIL.c.address, _PHONE.c.address, _OF.token)
        .join_from(_MESSAGE, _BODY, _BODY.c.key == _OF.body_key)
        .outerjoin(_UNIT, unit.code == _OF.recipient)
        .outerjoin(_MAIL, (_MAIL.c.unit == _OF.recipient) & (_MAIL.c.kind == EMAIL))
        .outerjoin(_PHONE, (_PHONE.c.unit == _OF.recipient) & (_PHONE.c.kind == PHONE))
        .order_by(_OF.position, _OF.key)
    )


_HELD = f"""
    message.recipient = listed.recipient AND message.key = listed.key
    AND message.token = listed.token AND message.status = '{CLAIMED}'
RETURNING message.recipient, message.key
"""
_SETTLED = f"""
    status = listed.status, attempts = CAST(listed.attempts AS INTEGER), next_try_at = listed.next_try_at,
    last_error = CASE WHEN listed.status = '{SENT}' THEN NULL ELSE coalesce(listed.error, message.last_error) END,
    sent_at = listed.sent_at, claimed_until = NULL, claimed_by = NULL, token = NULL
"""


def renew(connection: Connection, claimed: Collection[Claimed], lease: timedelta) -> set[MessageId]:
    """Let the lease of these claims begin anew, and give those that still hold."""
    these = [(one.recipient, one.key, one.token) for one in claimed]
    return _changed(
        connection,
        f"claimed_until = {clock(connection, min(lease, LONGEST_LEASE))}",
        ("recipient", "key", "token"),
        these,
    )


def settle(connection: Connection, settled: Collection[Settled]) -> set[MessageId]:
    """Say what became of messages, all in one statement, and give those that were still held by their claim."""
    return _changed(connection, _SETTLED, Settled._fields, settled)


def _changed(
    connection: Connection, values: str, names: Sequence[str], these: Collection[tuple[Any, ...]]
) -> set[MessageId]:
    """Set `values` where a message is still held by the claim that is listed with it."""
    table_of_these, parameters = listed(connection, names, these)
    statement = f"UPDATE message SET {values} FROM {table_of_these} WHERE {_HELD}"  # noqa: S608 - our own names
    return {(recipient, key) for recipient, key in connection.exec_driver_sql(statement, parameters)}


def unpark(connection: Connection, recipient: str, key: str) -> bool:
    """Let a parked message be claimed again, its attempts counted afresh. True if it was parked."""
    parked = update(_MESSAGE).where(_OF.recipient == recipient, _OF.key == key, _OF.status == PARKED)
    return connection.execute(parked.values(status=PENDING, attempts=0)).rowcount > 0
