"""The ticker: parts that are each done again and again, in the foreground, until somebody says stop.

What is due lives in the tables, not here: a turn that was missed is made up for by the next one. A part has its turns
one at a time, beside those of the others: where one fails, or takes long, the others go on.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from adapters.process.stopping import Stopping
from adapters.running.health import fault_of, place_of
from adapters.words.catalogue import Said
from adapters.words.sending.parts import PARTS
from rules.problems import N_

LONGEST_WAIT = 900.0
"""Seconds that a part which fails time after time waits at most, unless its turns are further apart anyway."""

_LOOK = 0.1  # seconds; how soon it is noticed that the program is to stop

_FAILED = N_("`thoihan run`, {part}: tried again in {seconds} seconds, and the rest goes on. What failed: {fault}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPart:
    """One thing that is done again and again, and can be done twice without harm."""

    name: str
    step: Callable[[], bool]  # one turn; true if there was something to do, and so more may come soon
    every: float  # seconds between two turns while there is nothing to do
    soon: float | None = None  # seconds after a turn in which there was; None: as long


Noted = Callable[[str, Exception | None], object]
"""What is told how each turn of a part went: the part's name, and the error that ended the turn."""


def ticking(parts: Sequence[RunningPart], stop: Stopping, noted: Noted = lambda _name, _error: None) -> None:
    """Give each part a turn at once and then one after the other, until the program is to stop; let turns finish.

    Call it from the main thread. While there is nothing to do, turns come further and further apart, up to `every`
    seconds; while a part fails, it waits twice as long each time. An exception is logged by its kind and place only.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    for part in parts:
        _Turns(part, scheduler, stop, noted).again(0.0)
    with stop.noted():
        try:
            scheduler.start()
            while not stop.asked():
                sleep(_LOOK)
        finally:
            scheduler.shutdown(wait=True)


class _Turns:
    """The turns of one part: each, when it has ended, says when the next one comes."""

    def __init__(
        self, part: RunningPart, scheduler: Any, stop: Stopping, noted: Noted
    ) -> None:  # APScheduler 3 has no types
        self._part, self._scheduler, self._stop, self._noted = part, scheduler, stop, noted
        self._pace = Pace(part)

    def again(self, wait: float) -> None:
        """Let the next turn come in `wait` seconds."""
        self._scheduler.add_job(
            self._turn,
            "date",
            name=self._part.name,
            run_date=datetime.now(UTC) + timedelta(seconds=wait),
            coalesce=True,  # after a pause one turn is enough
            misfire_grace_time=None,  # a late turn still comes; by default it is dropped after a second
        )

    def _turn(self) -> None:
        busy, failed = False, None
        try:
            busy = self._part.step()
        except Exception as error:  # noqa: BLE001 - the ticker outlives whatever one turn meets
            failed = error
        wait = self._pace.after(busy=busy, failed=failed is not None)
        if failed is not None:
            _log.error("%s", _failed(self._part.name, failed, wait))
        try:
            self._noted(self._part.name, failed)
        except Exception as error:  # noqa: BLE001 - likewise
            _log.error(
                "how %s went could not be kept: %s at %s", self._part.name, type(error).__name__, place_of(error)
            )
        if not self._stop.asked():
            self.again(wait)


def _failed(name: str, error: Exception, wait: float) -> Said:
    """The words, in both languages: who reads this log may speak either."""
    part = Said(PARTS[name]) if name in PARTS else name
    return Said(_FAILED, {"part": part, "fault": fault_of(error), "seconds": round(wait)})


class Pace:
    """How long a part waits between two turns, by how the last ones went."""

    def __init__(self, part: RunningPart) -> None:
        self._every, self._soon = part.every, min(part.soon or part.every, part.every)
        self._wait, self._failures = self._soon, 0

    def after(self, *, busy: bool, failed: bool) -> float:
        """Seconds until the next turn."""
        self._failures = self._failures + 1 if failed else 0
        if failed:
            longest = max(LONGEST_WAIT, self._every)
            return min(self._every * 2.0 ** min(self._failures - 1, 20), longest)
        self._wait = self._soon if busy else min(self._wait * 2, self._every)
        return self._wait
