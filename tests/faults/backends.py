"""Connections are ended by the server while an officer records: what is told is so, and said again counts once."""

import random
import threading

from sqlalchemy import create_engine, text

from events.errors import RecordingUnknown, StoreError
from tests.faults import office
from tests.faults.kinds import Ground, Tally
from tests.worlds import World

_END = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND state <> 'idle'"
)


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """End connections so often."""
    tally, number = Tally(), 0
    with ground.database("postgres") as url:
        world = office.made(url)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        over = threading.Event()
        ending = threading.Thread(target=_end, args=(engine, over, chance))
        ending.start()
        while tally.tries < tries and number < tries * 200:
            tally.tries += _recorded(world, number, tally)
            number += 1
        over.set()
        ending.join()
        engine.dispose()
        tally.lost += sum(not office.there(world, one) for one in range(number))
        tally.doubled += office.wrong(world)
        world.store.close()
    return tally


def _recorded(world: World, number: int, tally: Tally) -> int:
    """Record a statement, again after each failure; return how often that was."""
    for failures in range(1_000):
        try:
            world.service.record(office.statement(number))
        except RecordingUnknown:
            continue
        except StoreError:
            tally.unnoticed += _really_there(world, number)  # it was said that it is undone
            continue
        return failures
    return 0


def _really_there(world: World, number: int) -> bool:
    while True:
        try:
            return office.there(world, number)
        except StoreError:
            continue


def _end(engine: object, over: threading.Event, chance: random.Random) -> None:
    while not over.wait(chance.uniform(0.001, 0.05)):
        with engine.connect() as connection:  # type: ignore[attr-defined]  # SQLAlchemy's
            connection.execute(_END)
