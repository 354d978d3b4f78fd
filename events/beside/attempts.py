"""Every attempt at a message, with the code that the other side answered: kept with the message, oldest first.

Of an answer only its code is kept: its words may repeat an address. What is kept is bounded; the latest stay.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

MOST = 4_000
"""Characters of attempts that are kept of one message."""


class Came(StrEnum):
    """The outcome of an attempt, or of what was handed over."""

    SENT = "sent"  # the next one on the way has taken it over
    DELIVERED = "delivered"  # it arrived, as the last one on the way reports
    FAILED = "failed"  # it never will go as it is
    CAME_BACK = "came_back"  # it was taken over, and then a report says that it did not arrive
    NOT_NOW = "not_now"  # surely not this time
    UNKNOWN = "unknown"  # it may have arrived
    LEFT = "left"  # the same, and it is not tried again by itself
    DOWN = "down"  # nothing goes by this channel


FINAL = frozenset({Came.DELIVERED, Came.FAILED})


class Attempt(NamedTuple):
    """One attempt, or one report."""

    moment: str
    came: Came
    channel: str  # in a trial as `events.delivery.in_trial` has it
    code: str  # of the other side, on one line; "" where there is none

    @property
    def line(self) -> str:
        """As it is kept."""
        return "\t".join((self.moment, str(self.came), self.channel, self.code)) + "\n"


def attempt(moment: str, came: Came, channel: str, code: str = "") -> Attempt:
    """An attempt that came to that at that moment, UTC text."""
    plain = "".join(letter if letter.isprintable() else " " for letter in code)[:80]
    return Attempt(moment, came, channel, plain)


def attempts(kept: str | None) -> Iterator[Attempt]:
    """All that is kept of a message, oldest first; a line that is cut, or of another version, is left out."""
    for line in (kept or "").split("\n"):
        parts = line.split("\t")
        if len(parts) == 4 and parts[1] in set(Came):
            yield Attempt(parts[0], Came(parts[1]), parts[2], parts[3])


def added(kept: str | None, line: str) -> str:
    """The lines that are kept, with one more."""
    return f"{kept or ''}{line}"[-MOST:]


class Reported(StrEnum):
    """The effect of a report of what became of a message."""

    NOTED = "noted"
    ON_WAY = "on_way"  # it is no end: nothing is kept of it
    KNOWN = "known"  # the same was reported before
    CONTRADICTS = "contradicts"  # the first end that was reported stands
    UNKNOWN = "unknown"  # nothing that was handed over is called so


def weighed(kept: str | None, came: Came) -> Reported:
    """The effect of a report, beside what is kept of the message that it names."""
    if came not in FINAL:
        return Reported.ON_WAY
    since: list[Attempt] = []
    for one in attempts(kept):
        since = [] if one.came is Came.SENT else [*since, one]
    ended = next((one.came for one in since if one.came in FINAL), None)
    if ended is None:
        return Reported.NOTED
    return Reported.KNOWN if ended is came else Reported.CONTRADICTS
