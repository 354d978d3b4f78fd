"""Bytes flip in a page of the file: verification tells of it, or every row is what it was."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from engine.asking.verifying import verify
from events.errors import StoreError
from events.opening import make_store, open_store
from tests.faults import office
from tests.faults.kinds import Ground, Tally
from tests.worlds import World


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """Damage so many pages, one at a time."""
    tally = Tally()
    with ground.database("sqlite") as url:
        world = office.made(url)
        for number in range(12):
            world.service.record(office.statement(number))
        world.store.close()
        file = Path(str(make_url(url).database))
        size = _settled(file)
        whole, before = file.read_bytes(), contents(file)
        tally.unnoticed += not passes(url)  # as it is, there is nothing to find
        for _ in range(tries):
            file.write_bytes(_flipped(whole, size, chance))
            tally.tries += 1
            tally.unnoticed += passes(url) and contents(file) != before
    return tally


def _settled(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(connection.execute("PRAGMA page_size").fetchone()[0])


def _flipped(whole: bytes, size: int, chance: random.Random) -> bytes:
    page, damaged = chance.randrange(len(whole) // size), bytearray(whole)
    for _ in range(chance.choice((1, 8, 64))):
        damaged[page * size + chance.randrange(size)] ^= chance.randrange(1, 256)
    return bytes(damaged)


def passes(url: str) -> bool:
    """True if verification finds nothing wrong; an error of the store is a finding, any other one a fault of ours."""
    try:
        store = open_store(url)
        try:
            return verify(World(store).service, make_store("memory:")).holds
        finally:
            store.close()
    except StoreError:
        return False
    except Exception:  # noqa: BLE001 - whatever it is, nobody would see damage in it
        return True


def contents(file: Path) -> dict[str, Any]:
    """Every row of every table, read without any index; None where that cannot be."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: sorted(connection.execute(f'SELECT * FROM "{name}" NOT INDEXED'), key=repr) for name in names}
    except (sqlite3.Error, UnicodeError):
        return {"": None}
