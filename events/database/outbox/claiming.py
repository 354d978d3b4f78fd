"""The outbox on a database: a worker claims messages, and later says what became of each (`events.delivery`)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    update,
)

from events.chain import moment_text
from events.database.dialects import among, among_pairs, clock, listed
from events.database.outbox.composing import freeze, refuse, take_turn
from events.database.tables import CONTENT, UNSENT, table
from events.delivery import CLAIMED, LONGEST_LEASE, PARKED, PENDING, SENT, bounds, new_token, sent_again
from events.rows import EMAIL, PHONE
from events.states import AT_ONCE, AT_ONCE_ALONE
from events.store.questions import Composer
from events.views import Claimed, Mark, MessageId, Parked, Settled, Waiting

_MESSAGE, _BODY, _UNIT = table("message"), table("body"), table("unit")
_SAID = table("said")
_MAIL, _PHONE = table("contact").alias("mail"), table("contact").alias("phone")
_OF = _MESSAGE.c


def claim(
    connection: Connection,
    now: datetime,
    worker: str,
    limit: int,
    lease: timedelta,
    composer: Composer | None = None,
) -> list[Claimed] | None:
    """Up to `limit` messages, oldest first, that are `worker`'s until the lease is over. None: nothing is ready.

    An empty list: of what was ready nothing is left to say.
    """
    if composer:
        take_turn(connection)
    in_order = (~_behind(connection, now), _leaves(now, composer.hold)) if composer else ()
    ready = (
        select(_OF.recipient, _OF.key, _OF.channel, _OF.said_key)
        .where(UNSENT)
        .where(_waited(now), _lapsed(connection), _dated(), *in_order)
        .order_by(_OF.position, _OF.key)
        .limit(limit)
        .with_for_update(skip_locked=True)  # PostgreSQL's; SQLite has one writer at a time, and leaves it out
    )
    found = connection.execute(ready).all()
    if not found:
        return None
    keys = [(recipient, key) for recipient, key, _, said in found if said or not composer]
    if composer:
        to = {(recipient, channel) for recipient, _, channel, said in found if not said}
        keys += freeze(connection, _marks(connection, now, to), composer.compose, now)
    if not keys:
        return []
    of_these = among_pairs(connection, (_OF.recipient, _OF.key), keys)
    until = _moment(connection, min(lease, LONGEST_LEASE))
    mine = {"status": CLAIMED, "attempts": _OF.attempts + 1, "claimed_until": until, "claimed_by": worker}
    mine["token"] = new_token()
    connection.execute(update(_MESSAGE).where(of_these).values(mine))
    return [Claimed(*row) for row in connection.execute(_with_address().where(of_these))]


def waiting(connection: Connection, now: datetime, hold: timedelta) -> Waiting:
    """How many messages could be claimed, but for that they are held: for what may correct them, or for their dates."""
    ready = UNSENT, _waited(now), _lapsed(connection), ~_behind(connection, now)
    of_each = _dated() & ~_leaves(now, hold), ~_dated()
    found = (select(func.count()).select_from(_MESSAGE).where(*ready, held) for held in of_each)
    return Waiting(*(connection.execute(one).scalar_one() for one in found))


def _marks(connection: Connection, now: datetime, to: Collection[tuple[str, str]]) -> list[Mark]:
    """All that waits to be composed for these recipients, by these channels."""
    waiting = (
        select(_OF.recipient, _OF.key, _OF.position, _OF.channel, _BODY.c.content, _UNIT.c.ended_on)
        .join_from(_MESSAGE, _BODY, _BODY.c.key == _OF.body_key)
        .outerjoin(_UNIT, _UNIT.c.code == _OF.recipient)
        .where(UNSENT, among_pairs(connection, (_OF.recipient, _OF.channel), to))
        .where(_OF.said_key.is_(None), _waited(now), _lapsed(connection), _dated())
        .order_by(_OF.position, _OF.key)
    )
    return [Mark(*row[:-1], ended=bool(row[-1])) for row in connection.execute(waiting)]


def _behind(connection: Connection, now: datetime) -> ColumnElement[bool]:
    """True where an earlier one to the same recipient, by the same channel, waits for its next try or is underway."""
    other = _MESSAGE.alias("earlier")
    of = other.c
    waits = and_(of.next_try_at.is_not(None), ~_waited(now, of))
    underway = or_(of.said_key.is_not(None), and_(of.claimed_until.is_not(None), ~_lapsed(connection, of)))
    earlier = tuple_(of.position, of.key) < tuple_(_OF.position, _OF.key)
    same = (of.recipient == _OF.recipient) & (of.channel == _OF.channel)
    return exists().where(text(f"earlier.{UNSENT}"), same, earlier, or_(waits, underway))


def _leaves(now: datetime, hold: timedelta) -> ColumnElement[bool]:
    """True where a message is urgent, or its event was recorded longer ago than messages are held."""
    earlier, log = _MESSAGE.alias("before"), table("log").c
    of, first = earlier.c, tuple_(earlier.c.position, earlier.c.key) < tuple_(_OF.position, _OF.key)
    same = (of.recipient == _OF.recipient) & (of.channel == _OF.channel)
    alone = ~exists().where(text(f"before.{UNSENT}"), same, first)
    bounds_of = log.recorded_at > moment_text(now - hold), log.recorded_at <= moment_text(now)
    recent = exists().where(log.position == _OF.position, *bounds_of)
    return or_(_OF.urgent == AT_ONCE, and_(_OF.urgent == AT_ONCE_ALONE, alone), ~recent)


def _dated() -> ColumnElement[bool]:
    """False while dates of the plan that a message tells of are still to be counted again."""
    plan = table("recount").c.plan
    of_plan = literal("/").concat(plan).concat("/").concat(_OF.recipient).concat("/").concat(_OF.channel)
    ends = func.substr(_OF.key, func.length(_OF.key) - func.length(of_plan) + 1)
    return ~exists().where(ends == of_plan)


def _waited(now: datetime, of: Any = _OF) -> ColumnElement[bool]:
    """True where a wait until that moment holds no longer, or never could."""
    after, last = bounds(now)
    return or_(of.next_try_at.is_(None), of.next_try_at <= after, of.next_try_at > last)


def _lapsed(connection: Connection, of: Any = _OF) -> ColumnElement[bool]:
    """True where nobody's claim holds."""
    until = of.claimed_until
    now, last = _moment(connection), _moment(connection, LONGEST_LEASE)
    return or_(until.is_(None), until <= now, until > last)


def _moment(connection: Connection, ahead: timedelta = timedelta()) -> ColumnElement[str]:
    return literal_column(clock(connection, ahead))


def _with_address() -> Select[Any]:
    unit = _UNIT.c
    return (
        select(_OF.key, _OF.position, _OF.recipient, _OF.channel, CONTENT, _OF.attempts)
        .add_columns(unit.name, _MAIL.c.address, _PHONE.c.address, _OF.token, _OF.edition)
        .join_from(_MESSAGE, _BODY, _BODY.c.key == _OF.body_key)
        .outerjoin(_SAID, _SAID.c.key == _OF.said_key)
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
    """Say what became of messages, and give those still held by their claim; one statement, if none was refused."""
    held = _changed(connection, _SETTLED, Settled._fields, settled)
    refused = {(one.recipient, one.key) for one in settled if one.refused} & held
    if refused:
        refuse(connection, refused)
    return held


def _changed(
    connection: Connection, values: str, names: Sequence[str], these: Collection[tuple[Any, ...]]
) -> set[MessageId]:
    """Set `values` where a message is still held by the claim that is listed with it."""
    table_of_these, parameters = listed(connection, names, these)
    statement = f"UPDATE message SET {values} FROM {table_of_these} WHERE {_HELD}"  # noqa: S608 - our own names
    return {(recipient, key) for recipient, key in connection.exec_driver_sql(statement, parameters)}


def unpark(connection: Connection, recipient: str, key: str) -> Collection[str]:
    """Let a parked message be claimed again, and what was refused with it, their attempts counted afresh."""
    there = (_OF.recipient == recipient) & (_OF.status == PARKED)
    what = (_OF.key, _OF.channel, _BODY.c.content, _OF.attempts > 0, _OF.said_key.is_not(None))
    found = select(*what).join_from(_MESSAGE, _BODY, _BODY.c.key == _OF.body_key).where(there)
    parked = connection.execute(found.order_by(_OF.position, _OF.key).with_for_update(of=_MESSAGE))
    again = sent_again([Parked(*row) for row in parked], key)
    these = update(_MESSAGE).where(there, among(connection, _OF.key, again))
    connection.execute(these.values(status=PENDING, attempts=0))
    return again
