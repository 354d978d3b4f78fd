"""Backups taken, looked through and put back: each of them line by line, whatever the size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from events import chain
from events.chain import moment_text
from events.database.backups.whole import Form, Row
from events.database.log import recorded_of
from events.database.migrating import SCHEMA
from events.database.tables import LOG
from events.errors import N_, BackupUnusable, LogBroken, StoreFailed
from events.event import Recorded
from events.keeping.archive import Contents, Header, Reading, write
from events.opening import fill, whole

_DUPLICATE = ("SQLITE_CONSTRAINT", "23")
"""How codes begin that say: rows contradict one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was found good: its chain of hashes holds, and it is whole."""

    header: Header
    contents: Contents

    @property
    def older(self) -> bool:
        """True if an older version wrote it: what is restored of it must be migrated."""
        return self.header.schema < SCHEMA


def take(url: str, file: BinaryIO, *, program: str, now: datetime) -> Contents:
    """Write all that the database at `url` holds into `file`, as one transaction sees it. `check` it then.

    Raises what `events.opening.whole` raises.
    """
    with whole(url) as found:
        header = Header(schema=found.schema, program=program, taken_at=moment_text(now), store=found.kind)
        return write(found, file, header)


def check(file: BinaryIO, name: str) -> Backup:
    """Go through a whole backup: every line, the sums, the chain of the log. Raises BackupUnusable and LogBroken."""
    reading = Reading(file, name)
    head = 0, chain.GENESIS
    for form, rows in reading.tables():
        if form.name == "log":
            head = _head_of(form, rows, name)
        for _ in rows:
            pass
    found = reading.contents
    if head != (found.position, found.hash):
        raise BackupUnusable(_OTHER_END, file=name)
    return Backup(header=reading.header, contents=found)


def restore(file: BinaryIO, name: str, url: str) -> tuple[Backup, str]:
    """Put a backup back where there is nothing, at `url`; returns it, and the address without a password.

    It is gone through before anything is made, and again while it is put back: in one transaction, undone whole where
    the file is not what it was. Raises BackupUnusable, LogBroken, and what `events.opening.fill` raises.
    """
    found = check(file, name)
    again = Reading(file, name)
    try:
        place = fill(url, found.header.schema, _the_same(again, found, name))
    except StoreFailed as error:
        if str(error.fields["code"]).startswith(_DUPLICATE):
            raise BackupUnusable(_CONTRADICTS, file=name) from None
        raise
    return found, place


def _the_same(again: Reading, found: Backup, name: str) -> Iterator[tuple[Form, Iterable[Row]]]:
    yield from again.tables()
    if (again.header, again.contents) != (found.header, found.contents):
        raise BackupUnusable(_CHANGED, file=name)


def _head_of(form: Form, rows: Iterable[Row], name: str) -> tuple[int, str]:
    """The end of the log, once its chain was found to hold."""
    last: list[Recorded] = []

    def events() -> Iterator[Recorded]:
        for row in rows:
            of = dict(zip(form.names, row, strict=True))
            last[:] = [recorded_of(tuple(of[column] for column in LOG))]
            yield last[0]

    try:
        chain.verify(events())
    except LogBroken:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise BackupUnusable(_NO_EVENT, file=name) from None
    return (last[0].position, last[0].hash) if last else (0, chain.GENESIS)


_OTHER_END = N_("{file} is damaged: its log ends elsewhere than it says. Nothing was made. Take another backup.")
_CHANGED = N_("{file} was changed while it was read. Nothing was made. Restore it from a copy that nobody writes to.")
_CONTRADICTS = N_(
    "{file} contradicts itself: its rows cannot all be kept. Nothing was made. Take another backup; this one was not "
    "written by thoihan as it is."
)
_NO_EVENT = N_("{file} is damaged: its log has a line that is no event. Nothing was made. Take another backup.")
