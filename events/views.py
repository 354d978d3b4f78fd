"""What a store answers beside rows: tasks and messages as people see them, and messages in a worker's hands."""

from collections.abc import Sequence
from typing import NamedTuple

from events.beside.rows import SaidRow, ToldRow


class TaskView(NamedTuple):
    """A task beside its due date, for lists of tasks: the columns of `TaskRow`, then of `DueRow` (None: no due)."""

    plan: str
    id: str
    rule: str
    unit: str
    cycle: str
    state: str
    lead: str
    due_key: str | None
    since: int
    done_on: str | None
    reason: str | None
    day: str
    nominal: str | None
    due: str | None
    safe: str | None
    window_start: str | None
    set_by: str | None
    remind_on: str | None
    provisional: int | None
    calendar: str | None
    convention: str | None
    basis: str | None  # JSON: event ids
    left: str | None = None
    in_doubt: int | None = None
    moved: str | None = None


class Awaited(NamedTuple):
    """The tasks of a plan led by one unit that were reported done, and whose reports await acceptance."""

    plan: str
    by: str  # code of the unit that follows the plan, and may lead these tasks itself
    lead: str
    tasks: int
    since: str  # the day of the earliest of these reports


class FollowedView(NamedTuple):
    """A task as a calendar follows it: how often it became another, and when it became what it is."""

    task: TaskView
    turns: int  # so many earlier rows it has
    changed_at: str  # when the event was recorded that made it what it is: ISO text in UTC


class Numbered(NamedTuple):
    """How often a task had become another up to an event, and what a calendar was last served of it."""

    turns: int  # so many earlier rows it had
    recorded_at: str  # when that event was recorded: ISO text in UTC
    sequence: int | None  # of what was served; None: nothing was
    day: str | None
    over: int | None
    remind_on: str | None = None  # as the task stands now: of one that is open, for the day that is next
    limit: str | None = None  # that day: it is due, or a date is to be set


Numbering = tuple[str, str, int]
"""Whose calendar it is, a task of it by its id, and the place in the log of an event."""


class MessageView(NamedTuple):
    """A message with its content and how far it has come; moments are ISO text in UTC."""

    key: str
    position: int  # in the log, of the event that it tells of
    recipient: str  # unit code
    channel: str  # "mail", "sms", or another way: `events.beside.ways`
    content: str  # JSON
    status: str  # "pending" | "claimed" | "sent" | "parked" | "covered" | "awaiting" | "cancelled"
    attempts: int  # how many times it was claimed
    next_try_at: str | None  # not before this moment
    claimed_until: str | None  # when the claim lapses
    claimed_by: str | None  # the worker
    last_error: str | None  # of the last attempt that failed, on one line
    sent_at: str | None  # when the channel took it
    tries: str | None = None  # every attempt, a line each: `events.beside.attempts`


class Mark(NamedTuple):
    """A message that is still to be composed: an event has news for its recipient."""

    recipient: str  # unit code
    key: str
    position: int  # in the log, of the event
    channel: str  # "mail", "sms", or another way: `events.beside.ways`
    content: str  # JSON: what there was to tell when it happened
    ended: bool  # the recipient has merged, split or ended since
    silent: bool = False  # it says nothing itself, but what its recipient knows


class Composition(NamedTuple):
    """What there is to say when marks of one recipient, plan and channel are taken together."""

    recipient: str  # unit code
    key: str  # of the mark under which it leaves: the last
    covers: Sequence[str]  # keys of the others
    said: SaidRow | None  # None: there is nothing left to say
    told: Sequence[ToldRow]  # what the recipient knows with it


class Foreseen(NamedTuple):
    """The words that there would be to say to a recipient by a channel."""

    recipient: str  # unit code
    channel: str  # "mail", "sms", or another way: `events.beside.ways`
    said: SaidRow


class Parked(NamedTuple):
    """A message that waits until somebody has looked."""

    key: str
    channel: str  # "mail", "sms", or another way: `events.beside.ways`
    content: str  # JSON: what there was to tell when it happened
    tried: bool
    composed: bool  # it perhaps arrived, and keeps its words


class AwaitingApproval(NamedTuple):
    """The messages of one event that wait for approval."""

    position: int  # in the log, of the event
    messages: int
    recipients: int
    moment: str  # since when they wait: UTC text
    actor: str  # who said so; "": the limit in the settings did


class Waiting(NamedTuple):
    """How many messages could leave, but that they are held for a while."""

    to_be_corrected: int  # until what may correct them could have come
    to_be_recounted: int  # until the dates of their plan are counted again
    for_the_morning: int  # until the hours in which something is sent to their recipient
    for_the_digest: int = 0  # until the hour at which their recipient is told all at once
    for_the_next_day: int = 0  # since their recipient has had as many today as he is to get


class Backlog(NamedTuple):
    """The messages that could leave by now and have not; moments are UTC text, None where there is none such."""

    messages: int
    since: str | None  # when the event of the oldest was recorded
    by_the_clock: str | None  # the same, of those that a day had to say: reminders, and what is overdue


class TaskNow(NamedTuple):
    """A task as it stands, with its date."""

    id: str
    state: str
    lead: str
    due: str | None
    safe: str | None
    set_by: str | None
    remind_on: str | None
    left: str | None
    provisional: int
    in_doubt: int


class Claimed(NamedTuple):
    """A message in a worker's hands, with the address as it is known now."""

    key: str
    position: int  # in the log, of the event that it tells of
    recipient: str  # unit code
    channel: str  # "mail", "sms", or another way: `events.beside.ways`
    content: str  # JSON
    attempts: int  # this one included
    name: str | None  # of the unit; None: it is not known
    address: str | None  # at the end of this way; None: it has none
    token: str  # of this claim: what becomes of the message can be said only under it
    edition: int = 0  # how many times it was refused as it was composed
    instead: str | None = None  # the telephone of the same people, where a mail is told by no text message too

    @property
    def sent_as(self) -> str:
        """The key under which it leaves: another one for each time that it was composed."""
        return sent_as(self.key, self.edition)


class Sent(NamedTuple):
    """A message that was sent, by the key under which it left."""

    recipient: str  # unit code
    key: str
    edition: int
    way: str  # `events.beside.ways`

    @property
    def sent_as(self) -> str:
        """The key under which it left."""
        return sent_as(self.key, self.edition)


def sent_as(key: str, edition: int) -> str:
    """The key under which a message leaves that was surely refused so many times."""
    return f"{key}/{edition}" if edition else key


class Settled(NamedTuple):
    """The end of a claim: what became of its message. `events.delivery` makes them."""

    recipient: str
    key: str
    token: str  # of the claim
    status: str  # "sent" | "pending" | "parked"
    attempts: int
    next_try_at: str | None
    error: str | None  # None: the last one stays
    sent_at: str | None
    refused: int = 0  # 1 where what it says has surely not arrived: then it is composed anew
    tried: str = ""  # the attempt, as it is kept; "": there was none
    reference: str | None = None  # what its channel calls it, where it reports what becomes of it


MessageId = tuple[str, str]
"""A message by its recipient and its key."""


class Counts(NamedTuple):
    """The numbers of events and rows: for a status line, not for deciding."""

    events: int
    plans: int
    units: int
    tasks: dict[str, int]  # by state
    messages: dict[str, int]  # by status
