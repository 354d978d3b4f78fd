"""The outbox on a database: a worker claims messages, and later says what became of each (`events.delivery`)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    case,
    func,
    select,
    update,
)

from events.beside.attempts import MOST
from events.beside.ways import INSTEAD, KIND_OF, MAIL, SMS
from events.database.backups.held import begin_trial
from events.database.dialects import among, among_pairs, clock, listed
from events.database.outbox.composing import composed, refuse
from events.database.outbox.order import (
    at_its_hour,
    behind,
    dated,
    in_hours,
    lapsed,
    leaves,
    may_leave,
    moment,
    waited,
    within,
)
from events.database.tables import CONTENT, SPEAKING, UNSENT, table
from events.delivery import CLAIMED, LONGEST_LEASE, PARKED, PENDING, SENT, new_token, sent_again
from events.states import DAY_BEGAN
from events.store.questions import Composer, Timing
from events.views import Backlog, Claimed, MessageId, Parked, Settled, Waiting

_MESSAGE, _BODY, _UNIT = table("message"), table("body"), table("unit")
_SAID = table("said")
_CONTACT = table("contact")
_OF = _MESSAGE.c
_PHONE, _OTHER = table("contact").alias("phone"), table("message").alias("other").c
_ITS_PHONE = (_PHONE.c.unit == _OF.recipient) & (_PHONE.c.kind == case(INSTEAD, value=_OF.channel))
_BEFORE = func.length(_OF.key) - func.length(_OF.channel)
_BY_TEXT = func.substr(_OF.key, 1, case((_BEFORE > 0, _BEFORE), else_=0)).concat(SMS)
_TWIN = (_OTHER.recipient == _OF.recipient) & (_OTHER.key == _BY_TEXT.concat(func.substr(_OF.channel, len(MAIL) + 1)))
_ITS_ADDRESS = (_CONTACT.c.unit == _OF.recipient) & (_CONTACT.c.kind == case(KIND_OF, value=_OF.channel))


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
    keys = composed(connection, now, limit, composer) if composer else _as_they_were(connection, now, limit)
    if not keys:
        return keys if keys is None else []
    if composer and composer.timing.trial:
        begin_trial(connection)
    of_these = among_pairs(connection, (_OF.recipient, _OF.key), keys)
    until = moment(connection, min(lease, LONGEST_LEASE))
    mine = {"status": CLAIMED, "attempts": _OF.attempts + 1, "claimed_until": until, "claimed_by": worker}
    mine["token"] = new_token()
    connection.execute(update(_MESSAGE).where(of_these).values(mine))
    return [Claimed(*row) for row in connection.execute(_with_address().where(of_these))]


def _as_they_were(connection: Connection, now: datetime, limit: int) -> list[MessageId] | None:
    """Messages that are to say what their events said; None: there are none."""
    ready = (
        select(_OF.recipient, _OF.key)
        .where(UNSENT, waited(now), lapsed(connection), dated())
        .order_by(_OF.position, _OF.key)
        .limit(limit)
        .with_for_update(skip_locked=True)  # PostgreSQL's; SQLite has one writer at a time, and leaves it out
    )
    return [(recipient, key) for recipient, key in connection.execute(ready)] or None


def waiting(connection: Connection, now: datetime, timing: Timing) -> Waiting:
    """How many messages could be claimed, but for that they are held, by what holds them."""
    ready = UNSENT, SPEAKING, waited(now), lapsed(connection), ~behind(connection, now)
    hours, its_hour = in_hours(connection, timing.quiet), at_its_hour(connection, now, timing.digests)
    few, at_its_time = within(now, timing.cap), dated() & hours & its_hour
    of_each = (
        at_its_time & few & ~leaves(now, timing.hold),
        ~dated(),
        dated() & ~hours,
        dated() & hours & ~its_hour,
        at_its_time & ~few,
    )
    found = (select(func.count()).select_from(_MESSAGE).where(*ready, held) for held in of_each)
    return Waiting(*(connection.execute(one).scalar_one() for one in found))


def backlog(connection: Connection, now: datetime, timing: Timing) -> Backlog:
    """How long messages have waited that nothing holds, whether they were put off or not."""
    event = table("log").alias("event")  # what is asked below of the log is asked of another
    since, by_the_clock = event.c.recorded_at, case((event.c.type == DAY_BEGAN, event.c.recorded_at))
    found = select(func.count(), func.min(since), func.min(by_the_clock)).select_from(_MESSAGE)
    found = found.join(event, event.c.position == _OF.position)
    free = UNSENT, SPEAKING, dated(), may_leave(connection, now, timing)
    return Backlog(*connection.execute(found.where(*free)).one())


def _with_address() -> Select[Any]:
    unit = _UNIT.c
    return (
        select(_OF.key, _OF.position, _OF.recipient, _OF.channel, CONTENT, _OF.attempts)
        .add_columns(unit.name, _CONTACT.c.address, _OF.token, _OF.edition, _PHONE.c.address)
        .join_from(_MESSAGE, _BODY, _BODY.c.key == _OF.body_key)
        .outerjoin(_SAID, _SAID.c.key == _OF.said_key)
        .outerjoin(_UNIT, unit.code == _OF.recipient)
        .outerjoin(_CONTACT, _ITS_ADDRESS)
        .outerjoin(_PHONE, _ITS_PHONE & ~select(_OTHER.key).where(_TWIN).correlate(_MESSAGE).exists())
        .order_by(_OF.position, _OF.key)
    )


_HELD = f"""
    message.recipient = listed.recipient AND message.key = listed.key
    AND message.token = listed.token AND message.status = '{CLAIMED}'
RETURNING message.recipient, message.key
"""
_ALL_TRIES = "(coalesce(message.tries, '') || coalesce(listed.tried, ''))"
_FIRST_KEPT = f"CASE WHEN length({_ALL_TRIES}) > {MOST} THEN length({_ALL_TRIES}) - {MOST - 1} ELSE 1 END"
_TRIES = f"nullif(substr({_ALL_TRIES}, {_FIRST_KEPT}), '')"
_SETTLED = f"""
    status = listed.status, attempts = CAST(listed.attempts AS INTEGER), next_try_at = listed.next_try_at,
    last_error = CASE WHEN listed.status = '{SENT}' THEN NULL ELSE coalesce(listed.error, message.last_error) END,
    sent_at = listed.sent_at, claimed_until = NULL, claimed_by = NULL, token = NULL,
    reference = CASE WHEN listed.sent_at IS NULL THEN message.reference ELSE listed.reference END, tries = {_TRIES}
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
