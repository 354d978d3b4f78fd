"""Every column of every table is changed by hand, by somebody who covers his traces; rows go, and rows are put in.

What no look at the database can find is listed in `docs/security.md`, and here: all else must be found.
"""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from events.database.models import METADATA
from events.database.soundness.declared import TABLES
from tests.faults import office
from tests.faults.damaged_pages import passes
from tests.faults.kinds import Ground, Tally

DELIVERY = (
    *("status", "attempts", "next_try_at", "claimed_until", "claimed_by", "token", "last_error", "sent_at"),
    *("edition", "said_key", "covered_by"),
)
NOT_FINDABLE = frozenset(
    {
        *(f"message.{column}" for column in DELIVERY),
        "due.engine",
        "revision.name",
        "revision.number",
        "rebuilt.position",
        "contact.position",
    }
)
"""By table and column. Rows that go: a list's revision, which is made anew."""

_OTHER = {"claimed_by": "somebody", "last_error": "550"}
"""Values that can be, for columns in which not every word can."""


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """Change so many of them, in a random order."""
    tally = Tally()
    with ground.database("sqlite") as url:
        world = office.made(url)
        for number in range(8):
            world.service.record(office.statement(number))
        world.store.close()
        file = Path(str(make_url(url).database))
        kept = file.with_suffix(".kept")
        shutil.copy(file, kept)
        tally.unnoticed += not passes(url)  # as it is, there is nothing to find
        changes = list(_changes(file))
        for place, change in chance.sample(changes, min(tries, len(changes))):
            shutil.copy(kept, file)
            for beside in ("-wal", "-shm"):
                Path(f"{file}{beside}").unlink(missing_ok=True)
            if _changed(file, change):
                tally.tries += 1
                if place not in NOT_FINDABLE and passes(url):
                    tally.unnoticed += 1
                    tally.notes.append(change)
    return tally


def _changes(file: Path) -> Iterator[tuple[str, str]]:
    """Where a change is made, and the statement that makes it: in each table that has rows."""
    with closing(sqlite3.connect(file)) as connection:
        for table in filter(lambda name: _has_rows(connection, name), sorted(TABLES)):
            row = f"rowid = (SELECT max(rowid) FROM {table})"
            for _, column, kind, *_rest in connection.execute(f"PRAGMA table_info({table})").fetchall():
                value = f'coalesce("{column}", 0) + 1' if kind == "INTEGER" else f"'{_OTHER.get(column, '9999')}'"
                for other in (value, "x'fffe'") if table in METADATA.tables else (value,):
                    yield f"{table}.{column}", f'UPDATE {table} SET "{column}" = {other} WHERE {row}'
            yield f"{table}.name", f"DELETE FROM {table} WHERE {row}"
            yield f"{table}.name", f"DELETE FROM {table}"


def _has_rows(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _changed(file: Path, change: str) -> bool:
    """Make the change, with the triggers put back after it; False where there is no row to change."""
    with closing(sqlite3.connect(file)) as connection:  # which minds no foreign keys
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        try:
            done = connection.execute(change)
        except sqlite3.IntegrityError:  # the column cannot be that
            return False
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
        return done.rowcount > 0
