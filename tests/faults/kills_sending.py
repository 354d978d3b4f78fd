"""A process that sends is killed at any moment: every message goes, and twice only the one that was in its hand."""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from adapters.clock import SystemClock
from adapters.telling.channel import Delivered, Outcome, Outgoing
from adapters.telling.dispatching import dispatching
from events.database.dialects import address, open_engine
from events.opening import make_store
from events.rows import BodyRow, Changes, ContactRow, MessageRow, UnitRow
from tests.faults.kills_recording import told_by_the_killed
from tests.faults.kinds import Ground, Tally

MESSAGES = 120
AT_ONCE = 40
"""Kills on one database, if there is something left to send."""

_BODY = json.dumps(
    {"plan": {"number": "1-KH/TU"}, "items": [{"change": "activated", "task": "a", "title": "a", "due": "2026-01-20"}]}
)


@dataclass
class Written:
    """A channel that writes down the key of each message that it takes, so that a kill cannot undo it."""

    path: Path
    tell: Callable[[int], None]
    name: str = "mail"
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Take one after the other."""
        for message in messages:
            with self.path.open("a", encoding="utf-8") as taken:
                taken.write(message.key + "\n")
            time.sleep(0.002)
            yield Delivered()

    def close(self) -> None:
        """There is nothing to close."""


def run(ground: Ground, tries: int, chance: random.Random, *, on: str) -> Tally:
    """Kill so often."""
    tally = Tally()
    while tally.tries < tries:
        with ground.database(on) as url:
            _filled(url)
            path = ground.folder / f"sent-{os.urandom(4).hex()}"
            path.touch()
            in_hand = Counter[str]()
            for _ in range(min(AT_ONCE, tries - tally.tries)):
                before = path.read_text(encoding="utf-8").split()
                told_by_the_killed(lambda tell: _send(url, Written(path, tell)), chance.uniform(0.01, 0.12))  # noqa: B023
                tally.tries += 1
                in_hand.update(path.read_text(encoding="utf-8").split()[len(before) :][-1:])
                _freed(url)
            _send(url, Written(path, lambda _number: None))
            _count(path, in_hand, tally)
    return tally


def _count(path: Path, in_hand: Counter[str], tally: Tally) -> None:
    """Hold what was sent against what was to be sent; who was killed may have had one message in hand."""
    sent = Counter(path.read_text(encoding="utf-8").split())
    tally.lost += sum(not sent[f"e1/c{number}/mail"] for number in range(MESSAGES))
    tally.doubled += sum(max(0, times - 1 - in_hand[key]) for key, times in sent.items())


def _filled(url: str) -> None:
    store = make_store(url)
    units = [UnitRow(f"c{n}", f"Xã {n}", "commune", None, "", None, 1) for n in range(MESSAGES)]
    contacts = [ContactRow(unit.code, "email", f"{unit.code}@example.vn", "", 1) for unit in units]
    messages = [MessageRow(unit.code, f"e1/{unit.code}/mail", 1, "mail", "b1") for unit in units]
    with store.begin() as session:
        session.apply(Changes(units=units, contacts=contacts, bodies=[BodyRow("b1", _BODY)], messages=messages))
    store.close()


def _send(url: str, channel: Written) -> None:
    store = make_store(url, lock_wait=30)
    dispatching(store, {"mail": channel}, SystemClock())
    store.close()


def _freed(url: str) -> None:
    """The lease of the killed is over at once: nobody waits for it here."""
    engine = open_engine(address(url), 30)
    with engine.begin() as connection:
        over = "UPDATE message SET claimed_until = '2000-01-01T00:00:00.000000Z' WHERE status = 'claimed'"
        connection.execute(text(over))
    engine.dispose()
