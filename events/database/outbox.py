"""The outbox on a database: a worker claims messages, and later says what became of each (`events.delivery`)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from events.chain import moment_text
from events.database.dialects import among_pairs
from events.database.tables import UNSENT, table
from events.delivery import CLAIMED, Step, bounds, new_token
from events.rows import Claimed

_MESSAGE, _BODY, _UNIT = table("message"), table("body"), table("unit")
_OF = _MESSAGE.c


def claim(connection: Connection, now: datetime, worker: str, limit: int, lease_seconds: float) -> list[Claimed]:
    """Up to `limit` messages, oldest first, that are `worker`'s until the lease is over."""
    until = moment_text(now + timedelta(seconds=lease_seconds))
    ready = (
        select(_OF.recipient, _OF.key)
        .where(UNSENT)
        .where(_over(_OF.next_try_at, now), _over(_OF.claimed_until, now))
        .order_by(_OF.position, _OF.key)
        .limit(limit)
        .with_for_update(skip_locked=True)  # PostgreSQL's; SQLite has one writer at a time, and leaves it out
    )
    keys = [(recipient, key) for recipient, key in connection.execute(ready)]
    if not keys:
        return []
    of_these = among_pairs(connection, (_OF.recipient, _OF.key), keys)
    mine = {"status": CLAIMED, "attempts": _OF.attempts + 1, "claimed_until": until, "claimed_by": worker}
    mine["token"] = new_token()
    connection.execute(update(_MESSAGE).where(of_these).values(mine))
    return [Claimed(*row) for row in connection.execute(_with_address().where(of_these))]


def _over(until: ColumnElement[str | None], now: datetime) -> ColumnElement[bool]:
    """True where a claim, or a wait, until that moment holds no longer, or never could."""
    after, last = bounds(now)
    return or_(until.is_(None), until <= after, until > last)


def _with_address() -> Select[Any]:
    unit = _UNIT.c
    return (
        select(_OF.key, _OF.position, _OF.recipient, _OF.channel, _BODY.c.content, _OF.attempts)
        .add_columns(unit.name, unit.email, unit.phone)
        .join_from(_MESSAGE, _BODY, _BODY.c.key == _OF.body_key)
        .outerjoin(_UNIT, unit.code == _OF.recipient)
        .order_by(_OF.position, _OF.key)
    )


def take(connection: Connection, recipient: str, key: str, step: Step) -> bool:
    """Take a step with the message of that key to `recipient`. True if it was in a state to take it."""
    statement = update(_MESSAGE).where(_OF.recipient == recipient, _OF.key == key, _OF.status.in_(step.of))
    return connection.execute(statement.values(step.values)).rowcount > 0
