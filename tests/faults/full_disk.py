"""The disk is full in the middle of an event: it is named as full, nothing of the event is there, and it can go on."""

import random
import resource
from pathlib import Path

from sqlalchemy import make_url

from events.errors import StoreFull
from tests.faults import office
from tests.faults.kinds import Ground, Tally
from tests.processes import forked

_STEP = 4_120
"""Bytes that one page takes in the file beside a database."""


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """Let so many events meet the end of the room, each a little later."""
    tally = Tally()
    with ground.database("sqlite") as url:
        office.made(url).store.close()
        for number in range(tries):
            _, said = forked(lambda: _without_room(url, number, chance.randrange(1, 12)))  # noqa: B023
            tally.tries += bool(said)  # else the room was enough
            world = office.opened(url)
            if said == "StoreFull":
                tally.unnoticed += office.there(world, number)  # it was said that it is undone
            elif said:
                tally.unnoticed += 1  # it was told as something else
            world.service.record(office.statement(number))
            world.store.close()
        world = office.opened(url)
        tally.lost += sum(not office.there(world, number) for number in range(tries))
        tally.doubled += office.wrong(world)
        world.store.close()
    return tally


def _without_room(url: str, number: int, pages: int) -> None:
    world = office.opened(url)
    office.there(world, number)  # so that the files beside the database are there
    beside = Path(f"{make_url(url).database}-wal")
    size = max(40_000, (beside.stat().st_size if beside.exists() else 0) + pages * _STEP)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        world.service.record(office.statement(number))
    except StoreFull:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        raise
