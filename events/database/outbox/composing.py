"""What messages say, composed when they are claimed, beside what their recipients have been told: in one transaction.

On PostgreSQL nobody composes for a recipient for whom another does: he has the first of his messages locked, and his
name. Others are passed over, so that several workers compose at once. A message that is
composed keeps its bytes and its key until it is known to have arrived, or surely has not: then it is composed anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, text

from events.beside.rows import ToldRow
from events.chain import moment_text
from events.database import bulk
from events.database.dialects import POSTGRES, among, among_pairs, listed
from events.database.outbox.order import (
    before,
    behind,
    dated,
    lapsed,
    may_leave,
    one_by_one,
    to_the_same,
    waited,
)
from events.database.tables import HELD_SINCE, UNSENT, table
from events.delivery import AWAITING, COVERED, PENDING, alone, taken_back, told_by, told_in_trial
from events.rows import PLANNED, Changes
from events.states import SILENT
from events.store.questions import Compose, Composer, Telling
from events.views import Composition, Foreseen, Mark, MessageId, TaskNow

_TURN = int.from_bytes(b"told", "big")
"""The first key of the advisory locks of who composes; the second is of a recipient and channel."""

_AT_ONCE = 500
"""For how many recipients at most letters are composed in one transaction: each is a lock of its own."""

_MESSAGE = table("message")
_FACT, _UNIT = table("fact").c, table("unit").c


class SqlPresent:
    """What is so when messages are composed. See `events.store.questions.Present`."""

    def __init__(self, connection: Connection, *, trial: bool = False) -> None:
        self._connection, self._trial = connection, trial

    def stands(self, tasks: Collection[tuple[str, str]]) -> Mapping[str, TaskNow]:
        """Tasks as they stand."""
        these, parameters = listed(self._connection, ("plan", "id"), tasks)
        statement = (
            'SELECT task.id, task.state, task.lead, due.due, due.safe, due.set_by, due.remind_on, due."left",'  # noqa: S608 - our own names
            " coalesce(due.provisional, 0), coalesce(due.in_doubt, 0)"
            f" FROM {these} JOIN task ON task.plan = listed.plan AND task.id = listed.id"
            " LEFT JOIN due ON due.plan = task.plan AND due.key = task.due_key"
        )
        rows = self._connection.exec_driver_sql(statement, parameters) if tasks else ()
        return {row[0]: TaskNow(*row) for row in rows}

    def told(self, these: Collection[Telling]) -> Mapping[Telling, ToldRow]:
        """What recipients have been told of tasks."""
        return told_in_trial(self._told)(these) if self._trial else self._told(these)

    def _told(self, these: Collection[Telling]) -> Mapping[Telling, ToldRow]:
        wanted, parameters = listed(self._connection, ("recipient", "channel", "task"), these)
        columns = ", ".join(f'told."{name}"' for name in ToldRow._fields)
        statement = (
            f"SELECT {columns} FROM {wanted} JOIN told ON told.recipient = listed.recipient"  # noqa: S608 - the same
            " AND told.channel = listed.channel AND told.task = listed.task"
        )
        rows = self._connection.exec_driver_sql(statement, parameters) if these else ()
        return {row[:3]: row for row in (ToldRow(*row) for row in rows)}

    def facts(self, ids: Collection[str]) -> Collection[str]:
        """Those that are still in force; of what was planned, if it is not held since."""
        still = (_FACT.phase != PLANNED) | ~HELD_SINCE
        found = select(_FACT.event_id).where(among(self._connection, _FACT.event_id, ids), still)
        return set(self._connection.scalars(found)) if ids else set()

    def heard(self, places: Collection[tuple[str, str, str]]) -> Collection[tuple[str, str, str, str, str]]:
        """The facts there, each with its cycle and day."""
        these, parameters = listed(self._connection, ("plan", "signal", "unit"), places)
        same = " AND ".join(f"fact.{name} = listed.{name}" for name in ("plan", "signal", "unit"))
        columns = "fact.plan, fact.signal, fact.unit, fact.cycle, coalesce(fact.day, '')"
        statement = f"SELECT {columns} FROM {these} JOIN fact ON {same}"  # noqa: S608 - the same
        return [tuple(row) for row in self._connection.exec_driver_sql(statement, parameters)] if places else []

    def names(self, codes: Collection[str]) -> Mapping[str, str]:
        """The names of agencies."""
        found = select(_UNIT.code, _UNIT.name).where(among(self._connection, _UNIT.code, codes))
        return {row.code: row.name for row in self._connection.execute(found)} if codes else {}


def composed(connection: Connection, now: datetime, limit: int, composer: Composer) -> list[MessageId] | None:
    """Messages ready to go, for up to `limit` recipients and channels, with their words; None: nothing is ready."""
    to = _ours(connection, _first(connection, now, min(limit, _AT_ONCE), composer))
    if to is None:
        return None
    from events.database.outbox.approving import approved  # noqa: PLC0415 - most commands send nothing

    again, marks = _ready(connection, now, to)
    alike = {(mark.recipient, mark.channel) for mark in again}
    free = approved(connection, marks, now, composer.timing.above)
    fresh = [mark for mark in free if (mark.recipient, mark.channel) not in alike]
    keys = freeze(connection, fresh, composer, now) if fresh else []
    return [*((mark.recipient, mark.key) for mark in again), *keys]


def _first(connection: Connection, now: datetime, limit: int, composer: Composer) -> Select[Any]:
    """The first message to each recipient, by each channel, of those to whom one can go: who has it, composes for him.

    (`FOR UPDATE SKIP LOCKED` is PostgreSQL's; SQLite has one writer at a time, and leaves it out.)
    """
    first, ready, other = (_MESSAGE.alias(name) for name in ("first", "ready", "still"))
    earlier = text(f"still.{UNSENT}"), to_the_same(other.c, first.c), before(other.c, first.c)
    alone = ~one_by_one(select(other.c.key).where(*earlier))
    of = ready.c
    goes = waited(now, of), lapsed(connection, of), dated(of), ~behind(connection, now, of)
    time = may_leave(connection, now, composer.timing, of)
    there = one_by_one(select(of.key).where(text(f"ready.{UNSENT}"), to_the_same(of, first.c), *goes, time))
    found = select(first.c.recipient, first.c.channel).where(text(f"first.{UNSENT}"), alone, there)
    in_order = found.order_by(first.c.position, first.c.key).limit(limit)
    return in_order.with_for_update(skip_locked=True, of=first)


def _ours(connection: Connection, first: Select[Any]) -> list[tuple[str, str]] | None:
    """The recipients and channels that nobody else composes for until this transaction ends; None: there are none."""
    found = [(recipient, channel) for recipient, channel in connection.execute(first)]
    if not found or connection.dialect.name != POSTGRES:
        return found or None
    these, parameters = listed(connection, ("recipient", "channel"), found)
    turn = f"pg_try_advisory_xact_lock({_TURN}, hashtext(recipient || '/' || channel))"
    ours = f"SELECT recipient, channel FROM {these} WHERE {turn}"  # noqa: S608 - our own names
    return [(recipient, channel) for recipient, channel in connection.exec_driver_sql(ours, parameters)]


def _ready(connection: Connection, now: datetime, to: Collection[tuple[str, str]]) -> tuple[list[Mark], list[Mark]]:
    """All that can go to these: what has its words, and goes as it is; and what is to be composed."""
    of, body, unit = _MESSAGE.c, table("body").c, table("unit").c
    ready = (
        select(of.recipient, of.key, of.position, of.channel, body.content, unit.ended_on, of.urgent, of.said_key)
        .join_from(_MESSAGE, table("body"), body.key == of.body_key)
        .outerjoin(table("unit"), unit.code == of.recipient)
        .where(UNSENT, among_pairs(connection, (of.recipient, of.channel), to))
        .where(waited(now), lapsed(connection), dated(), ~behind(connection, now))
        .order_by(of.position, of.key)
    )
    again, marks = list[Mark](), list[Mark]()
    for recipient, key, position, channel, content, ended, urgent, said in connection.execute(ready):
        mark = Mark(recipient, key, position, channel, content, bool(ended), urgent == SILENT)
        (again if said else marks).append(mark)
    return again, marks


def freeze(connection: Connection, marks: Sequence[Mark], composer: Composer, now: datetime) -> list[MessageId]:
    """Compose letters of `marks`, keep their words and what their recipients know with them; those that say a thing."""
    trial = composer.timing.trial
    letters = composer.compose(marks, SqlPresent(connection, trial=trial))
    said = list({one.said.key: one.said for one in letters if one.said}.values())
    bulk.apply(connection, Changes(told=told_by(letters, trial=trial), said=said))
    leaving = [(one.recipient, one.key, one.said.key) for one in letters if one.said]
    bulk.set_each(connection, "said_key = listed.value", leaving)
    covered, moment = list(_covered(letters)), moment_text(now)
    ends = f"status = '{COVERED}', covered_by = listed.value, next_try_at = NULL, last_error = NULL"
    ends += f", sent_at = CASE WHEN listed.value IS NULL THEN '{moment}' END"
    bulk.set_each(connection, ends, covered)
    return [(recipient, key) for recipient, key, _ in leaving]


def _covered(letters: Iterable[Composition]) -> Iterable[tuple[str, str, str | None]]:
    """The messages that do not leave, with the one that says what they had to; None where nothing is left to say."""
    for one in letters:
        by = one.key if one.said else None
        keys = one.covers if by else (*one.covers, one.key)
        yield from ((one.recipient, key, by) for key in keys)


def refuse(connection: Connection, ids: Collection[MessageId]) -> None:
    """What these messages say has surely not arrived: it was not told, and is composed anew, under another key.

    What they covered waits, or is parked, with them.
    """
    these, parameters = listed(connection, ("recipient", "key"), ids)
    of = "message.recipient = listed.recipient AND message.key = listed.key AND said_key IS NOT NULL"
    again = "said_key = NULL, edition = edition + 1"
    connection.exec_driver_sql(f"UPDATE message SET {again} FROM {these} WHERE {of}", parameters)  # noqa: S608
    carriers = f"{these} JOIN message AS carrier ON carrier.recipient = listed.recipient AND carrier.key = listed.key"
    by = "message.recipient = carrier.recipient AND message.covered_by = carrier.key"
    as_it = "status = carrier.status, attempts = carrier.attempts, next_try_at = carrier.next_try_at"
    as_it += ", last_error = carrier.last_error, covered_by = NULL"
    connection.exec_driver_sql(f"UPDATE message SET {as_it} FROM {carriers} WHERE {by}", parameters)  # noqa: S608
    columns, with_it = ", ".join(f'told."{name}"' for name in ToldRow._fields), "told.message = listed.key"
    found = f"SELECT {columns} FROM {these} JOIN told ON told.recipient = listed.recipient AND {with_it}"  # noqa: S608
    rows = [ToldRow(*row) for row in connection.exec_driver_sql(found, parameters)]
    gone = [row[:3] for row in rows if row.before is None]
    bulk.apply(connection, Changes(told=[taken_back(row) for row in rows if row.before is not None]))
    if gone:
        wanted, keys = listed(connection, ("recipient", "channel", "task"), gone)
        which = f"(recipient, channel, task) IN (SELECT recipient, channel, task FROM {wanted})"  # noqa: S608 - our own names
        connection.exec_driver_sql(f"DELETE FROM told WHERE {which}", keys)  # noqa: S608


def foreseen(connection: Connection, position: int, compose: Compose) -> list[Foreseen]:
    """What there would be to say by those messages of an event that are still to be composed, as things stand now."""
    of, body, unit = _MESSAGE.c, table("body").c, table("unit").c
    there = of.position == position, of.status.in_((PENDING, AWAITING)), of.said_key.is_(None), of.urgent != SILENT
    found = (
        select(of.recipient, of.key, of.position, of.channel, body.content, unit.ended_on)
        .join_from(_MESSAGE, table("body"), body.key == of.body_key)
        .outerjoin(table("unit"), unit.code == of.recipient)
        .where(*there)
        .order_by(of.key)
    )
    marks = (Mark(*row[:-1], bool(row[-1])) for row in connection.execute(found))
    return alone(marks, SqlPresent(connection), compose)
