"""The store on a database: one body for SQLite and PostgreSQL. In what they differ is `events.database.dialects`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import SQLAlchemyError

from events.beside.attempts import Attempt, Reported
from events.beside.kept import WebhookRow
from events.beside.rows import ApprovalRow, HealthRow
from events.chain import moment_text
from events.database import bulk
from events.database.accounts import SqlAccounts
from events.database.backups import held
from events.database.dialects import POSTGRES, Mode, address, begin, label, open_engine, recounting, turn
from events.database.faults import Committing, committing, translated
from events.database.listed import Lists
from events.database.migrating import Made, bring_up, make_ready
from events.database.outbox import claiming
from events.database.outbox.composing import foreseen
from events.database.sessions.session import SqlSession
from events.database.tables import table
from events.delivery import sent
from events.rows import Changes
from events.store import Compose, Composer, Timing
from events.views import AwaitingApproval, Backlog, Claimed, Foreseen, MessageId, Sent, Settled, Waiting

if TYPE_CHECKING:
    from events.database.backups.whole import Form, Row, Whole

TURN_WAIT = 5.0
"""Seconds that somebody waits for his turn in a plan, before he decides without it."""


class SqlStore:
    """A store on a database that SQLAlchemy reaches. See `events.store.Store`."""

    def __init__(self, url: str, *, lock_wait: float) -> None:
        self._where = where = address(url)
        self.url_label = label(where)
        self.query_count = 0
        self._lock_wait, self._lists = lock_wait, Lists()
        self._engine = open_engine(where, lock_wait)
        self.parallel = self._engine.dialect.name == POSTGRES
        self.accounts = SqlAccounts(self._transaction)
        event.listen(self._engine, "before_cursor_execute", self._count)

    def ready(self, *, make: bool) -> None:
        """See that the tables are those of this version; `make` them where there are none. Raises NoStore otherwise."""
        with self._translating():
            make_ready(self._engine, self.url_label, make=make)

    def migrated(self, rebuild: "Callable[[SqlSession], Made]") -> Made | None:
        """Give an older database the tables of this version, and rebuild its rows, in one transaction."""
        with self._translating():
            return bring_up(self._engine, self.url_label, lambda one: rebuild(SqlSession(one, Lists(), writing=True)))

    @contextmanager
    def whole(self) -> Iterator["Whole"]:
        """All that the database holds, as one transaction sees it; it may be of an older version."""
        from events.database.backups import whole as keeping  # noqa: PLC0415 - few commands keep or make a whole one

        with self._translating(), keeping.reading(self._engine, self.url_label) as found:
            yield found

    def fill(self, schema: int, tables: Iterable[tuple["Form", Iterable["Row"]]]) -> None:
        """Make the database, where there is nothing, of these rows."""
        from events.database.backups import whole as keeping  # noqa: PLC0415

        with self._translating():
            keeping.fill(self._engine, self.url_label, schema, tables)

    @contextmanager
    def begin(self, write: bool = True, *, after: int | None = None) -> Iterator["SqlSession"]:
        """A transaction; committed at the end of the block, undone by an exception."""
        at_once = write and self.parallel and after is not None
        with self._transaction(Mode.LOCK_LATER if at_once else Mode.APPEND if write else Mode.READ) as connection:
            session = SqlSession(connection, self._lists, writing=write)
            if at_once and after is not None:
                session.lock_and_read(after)
            yield session
            self.query_count += session.copies

    @contextmanager
    def recounting(self, plans: Collection[str]) -> Iterator["SqlSession"]:
        """A transaction in which the dates of these plans are counted again."""
        with self._transaction(Mode.RECOUNT) as connection:
            recounting(connection, plans)
            session = SqlSession(connection, self._lists, writing=True)
            yield session
            self.query_count += session.copies

    @contextmanager
    def turn(self, plan: str) -> Iterator[bool]:
        """The turn to decide on a plan."""
        with turn(self._turns, plan) if self.parallel else nullcontext(False) as waited:
            yield waited

    @cached_property
    def _turns(self) -> Engine:
        """Connections on which turns are held: they are other ones, so that who has a turn always gets one to work."""
        engine = open_engine(self._where, TURN_WAIT, ask_first=False)
        event.listen(engine, "before_cursor_execute", self._count)
        return engine

    @cached_property
    def _noting(self) -> Engine:
        """Connections on which outcomes are noted: nothing is asked first, since who gets no answer asks again."""
        engine = open_engine(self._where, self._lock_wait, ask_first=False)
        event.listen(engine, "before_cursor_execute", self._count)
        return engine

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()
        if "_noting" in self.__dict__:
            self._noting.dispose()
        if "_turns" in self.__dict__:
            self._turns.dispose()

    def claim(
        self, now: datetime, worker: str, limit: int, lease_seconds: float, composer: Composer | None = None
    ) -> list[Claimed]:
        """Messages that are `worker`'s for a while."""
        while True:
            with self._transaction(Mode.OUTBOX) as connection:
                if held.why_held(connection):
                    return []
                lease = timedelta(seconds=lease_seconds)
                found = claiming.claim(connection, now, worker, limit, lease, composer)
            if found or found is None:  # else there was nothing left to say: there may be more
                return found or []

    def waiting(self, now: datetime, timing: Timing) -> Waiting:
        """How many messages are held, and for what."""
        with self._transaction(Mode.READ) as connection:
            return claiming.waiting(connection, now, timing)

    def backlog(self, now: datetime, timing: Timing) -> Backlog:
        """How long messages have waited that could leave by now."""
        with self._transaction(Mode.READ) as connection:
            return claiming.backlog(connection, now, timing)

    def health(self) -> list[HealthRow]:
        """How parts and channels last went."""
        of = table("health")
        with self._transaction(Mode.READ) as connection:
            return [HealthRow(*row) for row in connection.execute(select(of).order_by(of.c.name))]

    def note(self, rows: Sequence[HealthRow]) -> None:
        """Keep how parts and channels last went."""
        with self._transaction(Mode.OUTBOX) as connection:
            bulk.apply(connection, Changes(health=rows))

    def feed_webhooks(self, now: datetime) -> list[WebhookRow]:
        """Put into the outbox what is new for programs that are told."""
        from events.database.outbox import webhooks  # noqa: PLC0415 - few offices have any

        with self._transaction(Mode.OUTBOX) as connection:
            return webhooks.feed(connection, moment_text(now))

    def reported(self, reference: str, attempt: Attempt, error: str) -> Reported:
        """Note what became of a message that was handed over."""
        from events.database.outbox.reporting import reported  # noqa: PLC0415 - not every channel reports

        with self._transaction(Mode.OUTBOX) as connection:
            return reported(connection, reference, attempt, error)

    def hold_back(self, now: datetime, above: int) -> None:
        """Let messages wait of events that have many."""
        from events.database.outbox import approving  # noqa: PLC0415 - not every office approves

        with self._transaction(Mode.OUTBOX) as connection:
            approving.hold_back(connection, now, above)

    def awaiting(self) -> list[AwaitingApproval]:
        """The events of which messages wait for approval."""
        from events.database.outbox import approving  # noqa: PLC0415

        with self._transaction(Mode.READ) as connection:
            return approving.awaiting(connection)

    def foreseen(self, position: int, compose: Compose) -> list[Foreseen]:
        """What there would be to say by the messages of an event."""
        with self._transaction(Mode.READ) as connection:
            return foreseen(connection, position, compose)

    def decide(self, position: int, state: str, now: datetime, actor: str, *, dry_run: bool = False) -> int | None:
        """Have the messages of an event wait, go, or never go."""
        from events.database.outbox import approving  # noqa: PLC0415

        with self._transaction(Mode.OUTBOX) as connection:
            count = approving.to_decide(connection, position, state)
            if count is not None and not dry_run:
                approving.decide(connection, ApprovalRow(position, state, moment_text(now), actor))
            return count

    def prune(self, before: datetime, limit: int) -> int:
        """Remove messages that were sent before that moment."""
        from events.database.outbox.pruning import old, prune  # noqa: PLC0415 - seldom done

        with self._transaction(Mode.READ) as connection:
            keys = old(connection, before, limit)
        if not keys:
            return 0
        with self._transaction(Mode.APPEND) as connection:
            return prune(connection, keys)

    def renew(self, claimed: Collection[Claimed], lease_seconds: float) -> set[MessageId]:
        """Let the lease of these claims begin anew, and give those that still hold."""
        with self._transaction(Mode.OUTBOX) as connection:
            return claiming.renew(connection, claimed, timedelta(seconds=lease_seconds))

    def settle(self, settled: Collection[Settled]) -> set[MessageId]:
        """Say what became of messages, and give those that were held by their claim."""
        lost = committing() if self.parallel else nullcontext()  # there the statement commits by itself
        mode = Mode.OUTBOX if any(one.refused for one in settled) else Mode.ONE_STATEMENT
        with self._translating(), begin(self._noting, mode) as connection, lost:
            return claiming.settle(connection, settled)

    def sent_since(self, since: datetime, channel: str) -> list[Sent]:
        """The messages that stand as sent since then."""
        from events.database.outbox.returning import sent_since  # noqa: PLC0415 - seldom asked

        with self._transaction(Mode.READ) as connection:
            return sent_since(connection, since, channel)

    def returned(self, recipient: str, key: str, attempt: Attempt, error: str) -> bool:
        """Park a message that was sent and came back."""
        from events.database.outbox.returning import returned  # noqa: PLC0415 - seldom done

        with self._transaction(Mode.OUTBOX) as connection:
            return returned(connection, recipient, key, attempt, error)

    def unpark(self, recipient: str, key: str) -> Collection[str]:
        """Let a parked message be claimed again, and what was refused with it."""
        with self._transaction(Mode.OUTBOX) as connection:
            return claiming.unpark(connection, recipient, key)

    def preview(self, now: datetime, limit: int, composer: Composer) -> list[Claimed]:
        """Messages as they would leave, one after the other; nothing is kept of it."""
        seen: list[Claimed] = []
        with suppress(_Undone), self._transaction(Mode.OUTBOX) as connection:
            while len(seen) < limit:
                found = claiming.claim(connection, now, "preview", limit - len(seen), timedelta(minutes=1), composer)
                if found is None:
                    break
                claiming.settle(connection, [sent(one, now) for one in found])
                seen += found
            raise _Undone
        return seen

    def end_trial(self) -> int:
        """Let all that was sent in a trial be told anew."""
        from events.database.outbox.trial import end_trial  # noqa: PLC0415 - seldom done

        with self._transaction(Mode.OUTBOX) as connection:
            return end_trial(connection)

    def why_held(self) -> str | None:
        """Why all sending is held back; None: it is not."""
        with self._transaction(Mode.READ) as connection:
            return held.why_held(connection)

    def release(self, *, parked: str | None = None) -> bool:
        """Let messages be sent again; for a reason `parked`, not those that wait now. False: nothing was held."""
        with self._transaction(Mode.OUTBOX) as connection:
            return held.release(connection, parked)

    @contextmanager
    def _transaction(self, mode: Mode) -> Iterator[Connection]:
        with self._translating(), begin(self._engine, mode) as connection:
            yield connection

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (Committing, SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, UnicodeDecodeError) as error:
            raise translated(error, self.url_label, self._lock_wait) from None

    def _count(self, *_of_the_statement: object) -> None:
        self.query_count += 1


class _Undone(Exception):  # noqa: N818 - nothing went wrong
    """A transaction is left without keeping what was done in it."""
