"""Which messages are ready to go: the conditions on the outbox's rows, by the worker's clock and the store's."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
)

from events.chain import moment_text
from events.database.dialects import among, clock
from events.database.tables import SENT_EVER, UNSENT, table
from events.delivery import LONGEST_LEASE, bounds
from events.states import AT_ONCE, AT_ONCE_ALONE, DAY_BEGAN, SILENT, TO_PROGRAMS
from events.store.questions import Cap, Digests, Quiet, Since, Timing

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


def may_leave(connection: Connection, now: datetime, timing: Timing, of: Any = _OF) -> ColumnElement[bool]:
    """True where nothing in `timing` holds a message: the one place that says when it may leave."""
    quiet, digests = in_hours(connection, timing.quiet, of), at_its_hour(connection, now, timing.digests, of)
    return and_(leaves(now, timing.hold, of), quiet, digests, within(now, timing.cap, of))


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
    heard = or_(but if quiet.everywhere else ~but, to_programs(of))
    if quiet.urgent_too:
        return heard
    return or_(heard, and_(urgent(of), ~_by_the_clock(of)))


def at_its_hour(connection: Connection, now: datetime, digests: Digests, of: Any = _OF) -> ColumnElement[bool]:
    """False where a recipient is told all at once, and not before the next hour.

    What an event made urgent goes; and what has its words, of which the time had come, is tried again.
    """
    log, groups = table("log").c, _by_hour(digests)
    if not groups and digests.everybody is None:
        return true()
    late = [and_(among(connection, of.recipient, those), _later(since)) for since, those in groups.items()]
    if digests.everybody:
        others = ~among(connection, of.recipient, digests.but) if digests.but else true()
        late.append(and_(others, _later(digests.everybody)))
    waits = exists().where(log.position == of.position, log.recorded_at <= moment_text(now), or_(*late))
    return or_(of.said_key.is_not(None), to_programs(of), ~waits, and_(urgent(of), ~_by_the_clock(of)))


def within(now: datetime, cap: Cap | None, of: Any = _OF) -> ColumnElement[bool]:
    """False where its recipient has had as many messages today as he is to get; else as `at_its_hour`."""
    if cap is None:
        return true()
    had = _MESSAGE.alias("had").c
    today = text(f"had.{SENT_EVER}"), had.sent_at >= cap.since, had.sent_at <= moment_text(now)
    full = select(had.recipient, had.channel).where(*today).group_by(had.recipient, had.channel)
    enough = tuple_(of.recipient, of.channel).in_(full.having(func.count() >= cap.most))
    return or_(of.said_key.is_not(None), to_programs(of), ~enough, and_(urgent(of), ~_by_the_clock(of)))


def to_programs(of: Any = _OF) -> ColumnElement[bool]:
    """True of what programs are told: at every hour, as it comes, and however much it is."""
    found: ColumnElement[bool] = of.channel.like(TO_PROGRAMS)
    return found


def _by_hour(digests: Digests) -> dict[Since, list[str]]:
    """The recipients that have an hour of their own, by the last that there was."""
    groups: dict[Since, list[str]] = {}
    for recipient, since in digests.but.items():
        if since:
            groups.setdefault(since, []).append(recipient)
    return groups


def _later(since: Since) -> ColumnElement[bool]:
    """True of an event that is told at the next hour; a day that began is told on itself, however late it is swept."""
    log = table("log").c
    return log.recorded_at > case((log.type == DAY_BEGAN, since.day_over), else_=since.moment)


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
