"""The protocol of channels: one is given messages, and yields the outcome of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from adapters.telling.composing import Composed
from adapters.words.catalogue import Said
from adapters.words.system_errors import system_said
from events.beside.attempts import Came
from rules.problems import N_

_NO_PLACE = N_("The folder {path} cannot be written ({why}): check the disk and who may write there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message, ready to go."""

    key: str  # the same key is never told twice, where the channel can know
    address: str  # e-mail address or telephone number, as it was entered
    name: str  # of the recipient
    body: Composed
    at: datetime  # when it is sent; aware
    calendar: bytes = b""  # a calendar file that a mail has attached
    recipient: str = ""  # code of the unit


@dataclass(frozen=True, slots=True)
class Delivered:
    """The next one on the way has taken it over."""

    reference: str | None = None  # what it calls the message, where it reports what becomes of it


@dataclass(frozen=True, slots=True)
class Temporary:
    """Not this time; the same message may go later. `unknown`: it may have arrived all the same."""

    error: Said
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Permanent:
    """This message will never go as it is: its address or its content is refused.

    `unknown`: it may have arrived, and is not sent again before somebody has looked.
    """

    error: Said
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The channel itself is down or wrongly set up: no message can go now, and none of them is to blame.

    `unknown`: the one that was in hand may have arrived all the same.
    """

    error: Said
    unknown: bool = False


Outcome = Delivered | Temporary | Permanent | Unreachable


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A channel that is not to be tried now: what is for it is put off, for that reason."""

    name: str
    why: Said
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Nothing goes."""
        return (Unreachable(self.why) for _ in messages)


def came_of(outcome: Outcome, channel: str) -> tuple[Came, str, str]:
    """The outcome of an attempt by `channel`, as it is kept: with the code that the other side answered."""
    match outcome:
        case Delivered():
            return Came.SENT, channel, ""
        case Temporary(error, unknown=True) | Unreachable(error, unknown=True):
            return Came.UNKNOWN, channel, _code(error)
        case Temporary(error):
            return Came.NOT_NOW, channel, _code(error)
        case Unreachable(error):
            return Came.DOWN, channel, _code(error)
        case Permanent(error, unknown=True):
            return Came.LEFT, channel, _code(error)
        case Permanent(error):
            return Came.FAILED, channel, _code(error)


def _code(error: Said) -> str:
    return str(error.args.get("why", ""))


class Channel(Protocol):
    """A way of telling: mail or text message."""

    @property
    def name(self) -> str:
        """As the outbox calls it: `mail` or `sms`."""
        ...

    @property
    def connections(self) -> int:
        """How many times `deliver` may be at work at once, each with a connection of its own."""
        ...

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Send each message and yield its outcome before taking the next; one outcome for each, in order.

        What goes wrong on the way is an outcome, never an exception.
        """
        ...


def unwritable(path: Path, error: OSError) -> Unreachable:
    """The outcome where the folder at `path` refused a file."""
    return Unreachable(Said(_NO_PLACE, {"path": str(path), "why": system_said(error)}))


def token(key: str) -> str:
    """`key` as 40 hex digits: safe in a file's name and a Message-ID, and the same each time."""
    return sha256(key.encode()).hexdigest()[:40]
