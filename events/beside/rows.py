"""The rows of what is kept beside the log: plain tuples, as those of what is concluded from it."""

from typing import NamedTuple


class AccessRow(NamedTuple):
    """Somebody looked at a secret row of a plan. It is no fact about the plan, so the log does not have it."""

    moment: str
    actor: str
    how: str  # the command, as it is typed
    plan: str
    row: str  # its number then; "": the plan itself
    level: str  # how secret it was


class ServedRow(NamedTuple):
    """What a calendar feed last said of a task: programs take nothing for news that has a lower number than before."""

    unit: str  # whose feed it is
    plan: str
    task: str  # its id
    sequence: int  # the number of what was said, as iCalendar counts (RFC 5545, 3.8.7.4)
    day: str
    over: int  # 1 where it was said to be cancelled; else 0


class PrunedRow(NamedTuple):
    """So many messages of one event were sent, and removed when the time for keeping them was over."""

    position: int  # in the log, of the event that they told of
    messages: int
