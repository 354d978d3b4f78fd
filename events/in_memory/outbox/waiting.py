"""What holds messages for a while, in memory: by the rules of `events.database.outbox.order`."""

from datetime import datetime

from events.chain import moment_text
from events.delivery import SENT
from events.in_memory.tables import Kept
from events.rows import MessageRow
from events.states import DAY_BEGAN, to_a_program
from events.store.questions import Since, Timing


def held_by(state: Kept, row: MessageRow, timing: Timing, now: datetime, *, at_once: bool) -> str | None:
    """What holds a message: the count of `Waiting` that it is in; None: nothing does."""
    if to_a_program(row.channel):
        timing = Timing(timing.hold)
    quiet, urgent = timing.quiet, at_once and not by_the_clock(state, row)
    if quiet.at(row.recipient) and (quiet.urgent_too or not urgent):
        return "for_the_morning"
    composed = state.deliveries[row[:2]].said_key is not None  # its time had come
    if not urgent and not composed and _for_the_digest(state, row, timing.digests.of(row.recipient), now):
        return "for_the_digest"
    if not urgent and not composed and timing.cap and _had(state, row, timing.cap.since, now) >= timing.cap.most:
        return "for_the_next_day"
    return "to_be_corrected" if not at_once and _recent(state, row, moment_text(now - timing.hold), now) else None


def _had(state: Kept, row: MessageRow, since: str, now: datetime) -> int:
    """How many messages its recipient has had today by its channel."""
    to = (
        state.deliveries[one[:2]] for one in state.messages() if one[0] == row.recipient and one.channel == row.channel
    )
    return sum(of.status == SENT and since <= (of.sent_at or "") <= moment_text(now) for of in to)


def _for_the_digest(state: Kept, row: MessageRow, since: Since | None, now: datetime) -> bool:
    """True while its recipient is to be told all at once, later."""
    if since is None:
        return False
    return _recent(state, row, since.day_over if by_the_clock(state, row) else since.moment, now)


def by_the_clock(state: Kept, row: MessageRow) -> bool:
    """True of what a day had to say."""
    return any(one.event.type == DAY_BEGAN for one in state.log[row.position - 1 : row.position])


def _recent(state: Kept, row: MessageRow, held: str, now: datetime) -> bool:
    """True if the event of a message was recorded since that moment."""
    events = state.log[row.position - 1 : row.position]
    return any(within(moment_text(one.event.recorded_at), held, moment_text(now)) for one in events)


def within(until: str, after: str, last: str) -> bool:
    """True of a moment after the first and not after the last."""
    return after < until <= last
