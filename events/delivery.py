"""The delivery of a message: its states, and the steps from one to the next.

    pending -> claimed    for as long as the lease lasts: a claim lapses by itself, so that a message whose worker died
                          is claimed again
    claimed -> sent       for ever
            -> pending    put off, with a moment before which it is not tried again; or given back, as if never claimed
            -> parked     until somebody has looked
    parked  -> pending

Each claim has a token, and only who names it can say what became of the message: a worker that slept past its lease
does nothing to what another holds by then. A lease is told by the clock of the store, which all of its workers share;
their own, which may be minutes apart, say only when a message was sent and when it is tried again.

The key of a message goes with every attempt, and keeps a channel from delivering it twice. A claim, or a wait, that
reaches further ahead than any can is a wrong clock's, and holds nothing up once the clock is right again.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from events.chain import moment_text
from events.views import Claimed, Settled

PENDING, CLAIMED, SENT, PARKED = "pending", "claimed", "sent", "parked"

LONGEST_AHEAD = timedelta(days=2)
"""How far ahead a message may be put off: whoever puts it off keeps below it."""

LONGEST_LEASE = timedelta(minutes=10)
"""How far ahead a claim may lapse: whoever claims keeps below it."""

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


def sent(claimed: Claimed, now: datetime) -> Settled:
    """Its channel has taken it over."""
    return _settled(claimed, SENT, sent_at=moment_text(now))


def put_off(claimed: Claimed, until: datetime, error: str) -> Settled:
    """It is tried again, but not before that moment."""
    return _settled(claimed, PENDING, next_try_at=moment_text(until), error=kept(error))


def parked(claimed: Claimed, error: str) -> Settled:
    """It is not tried again until somebody has looked."""
    return _settled(claimed, PARKED, error=kept(error))


def given_back(claimed: Claimed) -> Settled:
    """It was not tried at all, and anybody may claim it."""
    return _settled(claimed._replace(attempts=claimed.attempts - 1), PENDING)


def settled_delivery(was: Delivery, done: Settled) -> Delivery:
    """What is kept of a message's delivery once its claim is settled."""
    error = None if done.status == SENT else done.error or was.last_error
    return Delivery(done.status, done.attempts, done.next_try_at, last_error=error, sent_at=done.sent_at)


def bounds(now: datetime) -> tuple[str, str]:
    """The bounds, as text, within which a wait holds at `now`: later than the first, up to the last."""
    return moment_text(now), moment_text(now + LONGEST_AHEAD)


def _settled(
    of: Claimed, status: str, *, next_try_at: str | None = None, error: str | None = None, sent_at: str | None = None
) -> Settled:
    return Settled(of.recipient, of.key, of.token, status, of.attempts, next_try_at, error, sent_at)


def kept(error: str) -> str:
    """An error on one line, of characters that every database takes, and not too long."""
    return "".join(letter if letter.isprintable() else " " for letter in error)[:ERROR_LIMIT]
