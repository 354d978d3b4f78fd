"""Messages leave the outbox: claimed, composed, handed to their channel, confirmed; or put off, or parked.

A worker holds what it claimed for as long as it renews the lease, and hands over nothing that it does not hold. What
became of messages is noted for all that are known by then in one statement, while others are handed over
(`adapters.telling.lanes`). A process that dies in between has its claims lapse, and what was in doubt goes once more
under the same key: in a Maildir and a spool folder it is still there once, by SMTP the second has the same Message-ID,
and a gateway for text messages cannot tell.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.clock import Clock
from adapters.telling.channel import (
    Channel,
    Delivered,
    LeftAlone,
    Outcome,
    Outgoing,
    Permanent,
    Temporary,
    Unreachable,
    came_of,
)
from adapters.telling.lanes import Handed, Lanes, Work, elapsed
from adapters.telling.letters.rendering import MailTemplates
from adapters.telling.wording import USUAL, MessageWording, Wording
from adapters.words.catalogue import Said
from events import delivery
from events.beside.attempts import attempt
from events.beside.ways import MAIL, SMS, channel_of
from events.chain import moment_text
from events.errors import StoreError
from events.store import Composer, Handing
from events.views import Claimed, MessageId, Settled

SCHEDULE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""How long to wait after the first, second ... failure; a message that fails once more than these is parked."""

LEASE = 20.0
"""Seconds for which messages are claimed; a quarter of it goes by between two renewals."""

GRACE = 2.5
"""Seconds that messages in hand have to come to an end when the program is to stop."""

TEMPLATES = "templates"
"""An administrator's own templates, as what is kept of channels and parts calls them."""

_LONGEST_OUTAGE_WAIT = timedelta(hours=1)
_BATCH = 100
_LOOK = 0.2  # seconds; how soon it is noticed that the program is to stop
_LEAVE = 2.0  # seconds for taking leave of servers


@dataclass(slots=True, kw_only=True)
class DispatchReport:
    """Counts of what became of the messages that were claimed, and the different things that went wrong."""

    sent: int = 0
    retried: int = 0
    parked: int = 0
    given_back: int = 0  # not tried, since the program was to stop
    in_doubt: int = 0  # in hand when it had to stop: they go once more, under the same key
    taken_over: int = 0  # claimed by another worker, whose word counts
    errors: list[Said] = field(default_factory=list)
    channels: dict[str, Said | None] = field(default_factory=dict, compare=False)  # None: it answered; else why not
    templates: Said | None = None  # why an administrator's own were not used

    def note(self, error: Said) -> None:
        """Remember what went wrong, once."""
        if error not in self.errors:
            self.errors.append(error)

    def note_templates(self, letters: MailTemplates) -> None:
        """Remember how it went with an administrator's own templates, where there are such and a mail was made."""
        if letters.own and self.channels:
            self.templates = letters.fault
            self.channels[TEMPLATES] = letters.fault


def worker_name() -> str:
    """The name under which this process claims, for those who look at the outbox."""
    return f"{socket.gethostname()}:{os.getpid()}"


def dispatching(
    outbox: Handing,
    channels: Mapping[str, Channel],
    clock: Clock,
    *,
    limit: int = 10_000,
    wording: Wording = USUAL,
    stopping: Callable[[], bool] = lambda: False,
    lease: float = LEASE,
    composer: Composer | None = None,
) -> DispatchReport:
    """Send up to `limit` messages that are ready to go; `channels` by the name that the outbox calls them.

    `composer` gives, when messages are claimed, what they say; without one they say what their events said.
    `stopping`: true as soon as the program is to stop; what is in hand then has a few seconds to come to an end, and
    the rest is given back at once. Errors of the outbox go through where nothing is held, or the lease is over; what
    was sent and not confirmed by then goes once more.
    """
    words = MessageWording(channels, clock, wording)
    run = _Run(outbox, channels, clock, words, stopping=stopping, lease=lease, composer=composer)
    run.leave_alone({name: one.why for name, one in channels.items() if isinstance(one, LeftAlone)})
    try:
        run.send(worker_name(), limit)
    finally:
        run.lanes.close(_LEAVE if not stopping() else 0)
        wording.letters.close()
    run.report.note_templates(wording.letters)
    return run.report


@dataclass(frozen=True, slots=True)
class _Known:
    """What became of a message, until it is noted in the outbox."""

    settled: Settled
    error: Said | None = None
    handed: Handed | None = None  # None: it was in no lane


class _Run:
    """One dispatch: what is held and since when, what is known and not noted, which channels turned out to be down."""

    def __init__(
        self,
        outbox: Handing,
        channels: Mapping[str, Channel],
        clock: Clock,
        words: MessageWording,
        *,
        stopping: Callable[[], bool],
        lease: float,
        composer: Composer | None,
    ) -> None:
        self.report = DispatchReport()
        self.lanes = Lanes(channels)
        self._outbox, self._clock, self._words, self._stopping = outbox, clock, words, stopping
        self._composer = composer
        self._lease = lease
        self._held: dict[MessageId, Claimed] = {}
        self._ours_until = 0.0
        self._known: list[_Known] = []
        self._asking = False  # the store was asked to note what is known, and gave no answer
        self._down: dict[str, Unreachable] = {}

    def send(self, worker: str, limit: int) -> None:
        """Claim and send until nothing is ready to go, `limit` were claimed, or the program is to stop."""
        left, full = limit, True
        while not self._stopping():
            with self._patience():
                if left > 0 and (not self._held or (full and self.lanes.waiting < _BATCH // 2)):
                    asked = min(_BATCH, left)
                    claimed = self._claim(worker, asked)
                    left, full = left - len(claimed), len(claimed) == asked
                if not self._held:
                    return
                self._go_on()
        self._stop()

    def leave_alone(self, channels: Mapping[str, Said]) -> None:
        """Do not try these; what is for them is put off, with the reason."""
        self._down |= {name: Unreachable(why) for name, why in channels.items()}

    @contextmanager
    def _patience(self) -> Iterator[None]:
        """While messages are held, a store that is busy or away is asked again: to give up leaves some in doubt."""
        try:
            yield
        except StoreError:
            if not self._held or elapsed() > self._ours_until:
                raise
            time.sleep(_LOOK)

    def _claim(self, worker: str, limit: int) -> list[Claimed]:
        began = elapsed()
        claimed = self._outbox.claim(self._clock.now(), worker, limit, self._lease, self._composer)
        until = began + self._lease
        self._ours(min(until, self._ours_until) if self._held else until)
        self._held |= {(one.recipient, one.key): one for one in claimed}
        self._words.prepare(claimed)
        ready: dict[str, list[Work]] = {}
        for one in claimed:
            made = self._prepared(one)
            if isinstance(made, Work):
                ready.setdefault(made.channel, []).append(made)
            else:
                self._conclude(one, made)
        for name, work in ready.items():
            self.lanes.put(name, work)
        return claimed

    def _prepared(self, claimed: Claimed) -> Work | Outcome:
        """The message ready to go; or what has become of it already."""
        name = channel_of(claimed.channel)
        made: Outgoing | Outcome = self._down.get(name) or self._words(claimed)
        if isinstance(made, Outgoing):
            return Work(claimed, made, name)
        known = isinstance(made, Permanent) and self._words.came_back(claimed)
        return (self._by_text(claimed, made, self._line(made, name)) if known else None) or made

    def _go_on(self) -> None:
        """Renew the lease in time, and note what is known, or what becomes known soon."""
        if self._ours_until - elapsed() < self._lease * 3 / 4:
            self._renew()
        for handed in self.lanes.taken(0 if self._known else min(_LOOK, self._lease / 8)):
            self._take(handed)
        self._note()

    def _renew(self) -> None:
        began = elapsed()
        still = self._outbox.renew(self._held.values(), self._lease)
        self._ours(began + self._lease)
        gone = self._held.keys() - still
        for work in self.lanes.withdraw(lambda work: (work.claimed.recipient, work.claimed.key) in gone):
            del self._held[work.claimed.recipient, work.claimed.key]
            self.report.taken_over += 1

    def _ours(self, until: float) -> None:
        self._ours_until = until
        self.lanes.ours_until(until)

    def _take(self, handed: Handed) -> None:
        """See what an outcome means for its message and, where the channel is down, for those that wait for it."""
        if self._goes_instead(handed):
            return
        self._conclude(handed.work.claimed, handed.outcome, handed)
        name = handed.lane.name
        match handed.outcome:
            case Unreachable(error) if not self.lanes.retire(handed.lane):
                self.report.channels[name] = error
                self._withdraw(name, Unreachable(error))
            case Temporary(error, unknown=True):
                self.report.channels[name] = error
            case Delivered() | Temporary():  # one that is refused for good may never have been handed over
                self.report.channels[name] = None

    def _goes_instead(self, handed: Handed) -> bool:
        """Let a mail that was refused for good go as a text message, to the telephone of the same people."""
        work, claimed = handed.work, handed.work.claimed
        if not isinstance(handed.outcome, Permanent) or work.before:
            return False
        instead = self._by_text(claimed, handed.outcome, self._attempt(handed))
        if instead is None:
            return False
        self.report.channels[MAIL] = None
        self.lanes.noted([handed])
        self.lanes.put(SMS, [instead])
        return True

    def _by_text(self, claimed: Claimed, refused: Outcome, line: str) -> Work | None:
        """The message ready to go as a text message, after it was refused as a mail; None: it does not."""
        made = self._words.instead(claimed) if SMS not in self._down else None
        return Work(claimed, made, SMS, (refused, line)) if made else None

    def _withdraw(self, name: str, down: Unreachable) -> None:
        """A channel is down: what waits for it was not handed over."""
        self._down[name] = down
        for work in self.lanes.withdraw(lambda work: work.channel == name):
            self._conclude(work.claimed, work.before[0] if work.before else down)

    def _conclude(self, claimed: Claimed, outcome: Outcome, handed: Handed | None = None) -> None:
        tried = self._attempt(handed) if handed else ""
        if handed and handed.work.before:
            first, line = handed.work.before
            tried, outcome = line + tried, outcome if isinstance(outcome, Delivered) else first
        match outcome:
            case Delivered():
                named, trial = outcome.reference, self._words.trial
                settled = delivery.sent(claimed, self._clock.now(), trial=trial, tried=tried, reference=named)
                error = None
            case Temporary(error, unknown) if claimed.attempts <= len(SCHEDULE):
                settled = self._put_off(claimed, error, SCHEDULE[max(claimed.attempts, 1) - 1], tried, unknown=unknown)
            case Unreachable(error, unknown):
                step = min(max(claimed.attempts, 1), len(SCHEDULE))
                wait = min(SCHEDULE[step - 1], _LONGEST_OUTAGE_WAIT)
                settled = self._put_off(claimed, error, wait, tried, unknown=unknown)
            case Temporary(error, unknown):
                settled = delivery.parked(claimed, str(error), refused=not unknown, tried=tried)
            case Permanent(error):
                settled = delivery.parked(claimed, str(error), refused=True, tried=tried)
        self._known.append(_Known(settled, error, handed))

    def _attempt(self, handed: Handed) -> str:
        """The line that is kept of it."""
        return self._line(handed.outcome, handed.lane.name)

    def _line(self, outcome: Outcome, channel: str) -> str:
        by = delivery.in_trial(channel) if self._words.trial else channel
        return attempt(moment_text(self._clock.now()), *came_of(outcome, by)).line

    def _put_off(self, claimed: Claimed, error: Said, wait: timedelta, tried: str, *, unknown: bool) -> Settled:
        return delivery.put_off(claimed, self._clock.now() + wait, str(error), refused=not unknown, tried=tried)

    def _note(self) -> None:
        """Note all that is known; it counts where the message was still held. Then the lanes go on.

        Where the store's answer was lost and the lease holds, what is no longer held was noted by the first asking.
        """
        if not self._known:
            return
        again, self._asking = self._asking, True
        counted = self._outbox.settle([one.settled for one in self._known])
        by_us = again and elapsed() < self._ours_until
        self._asking = False
        for one in self._known:
            id_ = one.settled.recipient, one.settled.key
            self._held.pop(id_, None)
            self._count(one, noted=by_us or id_ in counted)
        self.lanes.noted([one.handed for one in self._known if one.handed])
        self._known.clear()

    def _count(self, one: _Known, *, noted: bool) -> None:
        report = self.report
        if one.error:
            report.note(one.error)
        match one.settled:
            case _ if not noted:
                report.taken_over += 1
            case Settled(status=delivery.SENT | delivery.TRIAL):
                report.sent += 1
            case Settled(status=delivery.PARKED):
                report.parked += 1
            case Settled(next_try_at=None):
                report.given_back += 1
            case _:
                report.retried += 1

    def _stop(self) -> None:
        """Give back what waits, and let what is in hand come to an end, if that is soon."""
        self._known += [_Known(delivery.given_back(work.claimed)) for work in self.lanes.withdraw()]
        until = elapsed() + GRACE
        while self._held and elapsed() < until:
            with self._patience():
                self._go_on()
        self.report.in_doubt += len(self._held)
