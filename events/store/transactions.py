"""The protocols of a transaction, of delivery, and of the store that gives both."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from events.beside.attempts import Attempt, Reported
from events.beside.kept import WebhookRow
from events.beside.rows import HealthRow
from events.event import Event, Recorded
from events.rows import Changes
from events.store.accounts import Accounts
from events.store.questions import Compose, Composer, Soundness, Timing
from events.store.reading import LogReader, Register
from events.views import AwaitingApproval, Backlog, Claimed, Counts, Foreseen, MessageId, Sent, Settled, Waiting


class Session(LogReader, Register, Protocol):
    """One transaction. A reading one sees a single moment; a writing one has the log to itself until it ends.

    `append`, `restore`, `apply`, `finish` and `rebuild` must be called in a transaction begun for writing.
    """

    def append(self, event: Event) -> Recorded:
        """Put `event` at the end of the log; the same one again changes nothing and gives what was recorded.

        Raises EventError (it is not well formed), DuplicateEvent (its id is there with other content; when it was
        recorded is no content), UnknownEvent (it corrects one that is not there).
        """
        ...

    def restore(self, recorded: Recorded) -> None:
        """Put an event of another log at the end of this one as it stands there: the caller knows that it is sound.

        Raises LogBroken where it does not follow on what is here.
        """
        ...

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`, in bulk."""
        ...

    def finish(self, recorded: Recorded, changes: Changes) -> None:
        """Put an event at the end of this log, write all of `changes`, and commit: the last word of a transaction.

        As `restore` and `apply`, with as few words to the database as can be, since others wait meanwhile.
        """
        ...

    def rebuild(self, rows: Changes, *, retold: bool, hold: bool = False) -> None:
        """Put `rows` in place of all that was concluded so far, but for what was told, and addresses.

        `retold`: other messages would follow with them; then `rebuilt_at` is the head. `hold`: tasks stand otherwise
        with them, so that all sending is held back.
        """
        ...

    def side_by_side(self, reads: Sequence[Callable[["Session"], Any]]) -> list[Any]:
        """What each of these readers comes to, in their order; none knows of what is written in this transaction.

        On a database they take turns, and what they ask is answered together: as many statements as the one takes that
        asks most often, and not as all take together. Raises what one of them raises.
        """
        ...

    def counts(self) -> Counts:
        """The numbers of events and of rows, for a status line."""
        ...

    def soundness(self) -> Soundness | None:
        """The database looked at from below; None for a store that is on none."""
        ...


class Transactions(Protocol):
    """Begins transactions. Safe to use from several threads; each transaction belongs to one."""

    @property
    def url_label(self) -> str:
        """The address, without a password."""
        ...

    @property
    def parallel(self) -> bool:
        """True where others can write while one reads, so that it is worth deciding before one begins to write."""
        ...

    def begin(self, write: bool = True, *, after: int | None = None) -> AbstractContextManager[Session]:
        """A transaction: committed at the end of the block, undone where an exception leaves it.

        `after`: who writes will ask for the events past that position first, so that they may be read at once.
        Raises StoreError; what was begun is then undone too.
        """
        ...

    def recounting(self, plans: Collection[str]) -> AbstractContextManager[Session]:
        """A transaction in which the dates of these plans are counted again, beside those who record: one at a time.

        It may write what concerns those of them that `recounts` names, and no other row. Nobody else writes such rows,
        or what they rest on, since whoever is to touch such a plan waits for this one; others recount other plans.
        """
        ...

    def turn(self, plan: str) -> AbstractContextManager[bool]:
        """The turn to decide on `plan`, where the store is `parallel`: one has it until the end of the block.

        Gives True where others had it, or it could not be given. It only spares those who record in one plan the work
        of deciding beside each other: what was recorded by others meanwhile is looked at all the same.
        """
        ...


class Handing(Protocol):
    """Messages handed out, and what became of them: all that a dispatcher asks for.

    A lease is told by the clock of the store, which all workers share: a worker's own clock may be wrong.
    """

    def claim(
        self, now: datetime, worker: str, limit: int, lease_seconds: float, composer: Composer | None = None
    ) -> list[Claimed]:
        """Up to `limit` messages, oldest first, that nobody else is given before the lease is over.

        `composer` gives what they say: all that wait for one recipient, plan and channel become one message, and what
        it says is kept with what he knows by it, in this transaction; none is given to anybody while an earlier one to
        the same recipient, by the same channel, waits or is underway, and none that is not urgent before its event was
        recorded as long ago as `composer` holds it, or where it is quiet. What the clock says is not urgent there.
        Without one each says what its event said.

        None is given while dates of its plan are still to be counted again, or that waits for approval: nor of an
        event with more messages than the `timing` of `composer` lets go, until somebody has decided on it.

        By the worker's own clock, `now`, those that were put off are ready again. No lease is longer than ten minutes.
        """
        ...

    def renew(self, claimed: Collection[Claimed], lease_seconds: float) -> set[MessageId]:
        """Those of them that are still held by their claim: the lease begins anew."""
        ...

    def settle(self, settled: Collection[Settled]) -> set[MessageId]:
        """Say what became of messages, each once; those that were held by their claim are so. Others are as before."""
        ...


class Outbox(Handing, Protocol):
    """Delivery; each call is a short transaction of its own. The moments are aware."""

    def waiting(self, now: datetime, timing: Timing) -> Waiting:
        """How many messages nothing holds up but `timing`, or that dates of their plan are to be counted again.

        What is held for several of these is counted as the latter, else as what waits for the morning.
        """
        ...

    def sent_since(self, since: datetime, channel: str) -> list[Sent]:
        """The messages that stand as sent since then, by all ways of a channel."""
        ...

    def returned(self, recipient: str, key: str, attempt: Attempt, error: str) -> bool:
        """Park a message that was sent and came back: it was not told. False: it does not stand as sent."""
        ...

    def unpark(self, recipient: str, key: str) -> Collection[str]:
        """Let it be claimed again, with all that was surely refused with it, their attempts counted afresh.

        Gives their keys; none where it is not parked.
        """
        ...

    def feed_webhooks(self, now: datetime) -> list[WebhookRow]:
        """Put into the outbox what is new for programs that are told, and give these; for those removed nothing waits.

        What agencies are told by mail they are told by a channel of their own, which their id names: as it comes, at
        every hour, and whether the agency has an address or not.
        """
        ...

    def hold_back(self, now: datetime, above: int) -> None:
        """Let messages wait of each event that has more than `above` unsent ones, unless it is decided on.

        Not of what the clock has to say.
        """
        ...

    def awaiting(self) -> list[AwaitingApproval]:
        """The events of which messages wait for approval, in the order of the log."""
        ...

    def foreseen(self, position: int, compose: Compose) -> list[Foreseen]:
        """The letters that the messages of an event would be, as things stand; nothing is kept."""
        ...

    def decide(self, position: int, state: str, now: datetime, actor: str, *, dry_run: bool = False) -> int | None:
        """Have the messages of an event wait for approval, let them go, or never: `state` is "awaiting", "approved" or
        "cancelled".

        Gives how many they are; None, and nothing is changed, where none is still to be composed. What waited behind
        them is let go with them.
        """
        ...

    def prune(self, before: datetime, limit: int) -> int:
        """Remove up to `limit` messages that were sent before that moment, oldest first, and say how many.

        None that is unsent, parked or in a worker's hands goes. How many went is kept, by the event they told of.
        """
        ...

    def backlog(self, now: datetime, timing: Timing) -> Backlog:
        """How long messages have waited that could leave by now, but that they were put off, or nobody sent them."""
        ...

    def health(self) -> list[HealthRow]:
        """How parts of the running program, and channels, last went; by name."""
        ...

    def note(self, rows: Sequence[HealthRow]) -> None:
        """Keep how parts of the running program, and channels, last went."""
        ...

    def reported(self, reference: str, attempt: Attempt, error: str) -> Reported:
        """Note what became of the message that whoever took it over calls `reference`: whether it arrived.

        One that failed is parked, with that `error`; what it would have told was not told. The first end that is
        reported stands: the same again, another one, and what is no end change nothing, nor does an unknown name.
        """
        ...

    def preview(self, now: datetime, limit: int, composer: Composer) -> list[Claimed]:
        """Up to `limit` messages as they would leave one after the other, whether sending is held or not.

        Nothing is kept of it.
        """
        ...

    def end_trial(self) -> int:
        """Let all that was sent in a trial be told anew, to those whom it is for; gives how many messages that are.

        Then all sending is held back. Nothing is changed where there was no trial.
        """
        ...

    def why_held(self) -> str | None:
        """Why all sending is held back, so that `claim` gives nothing; None: it is not.

        "restored", "counted" (dates are counted otherwise now) or "tried" (a trial has ended).
        """
        ...

    def release(self, *, parked: str | None = None) -> bool:
        """Let messages be sent again. False: nothing was held.

        `parked` is a reason for which those that wait now are parked: then only later ones are sent.
        """
        ...


class Store(Transactions, Outbox, Protocol):
    """A whole store, for whoever opens, measures and closes it."""

    @property
    def query_count(self) -> int:
        """Statements sent to the database so far, for benchmarks and tests."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Who may sign in, and as what."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...
