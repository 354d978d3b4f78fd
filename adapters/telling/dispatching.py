"""Messages leave the outbox: claimed, composed, handed to their channel, confirmed; or put off, or parked.

A message is confirmed as soon as its channel has taken it over. A process that dies in between has its claim lapse, and
the message goes once more under the same key: in a Maildir and a spool folder it is still there once, by SMTP the
second has the same Message-ID, and a gateway for text messages cannot tell.
"""

import os
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from adapters.clock import Clock
from adapters.telling.channel import Channel, Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable
from adapters.telling.composing import Composed, composing
from adapters.telling.message_content import ContentError, reading
from adapters.words.catalogue import VIETNAMESE, Said
from events.rows import Claimed
from events.store import Outbox
from rules.problems import N_

SCHEDULE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""How long to wait after the first, second ... failure; a message that fails once more than these is parked."""

_LONGEST_OUTAGE_WAIT = timedelta(hours=1)
_BATCH = 200
_LEASE = timedelta(minutes=10)
_LEASE_LEFT = timedelta(minutes=1)  # what one message may take
_BODIES = 64

_NO_MAIL = N_("The unit has no e-mail address: enter one, then send the message again.")
_NO_PHONE = N_("The unit has no mobile number: enter one, then send the message again.")
_NO_CHANNEL = N_("There is no channel named {channel}: check the settings.")
_UNREADABLE = N_("The message's content cannot be read ({why}): the program's fault, or the database was changed.")
_BROKE = N_("The channel failed on this message ({why}): the program's fault; please report it.")


@dataclass(slots=True, kw_only=True)
class DispatchReport:
    """Counts of what became of the messages that were claimed, and the different things that went wrong."""

    sent: int = 0
    retried: int = 0
    parked: int = 0
    errors: list[Said] = field(default_factory=list)

    def note(self, error: Said) -> None:
        """Remember what went wrong, once."""
        if error not in self.errors:
            self.errors.append(error)


def worker_name() -> str:
    """The name under which this process claims, for those who look at the outbox."""
    return f"{socket.gethostname()}:{os.getpid()}"


def dispatching(
    outbox: Outbox,
    channels: Mapping[str, Channel],
    clock: Clock,
    *,
    limit: int = 10_000,
    worker: str | None = None,
    lang: str = VIETNAMESE,
    plain_sms: bool = False,
) -> DispatchReport:
    """Send up to `limit` messages that are ready to go; `channels` by the name that the outbox calls them.

    Errors of the outbox (a locked database) go through; what was sent and not confirmed by then goes once more.
    """
    run = _Run(outbox, channels, clock, lang=lang, plain_sms=plain_sms)
    worker, left = worker or worker_name(), limit
    while left > 0:
        until = clock.now() + _LEASE
        batch = outbox.claim(clock.now(), worker, min(_BATCH, left), int(_LEASE.total_seconds()))
        if not batch:
            break
        run.batch(batch, until)
        left -= len(batch)
    return run.report


class _Run:
    """One dispatch: which channels turned out to be down, which bodies are composed already, what became of it all."""

    def __init__(
        self, outbox: Outbox, channels: Mapping[str, Channel], clock: Clock, *, lang: str, plain_sms: bool
    ) -> None:
        self.report = DispatchReport()
        self._outbox = outbox
        self._channels = channels
        self._clock = clock
        self._down: dict[str, Unreachable] = {}
        self._composed = lru_cache(_BODIES)(lambda content: composing(reading(content), lang, plain_sms=plain_sms))

    def batch(self, batch: Sequence[Claimed], until: datetime) -> None:
        """Deal with messages that are ours until `until`."""
        ready: dict[str, list[tuple[Claimed, Outgoing]]] = {}
        for claimed in batch:
            made = self._outgoing(claimed)
            if isinstance(made, Outgoing):
                ready.setdefault(claimed.channel, []).append((claimed, made))
            else:
                self._conclude(claimed, made)
        for name, pairs in ready.items():
            outcomes = self._outcomes(name, [message for _, message in pairs], until)
            for (claimed, _), outcome in zip(pairs, outcomes, strict=False):  # fewer, when the lease ran out
                self._conclude(claimed, outcome)

    def _outgoing(self, claimed: Claimed) -> Outgoing | Permanent:
        if claimed.channel not in self._channels:
            return Permanent(Said(_NO_CHANNEL, {"channel": claimed.channel}))
        address, none = (claimed.phone, _NO_PHONE) if claimed.channel == "sms" else (claimed.email, _NO_MAIL)
        if not (address or "").strip():
            return Permanent(Said(none))
        try:
            body: Composed = self._composed(claimed.content)
        except ContentError as error:
            return Permanent(Said(_UNREADABLE, {"why": str(error)}))
        return Outgoing(
            key=claimed.key, address=address or "", name=claimed.name or "", body=body, at=self._clock.now()
        )

    def _outcomes(self, name: str, messages: Sequence[Outgoing], until: datetime) -> Iterator[Outcome]:
        """One outcome after another. A channel that is down isn't tried again in this run."""
        if name in self._down:
            yield from (self._down[name] for _ in messages)
            return
        try:
            for outcome in self._channels[name].deliver(self._while_ours(messages, until)):
                if isinstance(outcome, Unreachable):
                    self._down[name] = outcome
                yield outcome
        except Exception as error:  # noqa: BLE001 - one message that breaks a channel must not hold up the others
            yield Temporary(Said(_BROKE, {"why": type(error).__name__}))

    def _while_ours(self, messages: Iterable[Outgoing], until: datetime) -> Iterator[Outgoing]:
        """The messages, until the lease is nearly over: from then on another worker may have them."""
        for message in messages:
            if self._clock.now() > until - _LEASE_LEFT:
                return
            yield message

    def _conclude(self, claimed: Claimed, outcome: Outcome) -> None:
        match outcome:
            case Delivered():
                self._outbox.sent(claimed.recipient, claimed.key, self._clock.now())
                self.report.sent += 1
            case Temporary(error) if claimed.attempts <= len(SCHEDULE):
                self._put_off(claimed, error, SCHEDULE[max(claimed.attempts, 1) - 1])
            case Unreachable(error):
                step = min(max(claimed.attempts, 1), len(SCHEDULE))
                self._put_off(claimed, error, min(SCHEDULE[step - 1], _LONGEST_OUTAGE_WAIT))
            case Temporary(error) | Permanent(error):
                self._outbox.park(claimed.recipient, claimed.key, str(error))
                self.report.parked += 1
                self.report.note(error)

    def _put_off(self, claimed: Claimed, error: Said, wait: timedelta) -> None:
        self._outbox.retry(claimed.recipient, claimed.key, self._clock.now() + wait, str(error))
        self.report.retried += 1
        self.report.note(error)
