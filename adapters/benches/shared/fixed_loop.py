"""A loop that is always the same, to scale processor time by."""

import time

_LOOPS = 2_000_000


def fixed_loop() -> float:
    """Processor seconds of the loop: how fast this machine is just now."""
    start, found = time.process_time(), 0
    for number in range(_LOOPS):
        found += number % 7
    return time.process_time() - start
