"""Numbers are written down before they are given, unless somebody else writes for long: then as soon as he is done.

So who asks for a calendar never waits for a sweep. Nothing that is read changes while another writes, so that what is
given meanwhile is what would have been given; only if the program is killed in between, it is not written. A look at
secret rows is none of these: it is noted first, or they are not given.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue

from adapters.running.health import place_of
from events.errors import StoreLocked

PATIENCE = 2.0
"""Seconds for which who asks waits until something is written."""

Work = Callable[[], bool]

_log = logging.getLogger(__name__)


class Keeping:
    """Writes in a thread of its own, one after the other; that thread holds up no end of the program."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._waiting: SimpleQueue[tuple[Work, Future[bool]]] = SimpleQueue()
        self._begin = threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, work: Work) -> bool:
        """Have `work` done. Gives what it gives; True where it is still to be done, since others write.

        Raises what it raises.
        """
        done: Future[bool] = Future()
        self._waiting.put((work, done))
        self._see_to_it()
        try:
            return done.result(self._patience)
        except TimeoutError:
            return True

    def _see_to_it(self) -> None:
        with self._begin:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="keeping", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            work, done = self._waiting.get()
            try:
                done.set_result(_when_free(work))
            except Exception as error:  # noqa: BLE001 - who asked may be gone: then it stands in the log
                done.set_exception(error)
                _log.error("what was given was not written down: %s at %s", type(error).__name__, place_of(error))


def _when_free(work: Work) -> bool:
    while True:
        try:
            return work()
        except StoreLocked:  # after the whole wait for a lock: others write still
            continue
