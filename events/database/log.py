"""The log on a database, within one transaction."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from events.chain import GENESIS, canonical_json, content, event_of, missing, moment_text
from events.database.dialects import POSTGRES, among
from events.database.listed import one_value, revisions_in
from events.database.tables import table
from events.errors import N_, LogBroken, UnknownEvent
from events.event import Recorded

PAGE = 500
"""Events read at a time."""

KEPT = 10_000
"""Answers about single events that are kept within a transaction, before all are forgotten."""

_LOG = table("log")
_COLUMNS = tuple(_LOG.c.keys())


class SqlLog:
    """The log through one connection. See `events.store.LogReader`.

    Nobody else adds to it within the transaction, and no event ever changes: what was found, or was not, holds.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tip: tuple[int, str] | None = None
        self._by_id: dict[str, Recorded | None] = {}
        self._by_position: dict[int, Recorded] = {}
        self._amending: dict[str, list[Recorded]] = {}
        self._read: tuple[int, Sequence[Recorded]] | None = None  # all that came after a position
        self._revisions_read: Mapping[str, int] | None = None  # of the lists that the register keeps

    def head(self) -> int:
        """The last position."""
        return self._head()[0]

    def head_hash(self) -> str:
        """The hash at the last position."""
        return self._head()[1]

    def _head(self) -> tuple[int, str]:
        if self._tip is None:
            last = select(_LOG.c.position, _LOG.c.hash).order_by(_LOG.c.position.desc()).limit(1)
            row = self._connection.execute(last).first()
            self._tip = (row.position, row.hash) if row else (0, GENESIS)
        return self._tip

    def find(self, event_id: str) -> Recorded | None:
        """The event of that id, or None."""
        if event_id not in self._by_id and self._tip is None:
            self._find_with_tip(event_id)
        elif event_id not in self._by_id:
            self._keep(event_id, self._first(_LOG.c.id == event_id))
        return self._by_id[event_id]

    def _find_with_tip(self, event_id: str) -> None:
        """Read an event, the last one and the revisions of lists at once: whoever adds to the log asks for all."""
        rows = self._connection.exec_driver_sql(_with_tip(self._connection.dialect.name), (event_id,)).all()
        if rows:
            self._revisions_read = revisions_in(rows[0][-1])
        found = [recorded_of(row[:-1]) for row in rows]
        tip = max(found, key=lambda one: one.position, default=None)
        self._tip = (tip.position, tip.hash) if tip else (0, GENESIS)
        self._keep(event_id, next((one for one in found if one.event.id == event_id), None))
        if tip:
            self._keep(tip.event.id, tip)

    def recorded(self, event_id: str) -> Recorded:
        """The event of that id. Raises UnknownEvent."""
        found = self.find(event_id)
        if found is None:
            raise UnknownEvent(event_id)
        return found

    def several(self, event_ids: Collection[str]) -> dict[str, Recorded]:
        """The events of these ids."""
        found = select(_LOG).where(among(self._connection, _LOG.c.id, event_ids))
        return {one.event.id: one for one in map(recorded_of, self._connection.execute(found))}

    def event_at(self, position: int) -> Recorded:
        """The event at a position. Raises LogBroken."""
        if position not in self._by_position:
            found = self._first(_LOG.c.position == position)
            if found is None:
                raise missing(position)
            self._keep(found.event.id, found)
        return self._by_position[position]

    def amending(self, event_id: str) -> list[Recorded]:
        """The events that correct or withdraw that one."""
        if event_id not in self._amending:
            of_it = select(_LOG).where(_LOG.c.corrects == event_id, _LOG.c.corrects.is_not(None))
            found = self._connection.execute(of_it.order_by(_LOG.c.position))
            self._make_room()
            self._amending[event_id] = [recorded_of(row) for row in found]
        return list(self._amending[event_id])

    def look_up(self, ids: Collection[str], positions: Collection[int] = ()) -> None:
        """Read these events, all that they go back to and all that goes back to those, by one statement."""
        found = [recorded_of(row) for row in self._connection.execute(related(self._connection, ids, positions))]
        self._tip = (found[-1].position, found[-1].hash) if found else (0, GENESIS)
        if len(found) * 2 + len(self._by_id) + len(self._amending) >= KEPT:
            return
        self._by_id |= dict.fromkeys(ids)
        for one in found:
            self._keep(one.event.id, one)
            self._amending.setdefault(one.event.id, [])
        for one in found:
            if one.event.corrects in self._amending and one not in self._amending[one.event.corrects]:
                self._amending[one.event.corrects].append(one)

    def events(
        self, after: int = 0, limit: int | None = None, types: Collection[str] | None = None
    ) -> Iterator[Recorded]:
        """The log in its order, read page by page."""
        if self._read and (after, limit, types) == (self._read[0], None, None):
            yield from self._read[1]
            return
        while limit is None or limit > 0:
            size = PAGE if limit is None else min(PAGE, limit)
            page = select(_LOG).where(_LOG.c.position > after).order_by(_LOG.c.position).limit(size)
            page = page if types is None else page.where(_LOG.c.type.in_(types))
            rows = self._connection.execute(page).all()
            yield from map(recorded_of, rows)
            if len(rows) < size:
                return
            after = rows[-1].position
            limit = None if limit is None else limit - size

    def keep_read(self, after: int, rows: Sequence[Any]) -> None:
        """Know the event at `after` and all that came later, as `since` reads them."""
        found = [recorded_of(row) for row in rows]
        if found:
            self._tip = found[-1].position, found[-1].hash
        self._read = after, [one for one in found if one.position > after]

    def any_later(self, after: int, moment: datetime) -> bool:
        """True if an event past that position was recorded later than that moment."""
        later = select(_LOG.c.position).where(_LOG.c.position > after, _LOG.c.recorded_at > moment_text(moment))
        return self._connection.execute(later.limit(1)).first() is not None

    def add(self, recorded: Recorded) -> None:
        """Put an event at the end of the log. It must follow on the last one."""
        self._connection.exec_driver_sql(*self.adding(recorded))
        self.added(recorded)

    def adding(self, recorded: Recorded) -> tuple[str, list[tuple[Any, ...]]]:
        """The statement that puts an event at the end of the log, and its row."""
        row = log_row(recorded)
        return _insert(self._connection.dialect.name), [tuple(row[name] for name in _COLUMNS)]

    def added(self, recorded: Recorded) -> None:
        """Know that an event has been put at the end of the log."""
        self._read = None
        self._tip = (recorded.position, recorded.hash)
        self._keep(recorded.event.id, recorded)
        if recorded.event.corrects is not None:
            self._amending.pop(recorded.event.corrects, None)

    def _first(self, condition: ColumnElement[bool]) -> Recorded | None:
        row = self._connection.execute(select(_LOG).where(condition)).first()
        return recorded_of(row) if row else None

    def _keep(self, event_id: str, found: Recorded | None) -> None:
        self._make_room()
        self._by_id[event_id] = found
        if found is not None:
            self._by_position[found.position] = found

    def _make_room(self) -> None:
        if len(self._by_id) + len(self._amending) >= KEPT:
            for kept in (self._by_id, self._by_position, self._amending):
                kept.clear()


def since(after: int) -> tuple[str, tuple[int]]:
    """The statement, for PostgreSQL, that reads the event at `after` and all that came later; and its parameters."""
    columns = ", ".join(f'"{name}"' for name in _COLUMNS)
    return f"SELECT {columns} FROM log WHERE position >= %s ORDER BY position", (after,)  # noqa: S608 - our own names


def related(connection: Connection, ids: Collection[str], positions: Collection[int]) -> Select[Any]:
    """These events, those that they go back to, all that goes back to these, and the last of the log: in its order."""
    named = or_(among(connection, _LOG.c.id, ids), _LOG.c.position.in_(sorted(positions)))
    up = select(_LOG.c.id, _LOG.c.corrects).where(named).cte("up", recursive=True)
    up = up.union(select(_LOG.c.id, _LOG.c.corrects).join_from(up, _LOG, _LOG.c.id == up.c.corrects))
    down = select(up.c.id).cte("down", recursive=True)
    amends = (_LOG.c.corrects == down.c.id) & _LOG.c.corrects.is_not(None)
    down = down.union(select(_LOG.c.id).join_from(down, _LOG, amends))
    last = select(func.max(_LOG.c.position)).scalar_subquery()
    return select(_LOG).where(or_(_LOG.c.id.in_(select(down.c.id)), _LOG.c.position == last)).order_by(_LOG.c.position)


@lru_cache
def _with_tip(dialect: str) -> str:
    columns, mark = ", ".join(f'"{name}"' for name in _COLUMNS), "%s" if dialect == POSTGRES else "?"
    last = "SELECT max(position) FROM log"
    return f"SELECT {columns}, {one_value(dialect)} FROM log WHERE id = {mark} OR position = ({last})"  # noqa: S608


@lru_cache
def _insert(dialect: str) -> str:
    columns, mark = ", ".join(f'"{name}"' for name in _COLUMNS), "%s" if dialect == POSTGRES else "?"
    return f"INSERT INTO log ({columns}) VALUES ({', '.join([mark] * len(_COLUMNS))})"  # noqa: S608 - our own names


def log_row(recorded: Recorded) -> dict[str, Any]:
    """The row of an event, by the names of its columns."""
    values = content(recorded.event)
    document = canonical_json(values["document"]) if values["document"] else None
    place = {"position": recorded.position, "previous": recorded.previous, "hash": recorded.hash}
    return values | place | {"document": document, "data": canonical_json(values["data"])}


def recorded_of(row: Any) -> Recorded:
    """The event in a row of the log. Raises LogBroken where the row holds none."""
    values = dict(zip(_COLUMNS, row, strict=True))
    position, document, data = values["position"], values["document"], values["data"]
    try:
        values["document"] = json.loads(document) if document else None
        values["data"] = {} if data == "{}" else json.loads(data)  # as most are
        if not isinstance(values["data"], dict):
            raise TypeError
        event = event_of(values)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # whatever stands there instead
        raise LogBroken(_UNREADABLE, position=position) from None
    return Recorded(position=position, event=event, previous=values["previous"], hash=values["hash"])


_UNREADABLE = N_(
    "The log is broken at position {position}: the event there cannot be read. "
    "Somebody changed it in the database by hand. Restore the log from a backup."
)
