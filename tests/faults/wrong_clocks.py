"""Machines whose clocks are wrong by up to years record and send: once one is right, all is there, and all has gone."""

import random
from datetime import UTC, datetime, timedelta

from events.delivery import put_off, sent
from events.opening import make_store
from tests.conformance.examples import event, mails
from tests.faults.kinds import Ground, Tally

_RIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """Let so many pairs of workers claim, put off and die under clocks that are wrong."""
    tally = Tally()
    with ground.database("sqlite") as url:
        store = make_store(url)
        for number in range(tries):
            tally.tries += 1
            keys = [f"m{number}-{each}" for each in range(3)]
            with store.begin() as session:
                wrong = _RIGHT + timedelta(days=chance.randrange(-4_000, 4_000))
                session.append(event(f"e{number}", recorded_at=wrong))
                session.apply(mails(*keys))
            for _ in range(3):
                now = _RIGHT + timedelta(days=chance.choice((-1, 1)) * chance.randrange(5, 4_000))
                later = now + timedelta(days=2)  # by a clock that is right, this is over or beyond all that may be
                store.settle([put_off(one, later, "x") for one in store.claim(now, "a clock that is wrong", 2, 60)])
            right = store.claim(_RIGHT, "right", 10, 60)
            found = [one.key for one in right]
            tally.lost += sum(key not in found for key in keys)
            tally.doubled += len(found) - len(set(found))
            store.settle([sent(one, _RIGHT) for one in right])
        store.close()
    return tally
