"""Machines whose clocks are wrong by years record, claim and die: once one is right, all goes, and goes once."""

import random
import time
from datetime import UTC, datetime, timedelta

from events.delivery import put_off, sent
from events.opening import make_store
from events.store import Store
from tests.conformance.examples import event, mails
from tests.faults.kinds import Ground, Tally

_RIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)
_LEASE = 0.02


def run(ground: Ground, tries: int, chance: random.Random) -> Tally:
    """Let so many messages go through hands whose clocks are wrong."""
    tally = Tally()
    with ground.database("sqlite") as url:
        store = make_store(url)
        for number in range(tries):
            tally.tries += 1
            keys = [f"m{number}-{each}" for each in range(3)]
            with store.begin() as session:
                session.append(event(f"e{number}", recorded_at=_wrong(chance)))
                session.apply(mails(*keys))
            for _ in range(3):
                _held_wrongly(store, _wrong(chance), chance)
            time.sleep(_LEASE * 2)
            right = store.claim(_RIGHT, "right", 10, 60)
            store.settle([sent(one, _RIGHT) for one in right])
            gone = [one.key for one in right]
            tally.lost += sum(key not in gone for key in keys)
            tally.doubled += len(gone) - len(set(gone))
        tally.doubled += len(store.claim(_RIGHT, "once more", 10, 60))
        store.close()
    return tally


def _wrong(chance: random.Random) -> datetime:
    """A moment that is some days to ten years off."""
    return _RIGHT + chance.choice((-1, 1)) * timedelta(days=chance.randrange(5, 4_000))


def _held_wrongly(store: Store, now: datetime, chance: random.Random) -> None:
    """Claim some: put off a few of them, and die with the others in hand."""
    claimed = store.claim(now, "a clock that is wrong", 2, _LEASE)
    store.settle([put_off(one, now + timedelta(hours=1), "away") for one in claimed if chance.random() < 0.5])
