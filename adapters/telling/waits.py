"""How long a message that failed waits for its next try: by a schedule, and not all of them to the same moment."""

import random
from datetime import timedelta

SCHEDULE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""How long to wait after the first, second ... failure at most; a message that fails once more than these is parked."""

_EARLIER = 0.2
_LONGEST_OUTAGE_WAIT = timedelta(hours=1)

CHANCE = random.Random()  # noqa: S311 - nobody gains by guessing it


def after_failure(attempts: int) -> timedelta | None:
    """The wait after so many attempts at one message: up to a fifth less than the schedule has. None: no more tries.

    Those that a busy server put off together come back one by one.
    """
    if attempts > len(SCHEDULE):
        return None
    return SCHEDULE[max(attempts, 1) - 1] * (1 - _EARLIER * CHANCE.random())


def in_outage(attempts: int) -> timedelta:
    """The wait while nothing goes by its channel: whichever is tried first shows whether that is over."""
    return min(SCHEDULE[min(max(attempts, 1), len(SCHEDULE)) - 1], _LONGEST_OUTAGE_WAIT)
