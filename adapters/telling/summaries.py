"""The mail by which whoever follows plans hears on each working day, or once a week, how they stand.

It goes past the outbox, as alerts do: it is made of how things stand when it leaves, and what does not arrive is made
anew the next time. It names rows by their numbers alone, so that nothing secret is said by it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from adapters.clock import day_in_viet_nam
from adapters.telling.addresses import Sender
from adapters.telling.channel import Channel, Delivered, Outgoing
from adapters.telling.composing import notice
from adapters.words.catalogue import day_text, tr, translator
from events.beside.rows import HealthRow
from events.chain import moment_text
from events.store import Outbox
from rules.problems import N_

_NAME = "alert/summary/"
_OF_DAY = N_("[thời hạn] The day's report, {day}: {count} overdue")
_OF_WEEK = N_("[thời hạn] The week's report, {day}: {count} overdue")
_CLOSING = N_("`thoihan today --unit CODE` says it in full. How often this mail comes is set by `summaries`.")


class Summary(NamedTuple):
    """What is said of plans, line by line."""

    overdue: int
    lines: Sequence[tuple[str, str]]


def is_due(outbox: Outbox, to: str, today: date) -> bool:
    """True if nothing was said to that address today."""
    was = next((row for row in outbox.health() if row.name == _name(to)), None)
    return was is None or day_in_viet_nam(datetime.fromisoformat(was.well_at)) < today


def summarize(
    outbox: Outbox,
    channel: Channel,
    to: str,
    found: Summary,
    *,
    weekly: bool,
    sender: Sender,
    now: datetime,
    lang: str,
) -> bool:
    """Say how plans stand; gives whether it could be said."""
    named = {"day": day_text(day_in_viet_nam(now), lang), "count": found.overdue}
    body = notice(tr(_OF_WEEK if weekly else _OF_DAY, lang, **named), found.lines, translator(lang)(_CLOSING), lang)
    moment = moment_text(now)
    message = Outgoing(key=f"{_name(to)}/{moment}", address=to, name=sender.name, body=body, at=now)
    if not isinstance(next(iter(channel.deliver([message]))), Delivered):
        return False
    outbox.note([HealthRow(_name(to), moment, moment, "", 0, "")])
    return True


def _name(to: str) -> str:
    """The row that keeps when something was said: `adapters.telling.alerts.is_alert` knows it as of no part."""
    return _NAME + sha256(to.encode()).hexdigest()[:24]
