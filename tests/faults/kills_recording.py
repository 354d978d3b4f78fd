"""A process that records and sweeps is killed at any moment: what it had told is there, and nothing is there twice."""

import os
import random
import signal
import time
import warnings
from collections.abc import Callable

from tests.faults import office
from tests.faults.kinds import Ground, Tally
from tests.worlds import World

AT_ONCE = 50
"""Kills on one database, before all of it is verified."""


def run(ground: Ground, tries: int, chance: random.Random, *, on: str) -> Tally:
    """Kill so often."""
    tally = Tally()
    while tally.tries < tries:
        with ground.database(on) as url:
            office.made(url).store.close()
            said = 0
            for _ in range(min(AT_ONCE, tries - tally.tries)):
                said = _killed(url, said, chance, tally)
            world = office.opened(url)
            tally.lost += sum(not office.there(world, number) for number in range(said))
            tally.doubled += office.wrong(world)
            with world.store.begin(write=False) as session:
                tally.doubled += session.head() != 3 + said
            world.store.close()
    return tally


def _killed(url: str, first: int, chance: random.Random, tally: Tally) -> int:
    """Kill a process that says statements from `first` on; say the one in doubt again, and return the next."""
    told = told_by_the_killed(lambda tell: _record(url, first, tell), chance.uniform(0, 0.15))
    tally.tries += 1
    world: World = office.opened(url)
    tally.lost += sum(not office.there(world, number) for number in told)
    in_doubt = first + len(told)
    world.service.record(office.statement(in_doubt))
    world.store.close()
    return in_doubt + 1


def _record(url: str, first: int, tell: Callable[[int], None]) -> None:
    world = office.opened(url)
    for number in range(first, first + 1_000):
        world.service.record(office.statement(number))
        tell(number)


def told_by_the_killed(do: Callable[[Callable[[int], None]], None], seconds: float) -> list[int]:
    """Do it in a process that is killed after that time, and return the numbers that it told by then."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of other threads; the child needs none of them
        child = os.fork()
    if child == 0:
        try:
            do(lambda number: (os.write(writing, number.to_bytes(4, "big")), None)[1])
        finally:
            os._exit(0)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read()
    return [int.from_bytes(said[at : at + 4], "big") for at in range(0, len(said) - 3, 4)]
