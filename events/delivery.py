"""The delivery of a message: its states, and the steps from one to the next.

    pending -> claimed -> sent        a claim lapses by itself, so that a message whose worker died is claimed again
               claimed -> pending     put off, with a moment before which it is not tried again
    pending, claimed -> parked        until somebody has looked
    parked -> pending
    sent                              for ever, whatever a late worker says of it

The key of a message goes with every attempt, and keeps a channel from delivering it twice. A claim, or a wait, that
reaches further ahead than any can is a wrong clock's, and holds nothing up once the clock is right again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from events.chain import moment_text

PENDING, CLAIMED, SENT, PARKED = "pending", "claimed", "sent", "parked"

LONGEST_AHEAD = timedelta(days=2)
"""How far ahead a claim may lapse, or a message be put off: whoever claims or puts off keeps below it."""

ERROR_LIMIT = 500
"""Most characters of an error that are kept."""


class Delivery(NamedTuple):
    """The columns of a message that no event writes; moments are UTC text."""

    status: str = PENDING
    attempts: int = 0  # how many times it was claimed
    next_try_at: str | None = None  # not before this moment
    claimed_until: str | None = None  # when the claim lapses
    claimed_by: str | None = None  # the worker
    last_error: str | None = None  # of the last attempt that failed
    sent_at: str | None = None  # when the channel took it
    token: str | None = None  # of the claim that holds it


def new_token() -> str:
    """A token that no other claim has."""
    return uuid4().hex


class Step(NamedTuple):
    """A change of a message's delivery."""

    of: tuple[str, ...]  # the states in which it may be taken; in another one nothing happens
    values: Mapping[str, Any]  # the new ones, by column


def sent(now: datetime) -> Step:
    """The step after which it is sent, even if the claim has lapsed meanwhile."""
    return _step((PENDING, CLAIMED, PARKED), status=SENT, sent_at=moment_text(now), next_try_at=None, last_error=None)


def retry(next_try_at: datetime, error: str) -> Step:
    """The step after which it is tried again, but not before that moment."""
    return _step((CLAIMED,), status=PENDING, next_try_at=moment_text(next_try_at), last_error=_kept(error))


def park(error: str) -> Step:
    """The step after which it is not tried again until somebody has looked."""
    return _step((PENDING, CLAIMED), status=PARKED, next_try_at=None, last_error=_kept(error))


def unpark() -> Step:
    """The step after which it is tried again, its attempts counted afresh."""
    return _step((PARKED,), status=PENDING, attempts=0)


class Steps:
    """The steps of a message's delivery, for a store that can `take` one. See `events.store.Outbox`."""

    def sent(self, recipient: str, key: str, now: datetime) -> bool:
        """Mark a message as taken by its channel. False: it cannot be."""
        return self.take(recipient, key, sent(now))

    def retry(self, recipient: str, key: str, next_try_at: datetime, error: str) -> bool:
        """Give a claim back, to be claimed again later. False: it cannot be."""
        return self.take(recipient, key, retry(next_try_at, error))

    def park(self, recipient: str, key: str, error: str) -> bool:
        """Let nobody claim a message any more. False: it cannot be parked."""
        return self.take(recipient, key, park(error))

    def unpark(self, recipient: str, key: str) -> bool:
        """Let a parked message be claimed again. False: it is not parked."""
        return self.take(recipient, key, unpark())

    def take(self, recipient: str, key: str, step: Step) -> bool:
        """Take the step. False: the message is not there, or in another state than the step is of."""
        raise NotImplementedError


def bounds(now: datetime) -> tuple[str, str]:
    """The bounds, as text, within which a claim or a wait holds at `now`: later than the first, up to the last."""
    return moment_text(now), moment_text(now + LONGEST_AHEAD)


def _step(of: tuple[str, ...], **values: Any) -> Step:
    return Step(of, {"claimed_until": None, "claimed_by": None, "token": None, **values})


def _kept(error: str) -> str:
    """An error on one line, of characters that every database takes, and not too long."""
    return "".join(letter if letter.isprintable() else " " for letter in error)[:ERROR_LIMIT]
