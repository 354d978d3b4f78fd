"""What a store answers beside rows: tasks and messages as people see them, and messages in a worker's hands."""

from typing import NamedTuple


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


class Awaited(NamedTuple):
    """The tasks of a plan that were reported done, and whose reports await acceptance."""

    plan: str
    tasks: int
    since: str  # the day of the earliest of these reports


class FollowedView(NamedTuple):
    """A task as a calendar follows it: how often it became another, and when it became what it is."""

    task: TaskView
    turns: int  # so many earlier rows it has
    changed_at: str  # when the event was recorded that made it what it is: ISO text in UTC


class MessageView(NamedTuple):
    """A message with its content and how far it has come; moments are ISO text in UTC."""

    key: str
    position: int  # in the log, of the event that it tells of
    recipient: str  # unit code
    channel: str  # "mail" | "sms"
    content: str  # JSON
    status: str  # "pending" | "claimed" | "sent" | "parked"
    attempts: int  # how many times it was claimed
    next_try_at: str | None  # not before this moment
    claimed_until: str | None  # when the claim lapses
    claimed_by: str | None  # the worker
    last_error: str | None  # of the last attempt that failed, on one line
    sent_at: str | None  # when the channel took it


class Claimed(NamedTuple):
    """A message in a worker's hands, with the address as it is known now."""

    key: str
    position: int  # in the log, of the event that it tells of
    recipient: str  # unit code
    channel: str  # "mail" | "sms"
    content: str  # JSON
    attempts: int  # this one included
    name: str | None  # of the unit; None: it is not known
    email: str | None  # None: it has none
    phone: str | None  # None: it has none
    token: str  # of this claim: what becomes of the message can be said only under it


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


MessageId = tuple[str, str]
"""A message by its recipient and its key."""


class Counts(NamedTuple):
    """The numbers of events and rows: for a status line, not for deciding."""

    events: int
    plans: int
    units: int
    tasks: dict[str, int]  # by state
    messages: dict[str, int]  # by status
