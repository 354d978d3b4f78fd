"""One transaction on one connection: the log and the rows concluded from it, read and written."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from events.appending import follows, place
from events.database.backups import held
from events.database.dialects import locked
from events.database.listed import HEAD, Lists, revisions
from events.database.log import SqlLog, since
from events.database.register import SqlRegister
from events.database.tables import SPEAKING, table
from events.delivery import COUNTED
from events.event import Event, Recorded
from events.rows import Changes
from events.store import Soundness
from events.views import Counts


class SqlSession(SqlLog, SqlRegister):
    """One transaction on one connection. See `events.store.Session`."""

    def __init__(
        self, connection: Connection, lists: Lists, *, writing: bool, revisions: Mapping[str, int] | None = None
    ) -> None:
        SqlLog.__init__(self, connection)
        SqlRegister.__init__(self, connection, lists)
        self._writing, self._revisions_read = writing, revisions

    def append(self, event: Event) -> Recorded:
        """Put an event at the end of the log."""
        self._must_write()
        recorded, new = place(self, event)
        if new:
            self.add(recorded)
        return recorded

    def restore(self, recorded: Recorded) -> None:
        """Put an event of another log at the end of this one."""
        self._must_write()
        follows(self, recorded)
        self.add(recorded)

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`."""
        self._must_write()
        self.write(changes)

    def finish(self, recorded: Recorded, changes: Changes) -> None:
        """Put an event at the end of this log, write all of `changes`, and commit."""
        self._must_write()
        follows(self, recorded)
        self.write(changes, [self.adding(recorded)], last=True)
        self.added(recorded)

    @cached_property
    def _revisions(self) -> Mapping[str, int]:
        read = self._revisions_read
        return revisions(self._connection) if read is None else read

    def head(self) -> int:
        """The last position: where nobody writes, the one that was read with the revisions."""
        return SqlLog.head(self) if self._writing or HEAD not in self._revisions else self._revisions[HEAD]

    def side_by_side(self, reads: Sequence[Callable[["SqlSession"], Any]]) -> list[Any]:
        """What each reader comes to, their questions answered together."""
        from events.database.sessions.side_by_side import side_by_side  # noqa: PLC0415 - pages alone read so

        known = self._revisions

        def beside(read: Callable[["SqlSession"], Any]) -> Callable[[Connection], Any]:
            return lambda connection: read(SqlSession(connection, self._lists, writing=False, revisions=known))

        return side_by_side(self._connection, [beside(read) for read in reads])

    def lock_and_read(self, after: int) -> None:
        """Take the log, and read in the same breath what comes after a position: PostgreSQL is asked but once."""
        self.keep_read(after, locked(self._connection, *since(after)))
        self.copies += 2

    def rebuild(self, rows: Changes, *, retold: bool, hold: bool = False) -> None:
        """Put `rows` in place of all that was concluded so far."""
        self._must_write()
        self.rewrite(rows)
        if hold:
            held.hold(self._connection, COUNTED)
        if retold:
            self.told_until(self.head())

    def counts(self) -> Counts:
        """The numbers of events and rows."""
        from events.database.sessions.side_by_side import side_by_side  # noqa: PLC0415 - pages alone read so

        tasks = "tally", "state", func.sum(table("tally").c.tasks)
        messages = "message", "status", func.count(), SPEAKING
        found: list[Any] = side_by_side(
            self._connection,
            [
                lambda one: SqlLog(one).head(),
                lambda one: _number(one, "plan"),
                lambda one: _number(one, "unit"),
                lambda one: _sums(one, *tasks),
                lambda one: _sums(one, *messages),
            ],
        )
        return Counts(*found)

    def soundness(self) -> Soundness:
        """The database looked at from below: its pages, tables, indexes and triggers."""
        from events.database.soundness.looking import look  # noqa: PLC0415 - the models are slow to load

        return look(self._connection)

    def _must_write(self) -> None:
        if not self._writing:
            raise RuntimeError("this transaction was begun for reading: begin(write=True)")


def _number(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.count()).select_from(table(name))) or 0


def _sums(
    connection: Connection, name: str, by: str, of: ColumnElement[int], *where: ColumnElement[bool]
) -> dict[str, int]:
    """The sums of a column of a table, or the number of its rows, for each value of its column `by`."""
    column = table(name).c[by]
    summed = connection.execute(select(column, of).where(*where).group_by(column).order_by(column))
    return {value: int(count) for value, count in summed}
