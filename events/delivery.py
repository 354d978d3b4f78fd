"""The delivery of a message: its states, and the steps from one to the next.

    pending -> claimed    for as long as the lease lasts: a claim lapses by itself, so that a message whose worker died
                          is claimed again
    claimed -> sent       for ever, unless it comes back
            -> pending    put off, with a moment before which it is not tried again; or given back, as if never claimed
            -> parked     until somebody has looked
            -> trial      its channel took it in a trial, and nobody whom it is for has heard: pending when that ends
    sent    -> parked     it came back
    parked  -> pending
    pending -> covered    another message says it, or nothing of it is left to say; pending again if that is refused
            -> awaiting   its event's messages wait for approval, or it waits behind one that does: to the same
                          recipient, by the same channel, of the same plan
    awaiting -> pending   approved, or no longer behind such a one
             -> cancelled somebody said that it shall not go: what it would have told is not told by it

Each claim has a token, and only who names it can say what became of the message: a worker that slept past its lease
does nothing to what another holds by then. A lease is told by the clock of the store, which all of its workers share;
their own, which may be minutes apart, say only when a message was sent and when it is tried again.

The key of a message goes with every attempt, and keeps a channel from delivering it twice. A claim, or a wait, that
reaches further ahead than any can is a wrong clock's, and holds nothing up once the clock is right again.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from events.beside.attempts import added, attempts
from events.beside.rows import ToldRow
from events.chain import canonical_json, moment_text
from events.store.questions import Compose, Present, Telling
from events.views import Claimed, Composition, Foreseen, Mark, Parked, Settled

PENDING, CLAIMED, SENT, PARKED, COVERED = "pending", "claimed", "sent", "parked", "covered"
AWAITING, CANCELLED = "awaiting", "cancelled"
TRIAL = "trial"
APPROVED = "approved"
"""What is decided of the messages of one event, beside these two."""

ENDED = (SENT, COVERED, CANCELLED)
"""The states from which no step leads, but that what covers a message may be refused."""

RESTORED, COUNTED, TRIED = "restored", "counted", "tried"
"""Why all sending may be held back: after a restore, since dates are counted otherwise now, after a trial."""

_IN_TRIAL = "trial/"
"""What was told in a trial is kept beside what was really told: its channel begins so."""

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
    edition: int = 0  # how many times it was surely refused as it was composed: each time it leaves under another key
    said_key: str | None = None  # of what it says, once that is composed; None: it has not been, or is to be anew
    covered_by: str | None = None  # key of the message that says what this one had to
    tries: str | None = None  # every attempt, a line each: `events.beside.attempts`
    reference: str | None = None  # what whoever took it over calls it, where he reports what became of it


def new_token() -> str:
    """A token that no other claim has."""
    return uuid4().hex


def sent(
    claimed: Claimed, now: datetime, *, trial: bool = False, tried: str = "", reference: str | None = None
) -> Settled:
    """Its channel has taken it over, and calls it by that `reference`, if it reports what becomes of it."""
    status = TRIAL if trial else SENT
    return _settled(claimed, status, sent_at=moment_text(now), tried=tried)._replace(reference=reference)


def in_trial(channel: str) -> str:
    """The channel under which it is kept what was told in a trial."""
    return _IN_TRIAL + channel


def is_trial(channel: str) -> bool:
    """True of such a one."""
    return channel.startswith(_IN_TRIAL)


def last_in_trial(tries: str | None) -> bool:
    """True if the last attempt at a message was one of a trial: so it is no word on whom it is for."""
    last = next(reversed([*attempts(tries)]), None)
    return last is not None and is_trial(last.channel)


IN_TRIAL_STILL = (PENDING, CLAIMED, COVERED)
"""The states of messages that tell by what a trial keeps, beside `trial`: one really sent before it stays so."""

TRIED_THERE = f"\t{_IN_TRIAL}"
"""What is in the attempts of a message where one was of a trial."""


def told_in_trial(present: "_Told") -> "_Told":
    """Ask for what was told as one does in a trial: what was told in it stands before what was really told."""

    def told(these: Collection[Telling]) -> Mapping[Telling, ToldRow]:
        found = present([*these, *((recipient, in_trial(channel), task) for recipient, channel, task in these)])
        real = {key: row for key, row in found.items() if not is_trial(key[1])}
        tried = ((key, row) for key, row in found.items() if is_trial(key[1]))
        return real | {
            (to, channel.removeprefix(_IN_TRIAL), task): row._replace(channel=channel.removeprefix(_IN_TRIAL))
            for (to, channel, task), row in tried
        }

    return told


def told_by(letters: Iterable[Composition], *, trial: bool) -> list[ToldRow]:
    """What recipients know by letters, as it is kept."""
    rows = (row for one in letters for row in one.told)
    return [row._replace(channel=in_trial(row.channel)) for row in rows] if trial else list(rows)


_Told = Callable[[Collection[Telling]], Mapping[Telling, ToldRow]]


def put_off(claimed: Claimed, until: datetime, error: str, *, refused: bool = False, tried: str = "") -> Settled:
    """It is tried again, but not before that moment; with other words, where it was surely `refused`."""
    return _settled(claimed, PENDING, next_try_at=moment_text(until), error=kept(error), refused=refused, tried=tried)


def parked(claimed: Claimed, error: str, *, refused: bool = False, tried: str = "") -> Settled:
    """It is not tried again until somebody has looked."""
    return _settled(claimed, PARKED, error=kept(error), refused=refused, tried=tried)


def given_back(claimed: Claimed) -> Settled:
    """It was not tried at all, and anybody may claim it."""
    return _settled(claimed._replace(attempts=claimed.attempts - 1), PENDING, refused=True)


def settled_delivery(was: Delivery, done: Settled) -> Delivery:
    """What is kept of a message's delivery once its claim is settled."""
    error = None if done.status == SENT else done.error or was.last_error
    return was._replace(
        status=done.status,
        attempts=done.attempts,
        next_try_at=done.next_try_at,
        claimed_until=None,
        claimed_by=None,
        last_error=error,
        sent_at=done.sent_at,
        token=None,
        tries=added(was.tries, done.tried) or None,
        reference=done.reference if done.sent_at else was.reference,
    )


def replacing(row: ToldRow, was: ToldRow | None) -> ToldRow:
    """`row` in place of `was`, which it remembers until it is known that the message has arrived."""
    return row._replace(before=canonical_json(was[_KEY:-1]) if was else None)


def taken_back(row: ToldRow) -> ToldRow:
    """What had been told before `row`, whose message has surely not arrived."""
    return ToldRow._make((*row[:_KEY], *json.loads(row.before or ""), None))


def sent_again(parked: Iterable[Parked], key: str) -> list[str]:
    """Keys of those of a recipient's `parked` messages that go with one of them: it, and what was refused with it.

    Where that one was surely refused they are all of the same plan and channel that were, since they are composed anew
    as one. Those that were parked untried are not among them.
    """
    found = list(parked)
    one = next((message for message in found if message.key == key), None)
    if one is None:
        return []
    alike = (message for message in found if _refused(message) == _refused(one) and message.tried)
    return [key, *(message.key for message in alike if message.key != key)] if _refused(one) else [key]


def _refused(message: Parked) -> tuple[str, str] | None:
    """The plan and channel of a message that was refused; None where it says what it said before, or never did."""
    if message.composed:
        return None
    plan = json.loads(message.content).get("plan", {})
    return plan.get("id", ""), message.channel


_KEY = 3  # columns of what was told that say to whom, by what and of which task


def bounds(now: datetime) -> tuple[str, str]:
    """The bounds, as text, within which a wait holds at `now`: later than the first, up to the last."""
    return moment_text(now), moment_text(now + LONGEST_AHEAD)


def _settled(
    of: Claimed,
    status: str,
    *,
    next_try_at: str | None = None,
    error: str | None = None,
    sent_at: str | None = None,
    refused: bool = False,
    tried: str = "",
) -> Settled:
    how = next_try_at, error, sent_at, int(refused), tried
    return Settled(of.recipient, of.key, of.token, status, of.attempts, *how)


def kept(error: str) -> str:
    """An error on one line, of characters that every database takes, and not too long."""
    return "".join(letter if letter.isprintable() else " " for letter in error)[:ERROR_LIMIT]


def told_of(key: str) -> tuple[str, ...]:
    """The plan that a message tells of, its recipient and its channel, by its key."""
    return tuple(key.rsplit("/", 3)[1:])


def alone(marks: Iterable[Mark], present: Present, compose: Compose) -> list[Foreseen]:
    """What marks of one event come to, each plan for itself; nothing is kept."""
    by_plan: dict[str, list[Mark]] = {}
    for mark in marks:
        by_plan.setdefault(told_of(mark.key)[0], []).append(mark)
    letters = (one for of in by_plan.values() for one in compose(of, present))
    return [Foreseen(one.recipient, told_of(one.key)[2], one.said) for one in letters if one.said]
