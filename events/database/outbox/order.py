"""Which messages are ready to go: the conditions on the outbox's rows, by the worker's clock and the store's."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    text,
    true,
    tuple_,
)

from events.chain import moment_text
from events.database.dialects import among, clock
from events.database.tables import UNSENT, table
from events.delivery import LONGEST_LEASE, bounds
from events.states import AT_ONCE, AT_ONCE_ALONE, DAY_BEGAN, SILENT
from events.store.questions import Quiet

_MESSAGE = table("message")
_OF = _MESSAGE.c


def behind(connection: Connection, now: datetime, of: Any = _OF) -> ColumnElement[bool]:
    """True where an earlier one to the same recipient, by the same channel, waits for its next try or is underway.

    One that is still to be composed also waits for a later one that is underway: what was parked may be older.
    """
    other = _MESSAGE.alias("earlier").c
    waits = and_(other.next_try_at.is_not(None), ~waited(now, other))
    underway = or_(other.said_key.is_not(None), and_(other.claimed_until.is_not(None), ~lapsed(connection, other)))
    earlier = before(other, of)
    composing = and_(of.said_key.is_(None), other.key != of.key)
    held_up = or_(and_(earlier, waits), and_(or_(earlier, composing), underway))
    return exists().where(text(f"earlier.{UNSENT}"), to_the_same(other, of), held_up)


def leaves(now: datetime, hold: timedelta, of: Any = _OF) -> ColumnElement[bool]:
    """True where a message is urgent, or its event was recorded longer ago than messages are held."""
    log = table("log").c
    since = log.recorded_at > moment_text(now - hold), log.recorded_at <= moment_text(now)
    recent = exists().where(log.position == of.position, *since)
    return or_(urgent(of), ~recent)


def in_hours(connection: Connection, quiet: Quiet, of: Any = _OF) -> ColumnElement[bool]:
    """True where it is not quiet at the recipient's, or an event made the message urgent: not the clock."""
    if quiet == Quiet():
        return true()
    but = among(connection, of.recipient, quiet.but) if quiet.but else false()
    heard = but if quiet.everywhere else ~but
    if quiet.urgent_too:
        return heard
    return or_(heard, and_(urgent(of), ~_by_the_clock(of)))


def _by_the_clock(of: Any) -> ColumnElement[bool]:
    log = table("log").c
    return exists().where(log.position == of.position, log.type == DAY_BEGAN)


def urgent(of: Any = _OF) -> ColumnElement[bool]:
    """True where a message waits for nothing that may correct it.

    What the clock says of a task was told before, and what is only known as well: where that alone still waits, there
    is something to take back.
    """
    other = _MESSAGE.alias("before").c
    told = ~_by_the_clock(other), other.urgent != SILENT
    waits = text(f"before.{UNSENT}"), to_the_same(other, of), before(other, of), *told
    alone = ~exists().where(*waits)
    return or_(of.urgent == AT_ONCE, and_(of.urgent == AT_ONCE_ALONE, alone))


def dated(of: Any = _OF) -> ColumnElement[bool]:
    """False while dates of the plan that a message tells of are still to be counted again."""
    plan = table("recount").c.plan
    of_plan = literal("/").concat(plan).concat("/").concat(of.recipient).concat("/").concat(of.channel)
    ends = func.substr(of.key, func.length(of.key) - func.length(of_plan) + 1)
    return ~exists().where(ends == of_plan)


def waited(now: datetime, of: Any = _OF) -> ColumnElement[bool]:
    """True where a wait until that moment holds no longer, or never could."""
    after, last = bounds(now)
    return or_(of.next_try_at.is_(None), of.next_try_at <= after, of.next_try_at > last)


def lapsed(connection: Connection, of: Any = _OF) -> ColumnElement[bool]:
    """True where nobody's claim holds."""
    until = of.claimed_until
    now, last = moment(connection), moment(connection, LONGEST_LEASE)
    return or_(until.is_(None), until <= now, until > last)


def moment(connection: Connection, ahead: timedelta = timedelta()) -> ColumnElement[str]:
    """The moment by the store's clock, so much ahead."""
    return literal_column(clock(connection, ahead))


def one_by_one(found: Select[Any]) -> ColumnElement[bool]:
    """True where there is any, asked for row by row: by a join PostgreSQL would look at all rows to give a few."""
    return found.offset(0).exists()


def before(other: Any, of: Any) -> ColumnElement[bool]:
    """True where `other` is of an earlier event."""
    return tuple_(other.position, other.key) < tuple_(of.position, of.key)


def to_the_same(other: Any, of: Any) -> ColumnElement[bool]:
    """True where both are to one recipient, by one channel."""
    found: ColumnElement[bool] = (other.recipient == of.recipient) & (other.channel == of.channel)
    return found
