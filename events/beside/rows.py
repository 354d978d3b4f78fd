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


class FeedAddressRow(NamedTuple):
    """An address under which a calendar can be asked for by whoever has it; the address itself is kept nowhere."""

    hash: str  # SHA-256 of the address, 64 hex digits: it is random, so nothing can be found out from that
    unit: str  # whose calendar it is
    person: str  # to whom the tasks are given; "" is all of the unit's
    made_at: str
    made_by: str
    revoked_at: str  # "" while it holds


class ApprovalRow(NamedTuple):
    """What is decided of the messages of one event that wait for approval, or did. The log does not have it."""

    position: int  # in the log, of the event
    state: str  # "awaiting" | "approved" | "cancelled"
    moment: str  # since when it is so: UTC text
    actor: str  # whose word it is; "" where the limit in the settings has it wait


class HealthRow(NamedTuple):
    """How a part of the running program, a channel or an address last went. Moments are UTC text, "" for none."""

    name: str  # of the part, the channel or the address (by its unit and seal)
    seen_at: str  # when it last went, well or not
    well_at: str  # when it last went well
    failing_since: str  # "" while it goes well
    failures: int  # so many times running
    fault: str  # of the last time that it failed; "" while it goes well


class DigestRow(NamedTuple):
    """The hour at which a unit would be told all at once, if it prefers that. The log does not have it."""

    unit: str
    at: str  # "08:00": at that hour of its working days; "off": at once; "": as the settings have it for everybody
    moment: str  # since when: UTC text
    actor: str  # whose word it is


class ServedRow(NamedTuple):
    """What a calendar feed last said of a task: programs take nothing for news that has a lower number than before."""

    unit: str  # whose feed it is: an agency by its code, or `CODE/PERSON`
    plan: str
    task: str  # its id
    sequence: int  # the number of what was said, as iCalendar counts (RFC 5545, 3.8.7.4)
    day: str
    over: int  # 1 where it was said to be cancelled; else 0


class PrunedRow(NamedTuple):
    """So many messages of one event were sent, and removed when the time for keeping them was over."""

    position: int  # in the log, of the event that they told of
    messages: int


class ToldRow(NamedTuple):
    """What a recipient was last told of a task by one channel. It is no fact, so the log does not have it."""

    recipient: str  # unit code
    channel: str  # "mail", "sms", or another way: `events.beside.ways`
    task: str  # its id, which begins with its plan
    role: str  # in which he was told: "lead" | "cooperate"
    state: str  # one of `engine.tasks.State`, "closed" also where he has no part in it any more
    due: str | None
    safe: str | None
    set_by: str | None
    left: str | None  # while it is suspended: what is left of its time
    provisional: int
    in_doubt: int
    rung: (
        str  # what the clock had to say of these dates: "reminder" | "overdue" | "needs_date" | "no_progress"; "": none
    )
    message: str  # key of the one by which he was told, or which found that there was nothing to say
    position: int  # in the log, of the last event that had news of it for him, whether there was anything to say or not
    before: str | None  # JSON: what he had been told before it, should it be refused; None: nothing


class SaidRow(NamedTuple):
    """The content of messages as it left, or is to leave: what was so when they were composed."""

    key: str  # a digest of `content`
    content: str  # JSON


class SaidAgainRow(NamedTuple):
    """An event that a program sent, and that said what stood already: the log has it under the id of another."""

    id: str  # as the log would have called it
    event: str  # the id that the log has
    content: str  # SHA-256 of what was said: under one id nothing else is said


class ProposalRow(NamedTuple):
    """Something that an agency says happened, which the office above records or does not (đề nghị ghi nhận)."""

    id: str
    plan: str
    unit: str  # at which it happened
    event: str  # as JSON, as it would stand in the log (`events.chain.content`)
    made_at: str
    made_by: str  # as the log names him
    state: str  # "waiting", "accepted", "declined" or "withdrawn"
    decided_at: str  # "" while it waits
    decided_by: str
    reason: str  # why it was declined
    recorded_as: str  # the id of the event in the log, once it was accepted
