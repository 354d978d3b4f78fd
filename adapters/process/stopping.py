"""Stopping: SIGINT and SIGTERM are obeyed within five seconds, whatever the program is doing.

A command is cut short where it is, and what it had begun is undone, as by any error. Where that would leave something
in doubt, a signal is only noted (`Stopping.noted`): whoever works there looks for it, and comes to an end. What has not
ended when the time is nearly over (a slow server, a long statement of the database) is ended from outside. A second
signal changes nothing: it may be the same one, sent to a whole group of processes.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

WITHIN = 4.5
"""Seconds after which the program is ended from outside."""

_TO_TELL = 0.2  # seconds
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM asked the program to stop, as Ctrl-C does: drivers that clean up after that one do so after this."""


class Stopping:
    """The word that the program is to stop. It is never given until somebody listens for signals."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self.cut_short: KeyboardInterrupt | None = None  # what was raised where the signal was not just noted
        self._noting = 0

    def asked(self) -> bool:
        """True as soon as the program is to stop."""
        return self.signal is not None

    @property
    def code(self) -> int:
        """What the program ends with where a signal cut it short: 128 and the signal's number, as shells have it."""
        return 128 + (self.signal or 0)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """In this block a signal is only noted: look at `asked`."""
        self._noting += 1
        try:
            yield
        finally:
            self._noting -= 1

    def listen(self, at_last: Callable[[], object]) -> None:
        """From now on, to the end of the process, listen for signals; call it from the main thread.

        `at_last` is called before the program is ended from outside.
        """
        # Python's handlers wait for the main thread, which may hang in a library; a byte in a pipe does not.
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        os.register_at_fork(after_in_child=lambda: signal.set_wakeup_fd(-1))  # what a child hears is its own
        threading.Thread(target=self._watch, args=(reading, at_last), name="stopping", daemon=True).start()
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as shells have it for what runs in the background
                signal.signal(number, self._heard)

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:
            return
        self.signal = number
        if not self._noting:
            self.cut_short = KeyboardInterrupt() if number == signal.SIGINT else Terminated()
            raise self.cut_short

    def _watch(self, reading: int, at_last: Callable[[], object]) -> None:
        while (number := os.read(reading, 1)[0]) not in _SIGNALS:
            pass
        time.sleep(WITHIN)
        self.signal = self.signal or number
        telling = threading.Thread(target=at_last, daemon=True)  # nobody may be reading what it writes
        telling.start()
        telling.join(_TO_TELL)
        os._exit(self.code)
