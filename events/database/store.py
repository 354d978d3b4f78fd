"""The store on a database: one body for SQLite and PostgreSQL. In what they differ is `events.database.dialects`."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, event, func, insert, select, tuple_
from sqlalchemy.exc import SQLAlchemyError

from events import delivery
from events.appending import follows, place
from events.chain import GENESIS, canonical_json, content, event_of
from events.database import bulk, outbox
from events.database.dialects import Mode, address, among, among_pairs, begin, label, open_engine, translated
from events.database.migrating import make_ready
from events.database.tables import table
from events.errors import N_, LogBroken, UnknownEvent
from events.event import Event, Recorded
from events.rows import (
    PLANNED,
    ROW_KINDS,
    Bearer,
    CalendarDayRow,
    Changes,
    Claimed,
    Counts,
    CutOffRow,
    DueGroup,
    DueRow,
    FactRow,
    HistoryRow,
    MessageView,
    PlanRow,
    TaskRow,
    TaskView,
    UnitRow,
)
from events.states import LIVE_STATES, OPEN_STATES
from events.store import DueColumn, Places

PAGE = 500
"""Events are read so many at a time."""

_LOG, _TASK, _DUE = table("log"), table("task"), table("due")
_MESSAGE, _BODY, _FACT = table("message"), table("body"), table("fact")
_LOG_COLUMNS = tuple(_LOG.c.keys())
_IS_OPEN, _IS_LIVE = _TASK.c.state.in_(OPEN_STATES), _TASK.c.state.in_(LIVE_STATES)
_TASK_VIEW = select(*_TASK.c, *(_DUE.c[name] for name in TaskView._fields if name not in _TASK.c)).outerjoin_from(
    _TASK, _DUE, _DUE.c.key == _TASK.c.due_key
)
_MESSAGE_VIEW = select(
    *(_BODY.c.content if name == "content" else _MESSAGE.c[name] for name in MessageView._fields)
).join_from(_MESSAGE, _BODY, _BODY.c.key == _MESSAGE.c.body_key)

Row = TypeVar("Row", bound=tuple[Any, ...])


class SqlStore:
    """A store on a database that SQLAlchemy reaches. See `events.store.Store`."""

    def __init__(self, url: str, *, lock_wait: float) -> None:
        where = address(url)
        self.url_label = label(where)
        self.query_count = 0
        self._lock_wait = lock_wait
        self._engine = open_engine(where, lock_wait)
        event.listen(self._engine, "before_cursor_execute", self._count)

    def ready(self, *, migrate: bool) -> None:
        """Give a new database its tables, an older one the tables of this version if `migrate`."""
        with self._translating():
            make_ready(self._engine, self.url_label, migrate=migrate)

    @contextmanager
    def begin(self, write: bool = True) -> Iterator["SqlSession"]:
        """A transaction."""
        with self._transaction(Mode.APPEND if write else Mode.READ) as connection:
            session = SqlSession(connection, writing=write)
            yield session
            self.query_count += session.copies

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def claim(self, now: datetime, worker: str, limit: int, lease_seconds: float) -> list[Claimed]:
        """Messages that are `worker`'s for a while."""
        with self._transaction(Mode.OUTBOX) as connection:
            return outbox.claim(connection, now, worker, limit, lease_seconds)

    def sent(self, key: str, now: datetime) -> bool:
        """The channel took it."""
        return self._take(key, delivery.sent(now))

    def retry(self, key: str, next_try_at: datetime, error: str) -> bool:
        """It may be claimed again later."""
        return self._take(key, delivery.retry(next_try_at, error))

    def park(self, key: str, error: str) -> bool:
        """It is not claimed any more."""
        return self._take(key, delivery.park(error))

    def unpark(self, key: str) -> bool:
        """It may be claimed again."""
        return self._take(key, delivery.unpark())

    def _take(self, key: str, step: delivery.Step) -> bool:
        with self._transaction(Mode.OUTBOX) as connection:
            return outbox.take(connection, key, step)

    @contextmanager
    def _transaction(self, mode: Mode) -> Iterator[Connection]:
        with self._translating(), begin(self._engine, mode) as connection:
            yield connection

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            raise translated(error, self.url_label, self._lock_wait) from None

    def _count(self, *_of_the_statement: object) -> None:
        self.query_count += 1


class SqlSession:
    """One transaction on one connection. See `events.store.Session`."""

    def __init__(self, connection: Connection, *, writing: bool) -> None:
        self.copies = 0  # statements that SQLAlchemy does not see
        self._connection = connection
        self._writing = writing
        self._tip: tuple[int, str] | None = None
        self._units: list[UnitRow] | None = None

    # --- the log ---

    def head(self) -> int:
        """The last position."""
        return self._head()[0]

    def head_hash(self) -> str:
        """The hash there."""
        return self._head()[1]

    def _head(self) -> tuple[int, str]:
        # Nobody else appends within a transaction, so once is enough.
        if self._tip is None:
            last = select(_LOG.c.position, _LOG.c.hash).order_by(_LOG.c.position.desc()).limit(1)
            row = self._connection.execute(last).first()
            self._tip = (row.position, row.hash) if row else (0, GENESIS)
        return self._tip

    def find(self, event_id: str) -> Recorded | None:
        """The event of that id, or None."""
        row = self._connection.execute(select(_LOG).where(_LOG.c.id == event_id)).first()
        return _recorded(row) if row else None

    def recorded(self, event_id: str) -> Recorded:
        """The event of that id."""
        found = self.find(event_id)
        if found is None:
            raise UnknownEvent(event_id)
        return found

    def amending(self, event_id: str) -> list[Recorded]:
        """The events that correct or withdraw that one."""
        found = select(_LOG).where(_LOG.c.corrects == event_id, _LOG.c.corrects.is_not(None)).order_by(_LOG.c.position)
        return [_recorded(row) for row in self._connection.execute(found)]

    def append(self, event: Event) -> Recorded:
        """Put an event at the end of the log."""
        self._must_write()
        recorded, new = place(self, event)
        if new:
            self._log_it(recorded)
        return recorded

    def restore(self, recorded: Recorded) -> None:
        """Put an event of another log at the end of this one."""
        self._must_write()
        follows(self, recorded)
        self._log_it(recorded)

    def _log_it(self, recorded: Recorded) -> None:
        self._connection.execute(insert(_LOG).values(**_log_row(recorded)))
        self._tip = (recorded.position, recorded.hash)

    def events(
        self, after: int = 0, limit: int | None = None, types: Collection[str] | None = None
    ) -> Iterator[Recorded]:
        """The log in its order."""
        while limit is None or limit > 0:
            size = PAGE if limit is None else min(PAGE, limit)
            page = select(_LOG).where(_LOG.c.position > after).order_by(_LOG.c.position).limit(size)
            page = page if types is None else page.where(_LOG.c.type.in_(types))
            rows = self._connection.execute(page).all()
            yield from map(_recorded, rows)
            if len(rows) < size:
                return
            after = rows[-1].position
            limit = None if limit is None else limit - size

    # --- what is concluded ---

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`."""
        self._must_write()
        self.copies += bulk.apply(self._connection, changes)
        self._units = None if changes.units else self._units

    def _must_write(self) -> None:
        if not self._writing:
            raise RuntimeError("this transaction was begun for reading: begin(write=True)")

    def plans(self) -> list[PlanRow]:
        """All plans."""
        return self._rows(PlanRow, select(table("plan")))

    def units(self) -> list[UnitRow]:
        """All units; they are asked for at every step, and read once."""
        if self._units is None:
            self._units = self._rows(UnitRow, select(table("unit")))
        return self._units

    def calendar_days(self, calendar: str) -> list[CalendarDayRow]:
        """The days of a calendar that events changed."""
        days = table("calendar_day")
        return self._rows(CalendarDayRow, select(days).where(days.c.calendar == calendar))

    def cut_offs(self, calendar: str) -> list[CutOffRow]:
        """The daily cut-off hours of a calendar."""
        hours = table("cut_off")
        return self._rows(CutOffRow, select(hours).where(hours.c.calendar == calendar))

    def facts(self, plan: str, signals: Collection[str], units: Collection[str] | None = None) -> list[FactRow]:
        """What is in force of these signals."""
        found = select(_FACT).where(_FACT.c.plan == plan, among(self._connection, _FACT.c.signal, signals))
        if units is not None:
            found = found.where(among(self._connection, _FACT.c.unit, units))
        return self._rows(FactRow, found)

    def facts_at(self, plan: str, places: Places) -> list[FactRow]:
        """What is in force at these places."""
        here = among_pairs(self._connection, (_FACT.c.signal, _FACT.c.unit), _pairs(places))
        return self._rows(FactRow, select(_FACT).where(_FACT.c.plan == plan, here))

    def facts_planned(self, plan: str, signals: Collection[str], first: str, last: str) -> list[FactRow]:
        """What is in force of these signals, and planned for these days."""
        found = select(_FACT).where(_FACT.c.plan == plan, among(self._connection, _FACT.c.signal, signals))
        days = _FACT.c.phase == PLANNED, _FACT.c.day >= first, _FACT.c.day < last
        return self._rows(FactRow, found.where(*days))

    def fact(self, event_id: str) -> FactRow | None:
        """The fact that an event made."""
        return self._row(FactRow, select(_FACT).where(_FACT.c.event_id == event_id))

    def tasks(self, plan: str, rules: Collection[str] | None = None) -> list[TaskRow]:
        """The tasks of a plan."""
        found = select(_TASK).where(_TASK.c.plan == plan)
        found = found if rules is None else found.where(among(self._connection, _TASK.c.rule, rules))
        return self._rows(TaskRow, found)

    def tasks_at(self, plan: str, places: Places) -> list[TaskRow]:
        """The tasks of a plan at these places."""
        here = among_pairs(self._connection, (_TASK.c.rule, _TASK.c.unit), _pairs(places))
        return self._rows(TaskRow, select(_TASK).where(_TASK.c.plan == plan, here))

    def task(self, task_id: str) -> TaskRow | None:
        """One task."""
        return self._row(TaskRow, select(_TASK).where(_TASK.c.id == task_id))

    def tasks_due_between(self, column: DueColumn, after: str, until: str) -> list[TaskRow]:
        """Open tasks whose due has `column` in these days."""
        days = _DUE.c[column]
        dues = select(_DUE.c.key).where(days > after, days <= until)
        # By the rules of these dues: their index serves, and one on `due_key` would cost every task that is written.
        rules = select(_DUE.c.plan, _DUE.c.rule).where(days > after, days <= until).distinct()
        found = select(_TASK).where(tuple_(_TASK.c.plan, _TASK.c.rule).in_(rules), _TASK.c.due_key.in_(dues))
        return self._rows(TaskRow, found.where(_IS_OPEN))

    def dues(self, keys: Collection[str]) -> dict[str, DueRow]:
        """Dues by key."""
        found = self._rows(DueRow, select(_DUE).where(among(self._connection, _DUE.c.key, keys)))
        return {row.key: row for row in found}

    def due_groups(self, plan: str, units: Collection[str] | None = None) -> list[DueGroup]:
        """Groups of live tasks that share a due."""
        columns = (_TASK.c.rule, _TASK.c.cycle, _TASK.c.state, _TASK.c.due_key)
        found = self._live(columns, plan, units).where(_TASK.c.due_key.is_not(None)).distinct().order_by(*columns)
        return [DueGroup(*row) for row in self._connection.execute(found)]

    def bearers(self, plan: str, due_keys: Collection[str], units: Collection[str] | None = None) -> list[Bearer]:
        """The live tasks that bear these dues."""
        columns = (_TASK.c.due_key, _TASK.c.cycle, _TASK.c.state, _TASK.c.unit)
        of_these = among(self._connection, _TASK.c.due_key, due_keys)
        found = self._live(columns, plan, units).where(of_these).order_by(*columns)
        return [Bearer(*row) for row in self._connection.execute(found)]

    def _live(self, columns: Sequence[Any], plan: str, units: Collection[str] | None) -> Select[Any]:
        found = select(*columns).where(_TASK.c.plan == plan, _IS_LIVE)
        return found if units is None else found.where(among(self._connection, _TASK.c.unit, units))

    def history(self, task_id: str) -> list[HistoryRow]:
        """What a task was before."""
        history = table("history")
        return self._rows(HistoryRow, select(history).where(history.c.task_id == task_id))

    def view_tasks(self, *, limit: int | None = None, **filters: str | None) -> list[TaskView]:
        """Tasks beside their dues."""
        found = _filtered(_TASK_VIEW, _TASK.c, filters).order_by(_DUE.c.due.nulls_last(), _TASK.c.id)
        return [TaskView(*row) for row in self._connection.execute(found.limit(limit))]

    def messages(self, *, limit: int | None = None, **filters: str | None) -> list[MessageView]:
        """Messages with their content."""
        found = _filtered(_MESSAGE_VIEW, _MESSAGE.c, filters).order_by(_MESSAGE.c.position, _MESSAGE.c.key)
        return [MessageView(*row) for row in self._connection.execute(found.limit(limit))]

    def counts(self) -> Counts:
        """How much there is of everything."""
        return Counts(
            events=self.head(),
            plans=self._size("plan"),
            units=self._size("unit"),
            tasks=self._sizes(_TASK.c.state),
            messages=self._sizes(_MESSAGE.c.status),
        )

    def _size(self, name: str) -> int:
        return self._connection.scalar(select(func.count()).select_from(table(name))) or 0

    def _sizes(self, column: Any) -> dict[str, int]:
        return {
            row[0]: row[1]
            for row in self._connection.execute(select(column, func.count()).group_by(column).order_by(column))
        }

    def dump(self, table_name: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table, in the order of its key."""
        of = table(table_name)
        columns = [of.c[name] for name in ROW_KINDS[table_name].columns]
        statement = select(*columns).order_by(*of.primary_key)
        yield from map(tuple, self._connection.execute(statement, execution_options={"yield_per": 5_000}))

    def _rows(self, make: Callable[..., Row], statement: Select[Any]) -> list[Row]:
        of = statement.columns_clause_froms[0]  # `get_final_froms` compiles the statement, which takes a millisecond
        return [make(*row) for row in self._connection.execute(statement.order_by(*of.primary_key))]

    def _row(self, make: Callable[..., Row], statement: Select[Any]) -> Row | None:
        row = self._connection.execute(statement).first()
        return make(*row) if row else None


def _pairs(places: Places) -> list[tuple[str, str]]:
    return [(what, unit) for what, units in places.items() for unit in units]


def _filtered(statement: Select[Any], columns: Any, filters: Mapping[str, str | None]) -> Select[Any]:
    return statement.where(*(columns[name] == value for name, value in filters.items() if value is not None))


def _log_row(recorded: Recorded) -> dict[str, Any]:
    values = content(recorded.event)
    document = canonical_json(values["document"]) if values["document"] else None
    place = {"position": recorded.position, "previous": recorded.previous, "hash": recorded.hash}
    return values | place | {"document": document, "data": canonical_json(values["data"])}


def _recorded(row: Any) -> Recorded:
    values = dict(zip(_LOG_COLUMNS, row, strict=True))
    position, document, data = values["position"], values["document"], values["data"]
    try:
        values["document"] = json.loads(document) if document else None
        values["data"] = {} if data == "{}" else json.loads(data)  # as most are
        event = event_of(values)
    except (ValueError, TypeError, KeyError):
        raise LogBroken(_UNREADABLE, position=position) from None
    return Recorded(position=position, event=event, previous=values["previous"], hash=values["hash"])


_UNREADABLE = N_(
    "The log is broken at position {position}: the event there cannot be read. "
    "Somebody changed it in the database by hand. Restore the log from a backup."
)
