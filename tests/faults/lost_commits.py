"""The network fails while a COMMIT is on its way: it is said that nobody knows, and said again it counts once."""

import random

from events.errors import RecordingUnknown
from tests.faults import office
from tests.faults.kinds import Ground, Tally
from tests.faults.proxy import line_to


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """Lose so many, the question or the answer."""
    tally = Tally()
    with ground.database("postgres") as url, line_to(url) as line:
        office.made(url).store.close()
        world = office.opened(line.url)
        for number in range(tries):
            line.lose = chance.choice(("answer", "question"))
            tally.tries += 1
            try:
                world.service.record(office.statement(number))
                tally.unnoticed += 1
            except RecordingUnknown:
                world.service.record(office.statement(number))
        tally.lost += sum(not office.there(world, number) for number in range(tries))
        tally.doubled += office.wrong(world)
        world.store.close()
    return tally
