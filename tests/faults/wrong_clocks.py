"""Machines whose clocks are wrong by up to years record and send: once one is right, all is there, and all has gone."""

import random
from datetime import UTC, datetime, timedelta

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
                now = _RIGHT + timedelta(days=chance.randrange(-4_000, 4_000))
                store.claim(now, "a clock that is wrong", 2, 60)
            sent = [one.key for one in store.claim(_RIGHT + timedelta(days=1), "right", 10, 60)]
            tally.lost += sum(key not in sent for key in keys)
            tally.doubled += len(sent) - len(set(sent))
            for one in store.claim(_RIGHT + timedelta(days=2), "right", 10, 60):
                store.sent(one.recipient, one.key, _RIGHT)
        store.close()
    return tally
